"""From the JSON of one update (core.telegram.org/bots/api#update) to an `Incoming`. Pure.

Read here and not by the library, for which one update that it cannot parse loses the whole batch: what is missing or of
another type is left empty, and what is not known is `OTHER`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from appliance.channels.telegram.incoming import ChatKind, FileRef, Incoming, Kind

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""For `allowed_updates`."""

SOUNDS = (("voice", Kind.VOICE), ("video_note", Kind.VIDEO_NOTE), ("audio", Kind.AUDIO))
OUTSIDE = frozenset({"kicked", "left"})
MOST_ID = 2**53
"""Identifiers have at most 52 significant bits, says the documentation."""

Json = Mapping[str, Any]


def update_id(raw: object) -> int | None:
    """Its number; None where it is no update at all."""
    return _whole(raw.get("update_id")) if isinstance(raw, Mapping) else None


def read_update(raw: Json, bot_id: int, came_at: datetime) -> Incoming:
    """The update as a value. `came_at` is for what tells no time itself."""
    base = Incoming(bot_id, update_id(raw) or 0, Kind.OTHER, came_at)
    if message := _object(raw, "message"):
        return _message(base, message)
    if message := _object(raw, "edited_message"):
        return _message(base, message, edited=True)
    if query := _object(raw, "callback_query"):
        return _press(base, query)
    if change := _object(raw, "my_chat_member"):
        return _membership(base, change)
    return base


def _message(base: Incoming, message: Json, *, edited: bool = False) -> Incoming:
    kind, file, moved_to = _what(message)
    reply = _whole(_object(message, "reply_to_message").get("message_id"))
    return Incoming(
        bot_id=base.bot_id,
        update_id=base.update_id,
        kind=kind,
        at=_time(message.get("edit_date") if edited else message.get("date"), base.at),
        **_whose(message, "from"),
        message_id=_whole(message.get("message_id")),
        text=_text(message, "text") or _text(message, "caption"),
        file=file,
        reply_to=reply,
        edited=edited,
        forwarded=any(message.get(sign) for sign in ("forward_origin", "forward_date", "forward_from")),
        moved_to=moved_to,
    )


def _what(message: Json) -> tuple[Kind, FileRef | None, int | None]:
    if (moved_to := _whole(message.get("migrate_to_chat_id"))) is not None:
        return Kind.MOVED, None, moved_to
    for name, kind in SOUNDS:
        if file := _file(_object(message, name)):
            return kind, file, None
    return (Kind.TEXT if _text(message, "text") else Kind.OTHER), None, None


def _press(base: Incoming, query: Json) -> Incoming:
    message = _object(query, "message")
    return Incoming(
        bot_id=base.bot_id,
        update_id=base.update_id,
        kind=Kind.PRESS,
        at=base.at,
        **(_whose(query, "from") | _where(message)),
        message_id=_whole(message.get("message_id")),
        press_id=_text(query, "id"),
        press_data=_text(query, "data"),
    )


def _membership(base: Incoming, change: Json) -> Incoming:
    status = _text(_object(change, "new_chat_member"), "status")
    return Incoming(
        bot_id=base.bot_id,
        update_id=base.update_id,
        kind=Kind.BLOCKED if status in OUTSIDE else Kind.UNBLOCKED,
        at=_time(change.get("date"), base.at),
        **_whose(change, "from"),
    )


def _whose(values: Json, sender: str) -> dict[str, Any]:
    person = _object(values, sender)
    return {
        "user_id": _whole(person.get("id")),
        "user_name": _text(person, "first_name"),
        "is_bot": person.get("is_bot") is True,
        "language": _text(person, "language_code"),
    } | _where(values)


def _where(values: Json) -> dict[str, Any]:
    chat = _object(values, "chat")
    kind = _text(chat, "type")
    known = ChatKind(kind) if kind in list(ChatKind) else ChatKind.GROUP if chat else ChatKind.PRIVATE
    return {"chat_id": _whole(chat.get("id")), "chat_kind": known}


def _file(values: Json) -> FileRef | None:
    if not (file_id := _text(values, "file_id")):
        return None
    size, seconds = _whole(values.get("file_size")), _whole(values.get("duration"))
    return FileRef(file_id, _text(values, "file_unique_id"), size, seconds, _text(values, "mime_type"))


def _object(values: Json, name: str) -> Json:
    found = values.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(values: Json, name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST_ID else None


def _time(value: object, otherwise: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(float(value), UTC) if isinstance(value, int | float) else otherwise
    except (ValueError, OverflowError, OSError):
        return otherwise


def in_order(raws: object) -> Iterator[Json]:
    """The updates of one answer, lowest number first; what is none is left out."""
    known = [raw for raw in raws if update_id(raw) is not None] if isinstance(raws, list) else []
    yield from sorted(known, key=lambda raw: raw["update_id"])
