"""Requests: read when they are all that is said, left alone inside a promise, and said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.requests import read_request
from appliance.language.english.sayrequests import say_receipt, say_refusal, say_wish
from appliance.language.wishes import Wish
from appliance.records.people import Whereabouts
from appliance.records.requests import Receipt, Refusal, RequestKind

MOVES = [
    ("move this to nine", 540, True), ("can you move it to half past eight", 510, True), ("call me at nine", 540, True),
    ("make it nine o'clock", 540, True), ("let's do this at nine instead", 540, True), ("ring me at nine", 540, True),
    ("call me back at quarter past eight this evening", 1215, False), ("reschedule this for ten", 600, True),
    ("push it to nine thirty", 570, True), ("move this to ten ten", 610, True), ("move this to 21:30", 1290, False),
    ("Call me back at 9pm, please.", 1260, False), ("move it to noon", 720, False),
    ("call me at nine if you can", 540, True), ("not now, call me at nine", 540, True),
    ("yes I'm here but call me at nine", 540, True), ("postpone the call until twelve thirty", 750, True),
    ("move it to quarter to one", 765, True), ("could we talk at seven in the evening", 1140, False),
    ("put this off until ten to nine", 530, True), ("move the check-in to 9:15", 555, True),
]  # fmt: skip
MOVES_WITH_DAY = [
    ("move the call to nine pm tomorrow", 1260, False, 1, None), ("call me on friday at ten", 600, True, None, 4),
    ("call me tomorrow at nine", 540, True, 1, None), ("call me back at nine tomorrow morning", 540, False, 1, None),
    ("move this to monday evening at eight", 1200, False, None, 0), ("snooze until nine tomorrow", 540, True, 1, None),
    ("move this to tomorrow", None, False, 1, None), ("call me on friday", None, False, None, 4),
]  # fmt: skip
PAUSES = [
    ("pause until Monday", None, 0), ("pause my calls until next week", None, 0), ("no calls before monday", None, 0),
    ("don't call me until friday", None, 4), ("pause for three days", 3, None), ("pause for a week", 7, None),
    ("leave me alone until tomorrow", 1, None), ("I'm on holiday until monday, pause my calls", None, 0),
    ("I'd like to pause my calls until the day after tomorrow", 2, None), ("no calls for two weeks", 14, None),
    ("stop calling me until wednesday", None, 2), ("please no calls until monday", None, 0),
    ("I'll be away until friday, pause my calls please", None, 4), ("pause everything over the weekend", None, 0),
    ("don't call me until nine tomorrow", 1, None), ("pause for today", 1, None),
]  # fmt: skip
SNOOZES = [
    ("snooze until nine", 540, None), ("not before nine", 540, None), ("don't call me before ten", 600, None),
    ("leave me alone for an hour", None, 60), ("push it back half an hour", None, 30), ("pause until nine", 540, None),
]  # fmt: skip
SKIPS = [
    ("skip today", ""), ("skip today I'm ill", "I'm ill"), ("skip this call", ""), ("skip tonight", ""),
    ("not today I'm sick", "I'm sick"), ("I'm ill skip it today", "I'm ill"), ("leave me out today", ""),
    ("skip the call because my mother is here", "my mother is here"), ("Skip today, I’m ill.", "I’m ill"),
    ("could you skip today please because I'm travelling", "I'm travelling"), ("no call today", ""),
    ("my mother is here, so skip today", "my mother is here"), ("skip today i'm ill", "I'm ill"),
]  # fmt: skip
FOCUSES = [
    ("stay with me for 25 minutes", 25, ""), ("focus for twenty five minutes", 25, ""),
    ("stay with me for half an hour while I write the report", 30, "I write the report"),
    ("start a focus session for an hour", 60, ""), ("keep me company for forty minutes", 40, ""),
    ("start a twenty five minute focus session", 25, ""), ("stay with me for an hour and a half", 90, ""),
    ("stay with me for an hour to write the report", 60, "write the report"),
    ("stay with me while I write the report for half an hour", 30, "I write the report"),
    ("I need to write the report, stay with me for half an hour", 30, "I need to write the report"),
]  # fmt: skip
INCOMPLETE = [
    ("move this to", RequestKind.MOVE), ("move it", RequestKind.MOVE), ("can we reschedule", RequestKind.MOVE),
    ("pause", RequestKind.PAUSE), ("pause my calls", RequestKind.PAUSE), ("stay with me", RequestKind.FOCUS),
    ("pause until further notice", RequestKind.PAUSE), ("start a focus session", RequestKind.FOCUS),
]  # fmt: skip
PROMISES_AND_ANSWERS = [
    "move the sofa to the garage", "skip dinner tomorrow", "call the dentist at nine", "pause the game until Monday",
    "stay with my mother for two hours", "skip", "skip it", "skip this one", "skip that question", "not today",
    "not today, I was ill", "make it nine", "no, make it nine o'clock",
    "call me in ten minutes", "call me back in ten minutes", "call me later",
    "don't skip today", "I'm not going to skip today", "never skip this call", "can you not call me at nine",
    "focus on the report for an hour", "skip the call with the bank", "call back the bank at nine", "leave me alone",
    "he's out, call me at nine", "it's Anna, call back at nine", "I'm his wife, call back at nine",
    "be home by nine", "I moved it to nine", "I skipped today", "nine o'clock", "move on",
    "pause the music for an hour", "call me Sam", "stop", "work until nine", "call mum at nine", "skip the gym today",
    "snooze for ten minutes", "no coffee before nine", "leave the phone alone until tomorrow", "half an hour", "",
]  # fmt: skip


def read(said: str, kind: RequestKind) -> Wish:
    wish = read_request(said)
    assert wish is not None, said
    assert wish.kind is kind
    return wish


@pytest.mark.parametrize(("said", "at", "either"), MOVES)
def test_another_time(said: str, at: float, either: bool) -> None:
    wish = read(said, RequestKind.MOVE)
    assert (wish.at_minutes, wish.either_half, wish.days_ahead, wish.weekday) == (at, either, None, None)


@pytest.mark.parametrize(("said", "at", "either", "ahead", "weekday"), MOVES_WITH_DAY)
def test_another_day(said: str, at: float | None, either: bool, ahead: int | None, weekday: int | None) -> None:
    wish = read(said, RequestKind.MOVE)
    assert (wish.at_minutes, wish.either_half, wish.days_ahead, wish.weekday) == (at, either, ahead, weekday)
    assert wish.complete


@pytest.mark.parametrize(("said", "ahead", "weekday"), PAUSES)
def test_no_calls_for_a_while(said: str, ahead: int | None, weekday: int | None) -> None:
    wish = read(said, RequestKind.PAUSE)
    assert (wish.days_ahead, wish.weekday, wish.complete) == (ahead, weekday, True)


@pytest.mark.parametrize(("said", "at", "minutes"), SNOOZES)
def test_later(said: str, at: float | None, minutes: float | None) -> None:
    wish = read(said, RequestKind.SNOOZE)
    assert (wish.at_minutes, wish.minutes) == (at, minutes)


@pytest.mark.parametrize(("said", "reason"), SKIPS)
def test_not_this_one(said: str, reason: str) -> None:
    assert read(said, RequestKind.SKIP).reason == reason


@pytest.mark.parametrize(("said", "minutes", "task"), FOCUSES)
def test_company(said: str, minutes: float, task: str) -> None:
    wish = read(said, RequestKind.FOCUS)
    assert (wish.minutes, wish.reason) == (minutes, task)


@pytest.mark.parametrize(("said", "kind"), INCOMPLETE)
def test_something_is_missing(said: str, kind: RequestKind) -> None:
    assert not read(said, kind).complete


@pytest.mark.parametrize("said", PROMISES_AND_ANSWERS)
def test_anything_else_is_left_alone(said: str) -> None:
    assert read_request(said) is None


def test_the_reason_of_a_pause_is_kept() -> None:
    wish = read("I'm on holiday until monday, pause my calls", RequestKind.PAUSE)
    assert wish.reason == "I'm on holiday until monday"


CONTENT = st.lists(
    st.sampled_from(["write", "the", "report", "gym", "skip", "today", "move", "it", "to", "nine", "pause", "call"]),
    min_size=4, max_size=9,
).filter(lambda words: {"write", "gym"} & set(words))  # fmt: skip


@given(CONTENT)
def test_no_request_is_found_among_words_of_a_promise(words: list[str]) -> None:
    wish = read_request(" ".join(words))
    assert wish is None or wish.reason


PIECES = (
    "move this to|it|call me|back|at|nine|half past|tomorrow|on friday|skip today|because|i'm ill|pause|until|for|"
    "a week|stay with me|an hour|not before|snooze|,|so|please|in the evening|❶|25"
)
ASKED = st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map(" ".join)


@given(st.one_of(st.text(max_size=80), ASKED))
def test_any_text_is_survived(text: str) -> None:
    wish = read_request(text)
    assert wish is None or 0 <= wish.certainty <= 1


CLOCKS = st.one_of(st.tuples(st.integers(0, 1439), st.just(False)), st.tuples(st.integers(60, 779), st.just(True)))
DAYS = st.sampled_from([(None, None), *((None, day) for day in range(7)), (0, None), (1, None), (2, None)])
AHEAD = st.one_of(st.tuples(st.none(), st.integers(0, 6)), st.tuples(st.integers(1, 99), st.none()))


def moving(clock: tuple[int, bool], day: tuple[int | None, int | None]) -> Wish:
    return Wish(RequestKind.MOVE, at_minutes=clock[0], either_half=clock[1], days_ahead=day[0], weekday=day[1])


WISHES = st.one_of(
    st.builds(moving, CLOCKS, DAYS),
    st.builds(lambda day: Wish(RequestKind.PAUSE, days_ahead=day[0], weekday=day[1]), AHEAD),
    st.just(Wish(RequestKind.SKIP)),
    st.just(Wish(RequestKind.PAUSE)),
    st.just(Wish(RequestKind.FOCUS)),
    st.builds(lambda minutes: Wish(RequestKind.FOCUS, minutes=minutes), st.integers(1, 1440)),
)


@given(WISHES)
def test_a_wish_is_read_back_as_it_was_said(wish: Wish) -> None:
    heard = read_request(say_wish(wish))
    assert heard is not None, say_wish(wish)
    assert heard.certainty >= 0.85
    assert Wish(
        heard.kind, 1.0, heard.minutes, heard.at_minutes, heard.either_half, heard.days_ahead, heard.weekday
    ) == wish  # fmt: skip


NINE_PM = datetime(2026, 12, 7, 20, 0, tzinfo=UTC)
MONDAY = date(2026, 12, 7)
NOW = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)


def receipt(kind: RequestKind, *, done: bool = True, **rest: object) -> Receipt:
    told = {"zone": "Europe/Berlin", "day": MONDAY, **rest}
    return Receipt.model_validate({"request_id": UUID(int=1), "kind": kind, "done": done, **told})


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (receipt(RequestKind.MOVE, ring_at=NINE_PM), "I'll call you at nine o'clock in the evening."),
        (
            receipt(RequestKind.MOVE, ring_at=NINE_PM.replace(day=8)),
            "I'll call you at nine o'clock in the evening tomorrow.",
        ),
        (
            receipt(RequestKind.MOVE, ring_at=NINE_PM.replace(day=11)),
            "I'll call you at nine o'clock in the evening on Friday.",
        ),
        (
            receipt(RequestKind.MOVE, ring_at=NINE_PM.replace(day=14)),
            "I'll call you at nine o'clock in the evening on the fourteenth of December.",
        ),
        (receipt(RequestKind.SNOOZE, minutes=10, ring_at=NINE_PM), "I'll call you again in ten minutes."),
        (receipt(RequestKind.SNOOZE, ring_at=NINE_PM), "I'll call you at nine o'clock in the evening."),
        (receipt(RequestKind.SKIP), "I won't ask again today."),
        (receipt(RequestKind.PAUSE, until_day=date(2026, 12, 8)), "I won't call before tomorrow."),
        (receipt(RequestKind.PAUSE, until_day=date(2026, 12, 11)), "I won't call before Friday."),
        (receipt(RequestKind.PAUSE, until_day=date(2026, 12, 14)), "I won't call before the fourteenth of December."),
        (receipt(RequestKind.PAUSE), "I won't call until you tell me to."),
        (receipt(RequestKind.FOCUS, minutes=25), "I'm here for twenty-five minutes. Go."),
        (receipt(RequestKind.CANCEL), "It will not ring."),
        (receipt(RequestKind.RESUME), "Calls are on again."),
        (receipt(RequestKind.PLACE, place=Whereabouts.HOME), "You are home."),
        (receipt(RequestKind.PLACE, place=Whereabouts.AWAY), "You are away."),
        (receipt(RequestKind.CALL, ring_at=NOW), "I'll ring now."),
        (receipt(RequestKind.ANSWER_LATE), "I'll ring now."),
        (receipt(RequestKind.MOVE, done=False, refusal=Refusal.QUIET), "I can't do that: those are quiet hours."),
    ],
)
def test_what_was_done(made: Receipt, said: str) -> None:
    assert say_receipt(made, NOW) == said


def test_a_day_that_is_not_told_is_that_of_now() -> None:
    made = receipt(RequestKind.MOVE, ring_at=NINE_PM.replace(day=8), day=None)
    assert say_receipt(made, NOW).endswith("tomorrow.")


@pytest.mark.parametrize("kind", RequestKind)
@pytest.mark.parametrize("refusal", [None, *Refusal])
def test_every_refusal_has_words_for_every_kind(kind: RequestKind, refusal: Refusal | None) -> None:
    clause = say_refusal(receipt(kind, done=False, refusal=refusal))
    assert clause
    assert clause[-1].isalpha()


@pytest.mark.parametrize("kind", RequestKind)
def test_every_kind_has_words(kind: RequestKind) -> None:
    for wish in (Wish(kind), Wish(kind, minutes=25), Wish(kind, at_minutes=1260, days_ahead=3)):
        assert say_wish(wish)
        assert not any(letter.isdigit() for letter in say_wish(wish))
    assert say_receipt(receipt(kind), NOW).endswith(".")
