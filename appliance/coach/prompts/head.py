"""The head of what a language model is given: persona, person, what the call covers, how to answer. Pure.

The same for the whole call, byte for byte: engines keep what they have evaluated, so a turn costs its own words only.
"""

from __future__ import annotations

from bisect import bisect

from appliance.coach.context import estimated_tokens
from appliance.coach.memory.about import About
from appliance.coach.persona import Persona
from appliance.coach.prompts.sections import Section, about_sections, covered_section
from appliance.language.folders import base_code
from appliance.ports import Message
from appliance.records.agenda import Agenda

BUDGET_TOKENS = 900
"""Estimated tokens of a head: read in about ten seconds by a small model on a small CPU, before the hour."""

LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "ru": "Russian"}

IN_A_CALL = """\
After each answer you say one short spoken sentence about what was just said, at most {words} words.
The questions come by themselves: ask none, but for a short one after an open answer. Never greet, never say goodbye."""

IN_A_TALK = """\
This is a free conversation: listen more than you talk, two short spoken sentences at a time, at most {words} words.
You may ask one question at a time. When it has come to its end, write [goodbye] after your last words."""

ALWAYS = """\
Use plain spoken words only: no lists, no markup, no emoji, no stage directions. Speak {language}, whatever is above."""

WORDS, BRISK_WORDS, TALK_WORDS, BRISK_TALK_WORDS = 20, 10, 40, 25

MANY_MISSED = 3


def head(
    persona: Persona,
    agenda: Agenda,
    about: About | None = None,
    *,
    user_name: str,
    language: str,
    budget_tokens: int = BUDGET_TOKENS,
) -> str:
    """The system message of one call, of at most `budget_tokens` as estimated.

    What does not fit is left out by whole lines, what matters least first; how to answer always stays.
    """
    about = about or About()
    sections = [
        Section(0, "", tuple(persona.prompt.strip().splitlines())),
        Section(0, "", (_situation(agenda, user_name),)),
        *about_sections(about),
        covered_section(agenda),
        Section(0, "", tuple(_manner(agenda, about, language).splitlines()), required=True),
    ]
    return _joined(_fitting(sections, budget_tokens))


def _situation(agenda: Agenda, user_name: str) -> str:
    kind = "a conversation they asked for, on" if agenda.talk else f"the {agenda.call_type} call of"
    return f"You are on the phone with {user_name}. This is {kind} {agenda.day}."


def _manner(agenda: Agenda, about: About, language: str) -> str:
    brisk = about.bearing.brisk
    if agenda.talk:
        told = [IN_A_TALK.format(words=BRISK_TALK_WORDS if brisk else TALK_WORDS)]
    else:
        told = [IN_A_CALL.format(words=BRISK_WORDS if brisk else WORDS)]
    if brisk:
        told.append("They like it short.")
    if about.bearing.low:
        told.append("They have not been well lately: be gentle, and never mock.")
    elif about.bearing.missed_in_a_row >= MANY_MISSED:
        told.append("Their last promises did not work out: be kind, and glad of small steps.")
    told.append(ALWAYS.format(language=LANGUAGES.get(base_code(language), language)))
    return "\n".join(told)


def _fitting(sections: list[Section], budget_tokens: int) -> list[Section]:
    """The sections with the lines that fit, chosen by rank and then in order."""
    places = [(section.rank, place, number) for place, section in enumerate(sections) for number in section.numbers]
    places.sort(key=lambda each: (not sections[each[1]].required, each))
    least = sum(sections[place].required for _, place, _ in places)

    def first(count: int) -> list[Section]:
        return _chosen(sections, {(place, number) for _, place, number in places[:count]})

    def is_too_much(count: int) -> bool:
        return count > least and _tokens(first(count)) > budget_tokens

    return first(bisect(range(len(places) + 1), False, key=is_too_much) - 1)


def _chosen(sections: list[Section], kept: set[tuple[int, int]]) -> list[Section]:
    chosen = []
    for place, section in enumerate(sections):
        lines = tuple(line for number, line in enumerate(section.lines) if (place, number) in kept)
        if lines:
            chosen.append(Section(section.rank, section.title, lines, section.required))
    return chosen


def _joined(sections: list[Section]) -> str:
    return "\n\n".join("\n".join([*([section.title] if section.title else []), *section.lines]) for section in sections)


def _tokens(sections: list[Section]) -> int:
    return estimated_tokens(Message("system", _joined(sections)))
