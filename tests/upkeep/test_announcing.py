"""The page is found by its name in the home network, asked by a second machine's library on a real socket."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from appliance.settings import Settings
from appliance.upkeep import announcing
from appliance.upkeep.addresses import home_addresses, is_loopback, own_name, page_addresses


def chosen(folder: Path, **given: object) -> Settings:
    return Settings(local_data_path=folder, key_file=folder / "key", appliance_host="0.0.0.0", **given)  # type: ignore[arg-type]  # noqa: S104


async def asked(kind: str, milliseconds: int) -> AsyncServiceInfo | None:
    """What is answered about the service, if anybody answers in that time."""
    other = AsyncZeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only)
    try:
        about = AsyncServiceInfo(kind, f"{announcing.TITLE} {own_name()}.{kind}")
        return about if await about.async_request(other.zeroconf, milliseconds) else None
    finally:
        await other.async_close()


@pytest.mark.skipif(not own_name(), reason="this machine has no name")
@pytest.mark.parametrize(("tls", "kind"), [(False, "_http._tcp.local."), (True, "_https._tcp.local.")])
def test_the_page_is_found_by_name(tmp_path: Path, tls: bool, kind: str) -> None:
    async def main() -> None:
        settings = chosen(tmp_path, appliance_port=8123, appliance_tls=tls, base_path="calls")
        async with announcing.announced(settings, ["127.0.0.1"]):
            found = await asked(kind, 20_000)
            assert found is not None
            assert (found.port, found.server) == (8123, f"{own_name()}.local.")
            assert found.parsed_addresses() == ["127.0.0.1"]
            assert found.decoded_properties == {"path": "/calls/"}

    asyncio.run(main())


@pytest.mark.parametrize(
    "given",
    [{"mdns": False}, {"appliance_host": "127.0.0.1"}, {"appliance_host": "localhost"}, {"appliance_host": "::1"}],
)
def test_nothing_is_announced_where_it_is_not_wanted_or_nobody_could_come(
    tmp_path: Path, given: dict[str, object]
) -> None:
    async def main() -> None:
        settings = chosen(tmp_path).model_copy(update=given)
        before = asyncio.all_tasks()
        async with announcing.announced(settings):
            assert asyncio.all_tasks() == before

    asyncio.run(main())


def test_what_fails_is_told_and_holds_nothing_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        async with announcing.announced(chosen(tmp_path), ["192.0.2.7"]):  # no address of this machine
            await asyncio.gather(*(each for each in asyncio.all_tasks() if each.get_name() == "announce the page"))

    with caplog.at_level(logging.WARNING):
        asyncio.run(main())
    assert "not announced" in caplog.text


def test_it_works_where_only_the_home_may_be_reached() -> None:
    """In a process of its own: the hook that refuses cannot be removed."""
    program = """
import asyncio, socket
from appliance.egress import Guard
Guard().install()
for address in ("224.0.0.251", "ff02::fb"):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as speaking:
        try:
            speaking.sendto(b"", (address, 5353))
        except OSError:
            pass  # no such network here: it was not refused
for address in ("224.0.0.252", "239.255.255.250", "ff05::2"):
    assert not Guard().allows_address(address), address
print("done")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "done\n"


def test_addresses_are_told_as_one_types_them() -> None:
    assert page_addresses("127.0.0.1", 8080) == ["http://localhost:8080"]
    assert page_addresses("192.168.1.9", 443, tls=True) == ["https://192.168.1.9"]
    assert page_addresses("fd00::9", 8080, base_path="/calls") == ["http://[fd00::9]:8080/calls"]
    everywhere = page_addresses("0.0.0.0", 80)  # noqa: S104
    assert everywhere[0] == "http://localhost"
    assert everywhere[1:] == [
        *([f"http://{own_name()}.local"] if own_name() else []),
        *(f"http://{f'[{each}]' if ':' in each else each}" for each in home_addresses()),
    ]
    assert is_loopback("127.9.9.9")
    assert not is_loopback("box.local")
