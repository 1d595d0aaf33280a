"""Uses every engine that works on this machine's own files, in a process in which every socket is refused.

    python -m tests.whole.offline_engines MODELS SOUND.wav

Prints one line a engine: its string and what came of it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from appliance.coach.catalogue import MODELS
from appliance.engines.frames import FORBIDDEN
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.ports import Audio, Limits, Message, Sentence
from appliance.voice.audio import read_wav
from appliance.voice.catalogue import RECOGNISERS, VOICES
from tests.engines.contracts import hear

EARS = ("whisper:words", "sherpa:ears", "sphinx")
SPOKEN_BY = ("coqui:vits", "sherpa:piper", "espeak")
WORDED_BY = ("llamacpp:tiny",)


def refuse(event: str, args: tuple[object, ...]) -> None:
    """Every way out, whatever the address."""
    if event in FORBIDDEN:
        raise PermissionError(f"{event} {args[1:]}")


async def use(models: Path, speech: Audio) -> None:
    around = Surroundings(models)
    for text in EARS:
        ears = RECOGNISERS.builders[(name := parse(text)).kind](name, around)
        heard = await hear(ears, speech)
        print(text, "heard", bool(heard and heard.text))
        await ears.aclose()
    for text in SPOKEN_BY:
        voice = VOICES.builders[(name := parse(text)).kind](name, around)
        print(text, "spoke", (await voice.synthesize(Sentence("Did you run today?"))).seconds > 0)
        await voice.aclose()
    for text in WORDED_BY:
        model = MODELS.builders[(name := parse(text)).kind](name, around)
        pieces = [piece async for piece in model.stream([Message("user", "hello")], Limits(max_tokens=5))]
        print(text, "worded", len(pieces) > 0)
        await model.aclose()


if __name__ == "__main__":
    sys.addaudithook(refuse)
    asyncio.run(use(Path(sys.argv[1]), read_wav(Path(sys.argv[2]))))
