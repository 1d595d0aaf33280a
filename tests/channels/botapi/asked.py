"""What a client asked: parameters from a query, a form, JSON or multipart/form-data, and the types they must have."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.engines.http_server import Request


class ApiError(Exception):
    """An unsuccessful answer."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Upload:
    """A file in the request."""

    name: str
    content: bytes


@dataclass
class Asked:
    """The parameters of one request, taken one by one; what nobody took is unknown."""

    values: dict[str, Any]
    uploads: dict[str, Upload]
    taken: set[str] = field(default_factory=set)

    @property
    def unknown(self) -> set[str]:
        return (set(self.values) | set(self.uploads)) - self.taken

    def take(self, name: str) -> Any:
        self.taken.add(name)
        return self.values.get(name)

    def whole(self, name: str, otherwise: int | None = None) -> int | None:
        given = self.take(name)
        if given is None or given == "":
            return otherwise
        if isinstance(given, bool) or not re.fullmatch(r"-?\d+", str(given)):
            raise bad(f"can't parse {name} as an integer")
        return int(given)

    def text(self, name: str) -> str:
        given = self.take(name)
        if given is not None and not isinstance(given, str):
            raise bad(f'field "{name}" must be of type String')
        return given or ""

    def flag(self, name: str) -> bool:
        given = str(self.take(name) or "false").lower()
        if given not in ("true", "false", "1", "0"):
            raise bad(f"can't parse {name} as a boolean")
        return given in ("true", "1")

    def json(self, name: str) -> Any:
        """In forms, objects and lists are JSON in a string; in JSON they may be as they are."""
        given = self.take(name)
        if not isinstance(given, str):
            return given
        try:
            return json.loads(given) if given else None
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def file(self, name: str) -> Upload | str | None:
        """An upload, an upload that is attached under another name, or an id."""
        self.taken.add(name)
        if name in self.uploads:
            return self.uploads[name]
        given = self.values.get(name)
        if isinstance(given, str) and given.startswith("attach://"):
            attached = given.removeprefix("attach://")
            self.taken.add(attached)
            if attached not in self.uploads:
                raise bad(f'attached file "{attached}" not found')
            return self.uploads[attached]
        return given or None


def asked_by(request: Request) -> Asked:
    """Everything the request says, wherever it says it."""
    values: dict[str, Any] = dict(parse_qsl(urlsplit(request.path).query, keep_blank_values=True))
    kind, _, more = request.headers.get("content-type", "").partition(";")
    uploads: dict[str, Upload] = {}
    if kind == "application/json":
        body = request.body
        values |= {name: value for name, value in body.items() if value is not None}
    elif kind == "application/x-www-form-urlencoded":
        values |= dict(parse_qsl(request.content.decode(), keep_blank_values=True))
    elif kind == "multipart/form-data":
        fields, uploads = parts_of(request.content, more)
        values |= fields
    return Asked(values, uploads)


def parts_of(body: bytes, parameters: str) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and the files of multipart/form-data (RFC 7578)."""
    found = re.search(r'boundary="?([^";]+)"?', parameters)
    if found is None:
        raise bad("boundary expected")
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        words = head.decode()
        name = re.search(r'[ ;]name="([^"]*)"', words)
        file_name = re.search(r'filename="([^"]*)"', words)
        if name is None:
            raise bad("a part without a name")
        if file_name is None:
            fields[name[1]] = content.decode()
        else:
            uploads[name[1]] = Upload(file_name[1], content)
    return fields, uploads
