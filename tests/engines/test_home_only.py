"""Servers are asked inside the home only, at the addresses that were checked."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.egress import EgressRefusedError, Guard
from appliance.engines.home_only import check_home, engine_hosts, host_of, look_up
from appliance.engines.openai.client import Client
from appliance.engines.openai.server import Server
from appliance.errors import EngineError
from tests.engines.openai_server import QUICK, HomeServer, running

NAME = "nas.home.arpa"
PUBLIC = "8.8.8.8"


class Names:
    """A name service that knows one name; the next answers in turn, the last one for good."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def look_up(self, host: str) -> list[str]:
        self.asked.append(host)
        if host != NAME:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def refusal(url: str, *addresses: str) -> EngineError:
    with pytest.raises(EngineError) as caught:
        asyncio.run(check_home(url, Guard(), "openai:x", look_up=Names(list(addresses)).look_up))
    return caught.value


def models_of(server: HomeServer, names: Names, *, guard: Guard | None, host: str = NAME, times: int = 1) -> list[str]:
    """What a server has that is known by a name."""

    async def run() -> list[str]:
        async with running(server) as url:
            port = url.rpartition(":")[2]
            client = Client(
                Server("openai:x", "x", f"http://{host}:{port}/v1", guard), waits=QUICK, look_up=names.look_up
            )
            for _ in range(times - 1):
                await client.models()
            return await client.models()

    return asyncio.run(run())


# The check ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("addresses", [["192.168.1.20"], ["10.0.0.7", "fd00::7"], ["fe80::7%eth0"], ["127.0.0.1"]])
def test_a_name_of_the_home_passes(addresses: list[str]) -> None:
    names = Names(addresses)
    asyncio.run(check_home(f"http://{NAME}:8080/v1", Guard(), "openai:x", look_up=names.look_up))
    assert names.asked == [NAME]


@pytest.mark.parametrize(
    "addresses", [[PUBLIC], ["192.168.1.20", PUBLIC], ["2606:4700::1111"], ["::ffff:8.8.8.8"], ["2001:0:808:808::1"]]
)
def test_a_name_with_any_address_outside_does_not(addresses: list[str]) -> None:
    error = refusal(f"https://{NAME}/v1", *addresses)
    assert f"{NAME} ({addresses[-1]}) is outside the home" in error.message
    assert "LOCAL_ONLY" in error.remedy


def test_a_number_needs_no_name_service() -> None:
    names = Names([])
    asyncio.run(check_home("192.168.1.20:11434", Guard(), "ollama", look_up=names.look_up))
    asyncio.run(check_home("http://[fd00::7]:11434", Guard(), "ollama", look_up=names.look_up))
    assert not names.asked
    assert f"{PUBLIC} is outside the home" in refusal(f"http://{PUBLIC}:11434").message


def test_without_a_guard_everything_passes_unasked() -> None:
    names = Names([PUBLIC])
    asyncio.run(check_home(f"http://{NAME}", None, "openai:x", look_up=names.look_up))
    assert not names.asked


def test_networks_of_the_owner_pass() -> None:
    guard = Guard(networks=["100.64.0.0/10"])
    asyncio.run(check_home(f"http://{NAME}", guard, "openai:x", look_up=Names(["100.101.102.103"]).look_up))


def test_a_name_that_nobody_knows() -> None:
    assert "nobody in the network knows a host unknown.local" in refusal("http://unknown.local/v1").message
    assert f"{NAME} has no address" in refusal(f"http://{NAME}/v1").message


def test_a_name_that_may_not_be_looked_up() -> None:
    async def forbidden(host: str) -> list[str]:
        raise EgressRefusedError("refused")

    with pytest.raises(EngineError, match="not among the names that may be looked up"):
        asyncio.run(check_home(f"http://{NAME}", Guard(), "openai:x", look_up=forbidden))


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http:///v1"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(EngineError, match="openai:x"):
        host_of(url, "openai:x")


def test_this_machine_knows_itself() -> None:
    assert set(asyncio.run(look_up("localhost"))) <= {"127.0.0.1", "::1"}


def test_hosts_of_ladders_may_be_looked_up() -> None:
    hosts = engine_hosts(
        "openai:org/model:1b@http://NAS.local:8080/v1?context=8192, ollama:llama3.2:3b,scripted",
        "openai:whisper@https://müller.home.arpa/v1?key_file=/etc/key,sphinx",
        "openai:kokoro@http://nas.local:8880/v1?voice=a,openai:broken@http://[::1",
        "http://ollama.lan:11434",
    )
    assert hosts == ["nas.local", "xn--mller-kva.home.arpa", "ollama.lan"]
    guard = Guard()
    for host in hosts:
        guard.allow_name(host)
    assert all(map(guard.allows_name, hosts))


# The connection ----------------------------------------------------------------------------------------------------


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """The name is known to nobody but the name service of this test."""
    server, names = HomeServer(), Names(["127.0.0.1"])
    assert models_of(server, names, guard=Guard()) == ["org/tiny:1b"]
    assert names.asked == [NAME]
    assert server.requests[0].headers["host"].startswith(f"{NAME}:")


def test_the_next_address_is_tried_where_the_first_is_dead() -> None:
    assert models_of(HomeServer(), Names(["127.0.0.2", "127.0.0.1"]), guard=Guard()) == ["org/tiny:1b"]


def test_a_name_that_moves_out_of_the_home_is_not_followed() -> None:
    server = HomeServer()
    with pytest.raises(EngineError, match="outside the home"):
        models_of(server, Names(["127.0.0.1"], [PUBLIC]), guard=Guard(), times=2)
    assert len(server.requests) == 1


def test_without_a_guard_the_machine_looks_names_up_itself() -> None:
    names = Names([])
    assert models_of(HomeServer(), names, guard=None, host="localhost") == ["org/tiny:1b"]
    assert not names.asked


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
    for guard in (Guard(), None):
        host = NAME if guard else "127.0.0.1"
        assert models_of(HomeServer(), Names(["127.0.0.1"]), guard=guard, host=host) == ["org/tiny:1b"]


def test_the_audit_hook_has_the_last_word() -> None:
    """In a process of its own: an audit hook cannot be removed."""
    program = """
import asyncio
from appliance.egress import Guard
from appliance.engines.home_only import check_home
from appliance.engines.openai.client import Client
from appliance.engines.openai.server import Server
from appliance.errors import EngineError
Guard().install()
for work in (
    check_home("http://nas.local:8080/v1", Guard(), "openai:x"),
    Client(Server("openai:x", "x", "http://8.8.8.8:8080/v1", None)).models(),
    Client(Server("openai:x", "x", "http://nas.local:8080/v1", None)).models(),
):
    try:
        asyncio.run(work)
    except EngineError as error:
        print(error.message)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "openai:x: nas.local was not among the names that may be looked up with LOCAL_ONLY=true",
        "openai:x: a connection to 8.8.8.8 was refused",
        "openai:x: a connection to nas.local was refused",
    ]


# https -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for `NAME`, with its key, that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "nas.pem"
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(plain + signed.public_bytes(pem))
    return file


@asynccontextmanager
async def secure(certificate: Path) -> AsyncIterator[int]:
    """A server that lists one model over https; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"data": [{"id": "behind a lock"}]}'
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


def behind(certificate: Path, host: str) -> list[str]:
    async def run() -> list[str]:
        async with secure(certificate) as port:
            server = Server("openai:x", "x", f"https://{host}:{port}/v1", Guard())
            return await Client(server, waits=QUICK, look_up=Names(["127.0.0.1"]).look_up).models()

    return asyncio.run(run())


def test_a_certificate_is_checked_against_the_name(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert behind(certificate, NAME) == ["behind a lock"]
    with pytest.raises(EngineError, match="a certificate that this machine does not trust"):
        behind(certificate, "127.0.0.1")


def test_a_certificate_of_nobody_is_not_trusted(certificate: Path) -> None:
    with pytest.raises(EngineError, match="a certificate that this machine does not trust"):
        behind(certificate, NAME)


def test_https_where_only_http_is_spoken() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def run() -> None:
        async with await asyncio.start_server(talk, "127.0.0.1", 0) as plain:
            address = f"https://127.0.0.1:{plain.sockets[0].getsockname()[1]}/v1"
            with pytest.raises(EngineError, match="speaks no https"):
                await Client(Server("openai:x", "x", address, Guard()), waits=QUICK).models()

    asyncio.run(run())
