"""A server of files for tests: HTTP over real sockets of this machine, with ranges, ETags and faults on demand.

with file_server() as server:
    server.put("/a.bin", content, hub=True)
    server.fault("/a.bin", Cut(1000))        # the next request for it; further ones in order
    ...
    server.asked("/a.bin")                   # what was asked, with the ranges
"""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path


@dataclass
class Served:
    """One file, as it is now on the server."""

    content: bytes
    etag: str
    """With its quotes; empty for none."""
    headers: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    length: bool = True
    """Whether it says how long the body is; else it comes in chunks."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    start: int | None
    """The first byte of the range that was asked for."""
    if_range: str


@dataclass(frozen=True)
class Cut:
    """The connection ends after so many bytes of the body."""

    after: int


@dataclass(frozen=True)
class Hold:
    """After so many bytes of the body nothing more comes until the client has gone."""

    after: int


@dataclass(frozen=True)
class Status:
    """No file, but this status and these headers."""

    code: int
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Claim:
    """Headers of the answer are replaced by these."""

    headers: tuple[tuple[str, str], ...]


Fault = Cut | Hold | Status | Claim


def git_id(content: bytes) -> str:
    """The id that git gives a blob."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class FileServer:
    """What is served, what goes wrong next, and what was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.files: dict[str, Served] = {}
        self.requests: list[Asked] = []
        self.sent = threading.Condition()
        """Notified whenever a `Hold` is reached."""
        self.held = 0
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)

    def put(self, path: str, content: bytes, *, hub: str = "", **changes: object) -> Served:
        """Serve a file. `hub` states its hash as Hugging Face does: of a `large` or of a `small` one."""
        sha256 = hashlib.sha256(content).hexdigest()
        etag = f'"{git_id(content)}"' if hub == "small" else f'"v-{sha256[:12]}"'
        headers = {"X-Linked-Etag": f'"{sha256}"', "X-Linked-Size": str(len(content))} if hub == "large" else {}
        self.files[path] = Served(content, **{"etag": etag, "headers": headers, **changes})  # type: ignore[arg-type]
        return self.files[path]

    def fault(self, path: str, *faults: Fault) -> None:
        """What goes wrong with the next requests for this path, one after the other."""
        self._faults[path].extend(faults)

    def next_fault(self, path: str) -> Fault | None:
        return self._faults[path].popleft() if self._faults[path] else None

    def asked(self, path: str) -> list[Asked]:
        return [each for each in self.requests if each.path == path]

    def wait_held(self, count: int) -> None:
        """Until so many answers in all have come to their `Hold`."""
        with self.sent:
            if not self.sent.wait_for(lambda: self.held >= count, timeout=30):
                raise TimeoutError(f"no client came as far as the hold number {count}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    files: FileServer

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked else None
        self.files.requests.append(Asked(self.path, start, self.headers.get("If-Range", "")))
        fault, served = self.files.next_fault(self.path), self.files.files.get(self.path)
        if isinstance(fault, Status) or served is None:
            self._refuse(fault if isinstance(fault, Status) else Status(404))
            return
        wanted = self.headers.get("If-Range", "")
        if start is None or not served.ranges or (wanted and wanted != served.etag):
            start = None
        elif start >= len(served.content):
            self._refuse(Status(416, (("Content-Range", f"bytes */{len(served.content)}"),)))
            return
        self._answer(served, start, fault)

    def _refuse(self, status: Status) -> None:
        self.send_response(status.code)
        for name, value in (*status.headers, ("Content-Length", "0")):
            self.send_header(name, value)
        self.end_headers()

    def _answer(self, served: Served, start: int | None, fault: Fault | None) -> None:
        body = served.content[start or 0 :]
        headers = {"ETag": served.etag} if served.etag else {}
        headers |= served.headers
        if served.length:
            headers["Content-Length"] = str(len(body))
        else:
            headers["Transfer-Encoding"] = "chunked"
        if start is not None:
            headers["Content-Range"] = f"bytes {start}-{len(served.content) - 1}/{len(served.content)}"
        if isinstance(fault, Claim):
            headers |= dict(fault.headers)
        self.send_response(200 if start is None else 206)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self._body(body, served.length, fault)

    def _body(self, body: bytes, plain: bool, fault: Fault | None) -> None:
        cut = fault.after if isinstance(fault, Cut | Hold) else len(body)
        piece = body[:cut]
        self.wfile.write(piece if plain else b"%x\r\n%s\r\n" % (len(piece), piece) if piece else b"")
        self.wfile.flush()
        if isinstance(fault, Hold):
            with self.files.sent:
                self.files.held += 1
                self.files.sent.notify_all()
            self.connection.recv(1)  # returns when the client has gone
        if isinstance(fault, Cut | Hold):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif not plain:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def file_server(certificate: Path | None = None) -> Iterator[FileServer]:
    """A server on a free port of 127.0.0.1; over https with a certificate of `make_certificate`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as listening:
        listening.daemon_threads = True
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            listening.socket = context.wrap_socket(listening.socket, server_side=True)
            scheme = "https"
        server = FileServer(f"{scheme}://127.0.0.1:{listening.server_address[1]}")
        listening.RequestHandlerClass = type("Handler", (_Handler,), {"files": server})
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()


def make_certificate(file: Path) -> None:
    """A key and a certificate of this machine's own, in one file, which a client may be told to trust."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
