"""Commands that come over the broker: each press is one request, however often the broker brings it."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from appliance.calls.desk import Desk
from appliance.calls.occasions import today_of
from appliance.errors import ApplianceError, NotFoundError
from appliance.ports import Now
from appliance.reach.mqtt.board import BUTTONS
from appliance.reach.wishes import wish
from appliance.records.requests import RequestSource
from appliance.store import Store

log = logging.getLogger(__name__)

SAME_PRESS = timedelta(seconds=20)
"""The same word for the same person again within this is the same press, brought twice (QoS 1: at least once)."""

MOST_BYTES = 200
MOST_PRESSES = 256


class Commands:
    """A payload is a word (`snooze`), or `{"do": "snooze", "id": "any words"}`, done once whenever it comes."""

    def __init__(self, store: Store, desk: Desk, now: Now, new_id: Callable[[], UUID] = uuid4) -> None:
        self._store = store
        self._desk = desk
        self._now = now
        self._new_id = new_id
        self._pressed: OrderedDict[tuple[UUID, str], tuple[datetime, UUID]] = OrderedDict()

    async def take(self, user_id: UUID, payload: bytes, *, retained: bool = False) -> bool:
        """Do what it says; whether anything was asked of the desk. What cannot be used is logged, without its words."""
        if retained:
            log.warning("a command was kept by the broker (retain), and is not done: it is of an unknown time")
            return False
        word, key = _read(payload)
        if word is None:
            log.warning("a command of the broker could not be read and was left out (%d bytes)", len(payload))
            return False
        share = await self._store.home.share(user_id)
        if share is None or not share.buttons:
            log.warning("a command of the broker was left out: its person has not allowed any")
            return False
        request_id = uuid5(NAMESPACE_URL, f"mqtt {user_id} {key}") if key else self._press(user_id, word)
        try:
            user = await self._store.people.user_by_id(user_id)
            today = today_of(user, self._now())
            receipt = await self._desk.execute(wish(word, user_id, RequestSource.MQTT, request_id, today))
        except NotFoundError:
            log.warning("a command of the broker was left out: nobody of that id lives here")
            return False
        except ApplianceError as error:
            log.warning("a command of the broker could not be done: %s", error.code)
            return False
        if not receipt.done:
            log.info("a command of the broker was refused: %s", receipt.refusal)
        return True

    def _press(self, user_id: UUID, word: str) -> UUID:
        now, press = self._now(), (user_id, word)
        at, request_id = self._pressed.get(press, (now - 2 * SAME_PRESS, self._new_id()))
        if not timedelta(0) <= now - at < SAME_PRESS:
            at, request_id = now, self._new_id()
        self._pressed[press] = (at, request_id)
        self._pressed.move_to_end(press)
        while len(self._pressed) > MOST_PRESSES:
            self._pressed.popitem(last=False)
        return request_id


def _read(payload: bytes) -> tuple[str | None, str]:
    """Word and id; None for what is neither."""
    if len(payload) > MOST_BYTES:
        return None, ""
    try:
        text = payload.decode().strip()
        content = json.loads(text) if text.startswith("{") else {"do": text}
    except (ValueError, RecursionError):
        return None, ""
    word, key = content.get("do"), content.get("id", "")
    fine = isinstance(word, str) and word in BUTTONS and isinstance(key, str)
    return (word, key) if fine else (None, "")
