"""What is said once something was heard: fixed texts, in a neutral voice, with a number to call."""

from __future__ import annotations

from appliance.coach.safety.alarms import Alarm, Kind
from appliance.coach.safety.countries import country_of_zone
from appliance.coach.safety.hotlines import Hotlines
from appliance.language.folders import base_code
from appliance.language.vetted import Vetted, spoken_number, vetted
from appliance.ports import Sentence, VoiceStyle
from appliance.records.people import User

NEUTRAL = VoiceStyle()
"""No persona's voice."""

EMERGENCY_FIRST = frozenset({Kind.MEDICAL, Kind.VIOLENCE, Kind.DANGER})

REGIONS = {"en": "", "de": "DE", "es": "ES", "fr": "FR", "ru": "RU"}
"""The country meant where neither the person nor their time zone says one; English alone says none."""


def country_of(user: User) -> str:
    """ISO 3166 code: what they set, otherwise by their time zone, otherwise by their language; empty: unknown."""
    region = user.language.replace("_", "-").partition("-")[2].upper()
    return (
        user.prefers.country
        or country_of_zone(user.timezone)
        or (region if len(region) == 2 else REGIONS.get(base_code(user.language), ""))
    )


def crisis_words(alarm: Alarm, user: User, hotlines: Hotlines) -> tuple[Sentence, ...]:
    """Everything that is said, in the person's language; in order, none of it a persona's.

    After a `concern` the call goes on, so it has no last words.
    """
    texts = vetted(user.language)
    said = [*getattr(texts, alarm.kind.value), *_numbers(alarm.kind, country_of(user), user.language, hotlines, texts)]
    if alarm.ends_role:
        said.append(texts.comes_after)
    code = base_code(user.language)
    return tuple(Sentence(text, language=code, style=NEUTRAL, to_the_end=True) for text in said)


def _numbers(kind: Kind, country: str, language: str, hotlines: Hotlines, texts: Vetted) -> list[str]:
    line = hotlines.best(country, kind, base_code(language))
    service = []
    if line is not None:
        number = spoken_number(line.number, texts)
        service = [texts.hotline.format(service=line.name, number=number)]
        if kind is not Kind.CONCERN:
            service.append(texts.again.format(number=number))
    emergency = []
    if hotlines.of(country).emergency and kind is not Kind.CONCERN:
        emergency = [texts.emergency.format(number=spoken_number(hotlines.of(country).emergency, texts))]
    both = [*emergency, *service] if kind in EMERGENCY_FIRST else [*service, *emergency]
    return both or [texts.no_number]
