"""A root of this appliance's own, and the page's certificate that it vouches for.

The root is trusted once on each telephone. It may vouch for names and addresses of a home only (RFC 5280, 4.2.1.10), so
that whoever stole it could not pass for a bank. Its key stays beside the key of the database, outside the data.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance.errors import SetupError
from appliance.settings import Settings, listed
from appliance.upkeep.addresses import home_addresses, own_name

ROOT_LIFE = timedelta(days=3650)
PAGE_LIFE = timedelta(days=397)
"""Browsers refuse certificates that live longer than 398 days (CA/Browser Forum ballot SC31)."""

RENEWED_BEFORE = timedelta(days=45)
CLOCKS_DIFFER = timedelta(days=1)

ROOT_FILE, PAGE_FILE = "root.pem", "page.pem"

HOME_NAMES = ("localhost", "local", "home.arpa")
HOME_NETWORKS = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
    "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page's certificate is for."""

    names: frozenset[str]
    addresses: frozenset[Address]


@dataclass(frozen=True, slots=True)
class Root:
    """What people trust, and what they compare."""

    pem: bytes
    fingerprint: str
    """SHA-256, in pairs of hexadecimal digits, as devices show it."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """What is shown and served."""

    root: Root
    page: Path
    """A file of PEM: the page's key and its certificate."""
    left_out: tuple[str, ...] = ()
    """Names and addresses that this root may not vouch for: they were added since it was made."""


def folder_of(key_file: Path) -> Path:
    """Where the root is kept: beside the key file."""
    return key_file.with_name(f"{key_file.stem}-tls")


def wanted_of(settings: Settings) -> Wanted:
    """This machine's names and addresses at present, and those of `ALLOWED_HOSTS`."""
    names, addresses = {"localhost"}, {ipaddress.ip_address(each) for each in ("127.0.0.1", "::1", *home_addresses())}
    if own := own_name():
        names |= {own, f"{own}.local"}
    for each in listed(settings.allowed_hosts):
        try:
            addresses.add(ipaddress.ip_address(each))
        except ValueError:
            names.add(each.lower())
    return Wanted(frozenset(names), frozenset(addresses))


def prepared(folder: Path, wanted: Wanted, now: datetime) -> Certificates:
    """The certificates, made or renewed where that is due. Raises `SetupError` for files that cannot be used."""
    page_file = folder / PAGE_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        root, root_key = _root(folder / ROOT_FILE, wanted, now)
        fitting = _permitted(root, wanted)
        if _is_due(page_file, root, fitting, now):
            _renew(page_file, root, root_key, fitting, now)
    except OSError as error:
        raise _unusable(folder, error.strerror or str(error)) from error
    except ValueError as error:
        raise _unusable(folder, str(error)) from error
    left_out = sorted({*wanted.names, *map(str, wanted.addresses)} - {*fitting.names, *map(str, fitting.addresses)})
    return Certificates(_shown(root), page_file, tuple(left_out))


def root_in(folder: Path) -> Root | None:
    """The root that was made there; None where there is none that can be read."""
    try:
        return _shown(_read(folder / ROOT_FILE)[0])
    except (OSError, ValueError):
        return None


def ends_of(folder: Path) -> tuple[datetime, datetime] | None:
    """Until when the root and the page's certificate last; None where there are none that can be read."""
    try:
        root, page = (_read(folder / file)[0] for file in (ROOT_FILE, PAGE_FILE))
    except (OSError, ValueError):
        return None
    return root.not_valid_after_utc, page.not_valid_after_utc


def _shown(root: x509.Certificate) -> Root:
    digest = root.fingerprint(hashes.SHA256()).hex(":").upper()
    return Root(root.public_bytes(serialization.Encoding.PEM), digest)


def _root(file: Path, wanted: Wanted, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Read, or made where there is none or it is about to end."""
    if file.exists():
        root, key = _read(file)
        if root.not_valid_after_utc - now > RENEWED_BEFORE:
            return root, key
    key = ec.generate_private_key(ec.SECP256R1())
    titles = [
        x509.NameAttribute(NameOID.COMMON_NAME, f"DisciplineCall at {own_name() or 'home'}"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"DisciplineCall {uuid4().hex[:8]}"),
    ]
    name = x509.Name(titles)
    builder = _begun(name, name, key.public_key(), now, ROOT_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    builder = builder.add_extension(x509.NameConstraints(_allowed(wanted), None), critical=True)
    root = builder.sign(key, hashes.SHA256())
    _write(file, key, root)
    return root, key


def _allowed(wanted: Wanted) -> list[x509.GeneralName]:
    """What a new root may vouch for: all of a home, and what is wanted besides."""
    names = {*HOME_NAMES, *(each.removeprefix("*.") for each in wanted.names)}
    networks: list[Network] = [ipaddress.ip_network(each) for each in HOME_NETWORKS]
    others = [each for each in wanted.addresses if not any(each in network for network in networks)]
    found: list[x509.GeneralName] = [x509.DNSName(each) for each in sorted(names)]
    return found + [x509.IPAddress(each) for each in (*networks, *map(ipaddress.ip_network, sorted(map(str, others))))]


def _permitted(root: x509.Certificate, wanted: Wanted) -> Wanted:
    """The part of it that this root may vouch for."""
    allowed = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    below = [each.value for each in allowed if isinstance(each, x509.DNSName)]
    networks = [each.value for each in allowed if isinstance(each, x509.IPAddress) and isinstance(each.value, Network)]
    return Wanted(
        frozenset(name for name in wanted.names if any(name == one or name.endswith(f".{one}") for one in below)),
        frozenset(each for each in wanted.addresses if any(each in one for one in networks)),
    )


def _is_due(page_file: Path, root: x509.Certificate, wanted: Wanted, now: datetime) -> bool:
    try:
        page, _ = _read(page_file)
        page.verify_directly_issued_by(root)
        names = page.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (FileNotFoundError, ValueError, InvalidSignature, x509.ExtensionNotFound):
        return True
    addresses = (each for each in names.get_values_for_type(x509.IPAddress) if isinstance(each, Address))
    held = Wanted(frozenset(names.get_values_for_type(x509.DNSName)), frozenset(addresses))
    lasts = page.not_valid_before_utc <= now and page.not_valid_after_utc - now > RENEWED_BEFORE
    return held != wanted or not lasts


def _renew(
    page_file: Path, root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey, wanted: Wanted, now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"DisciplineCall on {own_name() or 'this machine'}")])
    names: Iterable[x509.GeneralName] = [
        *(x509.DNSName(each) for each in sorted(wanted.names)),
        *(x509.IPAddress(each) for each in sorted(wanted.addresses, key=str)),
    ]
    builder = _begun(name, root.subject, key.public_key(), now, PAGE_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    page = builder.add_extension(issuer, critical=False).sign(root_key, hashes.SHA256())
    _write(page_file, key, page)


def _begun(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    begins = now - CLOCKS_DIFFER
    builder = x509.CertificateBuilder(issuer_name=issuer, subject_name=name, public_key=key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(begins).not_valid_after(begins + life)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _read(file: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A key and its certificate. Raises `ValueError` where they are none, or do not belong together."""
    content = file.read_bytes()
    certificate, key = x509.load_pem_x509_certificate(content), serialization.load_pem_private_key(content, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError(f"{file.name} holds a key and a certificate that do not belong together")
    return certificate, key


def _write(file: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    """Both or nothing, and never readable by others for a moment."""
    plain = serialization.NoEncryption()
    content = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    draft = file.with_name(f".{file.name}.{uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content + certificate.public_bytes(serialization.Encoding.PEM))
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(draft, file)


def _unusable(folder: Path, fault: str) -> SetupError:
    return SetupError(
        f"The certificates in {folder} cannot be used: {fault}.",
        remedy="Restore the folder, or remove it: another root is made, to be trusted again on each device.",
    )
