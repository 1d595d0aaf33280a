"""Everything that is particular to SQLite and SQLCipher, in one room: another dialect would be one beside it.

connecting   how a connection is opened, with which key and pragmas
faults       what the engine says, as the appliance's own errors
database     sessions: readers of a snapshot, one writer
statements   what each dialect words differently
"""

from appliance.store.sqlite.connecting import (
    CACHE_KIB,
    SALT_BYTES,
    Connect,
    Connector,
    connector,
    look_through,
    salt_of,
    threaded,
)
from appliance.store.sqlite.database import Alongside, Database, alongside
from appliance.store.sqlite.faults import translated
from appliance.store.sqlite.statements import (
    any_of,
    done_with_many,
    forget_what_was_told,
    full_text,
    id_starts_with,
    in_one_go,
    insert_unless_there,
    insertion_number,
    prepare_for_many,
)

__all__ = [
    "CACHE_KIB", "SALT_BYTES", "Alongside", "Connect", "Connector", "Database", "alongside", "any_of", "connector",
    "done_with_many", "forget_what_was_told", "full_text", "id_starts_with", "in_one_go", "insert_unless_there",
    "insertion_number", "look_through", "prepare_for_many", "salt_of", "threaded", "translated",
]  # fmt: skip
