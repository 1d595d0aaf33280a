"""Addresses that hold on one cable only are not kept and not connected to, and it is said why."""

from __future__ import annotations

import asyncio

import pytest

from appliance.errors import InvalidInputError, OutsideHomeError
from appliance.reach.nearby import Nearby
from appliance.store.home_addresses import checked_address, is_link_local


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "fe80::1%eth0", "::ffff:169.254.1.1"])
def test_which_are_link_local(address: str) -> None:
    assert is_link_local(address)


@pytest.mark.parametrize("address", ["192.168.1.20", "127.0.0.1", "::1", "fd00::1", "10.0.0.1"])
def test_which_are_not(address: str) -> None:
    assert not is_link_local(address)


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/state"])
def test_one_that_is_typed_is_refused_with_the_reason(url: str) -> None:
    with pytest.raises(InvalidInputError, match="one cable only") as refused:
        checked_address(url)
    assert refused.value.says == "machine_link_local"
    assert "192.168.1.20" in refused.value.remedy


def nearby(*addresses: str) -> Nearby:
    async def look_up(host: str) -> list[str]:
        return list(addresses)

    return Nearby(look_up)


def test_a_name_that_leads_to_nothing_else_is_not_connected_to() -> None:
    with pytest.raises(OutsideHomeError, match="one cable only"):
        asyncio.run(nearby("169.254.169.254", "fe80::1%eth0").addresses("nas.local"))


def test_of_a_name_with_others_those_are_taken() -> None:
    found = asyncio.run(nearby("fe80::1%eth0", "192.168.1.20", "169.254.3.4").addresses("nas.local"))
    assert found == ["192.168.1.20"]
