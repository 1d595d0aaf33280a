"""Home or away, as somebody writes or says it in the chat, and the button for it."""

from __future__ import annotations

from appliance.language.messages import messages
from appliance.ports import Transcript
from appliance.records.people import Whereabouts

SURE_FROM = 0.6
"""From this confidence words of a note count; what was typed has none."""

MOST_LETTERS = 60

RUNS = "do:"
"""Before a command that a button stands for."""

TODAY = "today"
"""Behind `/away`: until the person's day ends."""


def place_in(text: str, code: str) -> Whereabouts | None:
    """Where somebody says they are, if the whole of it says that and nothing else; None where it does not."""
    if len(text) > MOST_LETTERS:
        return None
    told, words = _plain(text), messages(code).telegram
    if not told:
        return None
    if told in {_plain(each) for each in words["am_away"]}:
        return Whereabouts.AWAY
    return Whereabouts.HOME if told in {_plain(each) for each in words["am_home"]} else None


def place_said(transcript: Transcript, code: str) -> Whereabouts | None:
    """The same of what was recognised, where it was recognised well."""
    sure = transcript.confidence is None or transcript.confidence >= SURE_FROM
    return place_in(transcript.text, code) if sure else None


def place_button(whereabouts: Whereabouts, code: str) -> list[str]:
    """That they are where they are not believed to be. Away counts until the day ends."""
    words = messages(code).telegram
    if whereabouts is Whereabouts.HOME:
        return [words["am_away"][0], f"{RUNS}/away {TODAY}"]
    return [words["am_home"][0], f"{RUNS}/home"]


def _plain(text: str) -> str:
    """Its words, without marks and capitals."""
    kept = (each if each.isalnum() else "" if each in "'’ʼ" else " " for each in text.casefold())
    return " ".join("".join(kept).split())


__all__ = ["RUNS", "TODAY", "place_button", "place_in", "place_said"]
