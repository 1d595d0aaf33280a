"""Strings that name a server, and files that hold its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.engines.openai.server import Server, server_of
from appliance.errors import EngineUnavailableError, SettingsError
from tests.engines.openai_server import AT_HOME

BASE = "openai:tiny@http://192.168.1.20:8080/v1"
SECRET = "sk-home-0123456789abcdef"


@pytest.mark.parametrize(
    ("string", "model", "url"),
    [
        (f"{BASE}/", "tiny", "http://192.168.1.20:8080/v1"),
        ("openai:org/model:1b-q4_0@https://nas.local/v1", "org/model:1b-q4_0", "https://nas.local/v1"),
        ("openai:hf.co/org/model@main@http://nas.local/v1", "hf.co/org/model@main", "http://nas.local/v1"),
        ("openai:m@HTTP://[fd00::7]:8080", "m", "HTTP://[fd00::7]:8080"),
    ],
)
def test_a_string_names_a_model_and_an_address(string: str, model: str, url: str) -> None:
    assert server_of(parse(string), AT_HOME) == Server(string, model, url, AT_HOME.guard)


@pytest.mark.parametrize(
    ("string", "fault"),
    [
        ("openai", "names no address"),
        ("openai:tiny", "names no address"),
        ("openai:tiny@192.168.1.20:8080", "names no address"),
        ("openai:tiny@ftp://192.168.1.20/v1", "must begin with http"),
        ("openai:@http://192.168.1.20/v1", "model is not named"),
        ("openai:tiny@http://", "names no host"),
        ("openai:tiny@http:///v1", "names no host"),
        ("openai:tiny@http://192.168.1.20:port/v1", "address is none"),
        ("openai:tiny@http://192.168.1.20:70000/v1", "port is not one of"),
        ("openai:tiny@http://192.168.1.20:0/v1", "port is not one of"),
        ("openai:tiny@http://[fd00::7/v1", "address is none"),
        ("openai:tiny@http://192.168.1.20/v1#top", "may hold no #"),
    ],
)
def test_a_bad_string_says_what_is_wrong(string: str, fault: str) -> None:
    with pytest.raises(SettingsError) as caught:
        server_of(parse(string), AT_HOME)
    assert fault in caught.value.message
    assert caught.value.remedy


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        server_of(parse(f"openai:tiny@http://sam:{SECRET}@192.168.1.20/v1"), AT_HOME)
    assert "no user and no password" in caught.value.message
    assert SECRET not in str(caught.value)


def test_a_number_outside_the_home_is_not_built() -> None:
    name = parse("openai:tiny@http://8.8.8.8/v1")
    with pytest.raises(EngineUnavailableError, match=r"8\.8\.8\.8 is outside the home"):
        server_of(name, AT_HOME)
    assert server_of(name, Surroundings(Path("models"), guard=None)).url == "http://8.8.8.8/v1"


def key_in(folder: Path, content: bytes = SECRET.encode() + b"\n") -> str:
    file = folder / "key"
    file.write_bytes(content)
    return str(file)


@pytest.mark.parametrize("content", [b"", b" \n", b"two words", b"two\nlines", b"k\xc3\xa4y", b"\x00\x01"])
def test_a_file_that_holds_no_key(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(EngineUnavailableError, match="key file"):
        server_of(parse(f"{BASE}?key_file={key_in(tmp_path, content)}"), AT_HOME)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="No such file"):
        server_of(parse(f"{BASE}?key_file={tmp_path / 'none'}"), AT_HOME)
