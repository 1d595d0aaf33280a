"""A small reader of JSGF that makes random sentences of a grammar: the other side of what the rules must read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

_PIECE = re.compile(r"<[^>]+>|[()\[\]|]|[^\s()\[\]|<>]+")
_RULE = re.compile(r"(public )?<([^>]+)> = ([^;]+);")


@dataclass(frozen=True)
class Grammar:
    """The rules of one grammar as pieces, and its public rule."""

    public: str
    rules: dict[str, list[str]]

    def words(self) -> set[str]:
        """Every word the grammar can hear."""
        return {piece for pieces in self.rules.values() for piece in pieces if not re.match(r"[<()\[\]|]", piece)}

    def sentence(self, random: Random) -> str:
        """One sentence, each alternative equally likely."""
        return " ".join(self._rule(self.public, random))

    def _rule(self, name: str, random: Random) -> list[str]:
        words, end = self._either(self.rules[name], 0, random)
        assert end == len(self.rules[name]), f"unbalanced brackets in <{name}>"
        return words

    def _either(self, pieces: list[str], place: int, random: Random) -> tuple[list[str], int]:
        branches: list[list[str]] = []
        while True:
            words: list[str] = []
            while place < len(pieces) and pieces[place] not in "|)]":
                more, place = self._one(pieces, place, random)
                words += more
            branches.append(words)
            if place == len(pieces) or pieces[place] != "|":
                return random.choice(branches), place
            place += 1

    def _one(self, pieces: list[str], place: int, random: Random) -> tuple[list[str], int]:
        piece = pieces[place]
        if piece in "([":
            words, end = self._either(pieces, place + 1, random)
            assert pieces[end] == ("]" if piece == "[" else ")")
            return (words if piece == "(" or random.random() < 0.5 else []), end + 1
        if piece.startswith("<"):
            return self._rule(piece[1:-1], random), place + 1
        return [piece], place + 1


def read_grammar(text: str) -> Grammar:
    """The grammar of a JSGF text with one public rule."""
    header, _, body = text.partition("\n")
    assert header == "#JSGF V1.0;"
    rules: dict[str, list[str]] = {}
    public = ""
    for is_public, name, expansion in _RULE.findall(body):
        assert name not in rules, f"<{name}> is defined twice"
        rules[name] = _PIECE.findall(expansion)
        public = name if is_public else public
    used = {piece[1:-1] for pieces in rules.values() for piece in pieces if piece.startswith("<")}
    assert used <= set(rules), f"undefined rules {used - set(rules)}"
    assert set(rules) - used == {public}, f"unused rules {set(rules) - used - {public}}"
    return Grammar(public, rules)
