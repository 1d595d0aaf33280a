"""Where real recordings lie, for tests marked `recordings`; named by RECORDINGS, never copied into the project."""

from __future__ import annotations

import os
from pathlib import Path

import soundfile

from appliance.ports import HEARING_RATE, Audio
from appliance.voice.audio import resample

RECORDINGS = Path(os.environ.get("RECORDINGS") or Path(__file__).parents[1] / ".." / "shared" / "data").resolve()


def why_no_recordings() -> str | None:
    """Why there are none to use here; None where there are."""
    if (RECORDINGS / "manifest.jsonl").is_file():
        return None
    return f"no recordings in {RECORDINGS}; name their folder by RECORDINGS"


def read_any(path: Path) -> Audio:
    """A recording of any common format, mixed to one channel, at `HEARING_RATE`."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    pcm = (samples.mean(axis=1) * 32_767).clip(-32_768, 32_767).astype("<i2").tobytes()
    return resample(Audio(pcm, int(rate)), HEARING_RATE)
