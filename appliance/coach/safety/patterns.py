"""Forms of the word lists made into one quick search.

The notation is that of `appliance/language/forms.py`, with three additions: `kill*` is a word with any ending, `_`
stands for at most one word in between, `..` for at most three; `<name>` is a list of words named under `[words]`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from appliance.coach.safety.folding import Folding, plain
from appliance.language.forms import Choice, Row, parse

GAPS = {"_": r"(?:\S+ )?", "..": r"(?:\S+ ){0,3}?", "...": r"(?:\S+ ){0,7}?"}

_NAME = re.compile(r"<([\w-]+)>")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a form was found, in letters of the folded text."""

    begin: int
    end: int
    form: str


def spelled(words: Sequence[str]) -> str:
    """Words as patterns search them: a space before and after each."""
    return " " + "".join(f"{word} " for word in words)


class Patterns:
    """A list of forms."""

    __slots__ = ("_any", "_each", "forms", "prefixes", "words", "written", "written_prefixes")

    def __init__(self, forms: Iterable[str], folding: Folding, named: Mapping[str, str]) -> None:
        """Raises `ValueError` for a form that cannot be read, naming it."""
        self.forms = tuple(forms)
        self.words: Counter[str] = Counter()
        """Folded, and how often each stands in the forms; `written` are the same as they are written, `plain`."""
        self.prefixes: set[str] = set()
        self.written: Counter[str] = Counter()
        self.written_prefixes: set[str] = set()
        self._each: list[tuple[str, re.Pattern[str]]] = []
        sources = []
        for form in self.forms:
            rows = "|".join(self._row(row, folding, form) for row in parse(spelled_out(form, named)))
            if re.fullmatch(rows, ""):
                raise ValueError(f"the form {form!r} needs no word at all: fillers do not count as words")
            source = f"(?<= )(?:{rows})"
            self._each.append((form, re.compile(source)))
            sources.append(source)
        self._any = re.compile("|".join(sources)) if sources else None

    def _row(self, row: Row, folding: Folding, form: str) -> str:
        source = []
        run: list[str] = []
        for part in (*row, Choice(())):
            if isinstance(part, str) and part not in GAPS:
                run.append(part)
                continue
            source += [self._word(word, folding) for word in folding.folded(self._plain(run))]
            run = []
            if isinstance(part, str):
                source.append(GAPS[part])
            elif part.options:
                options = [self._row(option, folding, form) for option in part.options]
                if not part.optional and "" in options:
                    raise ValueError(f"the form {form!r} may be a filler alone: fillers do not count as words")
                source.append(f"(?:{'|'.join(options)}){'?' if part.optional else ''}")
        return "".join(source)

    def _plain(self, run: Sequence[str]) -> list[str]:
        """Words of a form, `plain`; `kill*` keeps its star."""
        words = []
        for word in run:
            kept = re.findall(r"\w+", plain(word))
            if word.endswith("*"):
                self.written_prefixes.add(kept[-1])
                kept[-1] += "*"
            words += kept
        self.written.update(word for word in words if not word.endswith("*"))
        return words

    def _word(self, word: str, folding: Folding) -> str:
        if not word.endswith("*"):
            self.words[word] += 1
            return re.escape(word) + " "
        beginning = word[:-1]
        self.prefixes.add(beginning)
        alone = folding.sound(beginning)  # without an ending, its last letters may be silent
        self.words[alone] += 1
        either = "" if alone == beginning else f"|{re.escape(alone)}"
        return rf"(?:{re.escape(beginning)}\w*{either}) "

    def found(self, text: str) -> Iterator[Span]:
        """Every place of every form in a `spelled` text."""
        if self._any is None or self._any.search(text) is None:
            return
        for form, pattern in self._each:
            place = 0
            while (hit := pattern.search(text, place)) is not None:
                yield Span(hit.start(), hit.end(), form)
                place = hit.start() + 1

    def inside(self, text: str) -> bool:
        """Whether one of the forms stands somewhere in a `spelled` text."""
        return self._any is not None and self._any.search(text) is not None

    def without(self, text: str) -> str:
        """The text with what the forms cover taken out."""
        covered = {place for span in self.found(text) for place in range(span.begin, span.end)}
        return "".join(letter for place, letter in enumerate(text) if place not in covered)


def spelled_out(form: str, named: Mapping[str, str], depth: int = 0) -> str:
    """The form with its `<name>`s replaced. Raises `ValueError` for a name that nothing has."""

    def words(hit: re.Match[str]) -> str:
        if hit[1] not in named or depth > len(named):
            raise ValueError(f"the form {form!r} names <{hit[1]}>, which [words] does not hold")
        return f"( {spelled_out(named[hit[1]], named, depth + 1)} )"

    return _NAME.sub(words, form)
