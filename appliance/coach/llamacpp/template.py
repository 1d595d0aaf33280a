"""Chat templates: a conversation as the text that a model was trained on.

Templates differ in what they take: some know no `system` turn, some insist that `user` and `assistant` take turns, some
keep only the first `system` turn, some silently lose what they do not know. Each is tried once with marked turns, and
conversations are then put into a shape that it keeps whole and in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.coach.llamacpp.trim import Turn

BY_NAME = {
    "alpaca": "format_alpaca",
    "chatml": "format_chatml",
    "gemma": "format_gemma",
    "llama-2": "format_llama2",
    "llama-3": "format_llama3",
    "mistral-instruct": "format_mistral_instruct",
    "openchat": "format_openchat",
    "qwen": "format_qwen",
    "zephyr": "format_zephyr",
}
"""What an engine string may name to the function of `llama_cpp.llama_chat_format`."""

FALLBACK = "chatml"
"""For a file without a template of its own, where the engine string names none."""

NEXT = (("user", "1"), ("user", "No"), ("assistant", "1"))
"""How conversations may go on: only what these have in common belongs to their head."""

NOTHING_SAID = "…"
"""Stands before a conversation that the model opened, where its template wants a person to speak first."""


class Response(Protocol):
    """Of a formatter of llama-cpp-python."""

    prompt: str
    stop: str | list[str] | None


class Formatter(Protocol):
    """A formatter of llama-cpp-python. What a template refuses, it refuses by any exception."""

    def __call__(self, *, messages: list[Turn], enable_thinking: bool) -> Response: ...


@dataclass(frozen=True, slots=True)
class Rendered:
    """A conversation as text."""

    prompt: str
    stops: tuple[str, ...]
    """Texts that end the reply."""


class Template:
    """A formatter, and what it can be given."""

    def __init__(self, formatter: Formatter) -> None:
        self._formatter = formatter
        self._takes_system = self._keeps("system", "user", "assistant", "user")
        self._takes_late_system = self._takes_system and self._keeps("system", "user", "assistant", "system", "user")
        self._takes_any_order = self._tells_apart()

    def render(self, turns: Sequence[Turn]) -> Rendered:
        """Raises whatever the template raises."""
        made = self._formatter(messages=self.shape(turns), enable_thinking=False)
        stops = [made.stop] if isinstance(made.stop, str) else made.stop or []
        return Rendered(made.prompt, tuple(stop for stop in stops if stop))

    def shape(self, turns: Sequence[Turn]) -> list[Turn]:
        """The same conversation in turns that the template takes."""
        head = list(_leading_system(turns))
        shaped = [_turn("system", _joined(head))] if head else []
        for turn in turns[len(head) :]:
            late = turn["role"] == "system" and not self._takes_late_system
            shaped.append(_turn("user", turn["content"]) if late else turn)
        if self._takes_system and self._takes_any_order:
            return shaped
        if head and not self._takes_system:
            shaped[0] = _turn("user", shaped[0]["content"])
        if not self._takes_any_order:
            opening = 1 if shaped and shaped[0]["role"] == "system" else 0
            if len(shaped) > opening and shaped[opening]["role"] == "assistant":
                shaped.insert(opening, _turn("user", NOTHING_SAID))
        return _merged(shaped)

    def _keeps(self, *roles: str) -> bool:
        """Whether turns of these roles all come through, in their order."""
        marks = [f"mark{number}" for number in range(len(roles))]
        prompt = self._tried([_turn(role, mark) for role, mark in zip(roles, marks, strict=True)])
        places = [prompt.find(mark) for mark in marks]
        return -1 not in places and places == sorted(places)

    def _tells_apart(self) -> bool:
        """Whether roles in any order come through as what they are."""
        spoken = ("assistant", "assistant", "user", "user")
        roles = ("system", *spoken) if self._takes_system else spoken
        other = ("system", "user", *spoken[1:]) if self._takes_system else ("user", *spoken[1:])
        return self._keeps(*roles) and self._tried(_same_words(roles)) != self._tried(_same_words(other))

    def _tried(self, turns: list[Turn]) -> str:
        try:
            return self._formatter(messages=turns, enable_thinking=False).prompt
        except Exception:  # a template raises what its author chose
            return ""


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two prompts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def head_of(turns: Sequence[Turn], tokens: Callable[[Sequence[Turn]], list[int]]) -> list[int]:
    """The tokens that every continuation of these turns begins with, whoever speaks next."""
    one, *others = (tokens([*turns, _turn(role, words)]) for role, words in NEXT)
    return one[: min(common(one, other) for other in others)]


def _leading_system(turns: Sequence[Turn]) -> Sequence[Turn]:
    spoken = next((at for at, turn in enumerate(turns) if turn["role"] != "system"), len(turns))
    return turns[:spoken]


def _merged(turns: Sequence[Turn]) -> list[Turn]:
    """Turns of the same role in a row as one."""
    merged: list[Turn] = []
    for turn in turns:
        if merged and merged[-1]["role"] == turn["role"]:
            merged[-1] = _turn(turn["role"], _joined((merged[-1], turn)))
        else:
            merged.append(turn)
    return merged


def _joined(turns: Sequence[Turn]) -> str:
    return "\n\n".join(turn["content"] for turn in turns)


def _same_words(roles: Sequence[str]) -> list[Turn]:
    return [_turn(role, "mark") for role in roles]


def _turn(role: str, content: str) -> Turn:
    return {"role": role, "content": content}
