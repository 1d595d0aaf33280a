"""The list of known models: every entry is complete and cited; an owner's own entries are checked the same way."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engines.names import parse
from appliance.errors import InvalidInputError, NotFoundError
from appliance.upkeep.weights.manifest import Entry, find, load_manifest, read_manifest
from appliance.upkeep.weights.names import check_address, check_path, is_home, is_model_name
from appliance.upkeep.weights.recommend import INSTEAD, MINI, PI, TINY

KNOWN = load_manifest(Path("no such folder"))

GOOD: dict[str, Any] = {
    "engine": "whisper:mine",
    "kind": "stt",
    "about": "of our own",
    "licence": "MIT",
    "licence_url": "https://nas.local/licence",
    "url": "http://nas.local:8080/mine.bin",
    "size_mb": 3,
    "size_from": "http://nas.local:8080/",
}


def toml(**changes: Any) -> str:
    """One entry, with keys changed or (None) left out."""
    rows = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return "[[model]]\n" + "\n".join(f"{name} = {_inline(value)}" for name, value in rows.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {json.dumps(each)}" for name, each in value.items()) + "}"
    return json.dumps(value)


@pytest.mark.parametrize("entry", KNOWN.values(), ids=lambda each: each.engine)
def test_each_entry_says_where_it_comes_from(entry: Entry) -> None:
    assert entry.about
    assert entry.licence
    assert entry.size_mb > 0
    for cited in (entry.licence_url, entry.size_from, *([entry.sha256_from] if entry.sha256 else [])):
        assert cited.startswith("https://")
    assert entry.served or entry.sources
    assert all(host in ("huggingface.co", "github.com") for host in entry.hosts)
    assert parse(entry.engine).model == entry.name


def test_a_hash_is_pinned_with_a_revision_that_does_not_move() -> None:
    pinned = [entry for entry in KNOWN.values() if entry.sha256]
    assert pinned
    for entry in pinned:
        assert re.fullmatch(r"[0-9a-f]{40}", entry.revision)
        assert entry.revision in entry.sha256_from
        assert {source.sha256 for source in entry.sources} == set(entry.sha256.values())


def test_what_is_recommended_is_in_the_manifest() -> None:
    rungs = {rung for size in (TINY, PI, MINI) for ladder in (size.llm, size.stt, size.tts) for rung in ladder}
    named = {rung for rung in rungs | set(INSTEAD) | set(INSTEAD.values()) if ":" in rung}
    assert named <= set(KNOWN)
    assert not any(KNOWN[name].acceptance for name in named)


def test_coqui_s_addresses_and_licences_are_coqui_s_own() -> None:
    spec = find_spec("TTS")
    if spec is None or spec.origin is None:
        pytest.skip("coqui-tts is not installed")
    listed = json.loads((Path(spec.origin).parent / ".models.json").read_text())["tts_models"]
    for name, theirs in (
        ("vctk-vits", listed["en"]["vctk"]["vits"]),
        ("ljspeech-vits", listed["en"]["ljspeech"]["vits"]),
    ):
        assert KNOWN[f"coqui:{name}"].url == theirs["github_rls_url"]
        assert theirs["license"] == "apache 2.0"
    assert listed["multilingual"]["multi-dataset"]["xtts_v2"]["tos_required"]
    assert KNOWN["coqui:xtts-v2"].acceptance


def test_whisper_s_repositories_are_faster_whisper_s_own() -> None:
    spec = find_spec("faster_whisper")
    if spec is None or spec.origin is None:
        pytest.skip("faster-whisper is not installed")
    listed = (Path(spec.origin).parent / "utils.py").read_text()
    for entry in KNOWN.values():
        if entry.engine.startswith("whisper:"):
            assert f'"{entry.name}": "{entry.repo}"' in listed


# An owner's own -----------------------------------------------------------------------------------------------------


def test_an_owner_s_manifest_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text(toml() + "\n" + toml(engine="whisper:base.en"))
    known = load_manifest(tmp_path)
    assert known["whisper:mine"].hosts == ("nas.local",)
    assert known["whisper:base.en"].url == GOOD["url"]
    assert set(known) == {*KNOWN, "whisper:mine"}


def test_the_manual_s_example_is_one() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    assert list(read_manifest(example, "docs/models.md")) == ["whisper:base.en"]


def test_a_repository_of_a_mirror_at_home() -> None:
    text = toml(url=None, host="http://192.168.1.5:8080", repo="a/b", files=["model.bin", "x y.txt".replace(" ", "_")])
    entry = read_manifest(text, "here")["whisper:mine"]
    assert [source.url for source in entry.sources] == [
        "http://192.168.1.5:8080/a/b/resolve/main/model.bin",
        "http://192.168.1.5:8080/a/b/resolve/main/x_y.txt",
    ]
    assert all(source.hub for source in entry.sources)


def test_a_language_model_is_called_as_its_entry() -> None:
    entry = read_manifest(toml(engine="llamacpp:Sam", kind="llm", url="https://a.example/other.gguf"), "here")
    assert [source.path for source in entry["llamacpp:Sam"].sources] == ["Sam.gguf"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"licence": None}, "licence"),
        ({"licence": " "}, "licence"),
        ({"licence_url": None}, "licence_url"),
        ({"size_mb": None}, "size_mb"),
        ({"size_mb": 0}, "size_mb"),
        ({"size_from": None}, "size_from"),
        ({"url": None}, "needs a source"),
        ({"repo": "a/b", "files": ["c"]}, "needs a source"),
        ({"url": "http://example.com/a"}, "https"),
        ({"url": "ftp://nas.local/a"}, "https"),
        ({"url": "https://sam:secret@nas.local/a"}, "no address"),
        ({"url": "https:///a"}, "no address"),
        ({"url": None, "repo": "a/b", "files": ["../evil"]}, "plain path"),
        ({"url": None, "repo": "a/b", "files": [".hidden"]}, "plain path"),
        ({"engine": "whisper:../evil"}, "no name"),
        ({"engine": "whisper:"}, "no name"),
        ({"engine": "parrot:polly"}, "no engine"),
        ({"kind": "tts"}, "no engine"),
        ({"kind": "other"}, "kind"),
        ({"sha256": {"mine.bin": "abc"}}, "sha256"),
        ({"sha256": {"mine.bin": "0" * 64}}, "sha256_from"),
        ({"sha256": {"other": "0" * 64}, "sha256_from": "https://a"}, "not fetched"),
        ({"archive": True}, "unpacked_mb"),
        ({"colour": "red"}, "colour"),
        ({"engine": "ollama:mine", "kind": "llm"}, "fetches its models itself"),
        ({"engine": "llamacpp:mine", "kind": "llm", "url": None, "repo": "a/b", "files": ["a", "b"]}, "one GGUF"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        read_manifest(toml(**changes), "manifest.toml")
    assert said in raised.value.message
    assert "entry 1" in raised.value.message or "manifest.toml" in raised.value.message


def test_a_file_that_is_no_manifest_is_said(tmp_path: Path) -> None:
    for text in ("nonsense", "[[model]]\nengine = 3", toml() + "\n" + toml(), "model = 7"):
        with pytest.raises(InvalidInputError):
            read_manifest(text, "here")
    (tmp_path / "manifest.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInputError, match="cannot be read"):
        load_manifest(tmp_path)


VALUES = st.one_of(st.text(max_size=20), st.integers(-5, 5), st.booleans(), st.lists(st.text(max_size=5), max_size=3))


@given(st.dictionaries(st.sampled_from([*GOOD, "repo", "files", "sha256", "archive", "host"]), VALUES, max_size=6))
def test_whatever_stands_in_it_an_entry_is_complete_or_refused(changes: dict[str, Any]) -> None:
    try:
        known = read_manifest(toml(**changes), "here")
    except InvalidInputError:
        return
    for entry in known.values():
        assert entry.licence.strip()
        assert entry.size_mb > 0
        assert entry.served or all(source.url for source in entry.sources)


def test_a_name_that_is_not_in_it_gets_the_near_ones() -> None:
    with pytest.raises(NotFoundError, match=r"whisper:base\.en"):
        find(KNOWN, "whisper:huge")
    with pytest.raises(NotFoundError, match="coqui:"):
        find(KNOWN, "parrot")


# Names and addresses ------------------------------------------------------------------------------------------------


@given(st.text(max_size=12))
def test_a_name_is_one_step_of_a_path(text: str) -> None:
    if is_model_name(text):
        assert Path("models", text).resolve().parent == Path("models").resolve()
        assert not text.startswith(".")


@given(st.lists(st.sampled_from(["..", ".", "a", "b.json", "", "/", "x" * 300, ".x"]), max_size=4).map("/".join))
def test_a_path_stays_below(path: str) -> None:
    try:
        check_path(path)
    except ValueError:
        return
    assert Path("models", path).resolve().is_relative_to(Path("models").resolve())


@pytest.mark.parametrize(
    ("host", "home"),
    [
        ("127.0.0.1", True), ("localhost", True), ("192.168.1.9", True), ("10.0.0.1", True), ("nas.local", True),
        ("fd00::1", True), ("8.8.8.8", False), ("example.com", False), ("local.example.com", False), ("2606::1", False),
    ],
)  # fmt: skip
def test_who_is_at_home(host: str, home: bool) -> None:
    assert is_home(host) is home
    address = f"http://[{host}]/a" if ":" in host else f"http://{host}/a"
    if home:
        check_address(address)
    else:
        with pytest.raises(ValueError, match="https"):
            check_address(address)
    check_address(address.replace("http:", "https:"))
