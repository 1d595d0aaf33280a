"""The understanding of every language by rules alone, measured on what people say in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.language.folders import known_languages
from tests.coach.understood import FOLDER, Corpus, Line, Verdict, judged, read_corpus, wanted

RIGHT = 0.95
FEWEST = 80
"""Lines of a file."""

FILES = sorted(FOLDER.glob("*.txt"))


def wrong_ones(corpus: Corpus) -> list[tuple[Line, Verdict]]:
    verdicts = [(line, judged(corpus, line)) for line in corpus.lines]
    return [(line, verdict) for line, verdict in verdicts if verdict.made != wanted(line)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_people_say_is_understood(path: Path) -> None:
    assert path.stem in known_languages(), f"{path.name}: there is no folder with the rules of this language"
    corpus = read_corpus(path)
    assert len(corpus.lines) >= FEWEST
    wrong = wrong_ones(corpus)
    told = "\n".join(
        f"{path.name}:{line.number}: {line.asked} | {line.words} | wanted {wanted(line)}, made {verdict.made}"
        for line, verdict in wrong
    )
    assert len(wrong) <= (1 - RIGHT) * len(corpus.lines), f"{len(wrong)} of {len(corpus.lines)} wrong:\n{told}"
    assert not [line for line, verdict in wrong if verdict.acted_on], f"wrong and not read back among:\n{told}"


def test_a_wrong_line_is_found_and_told(tmp_path: Path) -> None:
    path = tmp_path / "en.txt"
    path.write_text(
        "= habit | metric | yes_no | meditation\n# a remark\n\n"
        "habit | yes | 1\nhabit | yes | 0\nday | tomorrow | +2\nday | tomorrow | +1\ncommand | stop | -\n"
        "promise | call Anna tomorrow | action=call Anna; day=+1\n",
        encoding="utf-8",
    )
    assert [line.number for line, _ in wrong_ones(read_corpus(path))] == [5, 6, 8]


def test_every_language_has_its_file() -> None:
    assert {path.stem for path in FILES} >= {"en"}
