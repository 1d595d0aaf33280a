"""The page over HTTPS on real sockets: trusted by its root, and plain HTTP at the same port led there."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from cryptography import x509
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from appliance.app import open_appliance, utc_now
from appliance.cli.service import parts_of
from appliance.records.people import Role, User
from appliance.settings import Settings
from appliance.store import create_key
from appliance.upkeep.certificates import PAGE_FILE, folder_of
from appliance.web.live.calls import PATH
from appliance.web.pages import build
from appliance.web.secure import Secured
from appliance.web.server import Server, listen
from tests.web.apihouse import CODE, PASSWORD


@dataclass
class Home:
    port: int
    trusting: ssl.SSLContext
    secured: Secured

    @asynccontextmanager
    async def browser(
        self, scheme: str = "https", verify: ssl.SSLContext | None = None
    ) -> AsyncIterator[httpx.AsyncClient]:
        base = f"{scheme}://localhost:{self.port}"
        async with httpx.AsyncClient(base_url=base, verify=verify or self.trusting) as client:
            client.headers["Origin"] = base
            yield client


def at_home(folder: Path, body: Callable[[Home], Awaitable[None]]) -> None:
    async def main() -> None:
        settings = Settings(local_data_path=folder / "user_data", key_file=folder / "keys" / "k", appliance_tls=True)
        secured = Secured(settings, utc_now)
        async with open_appliance(settings) as appliance:
            parts = parts_of(appliance, settings, CODE)
            sam = await appliance.store.people.add_user(
                User(name="Sam", timezone="UTC", role=Role.OWNER, created_at=appliance.now())
            )
            await parts.door.open_account(sam, PASSWORD)
            with listen("127.0.0.1", 0) as listening:
                config = uvicorn.Config(
                    build(parts, "127.0.0.1"), loop="asyncio", log_level="error", access_log=False, proxy_headers=False
                )
                server = Server(config, secured)
                serving = asyncio.create_task(server.serve(sockets=[listening]))
                try:
                    trusting = ssl.create_default_context(cadata=secured.certificates.root.pem.decode())
                    await body(Home(listening.getsockname()[1], trusting, secured))
                finally:
                    server.should_exit = True
                    await serving

    asyncio.run(main())


def test_who_trusts_the_root_signs_in_by_a_cookie_of_this_host(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with home.browser() as browser:
            answer = await browser.post("/sign-in", data={"name": "Sam", "password": PASSWORD})
            assert answer.status_code == 303
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith("__Host-appliance_session=")
            assert "Secure" in cookie
            assert "strict-transport-security" not in answer.headers
            assert (await browser.get("/today")).status_code == 200
            out = await browser.post("/sign-out", data={"bye": ""})
            assert "Secure" in out.headers["set-cookie"], "a browser forgets such a cookie only when told so"
            assert (await browser.get("/today")).status_code == 303
        async with home.browser(verify=ssl.create_default_context()) as stranger:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await stranger.get("/healthz")

    at_home(tmp_path, body)


def test_plain_http_at_the_same_port_is_led_to_https_and_gives_the_root(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with home.browser("http") as plain:
            led = await plain.get("/today?a=1&b=%2F")
            assert (led.status_code, led.headers["location"]) == (307, f"https://localhost:{home.port}/today?a=1&b=%2F")
            root = await plain.get("/ca.crt")
            assert root.headers["content-type"] == "application/x-x509-ca-cert"
            assert x509.load_pem_x509_certificate(root.content)
            assert root.content == home.secured.certificates.root.pem
            assert (await plain.get("/healthz")).status_code == 200
            sent = await plain.post("/sign-in", data={"name": "Sam", "password": PASSWORD})
            assert sent.status_code == 403
            assert "set-cookie" not in sent.headers
            api = await plain.post("/api/v1/sessions", json={"name": "Sam", "password": PASSWORD})
            assert api.status_code == 403
            other = await plain.get("/today", headers={"Host": "evil.example"})
            assert other.status_code == 421

    at_home(tmp_path, body)


def test_silence_rubbish_and_half_a_handshake_hold_nobody_up(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        silent, rubbish, half = [socket.create_connection(("127.0.0.1", home.port)) for _ in range(3)]
        rubbish.sendall(b"\x00\x01\x02 rubbish\r\n\r\n")
        half.sendall(b"\x16\x03\x01\x02")
        async with home.browser() as browser:
            assert (await browser.get("/healthz")).status_code == 200
        for each in (silent, rubbish, half):
            each.close()

    at_home(tmp_path, body)


def test_a_renewed_certificate_is_served_without_a_restart(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async def served() -> bytes:
            _, writer = await asyncio.open_connection("localhost", home.port, ssl=home.trusting)
            found: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            writer.close()
            await writer.wait_closed()
            return found

        before = await served()
        home.secured.refresh()
        assert await served() == before
        (folder_of(tmp_path / "keys" / "k") / PAGE_FILE).unlink()
        home.secured.refresh()
        assert await served() != before

    at_home(tmp_path, body)


def started(folder: Path, port: int, *words: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ, "LOCAL_DATA_PATH": str(folder / "user_data"), "KEY_FILE": str(folder / "keys" / "appliance.key"),
        "PYTHONUNBUFFERED": "1", "MDNS": "false",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "appliance", "run", "--tls", "--port", str(port), *words], env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    while line := process.stdout.readline():
        if words in line:
            return line
    raise AssertionError(f"it ended without saying {words!r}")


def a_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: int = server.getsockname()[1]
        return found


def test_the_command_serves_https_locked_and_unlocked(tmp_path: Path) -> None:
    create_key(tmp_path / "keys" / "appliance.key", "correct horse")
    port = a_port()
    with started(tmp_path, port) as process:
        try:
            assert f"https://localhost:{port}" in until(process, "locked")
            pem = httpx.get(f"http://127.0.0.1:{port}/ca.crt").text
            trusting = ssl.create_default_context(cadata=pem)
            with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusting) as browser:
                assert browser.get("/healthz").json()["status"] == "locked"
                assert browser.post("/unlock", data={"passphrase": "correct horse"}).status_code == 200
                assert f"https://localhost:{port}" in until(process, "on duty")
                shown = until(process, "SHA-256")
                assert x509.load_pem_x509_certificate(pem.encode()).serial_number
                assert ":" in shown.split("SHA-256")[1]
                assert browser.get("/healthz").json()["status"] in ("ok", "degraded")
            with pytest.raises(InvalidStatus) as refused:
                connect(f"wss://localhost:{port}{PATH}", ssl=trusting).close()
            assert refused.value.response.status_code == 401, "calls go over TLS as well"
        finally:
            process.terminate()
            assert process.wait(30) == 0
