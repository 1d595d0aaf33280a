"""Commands that write values down: /done, /log."""

from __future__ import annotations

from appliance.calls.habits import still_due
from appliance.calls.written import by_hand, value_of
from appliance.errors import InvalidInputError
from appliance.language.messages import messages
from appliance.reach.chat.visit import Visit, button, in_rows, occasion_of
from appliance.records.progress import MetricKind, MetricType

MOST_BUTTONS = 20
MARK = "#"
"""Before the beginning of a metric's id, in buttons: names may be longer than buttons hold."""

ID_DIGITS = 12


async def done(visit: Visit, argument: str) -> None:
    """A habit was done today; which, is asked where there are several."""
    habits = [each for each in await visit.store.progress.metric_types(visit.user.id) if each.kind is MetricKind.HABIT]
    if argument:
        habits = [kind] if (kind := named(argument, habits)) is not None else []
        if not habits:
            await _no_such(visit, argument)
            return
    elif due := [each for each in await still_due(visit.store, visit.user, visit.day) if each in habits]:
        habits = due
    if not habits:
        await visit.reply(visit.say("nothing_tracked"))
    elif len(habits) == 1:
        await _write(visit, habits[0], 1.0, messages(visit.user.language).telegram["yes"][0])
    else:
        buttons = [button(each.name, f"/done {MARK}{each.id.hex[:ID_DIGITS]}") for each in habits[:MOST_BUTTONS]]
        await visit.reply(visit.say("which_habit"), in_rows(buttons))


async def log(visit: Visit, argument: str) -> None:
    """A value in digits or words: `sleep seven and a half`."""
    kinds = await visit.store.progress.metric_types(visit.user.id)
    if not kinds:
        await visit.reply(visit.say("nothing_tracked"))
        return
    found = _named_first(argument, kinds)
    if found is None:
        await _no_such(visit, argument)
        return
    kind, text = found
    try:
        value = value_of(kind, text, visit.user.language)
    except InvalidInputError as error:
        example = visit.say("value_wrong", label=kind.name, example=_example(visit, kind))
        await visit.reply(_out_of_range(visit, error) or example)
        return
    await _write(visit, kind, value, text)


async def _write(visit: Visit, kind: MetricType, value: float, shown: str) -> None:
    if await visit.store.outbox.of_occasion(occasion_of(visit.update)) is None:  # else it was delivered again
        await visit.store.progress.record(by_hand(kind, visit.day, value, visit.now))
    await visit.reply(visit.say("noted", label=kind.name, value=shown))


async def _no_such(visit: Visit, name: str) -> None:
    kinds = await visit.store.progress.metric_types(visit.user.id)
    if not kinds:
        await visit.reply(visit.say("nothing_tracked"))
        return
    names = ", ".join(each.name for each in kinds)
    await visit.reply(visit.say("no_such", names=names, label=kinds[0].name, example=_example(visit, kinds[0])))


def named(text: str, kinds: list[MetricType]) -> MetricType | None:
    """The one that is called so, or whose id begins so, as buttons say."""
    if text.startswith(MARK):
        begins = text.removeprefix(MARK).lower()
        return next((each for each in kinds if len(begins) == ID_DIGITS and each.id.hex.startswith(begins)), None)
    return next((each for each in kinds if _plain(each.name) == _plain(text)), None)


def _named_first(text: str, kinds: list[MetricType]) -> tuple[MetricType, str] | None:
    """The metric whose name the text begins with, the longest such, and the rest."""
    words = text.split(" ")
    for end in range(len(words) - 1, 0, -1):
        kind = named(" ".join(words[:end]), kinds)
        if kind is not None:
            return kind, " ".join(words[end:])
    return (kind, "") if (kind := named(text, kinds)) is not None else None


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _out_of_range(visit: Visit, error: InvalidInputError) -> str:
    """What is wrong with a value that could be read; empty for one that could not."""
    if error.says != "value_range":
        return ""
    faults = messages(visit.user.language).fault
    return " ".join(faults[key][0].format(**error.about) for key in ("value_range", "value_range_do"))


def _example(visit: Visit, kind: MetricType) -> str:
    if kind.kind is MetricKind.HABIT:
        return messages(visit.user.language).telegram["yes"][0]
    ends = [end for end in (kind.low, kind.high) if end is not None]
    return f"{sum(ends) / len(ends):.0f}" if ends else "7"
