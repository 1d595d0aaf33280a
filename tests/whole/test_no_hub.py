"""After set-up no engine asks anybody for anything: all of them work with every socket refused, and no hub in sight."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from appliance.voice.audio import write_wav
from tests.voice.tones import spoken

pytest.importorskip("faster_whisper", reason="faster-whisper is not installed: make engines")
pytest.importorskip("TTS", reason="coqui-tts is not installed: make engines")
if find_spec("llama_cpp") is None:
    pytest.skip("llama-cpp-python is not installed: make engines", allow_module_level=True)
pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed: make engines")

from tests.engines.coqui_models import make_vits
from tests.engines.sherpa_models import make_piper
from tests.engines.sherpa_recognisers import make_transducer
from tests.engines.tiny_llm import write_llama
from tests.engines.whisper_models import make_whisper
from tests.whole.offline_engines import EARS, SPOKEN_BY, WORDED_BY

ROOT = Path(__file__).resolve().parents[2]


def test_every_engine_works_with_all_sockets_refused(tmp_path: Path) -> None:
    models = tmp_path / "models"
    make_whisper(models / "stt" / "words", "tiny_test", peaked=True)
    make_transducer(models / "stt" / "ears")
    make_vits(models / "tts" / "vits")
    make_piper(models / "tts" / "piper")
    (models / "llm").mkdir()
    write_llama(models / "llm" / "tiny.gguf")
    write_wav(tmp_path / "speech.wav", spoken("yes no fifteen"))
    empty = tmp_path / "nothing"
    empty.mkdir()
    at_home = {name: str(empty) for name in ("HOME", "HF_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TTS_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.whole.offline_engines", str(models), str(tmp_path / "speech.wav")],
        cwd=ROOT,
        env={**os.environ, **at_home},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)
    for names, did in ((SPOKEN_BY, "spoke True"), (WORDED_BY, "worded True")):
        assert {name: told[name] for name in names} == dict.fromkeys(names, did)
    assert told["sherpa:ears"] == "heard True"
    assert set(EARS) <= set(told), "the others judge tones as they like, but they answered"
