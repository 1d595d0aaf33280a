"""FFmpeg (PyAV) in its own process: it reads files of strangers, and the wheel's build of it is GPL. Run by `notes.py`.

A request `encode` carries 16-bit mono PCM and its `rate` in Hertz; the reply an OGG file with Opus at 48 kHz. A request
`decode` carries a whole file and `most_seconds`; the reply PCM at `rate`, whether that is all of it (`whole`), and
whether it was longer (`cut`). A file that is no sound gets `fault`, a word of `notes.NoteFault`.
"""

from __future__ import annotations

import io
import resource
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import av
from av.audio.resampler import AudioResampler

from appliance.engines.frames import Cancelled, Frame, Header, serve

OPUS_RATE = 48_000
OPUS_FRAME = 960
"""Samples of 20 ms at 48 kHz."""

BIT_RATE = "32000"
"""Bits a second: transparent for speech of one voice; a minute is 240 kB."""

APPLICATION = "audio"
"""Opus' own name: `voip` filters rumble that a synthetic voice does not have, and bends its phases."""

MISSING_SECONDS = 0.5
"""By which a sound may be shorter than its file says; a page of Ogg that is lost is longer."""

MOST_BYTES = 1 << 30
"""Of address space: a file that makes the decoder ask for more has the request fail, not the machine."""

SAMPLE_BYTES = 2
LAST_PAGE_HEADER = 27
"""Bytes of an Ogg page before its segment table (RFC 3533)."""


def handle(header: Header, payload: bytes, cancelled: Cancelled) -> Frame:
    if header["do"] == "encode":
        return {}, _encode(payload, header["rate"])
    return _decode(payload, header["rate"], header["most_seconds"], cancelled)


def _encode(pcm: bytes, rate: int) -> bytes:
    """The encoder works on frames of 20 ms; the last one is cut to length by what the file says of its end."""
    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream: Any = container.add_stream(
            "libopus", rate=OPUS_RATE, options={"application": APPLICATION, "b": BIT_RATE}
        )
        stream.layout = "mono"
        resampler = AudioResampler(format="s16", layout="mono", rate=OPUS_RATE, frame_size=OPUS_FRAME)
        for frame in (*_frames_of(pcm, rate), None):
            for resampled in resampler.resample(frame):
                resampled.pts = None
                container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))
    return file.getvalue()


def _frames_of(pcm: bytes, rate: int) -> Iterator[av.AudioFrame]:
    """A second each."""
    step = rate * SAMPLE_BYTES
    for start in range(0, len(pcm), step):
        piece = pcm[start : start + step]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece) // SAMPLE_BYTES, align=1)
        frame.planes[0].update(piece)
        frame.sample_rate = rate
        yield frame


def _decode(file: bytes, rate: int, most_seconds: float, cancelled: Cancelled) -> Frame:
    kind = container_of(file)
    if kind is None:
        return {"fault": "empty" if not file else "not_sound"}, b""
    most, pcm, sound, told_seconds = round(most_seconds * rate) * SAMPLE_BYTES, bytearray(), True, 0.0
    whole = kind != "ogg" or last_page_is_whole(file)
    try:
        with av.open(io.BytesIO(file), "r", format=kind, metadata_errors="replace") as container:
            sound, told_seconds = bool(container.streams.audio), (container.duration or 0) / av.time_base
            for piece in _pieces(container, rate) if sound else ():
                pcm += piece
                if len(pcm) > most or cancelled():
                    break
    except (av.error.FFmpegError, MemoryError, ValueError, OverflowError):
        whole = False
    if not pcm:
        return {"fault": "no_sound" if not sound else "empty" if whole else "damaged"}, b""
    whole &= len(pcm) / SAMPLE_BYTES / rate > told_seconds - MISSING_SECONDS
    return {"whole": whole and len(pcm) <= most, "cut": len(pcm) > most}, bytes(pcm[:most])


def _pieces(container: Any, rate: int) -> Iterator[bytes]:
    """PCM as it is decoded. A packet that is damaged leaves out its own 20 ms; many of them end the file."""
    resampler = AudioResampler(format="s16", layout="mono", rate=rate)
    stream = container.streams.audio[0]
    for packet in container.demux(stream):
        for frame in packet.decode():
            frame.pts = None
            for resampled in resampler.resample(frame):
                yield _samples_of(resampled)
    for resampled in resampler.resample(None):
        yield _samples_of(resampled)


def _samples_of(frame: Any) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * SAMPLE_BYTES]


def container_of(file: bytes) -> str | None:
    """FFmpeg's name of the container, by its first bytes.

    FFmpeg is not left to guess: among what it recognises are play lists, which name other files.
    """
    if file.startswith(b"OggS"):
        return "ogg"
    if file[4:8] == b"ftyp":
        return "mp4"
    if file.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if file.startswith(b"ID3") or (len(file) > 1 and file[0] == 0xFF and file[1] & 0xE6 == 0xE2):
        return "mp3"
    return None


def last_page_is_whole(file: bytes) -> bool:
    """Whether an Ogg file ends where its last page says it does."""
    start = file.rfind(b"OggS")
    table = file[start + LAST_PAGE_HEADER :]
    if len(file) < start + LAST_PAGE_HEADER:
        return False
    segments = file[start + LAST_PAGE_HEADER - 1]
    return len(table) >= segments + sum(table[:segments])


if __name__ == "__main__":
    av.logging.set_level(None)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    serve(handle)
