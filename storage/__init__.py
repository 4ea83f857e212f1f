"""Where a case is kept: sealed words in the vault, set words in tables, and what waits to be said."""

from storage.alone import alone
from storage.audit_file import check as check_export
from storage.audit_file import export as export_audit
from storage.keys import MasterKeys
from storage.schema import check, migrate
from storage.store import Store, open_store
from storage.witness import FileWitness

__all__ = [
    "FileWitness",
    "MasterKeys",
    "Store",
    "alone",
    "check",
    "check_export",
    "export_audit",
    "migrate",
    "open_store",
]
