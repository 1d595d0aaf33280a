"""Templates that are compiled when an image is built, as modules are: at a start that takes half a second otherwise."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

FOLDER = Path(__file__).parents[2] / "compiled"
"""Beside the modules and trusted like their bytecode. A checkout has none, and whoever only reads it adds nothing."""


class Compiled(BytecodeCache):
    """Of one environment. A template that was changed since is compiled anew: its bucket knows its checksum."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), (FOLDER / bucket.key).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), (FOLDER / bucket.key).open("wb") as file:
            bucket.write_bytecode(file)
