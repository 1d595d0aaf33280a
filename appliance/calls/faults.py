"""Faults that must not stop the rest: one faulty row, a full disk, a zone that is gone."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.errors import ApplianceError

log = logging.getLogger(__name__)


@contextmanager
def logged(what: str) -> Iterator[None]:
    """What goes wrong in the block is logged, and whoever runs it tries again at the next look."""
    try:
        yield
    except Exception as error:
        log_fault(what, error)


def log_fault(what: str, error: BaseException) -> None:
    """Where it went wrong, but of foreign errors only the type: their texts may quote what was said."""
    said = f": {error.message}" if isinstance(error, ApplianceError) else ""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s; it is tried again. %s%s\n%s", what, type(error).__name__, said, where)
