"""A page as a file that only its owner may read, there as a whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from appliance.errors import ConflictError, InvalidInputError


def write_page(file: Path, text: str, *, replace: bool = False) -> None:
    """Write it with mode 0600. Raises `ConflictError` where a file is there and must not be replaced, `OSError`."""
    if not file.name or file.is_dir():
        raise InvalidInputError(f"{file} is a folder.", remedy="Name a file: week.html")
    if file.exists() and not replace:
        raise ConflictError(f"{file} is there already.", remedy="Name another file, or add --force to replace it.")
    draft = file.with_name(f".{file.name[:100]}-{uuid4().hex}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(draft, file)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
