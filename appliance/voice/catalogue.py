"""Speech engines by their strings: `espeak`, `espeak:en-gb`, `sphinx`; a ladder is several, comma-separated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Generic, NoReturn, TypeVar

from appliance.engines.ladder import RecogniserLadder, VoiceLadder
from appliance.errors import EngineError, EngineUnavailableError, SettingsError
from appliance.ports import Audio, Engine, Hint, RecognitionSession, Sentence, SpeechToText, TextToSpeech

E = TypeVar("E", bound=Engine)


@dataclass(frozen=True, slots=True)
class RungState:
    """One rung of a ladder, for a status page."""

    name: str
    available: bool
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class _Kind(Generic[E]):
    """The engines of one kind, each built from what follows the colon in its string, and the folder of models."""

    setting: str
    builders: dict[str, Callable[[str, Path], E]]

    def build(self, ladder: str, models: Path) -> tuple[list[E], list[RungState]]:
        """The rungs that work, and the state of all. Raises `SettingsError` for a name that no engine has."""
        rungs, states = [], []
        for name in self._names(ladder):
            kind, _, option = name.partition(":")
            try:
                rungs.append(self.builders[kind](option, models))
                states.append(RungState(name, True))
            except EngineUnavailableError as error:
                states.append(RungState(name, False, error.message, error.remedy))
        return rungs, states

    def _names(self, ladder: str) -> list[str]:
        names = [name.strip() for name in ladder.split(",") if name.strip()]
        unknown = [name for name in names if name.partition(":")[0] not in self.builders]
        if unknown or not names:
            raise SettingsError(
                f"{self.setting}={ladder}: there is no engine {', '.join(unknown) or 'named'}",
                remedy=f"Known are {', '.join(self.builders)}, comma-separated, preferred first.",
            )
        return names


def _espeak(option: str, models: Path) -> TextToSpeech:
    from appliance.voice.espeak import Espeak

    return Espeak(option)


def _sphinx(option: str, models: Path) -> SpeechToText:
    from appliance.voice.sphinx import Sphinx

    if find_spec("pocketsphinx") is None:
        raise EngineUnavailableError("pocketsphinx is not installed", remedy="Set the appliance up again: make setup")
    return Sphinx()


def _to_come(engine: str) -> Callable[[str, Path], NoReturn]:
    def refuse(option: str, models: Path) -> NoReturn:
        raise EngineUnavailableError(f"this version does not speak to {engine} yet", remedy="The next rung serves.")

    return refuse


RECOGNISERS: _Kind[SpeechToText] = _Kind("LOCAL_STT_MODEL", {"sphinx": _sphinx, "whisper": _to_come("Whisper")})
VOICES: _Kind[TextToSpeech] = _Kind("LOCAL_TTS_MODEL", {"espeak": _espeak, "coqui": _to_come("Coqui")})


def recogniser(ladder: str, models: Path) -> SpeechToText:
    """The recogniser of a ladder string; where none of its rungs works, one that says so whenever it is used."""
    rungs, states = RECOGNISERS.build(ladder, models)
    return RecogniserLadder(rungs) if rungs else Deaf(_why(states))


def voice(ladder: str, models: Path) -> TextToSpeech:
    """The voice of a ladder string; where none of its rungs works, one that says so whenever it is used."""
    rungs, states = VOICES.build(ladder, models)
    return VoiceLadder(rungs) if rungs else Mute(_why(states))


def recogniser_states(ladder: str, models: Path) -> list[RungState]:
    """Which recognisers work here, and why the others do not."""
    return RECOGNISERS.build(ladder, models)[1]


def voice_states(ladder: str, models: Path) -> list[RungState]:
    """Which voices work here, and why the others do not."""
    return VOICES.build(ladder, models)[1]


class _Absent:
    """Stands where no engine works, so that the appliance starts and says what is missing."""

    name = "none"

    def __init__(self, why: str) -> None:
        self._why = why

    async def warm(self) -> None:
        raise EngineError(self._why)

    async def aclose(self) -> None:
        """Nothing is open."""


class Mute(_Absent):
    """No voice works."""

    async def synthesize(self, sentence: Sentence) -> Audio:
        raise EngineError(self._why)


class Deaf(_Absent):
    """No recogniser works."""

    async def open(self, language: str, hint: Hint) -> RecognitionSession:
        raise EngineError(self._why)


def _why(states: Sequence[RungState]) -> str:
    return "; ".join(f"{state.name}: {state.reason}. {state.remedy}" for state in states)
