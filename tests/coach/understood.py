"""Reads the files of `understanding/` and says what the rules make of a line. The format is told in its README."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.coach.interpret import interpret
from appliance.coach.reading import STORE_FROM
from appliance.language.catalogue import language
from appliance.language.rules import Language
from appliance.language.values import Command, DaySaid, Deadline, Promised
from appliance.language.wishes import Wish
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning

FOLDER = Path(__file__).with_name("understanding")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    asked: str
    words: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Corpus:
    code: str
    items: dict[str, AgendaItem]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was made of a line, in the notation of its outcome, and whether it would be acted on as it is."""

    made: str
    acted_on: bool


def read_corpus(path: Path) -> Corpus:
    items: dict[str, AgendaItem] = {}
    lines: list[Line] = []
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        fields = [field.strip() for field in row.removeprefix("=").split("|")]
        if row.startswith("="):
            items[fields[0]] = _item(*fields)
        else:
            asked, said, outcome = fields
            lines.append(Line(number, asked, said, outcome))
    return Corpus(path.stem, items, tuple(lines))


def _item(name: str, kind: str, answer: str, label: str = "", unit: str = "", bounds: str = "") -> AgendaItem:
    low, _, high = bounds.partition("…")
    return AgendaItem(
        key=name.replace(" ", "_"), kind=ItemKind(kind), answer=Answer(answer), label=label, unit=unit,
        low=float(low) if low.strip() else None, high=float(high) if high.strip() else None,
    )  # fmt: skip


def judged(corpus: Corpus, line: Line) -> Verdict:
    """What the rules make of a line. KeyError for an item that the file does not define."""
    rules = language(corpus.code)
    if line.asked in _FUNCTIONS:
        return _FUNCTIONS[line.asked](rules, line.words)
    reading = interpret(corpus.items[line.asked], Transcript(line.words, language=corpus.code), user_name="Sam")
    if reading.unclear:
        return Verdict("?", acted_on=False)
    if reading.meaning is Meaning.VALUE and reading.value is None:
        return Verdict("kept", acted_on=True)
    if reading.meaning is not Meaning.VALUE:
        return Verdict(f"{'' if reading.sure else '~'}{reading.meaning}", reading.sure)
    return Verdict(f"{'' if reading.sure else '~'}{round(reading.value or 0, 2):g}", reading.sure)


def wanted(line: Line) -> str:
    """The outcome in the notation of `Verdict.made`: a time of day as minutes after midnight, in two decimals."""
    doubt, plain = ("~", line.outcome[1:]) if line.outcome.startswith("~") else ("", line.outcome)
    if line.asked in _FUNCTIONS:
        return line.outcome
    hour, colon, minute = plain.partition(":")
    if colon and hour.isdigit():
        return f"{doubt}{int(hour) * 60 + int(minute):g}"
    return f"{doubt}{round(float(plain), 2):g}" if plain.lstrip("-")[:1].isdigit() else line.outcome


def _day(rules: Language, words: str) -> Verdict:
    day = rules.read_day(words)
    return Verdict(_told(day), acted_on=day is not None and day.certainty >= STORE_FROM)


def _told(day: DaySaid | None) -> str:
    return "-" if day is None else f"{'' if day.certainty >= STORE_FROM else '~'}{_plain_day(day)}"


def _plain_day(day: DaySaid) -> str:
    if day.days_ahead is not None:
        return f"{day.days_ahead:+d}"
    if day.weekday is not None:
        return _WEEKDAYS[day.weekday] + (f"+{day.weeks_ahead}" if day.weeks_ahead else "")
    month, number = day.month_day or (None, 0)
    return f"{'*' if month is None else f'{month:02d}'}-{number:02d}"


def _promise(rules: Language, words: str) -> Verdict:
    made = rules.read_promise(words)
    sure = made.certainty >= STORE_FROM
    return Verdict(("" if sure else "~") + "; ".join(_parts(made)), acted_on=sure)


def _parts(made: Promised) -> list[str]:
    parts = [f"action={made.action}"] if made.action else []
    parts += [f"amount={made.amount:g}"] if made.amount is not None else []
    parts += [f"unit={made.unit}"] if made.unit else []
    parts += [f"day={_plain_day(made.day)}"] if made.day is not None else []
    return parts + ([f"time={_due(made.time)}"] if made.time is not None else [])


def _due(time: Deadline) -> str:
    return ("<" if time.before else "") + _clock(time.minutes)


def _clock(minutes: float) -> str:
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def _command_as(answer: Answer) -> Callable[[Language, str], Verdict]:
    def command(rules: Language, words: str) -> Verdict:
        found = rules.read_command(words, answer)
        return Verdict("-", acted_on=False) if found is None else Verdict(_said(found), found.certainty >= STORE_FROM)

    return command


def _said(command: Command) -> str:
    more = command.subject if command.minutes is None else f"{command.minutes:g}"
    return f"{command.meaning}={more}" if more else str(command.meaning)


def _request(rules: Language, words: str) -> Verdict:
    wish = rules.read_request(words)
    return (
        Verdict("-", acted_on=False) if wish is None else Verdict("; ".join(_slots(wish)), wish.certainty >= STORE_FROM)
    )


def _slots(wish: Wish) -> list[str]:
    told = [str(wish.kind)]
    told += [f"minutes={wish.minutes:g}"] if wish.minutes is not None else []
    told += [f"at={_clock(wish.at_minutes)}"] if wish.at_minutes is not None else []
    if wish.days_ahead is not None or wish.weekday is not None:
        told.append(f"day={_plain_day(DaySaid(days_ahead=wish.days_ahead, weekday=wish.weekday))}")
    return told + ([f"reason={wish.reason}"] if wish.reason else [])


def _clauses(rules: Language, words: str) -> Verdict:
    return Verdict(" / ".join(rules.clauses(words)), acted_on=False)


_FUNCTIONS: dict[str, Callable[[Language, str], Verdict]] = {
    "day": _day,
    "promise": _promise,
    "command": _command_as(Answer.NUMBER),
    "command open": _command_as(Answer.OPEN),
    "command yes_no": _command_as(Answer.YES_NO),
    "request": _request,
    "clauses": _clauses,
}
