"""The root of the appliance and the page's certificate: what they vouch for, how long, and when they are renewed."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import ssl
import stat
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from appliance.errors import SetupError
from appliance.settings import Settings
from appliance.upkeep.certificates import (
    PAGE_FILE,
    ROOT_FILE,
    Certificates,
    Wanted,
    folder_of,
    prepared,
    root_in,
    wanted_of,
)

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def wanted(*given: str) -> Wanted:
    addresses, names = set(), {"localhost"}
    for each in given:
        try:
            addresses.add(ipaddress.ip_address(each))
        except ValueError:
            names.add(each)
    return Wanted(frozenset(names), frozenset(addresses))


HOME = wanted("box", "box.local", "127.0.0.1", "::1", "192.168.1.9")


def page_of(made: Certificates) -> x509.Certificate:
    return x509.load_pem_x509_certificate(made.page.read_bytes())


def test_the_root_may_vouch_for_a_home_only_and_the_page_lives_short(tmp_path: Path) -> None:
    made = prepared(tmp_path / "tls", HOME, NOW)
    root = x509.load_pem_x509_certificate(made.root.pem)
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = {str(each.value) for each in limits.value.permitted_subtrees or []}
    assert {"local", "localhost", "box", "192.168.0.0/16", "fe80::/10"} <= permitted
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    page = page_of(made)
    page.verify_directly_issued_by(root)
    assert page.not_valid_after_utc - page.not_valid_before_utc <= timedelta(days=397)
    assert page.not_valid_before_utc < NOW < page.not_valid_after_utc
    assert len(made.root.fingerprint.split(":")) == 32
    assert root_in(tmp_path / "tls") == made.root


def test_keys_are_beside_the_key_file_and_nobody_elses(tmp_path: Path) -> None:
    settings = Settings(local_data_path=tmp_path / "user_data", key_file=tmp_path / "keys" / "appliance.key")
    folder = folder_of(settings.key_file)
    assert folder == tmp_path / "keys" / "appliance-tls"
    assert not folder.is_relative_to(settings.local_data_path)
    prepared(folder, wanted_of(settings), NOW)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert {file.name for file in folder.iterdir()} == {ROOT_FILE, PAGE_FILE}


def test_what_is_wanted_is_this_machine_and_what_the_owner_named(tmp_path: Path) -> None:
    found = wanted_of(Settings(allowed_hosts="Calls.Example.org, *.box.example, 100.64.0.9", key_file=tmp_path / "k"))
    assert {"localhost", "calls.example.org", "*.box.example"} <= found.names
    assert {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("100.64.0.9")} <= found.addresses
    made = prepared(tmp_path / "tls", found, NOW)
    assert made.left_out == ()


def test_it_is_renewed_when_something_changed_and_not_before(tmp_path: Path) -> None:
    first = page_of(prepared(tmp_path, HOME, NOW))
    root = root_in(tmp_path)
    assert page_of(prepared(tmp_path, HOME, NOW + timedelta(days=300))) == first
    moved = page_of(prepared(tmp_path, wanted("box", "192.168.1.77"), NOW + timedelta(days=1)))
    assert moved.serial_number != first.serial_number
    old = page_of(prepared(tmp_path, wanted("box", "192.168.1.77"), NOW + timedelta(days=360)))
    assert old.not_valid_after_utc > NOW + timedelta(days=700)
    back = page_of(prepared(tmp_path, wanted("box", "192.168.1.77"), NOW - timedelta(days=900)))
    assert back.not_valid_before_utc < NOW - timedelta(days=900), "made under a clock that was wrong"
    (tmp_path / PAGE_FILE).write_text("half a fi")
    assert page_of(prepared(tmp_path, HOME, NOW)) != back
    assert root_in(tmp_path) == root, "what people trusted stays"


def test_a_root_that_ends_is_made_anew(tmp_path: Path) -> None:
    prepared(tmp_path, HOME, NOW)
    root = root_in(tmp_path)
    later = prepared(tmp_path, HOME, NOW + timedelta(days=3640))
    assert later.root != root
    page_of(later).verify_directly_issued_by(x509.load_pem_x509_certificate(later.root.pem))


def test_what_the_root_may_not_vouch_for_is_left_out_and_told(tmp_path: Path) -> None:
    prepared(tmp_path, HOME, NOW)
    made = prepared(tmp_path, wanted("bank.example", "8.8.8.8", "box.local"), NOW)
    assert made.left_out == ("8.8.8.8", "bank.example")
    names = page_of(made).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["box.local", "localhost"]


@pytest.mark.parametrize("content", [b"", b"nothing", b"\xff\xfe"])
def test_a_damaged_root_is_not_replaced_behind_peoples_backs(tmp_path: Path, content: bytes) -> None:
    prepared(tmp_path, HOME, NOW)
    (tmp_path / ROOT_FILE).write_bytes(content)
    with pytest.raises(SetupError, match="cannot be used"):
        prepared(tmp_path, HOME, NOW)
    assert root_in(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="cannot be used"):
        prepared(tmp_path / "file" / "tls", HOME, NOW)


def spoken_to(made: Certificates, trusted: Path, name: str) -> str:
    """The fault of a client that trusts `trusted` and asks for `name` over a real socket; empty where it is content."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(made.page)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            try:
                serving.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            with socket.create_connection(server.getsockname()) as plain:
                ssl.create_default_context(cafile=str(trusted)).wrap_socket(plain, server_hostname=name).close()
        except ssl.SSLError as error:
            return str(error)
        finally:
            thread.join()
    return ""


@pytest.mark.parametrize("name", ["box", "box.local", "localhost", "127.0.0.1", "192.168.1.9"])
def test_whoever_trusts_the_root_is_content_with_each_address(tmp_path: Path, name: str) -> None:
    made = prepared(tmp_path, HOME, datetime.now(UTC))
    trusted = tmp_path / "trusted.crt"
    trusted.write_bytes(made.root.pem)
    assert spoken_to(made, trusted, name) == ""
    assert "mismatch" in spoken_to(made, trusted, "bank.example")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here (apt install openssl)")
def test_a_stolen_root_cannot_pass_for_a_bank(tmp_path: Path) -> None:
    """Whoever has the key signs what they like; openssl refuses it by the constraints."""
    made = prepared(tmp_path, HOME, datetime.now(UTC))
    key, request, forged = tmp_path / "k.pem", tmp_path / "r.pem", tmp_path / "forged.pem"
    trusted, extension = tmp_path / "trusted.crt", tmp_path / "x.cnf"
    trusted.write_bytes(made.root.pem)
    extension.write_text("subjectAltName=DNS:bank.example\n")
    commands: list[list[str | Path]] = [
        ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj", "/CN=b"],
        ["openssl", "x509", "-req", "-in", request, "-CA", tmp_path / ROOT_FILE, "-CAkey", tmp_path / ROOT_FILE,
         "-extfile", extension, "-out", forged, "-days", "30"],
    ]  # fmt: skip
    for command in commands:
        subprocess.run(command, capture_output=True, check=True)
    verified = subprocess.run(["openssl", "verify", "-CAfile", trusted, forged], capture_output=True, text=True)
    assert verified.returncode != 0
    assert "permitted subtree violation" in verified.stdout + verified.stderr
