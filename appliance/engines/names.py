"""Engine strings: `espeak`, `whisper:base.en`, `ollama:llama3.2:3b`, `llamacpp:qwen?template=chatml&context=4096`.

What follows the first colon is the engine's own name of a model or voice; what follows a question mark are options. A
ladder is several, comma-separated, preferred first. Names that people know from elsewhere stand for an engine.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from appliance.errors import SettingsError

KNOWN_ELSEWHERE = {
    **{name: f"ollama:{name}" for name in ("llama2", "llama3", "llama3.1", "llama3.2", "mistral", "qwen2.5", "gemma2")},
    "llama": "ollama:llama3.2:3b",
    "llama.cpp": "llamacpp",
    "faster-whisper": "whisper",
    "espeak-ng": "espeak",
    "pocketsphinx": "sphinx",
}
"""Bare names to the engine string they stand for."""


@dataclass(frozen=True, slots=True)
class EngineName:
    """One engine string, taken apart."""

    text: str
    """The whole string, by which logs, records and messages name the engine."""
    kind: str
    model: str = ""
    """Empty is the engine's default."""
    options: dict[str, str] = field(default_factory=dict)

    def check_options(self, known: Collection[str]) -> None:
        """Raises `SettingsError` for an option the engine does not have."""
        unknown = sorted(set(self.options) - set(known))
        if unknown:
            raise SettingsError(
                f"{self.text}: {self.kind} has no option {unknown[0]!r}",
                remedy=f"It has {', '.join(sorted(known))}." if known else "It has none.",
            )


def parse(text: str) -> EngineName:
    """One engine string. Raises `SettingsError` for options that are not `key=value`."""
    whole = KNOWN_ELSEWHERE.get(text.strip(), text.strip())
    name, mark, query = whole.partition("?")
    kind, _, model = name.partition(":")
    try:
        options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(mark)))
    except ValueError as error:
        raise SettingsError(f"{whole}: options are key=value, joined by &", remedy="As in ?context=4096.") from error
    return EngineName(whole, kind, model, options)


def parse_ladder(setting: str, ladder: str, known: Collection[str]) -> list[EngineName]:
    """The rungs of a ladder string. Raises `SettingsError` for none, or for an engine not in `known`."""
    names = [parse(text) for text in ladder.split(",") if text.strip()]
    unknown = [name.text for name in names if name.kind not in known]
    if unknown or not names:
        raise SettingsError(
            f"{setting}={ladder}: there is no engine {', '.join(unknown) or 'named'}",
            remedy=f"Known are {', '.join(known)}, comma-separated, preferred first.",
        )
    return names
