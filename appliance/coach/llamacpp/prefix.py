"""What a llama.cpp context has evaluated, and what of it can be used again. Runs in the child.

A prompt costs its own tokens only, past what it shares with the latest one; and a conversation that another one pushed
out is put aside and brought back: 500 tokens of a model with a thousand million parameters copy in 0.04 s and take 10 s
or more to evaluate on two cores.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import llama_cpp

from appliance.coach.llamacpp.template import common

MOST_KEPT = 4
MOST_KEPT_BYTES = 256 * 1024 * 1024
"""A model with 8,000 million parameters takes 128 KiB a token: two thousand tokens."""

WORTH_KEEPING = 32
"""Tokens. Fewer are evaluated again."""

SEQUENCE = 0
"""llama-cpp-python evaluates everything as this one."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A conversation put aside."""

    tokens: tuple[int, ...]
    state: ctypes.Array[ctypes.c_uint8]


class Prefix:
    """The one context of a model. `chunk` tokens are evaluated between two looks at whether anybody still waits."""

    def __init__(self, llama: llama_cpp.Llama, chunk: int) -> None:
        self._llama = llama
        self._chunk = chunk
        self._memory = llama_cpp.llama_get_memory(llama.ctx)
        whole = llama_cpp.llama_model_is_recurrent(llama.model) or llama_cpp.llama_model_is_hybrid(llama.model)
        self._can_cut = not whole
        """Whether the end of what was evaluated can be forgotten. A recurrent memory is of the whole or of nothing."""
        self._kept: list[_Kept] = []
        """The latest used last."""
        self.evaluated = 0
        """Tokens evaluated for the latest prompt."""

    @property
    def tokens(self) -> list[int]:
        """What the context holds."""
        held: list[int] = self._llama.input_ids[: self._llama.n_tokens].tolist()
        return held

    def evaluate(self, prompt: Sequence[int]) -> Iterator[None]:
        """Make the context hold exactly this prompt, in steps; left early, it holds what was done."""
        self.evaluated = 0
        if not prompt:
            return
        self._bring_back(prompt)
        self._cut(self._usable(self.tokens, prompt))
        while (done := self._llama.n_tokens) < len(prompt):
            chunk = prompt[done : done + self._chunk]
            self._llama.eval(chunk)
            self.evaluated += len(chunk)
            yield
        if not self._can_cut:
            self.put_aside()

    def put_aside(self) -> None:
        """Keep a copy of what the context holds; in place of what it continues, where that can be cut out of it."""
        tokens = tuple(self.tokens)
        if any(kept.tokens == tokens or (self._can_cut and _begins(kept.tokens, tokens)) for kept in self._kept):
            return
        size = llama_cpp.llama_state_seq_get_size(self._llama.ctx, SEQUENCE)
        if size > MOST_KEPT_BYTES:
            return
        state = (ctypes.c_uint8 * size)()
        if llama_cpp.llama_state_seq_get_data(self._llama.ctx, state, size, SEQUENCE) == 0:
            return
        if self._can_cut:
            self._kept = [kept for kept in self._kept if not _begins(tokens, kept.tokens)]
        self._kept.append(_Kept(tokens, state))
        while len(self._kept) > MOST_KEPT or sum(len(kept.state) for kept in self._kept) > MOST_KEPT_BYTES:
            del self._kept[0]

    def _bring_back(self, prompt: Sequence[int]) -> None:
        """Exchange what the context holds for a conversation put aside, where that saves work."""
        held = self.tokens
        shared = self._usable(held, prompt)
        if len(held) - shared >= WORTH_KEEPING:
            self.put_aside()
        best = max(self._kept, key=lambda kept: self._usable(kept.tokens, prompt), default=None)
        if best is None or self._usable(best.tokens, prompt) < shared + WORTH_KEEPING:
            return
        self._cut(0)
        if llama_cpp.llama_state_seq_set_data(self._llama.ctx, best.state, len(best.state), SEQUENCE):
            self._llama.input_ids[: len(best.tokens)] = best.tokens
            self._llama.n_tokens = len(best.tokens)
            self._kept.remove(best)
            self._kept.append(best)

    def _usable(self, held: Sequence[int], prompt: Sequence[int]) -> int:
        """How many of these evaluated tokens serve the prompt, whose last one is evaluated in any case."""
        shared = min(common(held, prompt), len(prompt) - 1)
        return shared if self._can_cut or shared == len(held) else 0

    def _cut(self, length: int) -> None:
        """Forget all but the first tokens; everything, where the model cannot forget a part."""
        if length < self._llama.n_tokens and not llama_cpp.llama_memory_seq_rm(self._memory, SEQUENCE, length, -1):
            length = 0
            llama_cpp.llama_memory_clear(self._memory, True)
        self._llama.n_tokens = min(length, self._llama.n_tokens)


def _begins(whole: tuple[int, ...], head: tuple[int, ...]) -> bool:
    return whole[: len(head)] == head
