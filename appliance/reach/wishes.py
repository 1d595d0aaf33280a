"""What a button or a message of the home asks for, as a request. The same words mean the same from everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from appliance.records.people import Whereabouts
from appliance.records.requests import Request, RequestKind, RequestSource, request_from

SNOOZE_MINUTES = 10
PAUSE = timedelta(days=7)
"""Where no day is said; as on the page."""

WORDS: Mapping[str, Mapping[str, Any]] = {
    "call": {"kind": RequestKind.CALL},
    "snooze": {"kind": RequestKind.SNOOZE, "minutes": SNOOZE_MINUTES},
    "skip": {"kind": RequestKind.SKIP},
    "pause": {"kind": RequestKind.PAUSE},
    "resume": {"kind": RequestKind.RESUME},
    "arrived": {"kind": RequestKind.PLACE, "place": Whereabouts.HOME},
    "left": {"kind": RequestKind.PLACE, "place": Whereabouts.AWAY},
}


def wish(
    word: str,
    user_id: UUID,
    source: RequestSource,
    request_id: UUID,
    today: date,
    more: Mapping[str, Any] | None = None,
) -> Request:
    """The request that a word stands for, with `more` of its columns. `today` is the person's own day.

    Raises `KeyError` for another word, `InvalidInputError` for what makes no request.
    """
    content = {**WORDS[word], "id": request_id, "source": source, "user_id": user_id, **(more or {})}
    if content["kind"] is RequestKind.PAUSE and "until_day" not in content:
        content["until_day"] = today + PAUSE
    return request_from(content)
