"""What went wrong, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.errors import ApplianceError, ConflictError
from appliance.language.catalogue import language
from appliance.language.messages import messages
from appliance.records.requests import Receipt

ENGLISH = "en"
DO = "_do"


@dataclass(frozen=True, slots=True)
class Told:
    """As a page shows it."""

    message: str
    remedy: str = ""
    exact: str = ""
    """In English, where the message does not say it all."""


def told_in(error: ApplianceError, code: str) -> Told:
    """By what the error says, else by its kind with the exact words beneath; in English those are the message."""
    words: Mapping[str, tuple[str, ...]] = messages(code).fault
    if error.says in words:
        return Told(_filled(words, error.says, error.about), _filled(words, error.says + DO, error.about))
    if code.partition("-")[0] == ENGLISH:
        return Told(error.message, error.remedy)
    kind = next(name for name in (*_names(error), "code_error") if name in words)
    return Told(_filled(words, kind, {}), _filled(words, kind + DO, {}), f"{error.message} {error.remedy}".strip())


def check_done(receipt: Receipt, code: str) -> None:
    """Raises `ConflictError` where a request was refused, in the words that a call would say it in."""
    if not receipt.done:
        said = f"{language(code).say_refusal(receipt).capitalize()}."
        raise ConflictError(said, says="as_said", text=said)


def _names(error: ApplianceError) -> list[str]:
    """Of its class and those above it, the nearest first."""
    return [f"code_{each.code}" for each in type(error).__mro__ if issubclass(each, ApplianceError)]


def _filled(words: Mapping[str, tuple[str, ...]], key: str, about: Mapping[str, object]) -> str:
    found = words.get(key)
    return found[0].format(**about) if found else ""
