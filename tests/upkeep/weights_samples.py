"""Small models with the files and heads of real ones, to be recognised, copied and fetched; they say nothing."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from random import Random

import gguf
import numpy as np


def whisper_files(seed: int = 0, size: int = 60_000) -> dict[str, bytes]:
    """A folder of faster-whisper; `model.bin` begins as CTranslate2 writes it."""
    head = struct.pack("<IH", 6, 12) + b"WhisperSpec\0"
    return {
        "config.json": b'{"suppress_ids": []}',
        "model.bin": head + Random(seed).randbytes(size),
        "tokenizer.json": b"{}",
        "vocabulary.txt": b"a\nb\n",
    }


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def whisper(folder: Path, seed: int = 0) -> Path:
    return write(folder, whisper_files(seed))


def coqui(folder: Path, architecture: str = "vits") -> Path:
    """A voice of Coqui: its config, and weights in torch's container."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model": architecture}))
    for name in ("model.pth", *(("speakers_xtts.pth",) if architecture == "xtts" else ())):
        with zipfile.ZipFile(folder / name, "w") as weights:
            weights.writestr("archive/data.pkl", b"\x80\x02}q\x00.")
    if architecture == "xtts":
        (folder / "vocab.json").write_text("{}")
    return folder


def gguf_file(file: Path, *, adapter: bool = False, seed: int = 0, architecture: str = "llama") -> Path:
    """A GGUF file with tensors of three kinds, by the project's own writer."""
    file.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(file, architecture)
    writer.add_type("adapter" if adapter else "model")
    if adapter:
        writer.add_string("adapter.type", "lora")
    writer.add_token_list([f"token {number}" for number in range(500)])
    writer.add_array("tokenizer.ggml.scores", [float(number) for number in range(500)])
    numbers = np.random.default_rng(seed)
    writer.add_tensor("a", numbers.random((7, 64), dtype=np.float32))
    writer.add_tensor("b", numbers.random((3, 64), dtype=np.float32).astype(np.float16))
    packed = gguf.quants.quantize(numbers.random((4, 64), dtype=np.float32), gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("c", packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below, with its content and when it was changed."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
