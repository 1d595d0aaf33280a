"""A persona's voice, to be heard before it is chosen."""

from __future__ import annotations

from appliance.calls.choosing import persona_named
from appliance.coach.persona import Persona
from appliance.coach.sample import NAME, Sample, sample_of
from appliance.errors import EngineError, EngineUnavailableError, EngineUnsuitedError, ForbiddenError, InvalidInputError
from appliance.language.messages import message_codes
from appliance.records.people import User
from appliance.voice.aloud import read_out
from appliance.voice.audio import wav_bytes
from appliance.web.parts import Parts


def said_by(persona: Persona, code: str, listener: User) -> Sample:
    """The same evening by each, so that they can be compared. A harsh one speaks to somebody else: this listener may
    not have allowed it. Raises `InvalidInputError` for a language there is nothing in."""
    return sample_of(persona, code, NAME if persona.harsh else listener.name)


async def preview(parts: Parts, name: str, language: str, listener: User) -> bytes:
    """How it calls and greets, as a WAV file; `language` empty is the listener's.

    Raises `NotFoundError`, `InvalidInputError` for a language there is nothing in, `ForbiddenError` for a minor and a
    harsh one, `EngineUnavailableError`.
    """
    persona = persona_named(parts.personas, name)
    if persona.harsh and listener.prefers.minor:
        raise ForbiddenError(
            f"{listener.name} is a minor: {name} never talks to them.", says="minor", name=listener.name, persona=name
        )
    code = language or listener.language
    if code not in message_codes():
        raise InvalidInputError(f"Nothing is said in {code!r} here.", remedy=f"There is: {', '.join(message_codes())}.")
    said = said_by(persona, code, listener)
    try:
        audio = await read_out(parts.voice, (said.opening, said.greeting))
    except EngineUnsuitedError as error:
        raise InvalidInputError(error.message, remedy=error.remedy) from error
    except EngineError as error:
        raise EngineUnavailableError(error.message, remedy=error.remedy) from error
    return wav_bytes(audio)
