"""Tiny language models with random values, of architectures that llama.cpp knows: for plumbing, never for words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from tests.recordings import RECORDINGS

STORIES = "stories260K"
"""Children's prose; trained on 512 tokens."""
GIBBERISH = "llama-2-tiny-random"
"""Random values under a vocabulary of 32,000."""

WIDTH, HEADS, HIDDEN = 32, 4, 64
"""Of the models made here."""
RANK = 4
"""Of the adapters."""

CONTROL_WORDS = ("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")
BEGIN, END = 1, 2
OWN_WORD = "<start_of_turn>"
"""A control word that is not marked as one."""
LETTERS = "▁ abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?'\"{}[]()-|<>\n"
WORDS = ("▁the", "▁run", "▁you", "▁did", "ing", "er", "▁to", "day", "three", "km", "é", "ß", "…", "日")

TokenType = gguf.TokenType

Vocabulary = list[tuple[str, float, int]]
"""Text, score and type of each token."""


def why_no_recorded_models() -> str | None:
    """Why the two recorded models cannot be used; None where they can."""
    absent = [name for name in (STORIES, GIBBERISH) if not (RECORDINGS / "llm" / f"{name}.gguf").is_file()]
    return f"no {' and '.join(absent)} in {RECORDINGS}/llm; name the folder by RECORDINGS" if absent else None


def link_recorded(folder: Path, name: str) -> None:
    """Make a recorded model one of a models folder's `llm/`."""
    (folder / f"{name}.gguf").symlink_to(RECORDINGS / "llm" / f"{name}.gguf")


def write_llama(path: Path, *, seed: int = 0, template: str = "", context: int = 2048, endless: bool = False) -> Path:
    """A Llama of one layer that knows letters, bytes and some words; 2,048 tokens of context.

    It stops by chance, mostly within 200 tokens; an endless one never does at a temperature of 0.
    """
    writer = _model(path, "llama", template, context)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    shapes = {
        "attn_q": (WIDTH, WIDTH),
        "attn_k": (WIDTH, WIDTH),
        "attn_v": (WIDTH, WIDTH),
        "attn_output": (WIDTH, WIDTH),
        "ffn_gate": (HIDDEN, WIDTH),
        "ffn_up": (HIDDEN, WIDTH),
        "ffn_down": (WIDTH, HIDDEN),
    }
    tensors = {f"blk.0.{name}.weight": shape for name, shape in shapes.items()}
    silent = len(CONTROL_WORDS) if endless else 0
    return _write(writer, path, {**tensors, **_ends()}, ("blk.0.attn_norm", "blk.0.ffn_norm"), seed, silent=silent)


def write_mamba(path: Path, *, seed: int = 0) -> Path:
    """A recurrent model: what it has read cannot be forgotten in part."""
    inner, state, step = 2 * WIDTH, 8, 2
    writer = _model(path, "mamba", "", 2048)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_ssm_conv_kernel(4)
    writer.add_ssm_inner_size(inner)
    writer.add_ssm_state_size(state)
    writer.add_ssm_time_step_rank(step)
    tensors = {
        "blk.0.ssm_in.weight": (2 * inner, WIDTH),
        "blk.0.ssm_conv1d.weight": (inner, 4),
        "blk.0.ssm_conv1d.bias": (inner,),
        "blk.0.ssm_x.weight": (step + 2 * state, inner),
        "blk.0.ssm_dt.weight": (inner, step),
        "blk.0.ssm_dt.bias": (inner,),
        "blk.0.ssm_d": (inner,),
        "blk.0.ssm_out.weight": (WIDTH, inner),
    }
    writer.add_tensor("blk.0.ssm_a", -np.tile(np.arange(1, state + 1, dtype=np.float32), (inner, 1)))
    return _write(writer, path, {**tensors, **_ends()}, ("blk.0.attn_norm",), seed)


def write_adapter(path: Path, *, architecture: str = "llama", width: int = WIDTH, seed: int = 0) -> Path:
    """A LoRA adapter for what `write_llama` makes, strong enough to change every word."""
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 8.0 * RANK)
    for name in ("attn_q", "attn_output"):
        writer.add_tensor(f"blk.0.{name}.weight.lora_a", _values((RANK, width), seed))
        writer.add_tensor(f"blk.0.{name}.weight.lora_b", _values((width, RANK), seed + 1))
    return _close(writer, path)


def _ends() -> dict[str, tuple[int, ...]]:
    words = len(_vocabulary())
    return {"token_embd.weight": (words, WIDTH), "output.weight": (words, WIDTH)}


def _model(path: Path, architecture: str, template: str, context: int) -> gguf.GGUFWriter:
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    texts, scores, types = zip(*_vocabulary(), strict=True)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(texts)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(END)
    writer.add_add_space_prefix(False)
    if template:
        writer.add_chat_template(template)
    return writer


def _vocabulary() -> Vocabulary:
    bytes_ = [(f"<0x{value:02X}>", 0.0, TokenType.BYTE) for value in range(256)]
    pieces = [(text, -1.0 - number, TokenType.NORMAL) for number, text in enumerate((*WORDS, *LETTERS))]
    control = [(word, 0.0, TokenType.CONTROL) for word in CONTROL_WORDS]
    return [*control, (OWN_WORD, 0.0, TokenType.USER_DEFINED), *bytes_, *pieces]


def _write(
    writer: gguf.GGUFWriter,
    path: Path,
    tensors: Mapping[str, tuple[int, ...]],
    norms: tuple[str, ...],
    seed: int,
    *,
    silent: int = 0,
) -> Path:
    """The first `silent` tokens of the vocabulary have a logit of 0: never the likeliest of random ones."""
    for number, (name, shape) in enumerate(tensors.items()):
        values = _values(shape, seed + number)
        if name == "output.weight":
            values[:silent] = 0
        writer.add_tensor(name, values)
    for norm in (*norms, "output_norm"):
        writer.add_tensor(f"{norm}.weight", np.ones(WIDTH, np.float32))
    return _close(writer, path)


def _values(shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal(shape, np.float32) / np.float32(np.sqrt(shape[-1]))


def _close(writer: gguf.GGUFWriter, path: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
