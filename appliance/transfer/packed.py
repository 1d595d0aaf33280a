"""Opens a zip that anybody may have made: few and plain names, nothing that expands too far, every sum checked."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from appliance.errors import InvalidInputError
from appliance.transfer.refusal import decoded, refused, shown

MOST_MEMBERS = 20_000
MOST_EXPANDED = 1024**3
"""Bytes of all members together, unpacked."""

DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, IndexError)
"""What reading a damaged zip raises, by what is damaged."""

_PLAIN = re.compile(r"[^/\\:\0][^\\:\0]*")


class Packed:
    """The members of a zip by name, folders left out."""

    def __init__(self, file: str, content: bytes) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
            members = [member for member in self._zip.infolist() if not member.is_dir()]
        except DAMAGED as error:
            raise self._damaged(f"it is no whole zip ({error})") from None
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._admit(member)
        expanded = sum(member.file_size for member in members)
        if expanded > MOST_EXPANDED or len(members) > MOST_MEMBERS:
            raise refused(
                file,
                f"it holds {len(members)} files of {expanded / 2**20:.0f} MiB; "
                f"at most {MOST_MEMBERS} files of {MOST_EXPANDED // 2**20} MiB are unpacked",
                "That is no export of a person.",
            )

    def names(self) -> list[str]:
        return list(self._members)

    def read(self, name: str) -> bytes:
        """The content of a member, its checksum compared. Raises `InvalidInputError`."""
        member = self._members[name]
        try:
            with self._zip.open(member) as opened:
                content = opened.read(member.file_size + 1)
        except DAMAGED as error:
            raise self._damaged(f"{name} cannot be unpacked ({error})") from None
        if len(content) != member.file_size:
            raise self._damaged(f"{name} is not as long as it says")
        return content

    def text(self, name: str) -> str:
        """A member as text. Raises `InvalidInputError`, with line and column for what is not UTF-8."""
        return decoded(self.place(name), self.read(name))

    def place(self, name: str) -> str:
        """How messages call a member."""
        return f"{self.file}: {name}"

    def _admit(self, member: zipfile.ZipInfo) -> None:
        name = member.filename
        if not _PLAIN.fullmatch(name) or ".." in name.split("/") or not name.isprintable():
            raise refused(self.file, f"it holds a file named {shown(name)}", "That is no export of a person.")
        if name in self._members:
            raise refused(self.file, f"{shown(name)} is in it twice", "Export it anew.")
        self._members[name] = member

    def _damaged(self, fault: str) -> InvalidInputError:
        return refused(self.file, fault, "The file is damaged or cut off: copy it again, or export anew.")
