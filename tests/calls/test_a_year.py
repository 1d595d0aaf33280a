"""A simulated year for a family of four: every due occurrence has exactly one call with exactly one legal ending.

    python -m tests.calls.test_a_year [SEED]

The ledger below trusts neither the appliance's schedule nor what it stored: it goes through the plans date by date, and
through what happened as the world outside saw it (`family.py`).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from appliance.records.calls import Call, CallPurpose, CallStatus
from appliance.records.people import HolidayRule
from appliance.records.requests import RequestKind
from tests.calls.family import (
    BEGINS,
    ENDS,
    HOLIDAYS,
    LAST_WISH,
    MEMBERS,
    STANDING,
    Family,
    Member,
    Occasion,
    Rang,
    Standing,
    Wish,
    family_of_four,
    today_of,
)
from tests.virtual_time import run_virtual

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

GRACE = timedelta(minutes=30)
LONGEST_HOLD = timedelta(hours=6)
AFTERMATH = timedelta(hours=2, minutes=30)
"""A call that nothing disturbs is over by then."""

SHORT_AFTERMATH = timedelta(minutes=15)
"""And one that is over with its first ring."""

BY_MOOD = {
    "answers": CallStatus.COMPLETED,
    "silent": CallStatus.MISSED,
    "late": CallStatus.COMPLETED,
    "stops": CallStatus.PARTIAL,
    "declines": CallStatus.SKIPPED,
    "drops": CallStatus.COMPLETED,
    "not me": CallStatus.MISSED,
    "later": CallStatus.COMPLETED,
}
"""How a call ends that nothing disturbs."""

IN_ONE_RING = {**BY_MOOD, "late": CallStatus.MISSED, "drops": CallStatus.PARTIAL}
"""And one that rings only once, since the person missed three in a row."""

CUT_SHORT = {
    "answers": {CallStatus.COMPLETED, CallStatus.PARTIAL},
    "silent": {CallStatus.MISSED},
    "stops": {CallStatus.PARTIAL},
    "declines": {CallStatus.SKIPPED, CallStatus.PARTIAL},
    "drops": {CallStatus.PARTIAL},
    "not me": {CallStatus.MISSED},
    "later": {CallStatus.SKIPPED, CallStatus.PARTIAL},
}
"""Endings that a ring with this reply may lead to, where the host or a hold came between."""

ZONES = {member.name: ZoneInfo(member.zone) for member in MEMBERS}


def wall(text: str) -> time:
    return time.fromisoformat(text)


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When a wall time is, from the zone's offsets alone: a time that comes twice is meant the first time; one that is
    left out is read by the offset before."""
    naive = datetime.combine(day, at)
    noons = [datetime.combine(day + shift * DAY, time(12), tzinfo=zone) for shift in (-1, 1)]
    offsets = [noon.utcoffset() or timedelta() for noon in noons]
    read = sorted((naive - offset).replace(tzinfo=UTC) for offset in offsets)
    right = [instant for instant in read if instant.astimezone(zone).replace(tzinfo=None) == naive]
    return right[0] if right else (naive - offsets[0]).replace(tzinfo=UTC)


@dataclass
class Due:
    """One line of the ledger."""

    standing: Standing
    day: date
    at: datetime
    """Before any jitter."""
    credits: date
    """The accounting day."""
    found: str = ""
    fits: list[str] = field(default_factory=list)
    sure: bool = False
    """Only one ending was possible."""

    @property
    def occasion(self) -> Occasion:
        return (self.standing.key, self.day)


def member_of(name: str) -> Member:
    return next(member for member in MEMBERS if member.name == name)


def falls_on(standing: Standing, day: date) -> bool:
    rules = standing.rules
    week = (day - date(1970, 1, 5)).days // 7
    return (
        day.weekday() in standing.weekdays
        and week % rules.get("every_weeks", 1) == rules.get("week_phase", 0)
        and rules.get("starts_on", day) <= day <= rules.get("ends_on", day)
    )


def ledger() -> list[Due]:
    """Everything that is due in the year, by brute force."""
    lines = []
    for standing in STANDING:
        member = member_of(standing.who)
        for number in range(-2, 368):
            day = BEGINS.date() + number * DAY
            at = instant_of(day, wall(standing.at), ZONES[standing.who])
            if falls_on(standing, day) and BEGINS < at <= ENDS:
                early = wall(standing.at) < wall(member.day_ends_at)
                lines.append(Due(standing, day, at, day - DAY if early else day))
    return sorted(lines, key=lambda line: line.at)


# What happens to them -----------------------------------------------------------------------------------------------


Events = list[tuple[datetime, Callable[[], Awaitable[None]]]]


def local(who: str, day: date, at: str) -> datetime:
    return instant_of(day, wall(at), ZONES[who])


def scenario(family: Family, lines: list[Due]) -> Events:
    """Pauses on fixed days; outages, crashes and wishes by chance."""
    events: Events = [
        (local("Ben", date(2026, 5, 9), "10:00"), partial(family.pause, "Ben", date(2026, 5, 10), date(2026, 5, 18))),
        (local("Ana", date(2026, 7, 18), "09:00"), partial(family.pause, None, date(2026, 7, 20), date(2026, 8, 3))),
        (local("Dev", date(2026, 9, 1), "11:30"), partial(family.pause, "Dev", date(2026, 9, 1), None)),
        (local("Dev", date(2026, 9, 12), "18:00"), partial(family.resume, "Dev")),
        (datetime(2026, 12, 28, 12, tzinfo=UTC), partial(family.pause, None, date(2026, 12, 28), None)),
        (datetime(2027, 1, 3, 12, tzinfo=UTC), partial(family.resume, None)),
    ]
    chance = family.drawn("host")
    for number in range(24):
        begins = BEGINS + chance.uniform(number * 15, number * 15 + 13) * DAY
        length = timedelta(hours=chance.choice([0.2, 0.6, 3, 9, 26, 50]) * chance.uniform(0.8, 1.2))
        events.append((begins, partial(family.outage, length, crash=False)))
    for line in chance.sample([line for line in lines if line.at < LAST_WISH], 24):
        crash = line.at + timedelta(seconds=chance.uniform(-2, 40))
        length = timedelta(minutes=chance.choice([0.5, 3, 45]))
        events.append((crash, partial(family.outage, length, crash=True)))
    return events + wishes(family, lines)


def wishes(family: Family, lines: list[Due]) -> Events:
    events: Events = []
    chance = family.drawn("wishes")
    number = 0.0
    while (at := BEGINS + number * DAY) < LAST_WISH:
        kind = chance.choice([RequestKind.SKIP, RequestKind.MOVE, RequestKind.ANSWER_LATE, RequestKind.ANSWER_LATE])
        events.append((at, partial(wish, family, lines, kind, chance.choice(MEMBERS).name)))
        number += chance.uniform(0.5, 4)
    for line in lines:
        if family.mood(line.occasion) in ("silent", "late") and line.at < LAST_WISH and chance.random() < 0.3:
            events.append((line.at + chance.uniform(3, 25) * MINUTE, partial(put_off, family, line)))
    return events


async def wish(family: Family, lines: list[Due], kind: RequestKind, who: str) -> None:
    """About the next occurrence, or the latest that was missed."""
    now = family.clock()
    if kind is RequestKind.ANSWER_LATE:
        await family.ask(kind, who)
        return
    line = next(line for line in lines if line.standing.who == who and line.at > now)
    if line.at - now > 7 * DAY or line.at - now < 20 * MINUTE or family.wishes.get(line.occasion):
        return
    what = {"call_type": line.standing.call_type}
    if kind is RequestKind.MOVE:
        later = (line.at + 2 * timedelta(hours=1)).astimezone(ZONES[who])
        if later.date() != line.day:
            return
        await family.ask(kind, who, at=f"{later:%H:%M}", **what)
    else:
        await family.ask(kind, who, text="a day off", **what)


async def put_off(family: Family, line: Due) -> None:
    await family.ask(RequestKind.SNOOZE, line.standing.who, minutes=20, call_type=line.standing.call_type)


# What must have come of it ------------------------------------------------------------------------------------------


def touches(family: Family, first: datetime, last: datetime) -> bool:
    """Whether the host was away at some moment of this time."""
    return any(begins <= last and ends >= first for begins, ends in family.off)


def back_on(family: Family, moment: datetime) -> datetime:
    """The first moment from this one on at which the appliance was on duty."""
    for begins, ends in sorted(family.off):
        if begins <= moment < ends:
            return ends
    return moment


def holds(family: Family, line: Due) -> list[tuple[datetime, datetime]]:
    """Quiet hours and meetings around it."""
    spans = family.busy() if line.standing.who == "Dev" else []
    for begins, ends, weekdays in member_of(line.standing.who).quiet:
        for shift in (-1, 0, 1, 2):
            day = line.day + shift * DAY
            if day.weekday() in weekdays:
                last = day if wall(ends) > wall(begins) else day + DAY
                spans.append((local(line.standing.who, day, begins), local(line.standing.who, last, ends)))
    return spans


def first_free(spans: Iterable[tuple[datetime, datetime]], moment: datetime) -> datetime:
    spans = list(spans)
    while over := [ends for begins, ends in spans if begins <= moment < ends]:
        moment = max(over)
    return moment


def paused(family: Family, line: Due, day: date, moment: datetime) -> bool:
    """Whether a pause covers this day of the person, as pauses stood at the moment."""
    return any(pause.covers(day, line.standing.who, moment) for pause in family.pauses)


def expected(family: Family, line: Due, call: Call) -> set[CallStatus]:
    """The endings that fit."""
    asked = family.wishes.get(line.occasion, [])
    kinds = [wish.kind for wish in asked]
    first = [wish for wish in asked if wish.kind != "answer_late"]
    fitting = before_late_answers(family, line, call, first)
    if "answer_late" in kinds:
        late = family.rang[line.occasion][-1].reply if family.rang[line.occasion] else ""
        fitting = fitting | CUT_SHORT.get(late, set()) - {CallStatus.MISSED} | {CallStatus.COMPLETED}
    return fitting


def before_late_answers(family: Family, line: Due, call: Call, asked: list[Wish]) -> set[CallStatus]:
    if asked and asked[0].kind == "skip":
        return {CallStatus.SKIPPED}
    moved = asked[0].ring_at if asked and asked[0].kind == "move" else None
    due = moved or call.due_at
    seen = back_on(family, due)
    if paused(family, line, line.credits, seen):
        return {CallStatus.PAUSED}
    if moved is None and line.day in HOLIDAYS and line.standing.rules.get("on_holidays") is HolidayRule.SKIP:
        return {CallStatus.SKIPPED}
    begun = any(rang.at <= due for rang in family.rang[line.occasion])  # some seconds ahead, and then the host went
    if seen - due > GRACE and not begun:
        return {CallStatus.MISSED_OFFLINE}
    if paused(family, line, today_of(member_of(line.standing.who), seen), seen):
        return {CallStatus.PAUSED}
    spans = holds(family, line)
    free = first_free(spans, seen)
    if free - due > LONGEST_HOLD:
        return {CallStatus.SKIPPED}
    seen = back_on(family, free)
    if seen - free > GRACE and not begun:
        return {CallStatus.MISSED_OFFLINE}
    mood = family.mood(line.occasion)
    over = seen + (SHORT_AFTERMATH if mood in ("answers", "stops", "declines") else AFTERMATH)
    calm = not touches(family, free - 3 * MINUTE, over) or (seen != free and not touches(family, seen + MINUTE, over))
    held = any(begins < over and ends > seen for begins, ends in spans)
    if calm and not held and len(asked) == (moved is not None):
        return {(BY_MOOD if call.retry_minutes else IN_ONE_RING)[mood]}
    return by_evidence(family, line, held=held, calm=calm)


def by_evidence(family: Family, line: Due, *, held: bool, calm: bool) -> set[CallStatus]:
    """What its rings allow, where the host, a hold or a wish came between them."""
    rings: list[Rang] = family.rang[line.occasion]
    fitting: set[CallStatus] = set()
    for rang in rings:
        if not rang.cut or rang.reply not in ("silent", "not me"):
            fitting |= CUT_SHORT[rang.reply]
    if held:
        fitting.add(CallStatus.SKIPPED)
    if not calm:
        fitting.add(CallStatus.MISSED_OFFLINE)
    return fitting


async def check(family: Family, lines: list[Due]) -> Counter[str]:
    """Hold the store against the ledger. Returns how many ended how."""
    by_occasion: dict[Occasion, Call] = {}
    for call in await family.store.calls.recent(limit=100_000):
        if call.check_in_id is not None:
            occasion = (family.check_ins[call.check_in_id].key, call.day)
            assert occasion not in by_occasion, f"two calls for {occasion}"
            by_occasion[occasion] = call
        else:
            assert call.purpose is not CallPurpose.CHECK_IN
    told, faults = Counter[str](), []
    for line in lines:
        if line.occasion not in by_occasion:
            faults.append(f"{line.occasion}: due at {line.at:%m-%d %H:%M}Z, and no call")
            continue
        call = by_occasion.pop(line.occasion)
        faults += wrong(family, line, call)
        told[f"{call.status.value}{'' if line.sure else ' (one of several that fit)'}"] += 1
    faults += [
        f"{occasion}: a call that was not due ({call.due_at})"
        for occasion, call in by_occasion.items()
        if call.due_at <= ENDS
    ]
    faults += await days_closed(family, lines)
    report = "\n".join([shown(told, family), *faults])
    assert not faults, report
    return told


def wrong(family: Family, line: Due, call: Call) -> list[str]:
    jitter = timedelta(minutes=line.standing.rules.get("jitter_minutes", 0))
    what = f"{line.occasion} at {call.due_at:%m-%d %H:%M}Z"
    faults = []
    if not line.at <= call.due_at <= line.at + jitter:
        faults.append(f"{what}: due at another time than {line.at:%m-%d %H:%M}Z")
    if call.accounting_day != line.credits:
        faults.append(f"{what}: credits {call.accounting_day} instead of {line.credits}")
    if call.due_at > ENDS - timedelta(hours=4):
        return faults
    fitting = expected(family, line, call)
    line.found, line.fits, line.sure = call.status.value, sorted(fitting), len(fitting) == 1
    if call.status not in fitting:
        told = f"{call.status.value} ({call.reason})"
        faults.append(f"{what}: {told}, which fits none of {line.fits}; {story(family, line, call)}")
    return faults


def story(family: Family, line: Due, call: Call) -> str:
    """What is known of one occurrence, for whoever looks for the fault."""
    rings = [f"{rang.at:%d %H:%M:%S} {rang.reply}{' (cut)' * rang.cut}" for rang in family.rang[line.occasion]]
    asked = [f"{wish.kind} at {wish.at:%d %H:%M}" for wish in family.wishes.get(line.occasion, [])]
    near = [
        f"off {begins:%d %H:%M:%S} - {ends:%d %H:%M:%S}"
        for begins, ends in family.off
        if begins < call.due_at + DAY and ends > call.due_at - DAY
    ]
    return "; ".join([family.mood(line.occasion), f"claimed {call.scheduled_at:%d %H:%M}", *rings, *asked, *near])


async def days_closed(family: Family, lines: list[Due]) -> list[str]:
    """Every accounting day once, in order, with the calls that credit it."""
    faults = []
    for member in MEMBERS:
        closed = await family.store.days.closed(family.users[member.name].id)
        first, last = today_of(member, BEGINS), today_of(member, ENDS)
        wanted = [first + number * DAY for number in range((last - first).days)]
        if [each.day for each in closed] != wanted:
            faults.append(f"{member.name}: days {wanted[0]} … {wanted[-1]} are not closed once each, in order")
        if sorted(closed, key=lambda each: (each.closed_at, each.day)) != closed:
            faults.append(f"{member.name}: days were closed in another order")
        late = {
            line.credits
            for line in lines
            if any(wish.kind == "answer_late" for wish in family.wishes.get(line.occasion, []))
        }
        for each in closed:
            own = Counter(line.found for line in lines if line.standing.who == member.name and line.credits == each.day)
            if each.day not in late and each.day < LAST_WISH.date() and dict(own) != each.calls:
                faults.append(f"{member.name}: {each.day} was closed with {each.calls}, and has {dict(own)}")
    return faults


def shown(told: Counter[str], family: Family) -> str:
    wanted = Counter(wish.kind for asked in family.wishes.values() for wish in asked)
    lines = [f"{count:5d}  {status}" for status, count in sorted(told.items())]
    host = f"off {len(family.off) - family.crashes} times, {family.crashes} crashes"
    return "\n".join(
        [
            f"seed {family.seed}: {told.total()} due",
            *lines,
            f"host: {host}; wishes done: {dict(wanted)}; refused: {Counter(family.refused)}",
        ]
    )


async def live_a_year(seed: int) -> str:
    lines = ledger()
    async with family_of_four(seed) as family:
        await family.live(scenario(family, lines))
        told = await check(family, lines)
        for status in CallStatus:
            if status in BY_MOOD.values() or status in (CallStatus.PAUSED, CallStatus.MISSED_OFFLINE):
                assert told[status.value], f"none was {status.value}: {shown(told, family)}"
        return shown(told, family)


SEED = 1
"""One year for the checks; any other by hand."""


@pytest.mark.timeout(280)
def test_a_year_of_a_family_of_four() -> None:
    run_virtual(live_a_year(SEED))


if __name__ == "__main__":
    print(run_virtual(live_a_year(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)))
