"""What a language lacks on this machine, told when somebody is to be called in it and not at the call. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from appliance.engines.names import EngineName, parse
from appliance.errors import InvalidInputError
from appliance.language.catalogue import language
from appliance.language.folders import known_languages
from appliance.settings import Settings
from appliance.upkeep.weights.manifest import Entry

ENGLISH = "en"

PIPER = "piper-"

COQUI_SPEAKS = {"xtts-v2": frozenset({"en", "de", "es", "fr", "ru"})}
"""Of Coqui's models with more languages than one, those of ours; others speak English unless their name says more."""

LLAMA_WRITES = frozenset({"en", "de", "fr", "es"})
"""Languages of ours that Llama 3.2's model card names as supported; Russian is not among them."""

Speaks = Callable[[EngineName, str], bool]


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing for a language."""

    part: str
    """`recogniser`, `voice` or `words`."""
    detail: str
    remedy: str
    needed: bool = True
    """Whether a call in this language cannot be held without it."""


def check_wanted(code: str, settings: Settings) -> str:
    """The language's own code, where calls may be held in it. Raises `InvalidInputError`."""
    known = language(code).code
    if known != ENGLISH and not settings.multi_language_enabled:
        raise InvalidInputError(
            f"Calls are held in English only here, not in {known!r}.",
            remedy="Set MULTI_LANGUAGE_ENABLED=true, in the environment or in appliance.toml.",
        )
    return known


def offered(settings: Settings) -> tuple[str, ...]:
    """Codes of the languages that calls may be held in here."""
    return tuple(known_languages()) if settings.multi_language_enabled else (ENGLISH,)


def lacks(code: str, settings: Settings, known: Mapping[str, Entry]) -> list[Lack]:
    """What is missing to be called in this language with the ladders of the settings; the worst first.

    `known` are the models of the manifest: the smallest that mends it is named.
    """
    return [*_ears(code, settings, known), *_voice(code, settings), *_words(code, settings, known)]


def _ears(code: str, settings: Settings, known: Mapping[str, Entry]) -> Iterator[Lack]:
    ladder = settings.local_stt_model
    if _any_of(ladder, code, hears):
        return
    smallest = _smallest(known, "stt", code, hears)
    remedy = f"appliance models pull {smallest}   then set LOCAL_STT_MODEL={smallest},{ladder}" if smallest else ""
    yield Lack("recogniser", f"none of {ladder} hears {code!r}: only typed calls can be held", remedy)


def _voice(code: str, settings: Settings) -> Iterator[Lack]:
    ladder = settings.local_tts_model
    if not _any_of(ladder, code, speaks):
        yield Lack("voice", f"none of {ladder} speaks {code!r}", f"Set LOCAL_TTS_MODEL={ladder},espeak")


def _words(code: str, settings: Settings, known: Mapping[str, Entry]) -> Iterator[Lack]:
    ladder = settings.local_llm_model
    names = [name for name in _rungs(ladder) if name.kind != "scripted"]
    if not names or any(writes(name, code) for name in names):
        return
    smallest = _smallest(known, "llm", code, writes)
    remedy = f"appliance models pull {smallest}   then set LOCAL_LLM_MODEL={smallest},{ladder}" if smallest else ""
    yield Lack("words", f"none of {ladder} was made for {code!r}: it may slip into English", remedy, needed=False)


def hears(name: EngineName, code: str) -> bool:
    """Whether a recogniser of this string hears the language, as far as its name tells."""
    if name.kind == "sphinx":
        return code == ENGLISH
    if name.kind == "sherpa":
        return name.options.get("language", ENGLISH).partition("-")[0] == code
    if name.kind == "whisper":
        return code == ENGLISH or not name.model.endswith(".en")
    return True


def speaks(name: EngineName, code: str) -> bool:
    """Whether a voice of this string speaks the language, as far as its name tells."""
    if name.kind == "coqui":
        return code in COQUI_SPEAKS.get(name.model, {ENGLISH}) or f"-{code}" in name.model
    if name.kind == "sherpa":
        spoken = name.model.removeprefix(PIPER)[:2] if name.model.startswith(PIPER) else ENGLISH
        return spoken == code
    return True


def writes(name: EngineName, code: str) -> bool:
    """Whether a language model of this string was made for the language, as far as its name tells."""
    return code in LLAMA_WRITES if "llama" in name.model.lower() else True


def _any_of(ladder: str, code: str, able: Speaks) -> bool:
    return any(able(name, code) for name in _rungs(ladder))


def _rungs(ladder: str) -> list[EngineName]:
    return [parse(text) for text in ladder.split(",") if text.strip()]


def _smallest(known: Mapping[str, Entry], kind: str, code: str, able: Speaks) -> str:
    fitting = [entry for entry in known.values() if entry.kind == kind and able(parse(entry.engine), code)]
    return min(fitting, key=lambda entry: entry.size_mb).engine if fitting else ""
