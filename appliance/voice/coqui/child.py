"""A Coqui voice in its own process: PyTorch holds hundreds of megabytes and every core. Run by `coqui.py`.

The opening request loads the model and answers with its rate (Hertz) and speakers. Every other request is a text; the
reply is its sound (16-bit mono), a part for each piece of the text, so that memory stays bounded and a reply that
nobody waits for any more ends at the next piece. The same text always sounds the same.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress

from appliance.engines.frames import Cancelled, Frame, Header, serve
from appliance.voice.coqui.networks import Network, Vits, Xtts
from appliance.voice.coqui.pieces import pieces, to_pcm, trimmed

SLOWEST, QUICKEST = 0.5, 2.0

FIRST_WORDS = "Ready in 5."
"""Said to nobody after loading. Its number has Coqui import its rules for numbers, which takes a second or more."""

IN_MEMORY = "/dev/shm"  # noqa: S108 — private to this user by the mode of the file

WAITING = ("GOMP_SPINCOUNT", "10000")
"""Turns in which a thread of PyTorch waits for work before it sleeps. GNU's 300,000 gain nothing on idle cores (0.70 s
for 2 s of speech either way), but beside two busy processes a sentence took 8.5 s with them and 2.2 s with these."""


class Mouth:
    """Answers the requests of one parent."""

    def __init__(self) -> None:
        self._model: Network | None = None

    def handle(self, header: Header, payload: bytes, cancelled: Cancelled) -> Frame | Iterator[Frame]:
        if "folder" in header:
            return self._open(header), b""
        if self._model is None:
            raise LookupError("no model was opened")
        return self._say(self._model, header, cancelled)

    def _open(self, opening: Header) -> Header:
        import torch

        _check_torch(opening)
        if opening["device"] == "cuda" and not torch.cuda.is_available():
            opening = {**opening, "device": "cpu"}
        if opening["threads"]:
            torch.set_num_threads(opening["threads"])
        model: Network = (Xtts if opening["architecture"] == "xtts" else Vits)(opening)
        _give_memory_back()
        model.say(FIRST_WORDS, opening["language"], model.speakers[0] if model.speakers else "", 1.0)
        self._model = model
        return {"rate": model.rate, "speakers": model.speakers}

    def _say(self, model: Network, asked: Header, cancelled: Cancelled) -> Iterator[Frame]:
        speed = min(QUICKEST, max(SLOWEST, asked["speed"]))
        for piece in pieces(asked["text"], model.longest(asked["language"])):
            if cancelled():
                return
            sound = model.say(piece, asked["language"], asked["speaker"], speed)
            if len(sound):
                yield {}, to_pcm(trimmed(sound, model.rate))


def _check_torch(opening: Header) -> None:
    """Raises `RuntimeError` where loading would fail or be unsafe, or not be where the owner wants it."""
    import torch
    from TTS.utils.generic_utils import is_pytorch_at_least_2_4

    try:
        import torchaudio  # noqa: F401
    except OSError as error:
        raise RuntimeError(
            f"torchaudio does not fit PyTorch {torch.__version__}: install both from one place"
        ) from error

    if not is_pytorch_at_least_2_4():
        raise RuntimeError(f"PyTorch {torch.__version__} runs code that a model file may hold: install 2.4 or later")
    if opening["must_be_cuda"] and not torch.cuda.is_available():
        raise RuntimeError("PyTorch finds no graphics card here: leave device=cuda out, or install PyTorch for CUDA")


def _give_memory_back() -> None:
    """What loading leaves behind: 170 MB of cyclic garbage, and 130 MB that glibc keeps for later (VITS)."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def keep_apart() -> None:
    """No question reaches a person through this process, and what is said reaches no log and no disk.

    Standard input holds the parent's requests. Coqui logs sentences with a character that it does not know, and hands
    sentences to espeak-ng as files. To be called before PyTorch is imported.
    """
    sys.stdin = open(os.devnull)  # noqa: SIM115 — for the life of the process
    logging.disable(logging.WARNING)
    if os.access(IN_MEMORY, os.W_OK):
        tempfile.tempdir = IN_MEMORY
    os.environ.setdefault(*WAITING)


if __name__ == "__main__":
    keep_apart()
    serve(Mouth().handle)
