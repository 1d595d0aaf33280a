"""Words as the phonemes that Piper, Kokoro and Matcha voices were trained on: those of espeak-ng.

sherpa-onnx 2 no longer contains espeak-ng, which is GPL; here it is run as its own program, as for the `espeak` voice.
Its output was compared with piper-phonemize 1.1, which the voices were trained with: of 28 sentences in American and
British English and German 27 were the same in every symbol, and one differed by a stress mark.
"""

from __future__ import annotations

import re
import subprocess
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from appliance.engines.frames import ToldError

LINE_CHARACTERS = 300
"""espeak-ng cuts longer lines of its input than about 1,000 bytes, in the middle of a word."""

TIMEOUT_SECONDS = 10.0
"""A sentence takes about 0.03 s."""

CLAUSE_END = re.compile(r"([.!?;:,…]+)[\"'”’)\]]*(?=\s|$)|\s+[-–—]\s+|\n+")
SENTENCE_MARKS = ".!?"
LANGUAGE_SWITCH = re.compile(r"\([a-z][a-z-]*\)")
"""espeak-ng marks a foreign word so: `(en)kˈuːl(de)`."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Words up to a mark."""

    words: str
    mark: str
    """One of `. ! ? ; : ,`."""


def phonemes(text: str, program: str, voice: str, longest: int) -> list[str]:
    """The sentences of a text in espeak-ng's IPA, with their marks, none longer than `longest` characters.

    `program` is the path of espeak-ng, `voice` the name of its voice. Raises `RuntimeError` when it fails.
    """
    parts = clauses(text)
    if not parts:
        return []
    spoken = _transcribe([part.words for part in parts], program, voice)
    return [piece for sentence in sentences(parts, spoken) for piece in pieces(sentence, longest)]


def clauses(text: str) -> list[Clause]:
    """The clauses of a text, without those that hold nothing to say; the last ends with a full stop if unmarked."""
    found: list[Clause] = []
    start = 0
    for end in [*CLAUSE_END.finditer(text), None]:
        words = text[start : end.start() if end else None]
        marks = (end.group(1) or ",") if end else "."
        if any(character.isalnum() for character in words):
            found.append(Clause(" ".join(words.split()), "." if marks[0] == "…" else marks[0]))
        start = end.end() if end else len(text)
    return found


def sentences(parts: Sequence[Clause], spoken: Sequence[str]) -> list[str]:
    """Clauses as spoken, joined to sentences. Where espeak-ng saw other clauses, pauses are lost, never words."""
    if len(spoken) != len(parts):
        return [f"{' '.join(spoken)}{parts[-1].mark}"] if spoken else []
    whole = [""]
    for part, ipa in zip(parts, spoken, strict=True):
        whole[-1] += f" {ipa}{part.mark}" if whole[-1] else f"{ipa}{part.mark}"
        if part.mark in SENTENCE_MARKS:
            whole.append("")
    return [sentence for sentence in whole if sentence]


def pieces(sentence: str, longest: int) -> list[str]:
    """A sentence cut between words where it is longer than a model takes at once."""
    return textwrap.wrap(sentence, longest, break_on_hyphens=False) if len(sentence) > longest else [sentence]


def _transcribe(lines: Sequence[str], program: str, voice: str) -> list[str]:
    """Each line in IPA, decomposed as the voices' symbols are. Empty lines between keep the answers apart."""
    asked = "".join(f"{textwrap.fill(line, LINE_CHARACTERS)}\n\n" for line in lines)
    done = subprocess.run(  # noqa: S603
        [program, "-q", "--ipa", "-v", voice],
        input=asked.encode(),
        capture_output=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise ToldError(f"espeak-ng made no phonemes: {done.stderr.decode(errors='replace').strip()}")
    answer = LANGUAGE_SWITCH.sub("", done.stdout.decode(errors="replace")).splitlines()
    groups = [" ".join(line.strip() for line in group) for blank, group in groupby(answer, _is_blank) if not blank]
    return [unicodedata.normalize("NFD", group) for group in groups]


def _is_blank(line: str) -> bool:
    return not line.strip()
