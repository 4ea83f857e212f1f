"""Backups: everything but keys in one file, the keys in another that is always replaced.

So a case that was erased stays erased: its keys are in no backup, and not in the newest key ring.
"""

from storage.backup.check import verified
from storage.backup.restore import Kept, restore
from storage.backup.write import Written, write, write_ring

__all__ = ["Kept", "Written", "restore", "verified", "write", "write_ring"]
