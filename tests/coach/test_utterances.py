"""A corpus of things people say, each with what it must be taken for."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.coach.interpret import interpret
from appliance.ports import Transcript
from appliance.records.calls import Meaning
from tests.language import items

ITEMS = {
    "habit": items.HABIT, "run promise": items.RUN_PROMISE, "call promise": items.CALL_PROMISE,
    "read promise": items.RUN_PROMISE.model_copy(update={"label": "Read ten pages before bed"}),
    "coffees": items.COFFEES, "distance": items.DISTANCE, "steps": items.STEPS, "weight": items.WEIGHT,
    "scale": items.scale(), "sleep": items.SLEEP, "work": items.WORK, "bedtime": items.clock(),
    "promise": items.PROMISE,
}  # fmt: skip


def corpus() -> list[tuple[str, str, str]]:
    text = Path(__file__).with_name("utterances.txt").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(item, said, outcome) for item, said, outcome in rows]


@pytest.mark.parametrize(("item", "said", "outcome"), corpus())
def test_what_people_say(item: str, said: str, outcome: str) -> None:
    reading = interpret(ITEMS[item], Transcript(said), user_name="Sam")
    if outcome == "?":
        assert reading.unclear
    elif outcome == "kept":
        assert (reading.meaning, reading.words, reading.sure) == (Meaning.VALUE, said, True)
    elif outcome.lstrip("~")[0].isdigit():
        assert reading.value == pytest.approx(float(outcome.lstrip("~")), abs=0.002, rel=1e-4)
        assert reading.unsure if outcome.startswith("~") else reading.sure
    else:
        assert reading.meaning is Meaning(outcome)
        assert reading.sure
