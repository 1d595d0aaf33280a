"""sherpa-onnx's streaming recognisers in their own process: many utterances side by side, each known by a number.

The opening request loads a model (`family`, `files`, `vocabulary`, `tail_seconds`, `threads`, `provider`). Then `feed`
brings the next sound of a `session` (16-bit mono at 16 kHz; the first with the `words` to expect) and is answered by
the words so far; `finish` brings out the last words, with the logarithms of their probabilities; `abandon` forgets.
Run by `sherpa_ears.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
import sherpa_onnx
from numpy.typing import NDArray

from appliance.engines.frames import Cancelled, Frame, Header, ToldError, serve
from appliance.voice.sherpa.hush import hushed

RATE = 16_000
"""Hertz."""

FULL_SCALE = 32768.0

MOST_SESSIONS = 32
"""Utterances kept; one that was neither finished nor abandoned is forgotten when this many newer ones came."""


class Ears:
    """One loaded model, after the opening request."""

    def __init__(self) -> None:
        self._recogniser: Any = None
        self._opened: Header = {}
        self._streams: OrderedDict[int, Any] = OrderedDict()

    def handle(self, header: Header, pcm: bytes, cancelled: Cancelled) -> Frame:
        if "family" in header:
            return self._load(header)
        session: int = header["session"]
        if header["do"] == "abandon":
            self._streams.pop(session, None)
            return {}, b""
        if "words" in header:
            self._begin(session, header["words"])
        if session not in self._streams:
            raise ToldError("its process was started anew and has not heard the beginning of this utterance")
        if header["do"] == "finish":
            return self._finish(self._streams.pop(session))
        stream = self._streams[session]
        stream.accept_waveform(RATE, to_floats(pcm))
        self._decode(stream, cancelled)
        return {"text": self._recogniser.get_result(stream)}, b""

    def _load(self, header: Header) -> Frame:
        construct = {
            "transducer": sherpa_onnx.OnlineRecognizer.from_transducer,
            "zipformer2_ctc": sherpa_onnx.OnlineRecognizer.from_zipformer2_ctc,
            "nemo_ctc": sherpa_onnx.OnlineRecognizer.from_nemo_ctc,
        }[header["family"]]
        search = {}
        if header["vocabulary"]:
            search = {
                "decoding_method": "modified_beam_search",
                "modeling_unit": "bpe",
                "bpe_vocab": header["vocabulary"],
            }
        self._recogniser = construct(
            num_threads=header["threads"], provider=header["provider"], **header["files"], **search
        )
        self._opened = header
        return {}, b""

    def _begin(self, session: int, words: list[str]) -> None:
        hotwords = "/".join(words) if self._opened["vocabulary"] else ""
        with hushed():
            self._streams[session] = self._recogniser.create_stream(hotwords or None)
        if len(self._streams) > MOST_SESSIONS:
            self._streams.popitem(last=False)

    def _decode(self, stream: Any, cancelled: Cancelled) -> None:
        while self._recogniser.is_ready(stream) and not cancelled():
            self._recogniser.decode_stream(stream)

    def _finish(self, stream: Any) -> Frame:
        stream.accept_waveform(RATE, np.zeros(round(self._opened["tail_seconds"] * RATE), np.float32))
        stream.input_finished()
        self._decode(stream, lambda: False)
        heard = self._recogniser.get_result_all(stream)
        return {"text": heard.text, "log_probabilities": list(heard.ys_probs)}, b""


def to_floats(pcm: bytes) -> NDArray[np.float32]:
    """Samples between -1 and 1."""
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(FULL_SCALE)


if __name__ == "__main__":
    serve(Ears().handle)
