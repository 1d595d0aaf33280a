"""With LOCAL_ONLY nothing outside the house is connected to or looked up."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.egress import Guard


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "192.168.1.20", "10.0.0.7", "172.16.3.4", "fe80::1%eth0", "fd00::1", "::ffff:192.168.1.1"],
)
def test_the_house_is_allowed(address: str) -> None:
    assert Guard().allows_address(address)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "1.1.1.1", "172.32.0.1", "100.64.0.1", "240.0.0.1", "example.org"),
        *("2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:0:808:808::1"),
    ],
)
def test_the_world_is_not(address: str) -> None:
    assert not Guard().allows_address(address)


def test_networks_and_hosts_of_the_owner_are_added() -> None:
    guard = Guard(hosts=["Nas.Home"], networks=["100.64.0.0/10"])
    assert guard.allows_address("100.101.102.103")
    assert guard.allows_name("nas.home.")
    assert not guard.allows_name("nas.home.example.org")


@given(st.ip_addresses(v=4).filter(lambda address: address.is_global))
def test_no_global_address_is_allowed(address: object) -> None:
    assert not Guard().allows_address(str(address))


def test_the_hook_refuses_real_sockets() -> None:
    """In a process of its own: an audit hook cannot be removed."""
    program = """
import asyncio, socket
from appliance.egress import EgressRefusedError, Guard
Guard().install()
for attempt in (
    lambda: socket.create_connection(("8.8.8.8", 53), 1),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: socket.getaddrinfo(b"example.org", 80),
    lambda: socket.gethostbyname("example.org"),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53)),
    lambda: asyncio.run(asyncio.open_connection("9.9.9.9", 53)),
):
    try:
        attempt()
    except EgressRefusedError as error:
        print(error.code)
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
    print("home")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["egress_refused"] * 6 + ["home"]


def test_a_name_the_owner_adds_may_be_looked_up_but_opens_no_address() -> None:
    guard = Guard()
    assert not guard.allows_name("nas.local")
    guard.allow_name("NAS.local.")
    assert guard.allows_name("nas.local")
    assert guard.allows_address("nas.local")
    assert not guard.allows_name("local")
    assert not guard.allows_name("evil.nas.local")
    guard.allow_name("8.8.8.8")
    assert not guard.allows_address("8.8.8.8")


def test_the_hook_lets_an_added_name_through() -> None:
    program = """
import sys
from appliance.egress import EgressRefusedError, Guard
guard = Guard()
guard.install()
for _ in range(2):
    try:
        sys.audit("socket.getaddrinfo", b"nas.local", 80, 0, 0, 0)  # as the socket module does before it asks
        print("allowed")
    except EgressRefusedError:
        print("refused")
    guard.allow_name("nas.local")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused", "allowed"]
