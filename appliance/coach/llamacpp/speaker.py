"""One loaded model that answers requests. Runs in the child, see `llamacpp_child.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import llama_cpp

from appliance.coach.llamacpp.grammar import gbnf, longest
from appliance.coach.llamacpp.loading import RefusedError, formatter, load, on_gpu
from appliance.coach.llamacpp.prefix import Prefix
from appliance.coach.llamacpp.template import Template, head_of
from appliance.coach.llamacpp.text import ReplyText
from appliance.coach.llamacpp.trim import Turn, trim
from appliance.coach.llamacpp.vocabulary import Vocabulary
from appliance.engines.frames import Cancelled, Frame, Header

CHUNK_TOKENS = 64
"""Evaluated on a processor between two looks at whether anybody still waits. 512 at a time are 5-8 % faster, and take
ten seconds on a small one."""

CHUNK_TOKENS_GPU = 512

REPLY_TOKENS = 160
"""Room that a head which is evaluated beforehand leaves for a reply."""

TOKEN_CHARACTERS = 3
"""Of English that fills in a form, at least: room is kept for the longest answer that its schema allows."""

STEPS = 4
"""A conversation that is too long is shortened by a quarter of the context at a time."""

MORE_CONTEXT = "Give it more by its option: ?context=8192"


@dataclass(frozen=True, slots=True)
class Sampling:
    max_tokens: int
    temperature: float
    grammar: llama_cpp.LlamaGrammar | None = None
    seed: int = llama_cpp.LLAMA_DEFAULT_SEED
    """Makes what a temperature chooses the same each time; the default is another one each time."""


class Speaker:
    """One loaded model."""

    def __init__(self, model: Header) -> None:
        chunk_tokens = CHUNK_TOKENS_GPU if on_gpu(model) else CHUNK_TOKENS
        self._llama = load(model, chunk_tokens)
        self._vocabulary = Vocabulary(self._llama)
        self._template = Template(formatter(self._llama, model["template"]))
        self._prefix = Prefix(self._llama, chunk_tokens)
        self._generated = 0

    def prepare(self, turns: Sequence[Turn], cancelled: Cancelled) -> Iterator[Frame]:
        head = head_of(self._fit(turns, REPLY_TOKENS), self._tokens)
        yield from self._evaluate(head, cancelled)
        self._prefix.put_aside()
        yield self._usage(head), b""

    def stream(self, turns: Sequence[Turn], header: Header, cancelled: Cancelled) -> Iterator[Frame]:
        sampling = Sampling(header["max_tokens"], header["temperature"])
        rendered = self._template.render(self._fit(turns, sampling.max_tokens))
        prompt = self._vocabulary.encode_prompt(rendered.prompt)
        yield from self._evaluate(prompt, cancelled)
        reply = ReplyText((*rendered.stops, *header["stop"]))
        for data in self._generate(prompt, sampling, cancelled):
            yield {}, reply.feed(data).encode()
            if reply.stopped:
                break
        yield {}, reply.rest().encode()
        yield self._usage(prompt), b""

    def fill(self, turns: Sequence[Turn], header: Header, cancelled: Cancelled) -> Iterator[Frame]:
        most = longest(header["schema"])
        grammar = llama_cpp.LlamaGrammar.from_string(gbnf(header["schema"]), verbose=False)
        sampling = Sampling(most, header["temperature"], grammar, header.get("seed", llama_cpp.LLAMA_DEFAULT_SEED))
        prompt = self._tokens(self._fit(turns, most // TOKEN_CHARACTERS))
        yield from self._evaluate(prompt, cancelled)
        answer = bytearray()
        for data in self._generate(prompt, sampling, cancelled):
            answer += data
            yield {}, b""
        if len(prompt) + self._generated >= self._llama.n_ctx() and not answer.endswith(b"}"):
            raise RefusedError(f"its answer does not fit into a context of {self._llama.n_ctx()} tokens", MORE_CONTEXT)
        # bytes that make no character are dropped: a string gets shorter and no longer
        yield self._usage(prompt), bytes(answer).decode(errors="ignore").encode()

    def _evaluate(self, prompt: Sequence[int], cancelled: Cancelled) -> Iterator[Frame]:
        self._generated = 0
        for _ in self._prefix.evaluate(prompt):
            if cancelled():
                return
            yield {}, b""

    def _generate(self, prompt: Sequence[int], sampling: Sampling, cancelled: Cancelled) -> Iterator[bytes]:
        """The bytes of each token, until the model ends or the room does."""
        room = min(sampling.max_tokens, self._llama.n_ctx() - len(prompt))
        if room < 1 or cancelled():
            return
        self._llama.set_seed(sampling.seed)
        for token in self._llama.generate(prompt, temp=sampling.temperature, grammar=sampling.grammar):
            if self._vocabulary.ends(token):
                return
            self._generated += 1
            yield self._vocabulary.piece(token)
            if self._generated >= room or cancelled():
                return

    def _fit(self, turns: Sequence[Turn], reply_tokens: int) -> Sequence[Turn]:
        """The turns that leave room for the reply, or for half a context where it is longer."""
        context = self._llama.n_ctx()
        room = context - min(reply_tokens, context // 2)
        turns = [{"role": turn["role"], "content": self._vocabulary.plain(turn["content"])} for turn in turns]
        if len(self._tokens(turns)) <= room:
            return turns
        lengths = [len(self._vocabulary.encode(turn["content"])) for turn in turns]
        kept = trim(turns, lengths, context // STEPS, lambda some: len(self._tokens(some)) <= room)
        if kept is None:
            fixed = sum(length for turn, length in zip(turns, lengths, strict=True) if turn["role"] == "system")
            raise RefusedError(
                f"instructions of {fixed} tokens and latest words of {lengths[-1]} do not fit into a context of "
                f"{context} beside a reply",
                MORE_CONTEXT,
            )
        return kept

    def _tokens(self, turns: Sequence[Turn]) -> list[int]:
        return self._vocabulary.encode_prompt(self._template.render(turns).prompt)

    def _usage(self, prompt: Sequence[int]) -> Header:
        spent = {"prompt_tokens": len(prompt), "evaluated_tokens": self._prefix.evaluated}
        return {"usage": {**spent, "generated_tokens": self._generated}}


class Child:
    """Answers requests; the first one loads the model."""

    def __init__(self) -> None:
        self._speaker: Speaker | None = None

    def handle(self, header: Header, payload: bytes, cancelled: Cancelled) -> Frame | Iterator[Frame]:
        if self._speaker is not None:
            return _replies(self._speaker, header, json.loads(payload), cancelled)
        try:
            self._speaker = Speaker(header)
        except RefusedError as error:
            return _refusal(error)
        return {}, b""


def _replies(speaker: Speaker, header: Header, turns: list[Turn], cancelled: Cancelled) -> Iterator[Frame]:
    try:
        yield from _answer(speaker, header, turns, cancelled)
    except RefusedError as error:
        yield _refusal(error)


def _refusal(error: RefusedError) -> Frame:
    return {"refused": str(error), "remedy": error.remedy}, b""


def _answer(speaker: Speaker, header: Header, turns: list[Turn], cancelled: Cancelled) -> Iterator[Frame]:
    match header["do"]:
        case "prepare":
            return speaker.prepare(turns, cancelled)
        case "stream":
            return speaker.stream(turns, header, cancelled)
        case "fill":
            return speaker.fill(turns, header, cancelled)
    raise ValueError(f"no such request: {header['do']}")
