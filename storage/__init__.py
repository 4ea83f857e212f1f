"""Where a case is kept: sealed words in the vault, set words in tables, and what waits to be said."""

from storage.keys import MasterKeys
from storage.schema import check, migrate
from storage.store import Store, open_store

__all__ = ["MasterKeys", "Store", "check", "migrate", "open_store"]
