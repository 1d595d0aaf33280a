"""Where it is kept: one encrypted SQLite file, and the questions the product asks of it."""

from appliance.store.keys import create_key, derive, read_key, rewrap, unlock, write_key
from appliance.store.sqlite import threaded
from appliance.store.store import Store, open_store
from appliance.store.whereabouts import remember_database

__all__ = [
    "Store", "create_key", "derive", "open_store", "read_key", "remember_database", "rewrap", "threaded", "unlock",
    "write_key",
]  # fmt: skip
