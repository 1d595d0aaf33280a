"""Models of true architecture and size with random values, made once in a cache folder: their speed is real, their
words are not.

The language model's values are random but for its embeddings, which hold a chain of words: so it writes whole
sentences, at the cost of a real one. Whisper's decoder is made confident, so that it gives words at all.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter
from numpy.typing import NDArray

from tests.engines.coqui_models import make_vits
from tests.engines.whisper_models import make_whisper
from tests.recordings import RECORDINGS

CACHE = Path(os.environ.get("BENCH_MODELS", "~/.cache/disciplinecall/bench-models")).expanduser()

LAYERS, WIDTH, INNER, HEADS, KEY_HEADS = 22, 2048, 5632, 32, 4
"""Those of TinyLlama 1.1B (its published config.json), a Llama whose 32,000 words the tokenizer at hand has."""

REPLY = "That counts and you know it! I will ask for more of this."
"""No word twice: each decides the next by itself."""

END_TOKEN = 2
BLOCK = 32
"""Values that share a scale in Q4_0: two bytes of scale, sixteen of four-bit values."""


def models() -> Path:
    """The folder of models, complete: `llm/`, `stt/`, `tts/`."""
    for name in ("tiny", "base", "small"):
        _once(f"stt/{name}", lambda folder, size=name: make_whisper(folder, size, peaked=True))  # type: ignore[misc]
    _once("tts/vits", lambda folder: make_vits(folder, "full"))
    _once("llm/llama-1b.gguf", make_llama)
    return CACHE


def _once(name: str, make: Callable[[Path], object]) -> None:
    """Make it beside its place and move it there: what is cut short is made again."""
    place = CACHE / name
    if place.exists():
        return
    began = time.monotonic()
    half = place.with_name(f".half-{os.getpid()}-{place.name}")
    half.parent.mkdir(parents=True, exist_ok=True)
    make(half)
    half.rename(place)
    print(f"bench: made {name} in {time.monotonic() - began:.0f} s", file=sys.stderr)


def make_llama(file: Path) -> None:
    """A Llama of 1.1 billion random values at four bit that says `REPLY`."""
    words = GGUFReader(RECORDINGS / "llm" / "llama-2-tiny-random.gguf")
    listed = words.fields["tokenizer.ggml.tokens"]
    tokens = [bytes(listed.parts[at]) for at in listed.data]
    chance = np.random.default_rng(0)
    writer = GGUFWriter(file, "llama")
    writer.add_context_length(2048)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_file_type(2)
    _copy_tokenizer(writer, words, tokens)
    embeddings, output = _chain(tokens, chance)
    _add(writer, "token_embd.weight", quantised(embeddings))
    _add(writer, "output.weight", quantised(output))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    keys = WIDTH * KEY_HEADS // HEADS
    for layer in range(LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{norm}.weight", np.ones(WIDTH, np.float32))
        shapes = {
            "attn_q": (WIDTH, WIDTH), "attn_k": (keys, WIDTH), "attn_v": (keys, WIDTH), "attn_output": (WIDTH, WIDTH),
            "ffn_gate": (INNER, WIDTH), "ffn_up": (INNER, WIDTH), "ffn_down": (WIDTH, INNER),
        }  # fmt: skip
        for name, shape in shapes.items():
            _add(writer, f"blk.{layer}.{name}.weight", random_blocks(shape, chance))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _copy_tokenizer(writer: GGUFWriter, words: GGUFReader, tokens: list[bytes]) -> None:
    def values(name: str) -> list[float]:
        field = words.fields[f"tokenizer.ggml.{name}"]
        return [field.parts[at][0].item() for at in field.data]

    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(values("scores"))
    writer.add_token_types([int(kind) for kind in values("token_type")])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(END_TOKEN)
    writer.add_chat_template(
        "{% for message in messages %}[{{ message.role }}] {{ message.content }}\n{% endfor %}[assistant]"
    )


def _chain(tokens: list[bytes], chance: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Embeddings and output rows: each word of the sentence is followed by the next, any other word by the first.

    What the layers add is small beside an embedding, so the last word alone decides; the work done is the same.
    """
    place = {token: number for number, token in enumerate(tokens)}
    written = [part for word in REPLY.split() for part in (f"▁{word.rstrip('!.')}", *word[len(word.rstrip("!.")) :])]
    chain = [place[part.encode()] for part in written] + [END_TOKEN]
    anything = chance.standard_normal(WIDTH, np.float32)
    embeddings = np.tile(anything, (len(tokens), 1))
    output = 0.01 * chance.standard_normal((len(tokens), WIDTH), np.float32)
    own = chance.standard_normal((len(chain), WIDTH), np.float32)
    embeddings[chain] = own
    output[chain[0]] = 0.1 * anything
    for number, follower in enumerate([*chain[1:], chain[0]]):
        output[follower] += 0.1 * own[number]
    return embeddings, output


def _add(writer: GGUFWriter, name: str, blocks: NDArray[np.uint8]) -> None:
    writer.add_tensor(name, blocks, raw_dtype=GGMLQuantizationType.Q4_0)


def quantised(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Rows as Q4_0 (github.com/ggml-org/ggml, `quantize_row_q4_0_ref`): value = scale * (nibble - 8)."""
    rows = len(values)
    blocks = values.reshape(-1, BLOCK)
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1)[:, None], axis=1)
    scale = (extreme / -8.0).astype(np.float16)
    inverse = np.divide(1.0, scale.astype(np.float32), out=np.zeros_like(extreme), where=scale != 0)
    nibbles = np.clip(blocks * inverse + 8.5, 0, 15).astype(np.uint8)
    packed = nibbles[:, : BLOCK // 2] | (nibbles[:, BLOCK // 2 :] << 4)
    return np.hstack([scale.view(np.uint8), packed]).reshape(rows, -1)


def random_blocks(shape: tuple[int, int], chance: np.random.Generator) -> NDArray[np.uint8]:
    """Random Q4_0 rows of small values."""
    rows, width = shape
    blocks = np.empty((rows * width // BLOCK, 2 + BLOCK // 2), np.uint8)
    blocks[:, :2] = np.full((len(blocks), 1), 0.0005, np.float16).view(np.uint8)
    blocks[:, 2:] = chance.integers(0, 256, (len(blocks), BLOCK // 2), np.uint8)
    return blocks.reshape(rows, -1)
