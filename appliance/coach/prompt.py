"""The head of what a language model is given: persona, person, what the call covers, how to answer. Pure.

The same for the whole call, byte for byte: engines keep what they have evaluated, so a turn costs its own words only.
"""

from __future__ import annotations

from appliance.coach.persona import Persona
from appliance.records.agenda import Agenda, AgendaItem, ItemKind

MANNER = """\
After each answer you say one short spoken sentence about what was just said, at most twenty words.
Never ask a question: the questions come by themselves. Never greet, never say goodbye.
Use plain spoken words only: no lists, no markup, no emoji, no stage directions. Speak {language}."""

LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "ru": "Russian"}

_UNASKED = (ItemKind.PRESENCE, ItemKind.WAKE_TASK)


def head(persona: Persona, agenda: Agenda, *, user_name: str, language: str) -> str:
    """The system message of one call."""
    covered = "\n".join(f"- {_told(item)}" for item in agenda.items if item.kind not in _UNASKED)
    return "\n\n".join(
        part
        for part in (
            persona.prompt,
            f"You are on the phone with {user_name}. This is the {agenda.call_type} call of {agenda.day}.",
            f"It covers, in this order:\n{covered}" if covered else "",
            MANNER.format(language=LANGUAGES.get(language.partition("-")[0], language)),
        )
        if part
    )


def _told(item: AgendaItem) -> str:
    if item.kind is ItemKind.FOLLOW_UP:
        return f"a promise made on {item.promised_on}: {item.label or 'recorded in their own voice'}"
    if item.kind is ItemKind.PROMISE:
        return f"one thing they will do by {item.due_day}"
    unit = f" in {item.unit}" if item.unit else ""
    return f"{item.label or item.kind.value.replace('_', ' ')}{unit}"
