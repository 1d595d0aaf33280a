"""How an Ollama engine is named: its options, the address of its server, and servers outside the home."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.coach.catalogue import MODELS, LateModel
from appliance.coach.ollama.address import server_url
from appliance.coach.ollama.engine import Ollama, build
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.errors import SettingsError
from appliance.ports import LanguageModel
from tests.coach.ollama_talk import NAME, failure, run
from tests.engines.contracts import text_of
from tests.engines.ollama_server import OllamaServer


def built(name: str, host: str = "http://127.0.0.1:11434") -> LanguageModel:
    (engine,) = MODELS.rungs(name, Surroundings(Path(), ollama_host=host), LateModel)
    return engine


@pytest.mark.parametrize(
    "options", ["context=many", "context=12", "keep_alive=soon", "keep_alive=0", "keep_alive=0m", "size=3"]
)
def test_options_that_cannot_be(options: str) -> None:
    with pytest.raises(SettingsError, match=options.partition("=")[0]):
        built(f"{NAME}?{options}")


@pytest.mark.parametrize(("given", "sent"), [("900", 900), ("-1", -1), ("90s", "90s"), ("1.5h", "1.5h")])
def test_keep_alive_is_sent_as_ollama_reads_it(given: str, sent: str | int) -> None:
    async def work(model: Ollama, server: OllamaServer) -> None:
        await model.warm()
        assert server.requests[0].body["keep_alive"] == sent

    run(work, f"{NAME}?keep_alive={given}")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("nas", "http://nas:11434"),
        ("nas:8080", "http://nas:8080"),
        (" http://192.168.1.20 ", "http://192.168.1.20:11434"),
        ("http://192.168.1.20:80/", "http://192.168.1.20:80"),
        ("https://nas.home/ollama/", "https://nas.home:443/ollama"),
        ("[::1]", "http://[::1]:11434"),
        ("[fd00::7]:1234", "http://[fd00::7]:1234"),
        ("0.0.0.0", "http://127.0.0.1:11434"),  # noqa: S104  # what the server's own setting often says
    ],
)
def test_addresses(host: str, url: str) -> None:
    assert server_url(host) == url


@pytest.mark.parametrize("host", ["", ":11434", "nas:port", "ftp://nas", "http://sam:secret@nas", "nas:99999"])
def test_addresses_that_cannot_be(host: str) -> None:
    with pytest.raises(SettingsError, match="OLLAMA_HOST") as caught:
        server_url(host)
    assert "secret" not in str(caught.value)


def test_a_server_outside_the_home_is_refused_before_anything_is_sent() -> None:
    states = asyncio.run(MODELS.states(NAME, Surroundings(Path(), ollama_host="93.184.216.34")))
    assert "outside the home" in states[0].reason
    outside = Ollama(parse(NAME), server_url("93.184.216.34"), Surroundings(Path()).guard)
    assert "outside the home" in asyncio.run(failure(text_of(outside))).message
    assert build(parse(NAME), Surroundings(Path(), ollama_host="93.184.216.34", guard=None)).name == NAME


def test_a_server_is_found_by_its_name() -> None:
    async def work(_: Ollama, server: OllamaServer) -> None:
        named = built(NAME, server.host.replace("127.0.0.1", "localhost"))
        assert await text_of(named)
        assert server.requests[0].headers["host"].startswith("localhost:")
        await named.aclose()

    run(work)
