"""A recording of each persona on the same evening (`build/personas/NAME.wav`), and what they say in docs/personas.md.

    python -m scripts.personas [--language de] [--voice ENGINE]

The words in the docs are written for English only; `tests/coach/test_sample.py` tells when they are not current.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

from appliance.coach.persona import Persona, load_personas
from appliance.coach.sample import NAME, sample_of, text_of
from appliance.engines.kinds import surroundings
from appliance.settings import Settings
from appliance.voice import catalogue
from appliance.voice.aloud import read_out
from appliance.voice.audio import write_wav

ROOT = Path(__file__).parents[1]
RECORDINGS = ROOT / "build" / "personas"
PAGE = ROOT / "docs" / "personas.md"
BEGIN, END = "<!-- said: written by make personas -->\n", "<!-- end of said -->\n"


def dialogues(personas: Mapping[str, Persona]) -> str:
    """The part of the page that is written here: one evening with each persona, in English."""
    return "\n".join(line for persona in personas.values() for line in _dialogue(persona))


def _dialogue(persona: Persona) -> Iterator[str]:
    said = sample_of(persona, "en")
    yield f"### {persona.title}{' (harsh)' if persona.harsh else ''}\n"
    yield f"> {text_of(said.opening)}  "
    yield f"> *Yes, {NAME} here.*  "
    yield f"> {text_of((*said.greeting, *said.question))}  "
    yield "> *Yes, I did.*  "
    yield f"> {text_of(said.good)}  "
    yield f"> {text_of(said.closing)}\n"
    yield f"Had it been a no: “{text_of(said.missed)}”\n"


def page(old: str, written: str) -> str:
    """The page with its written part replaced. Raises `ValueError` where it has no place for it."""
    head, begin, rest = old.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE}: there is no place for what they say")
    return f"{head}{BEGIN}\n{written}\n{END}{tail}"


async def record(personas: Mapping[str, Persona], language: str, ladder: str) -> None:
    """Write the recordings, with the voice of this ladder."""
    voice = catalogue.voice(ladder, surroundings(Settings()))
    RECORDINGS.mkdir(parents=True, exist_ok=True)
    try:
        for name, persona in personas.items():
            audio = await read_out(voice, sample_of(persona, language).turns)
            file = RECORDINGS / f"{name}.wav"
            write_wav(file, audio)
            print(f"{file.relative_to(ROOT)}: {audio.seconds:.1f} s by {audio.engine}")
    finally:
        await voice.aclose()


def main() -> None:
    """Write both."""
    parser = argparse.ArgumentParser(description="Recordings of the personas, and their words in the docs.")
    parser.add_argument("--language", default="en", help="of the recordings")
    parser.add_argument("--voice", default=Settings().local_tts_model, help="an engine, as in LOCAL_TTS_MODEL")
    chosen = parser.parse_args()
    personas = load_personas()
    asyncio.run(record(personas, chosen.language, chosen.voice))
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), dialogues(personas)), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: what they say")


if __name__ == "__main__":
    main()
