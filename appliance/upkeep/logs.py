"""The log: lines for people on standard error, and the same as JSON lines in `user_data/logs`, which never grow beyond
a few megabytes. Of an exception only its kind and place are written: its text may quote what somebody said."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

FOLDER = "logs"
FILE = "appliance.jsonl"

LARGEST_BYTES = 1_000_000
KEPT = 4
"""Earlier files beside the one that is written."""

LONGEST_LINE = 8_000
"""Characters of a message, and of a trace."""

LATEST = 60
"""Lines that are kept in memory for a crash report."""

CHATTY = ("apscheduler", "alembic", "httpx")

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Careful(logging.Formatter):
    """A line for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: Fault) -> str:  # noqa: N802  # the library's name
        """Without the exception's own words."""
        return "\n".join(places(ei[1]))


class Lines(logging.Formatter):
    """A JSON object a line: `at` (UTC), `level`, `logger`, `message`, and of an exception its kinds and places."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:LONGEST_LINE],
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


class Latest(logging.Handler):
    """Remembers the last lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=LATEST)
        self.setFormatter(Lines())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it in memory."""
        self.lines.append(self.format(record))


class _Rotating(RotatingFileHandler):
    """A disk that is full or gone costs lines of the log, and nothing else."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the library's name
        pass


def places(error: BaseException | None) -> list[str]:
    """The kind of an exception and of those it came from, each with where it was raised; none of their words."""
    told: list[str] = []
    while error is not None and len(told) < LATEST:
        kind = type(error)
        told.append(f"{kind.__module__}.{kind.__qualname__}")
        told += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in _frames(error)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told


def _frames(error: BaseException) -> Sequence[traceback.FrameSummary]:
    return traceback.extract_tb(error.__traceback__, limit=-20)


def begin(data_folder: Path) -> deque[str]:
    """Log from now on, in this process; returns the last lines, which change as more come.

    Where the folder cannot be written, standard error has it all.
    """
    people = logging.StreamHandler(sys.stderr)
    people.setFormatter(Careful())
    latest = Latest()
    handlers: list[logging.Handler] = [people, latest]
    try:
        folder = data_folder / FOLDER
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        file = _Rotating(folder / FILE, maxBytes=LARGEST_BYTES, backupCount=KEPT, encoding="utf-8", delay=False)
        (folder / FILE).chmod(0o600)
        file.setFormatter(Lines())
        handlers.append(file)
    except OSError as error:
        print(f"No log is kept in {data_folder / FOLDER}: {error.strerror}.", file=sys.stderr)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return latest.lines
