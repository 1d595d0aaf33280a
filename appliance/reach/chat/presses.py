"""Buttons that were pressed. What they say is checked: it comes back from outside."""

from __future__ import annotations

from appliance.calls.desk.putting_off import MOST_SNOOZE
from appliance.language.messages import messages
from appliance.reach.chat.commands import run
from appliance.reach.chat.letterbox import by_letter, letter_of
from appliance.reach.chat.visit import RUNS, Visit
from appliance.records.calls import Call
from appliance.records.requests import RequestKind
from appliance.records.telegram import Fate

SAY, SNOOZE, READY, RING = "say:", "snooze:", "ready", "ring"


async def pressed(visit: Visit) -> str:
    """Do what the button stands for. Gives what is shown over the chat; empty for nothing."""
    data = visit.update.press_data
    if data.startswith(f"{RUNS}/"):
        await run(visit, data.removeprefix(RUNS))
        return ""
    call = await by_letter(visit.store, visit.user)
    if call is not None and data == READY and await _below(visit, call, latest=True, ring=True):
        await _take(visit, "")
        return ""
    if call is not None and data.startswith(SAY) and await _below(visit, call, latest=True):
        await _take(visit, data.removeprefix(SAY))
        return ""
    minutes = _minutes(data)
    if minutes is not None and (done := await visit.store.requests.receipt(visit.request_id)) is not None:
        call = None if done.call_id is None else await visit.store.calls.call(done.call_id)
    elif minutes is not None and call is not None and not await _below(visit, call, latest=False):
        call = None
    if minutes is None or call is None:
        return messages(visit.user.language).telegram["old_button"][0]
    await visit.reply(await visit.ask(RequestKind.SNOOZE, call_id=call.id, minutes=minutes))
    return ""


async def _take(visit: Visit, words: str) -> None:
    await visit.store.letters.take_in(letter_of(visit.update, visit.user, words))
    visit.house.post.came(visit.user.id)


async def _below(visit: Visit, call: Call, *, latest: bool, ring: bool = False) -> bool:
    """Whether the button was below a message of the call's open attempt, or below the last one."""
    attempts = await visit.store.calls.attempts(call.id)
    said = None if not attempts else await visit.store.outbox.said_in(attempts[-1].id)
    if not said:
        return False
    last = said[-1]
    if (last.occasion.endswith(f":{RING}")) is not ring and latest:
        return False
    places = [last.message_id] if latest else [each.message_id for each in said]
    return visit.update.message_id in places or last.fate is Fate.UNCERTAIN


def _minutes(data: str) -> float | None:
    """Of a button that puts the call off; None for any other, and for what no button of ours says."""
    text = data.removeprefix(SNOOZE)
    if text == data or not (text.isascii() and text.isdigit() and len(text) <= 3):
        return None
    minutes = int(text)
    return float(minutes) if 0 < minutes <= MOST_SNOOZE.total_seconds() / 60 else None


__all__ = ["pressed"]
