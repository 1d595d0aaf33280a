"""Who may be connected to: with `LOCAL_ONLY`, nobody outside this machine and the home network.

Python's audit events see every connect and look-up made through the `socket` module, on plain asyncio. Native code and
other programs are not seen: those are held by the container's network (`docs/docker.md`). Children that run engines
refuse the network for themselves (`engines/frames.py`).
"""

from __future__ import annotations

import ipaddress
import sys
import threading
from collections.abc import Iterable

from appliance.errors import ApplianceError

SENDING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
LOOKING_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
"""Audit events of the `socket` module (docs.python.org/3/library/audit_events.html); the address comes second in the
first kind, the name first in the second kind."""

LOOKING_BACK = "socket.getnameinfo"
"""Asks for the name of an address, which comes first; the question itself tells a server outside."""

ONLY_GIVEN_NAMES = "Only names that the owner gave, in the settings or on pages, are looked up."

MOST_TARGETS = 100
"""Distinct ones that are remembered until somebody asks for them."""

MOST_LETTERS = 200
OTHERS = "others"
"""Stands for all targets beyond those."""

TEREDO = ipaddress.ip_network("2001::/32")
"""Python calls the block around it private, but each address in it is a tunnel to a host anywhere (RFC 4380)."""

NAMES_OF_THE_HOME = frozenset(map(ipaddress.ip_address, ("224.0.0.251", "ff02::fb")))
"""Where machines of one network cable ask for each other's names (RFC 6762); no router passes it on."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class EgressRefusedError(ApplianceError):
    """A connection or look-up that `LOCAL_ONLY` forbids."""

    code = "egress_refused"


class Refusals:
    """What was refused, how often, until somebody writes it down: an audit hook cannot wait for a database.

    Noted in whatever thread the attempt was made.
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._lock = threading.RLock()  # a signal's handler may try to connect too

    def note(self, target: str) -> None:
        """One more attempt at this address or name."""
        name = target.encode("ascii", "backslashreplace").decode()[:MOST_LETTERS]
        name = "".join(each if each.isprintable() else "?" for each in name).strip() or "?"
        with self._lock:
            if name not in self._counts and len(self._counts) >= MOST_TARGETS:
                name = OTHERS
            self._counts[name] = self._counts.get(name, 0) + 1

    def take(self) -> dict[str, int]:
        """Targets and how often each was refused since they were taken last; at most one more than `MOST_TARGETS`."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken


class Guard:
    """Decides about one address. `networks` are the owner's own, beside loopback and the private ranges.

    What it refuses, and what those who ask it refuse, is noted in `refusals`.
    """

    def __init__(
        self, hosts: Iterable[str] = (), networks: Iterable[str] = (), refusals: Refusals | None = None
    ) -> None:
        self.refusals = refusals or Refusals()
        self._hosts = {"localhost", *(host.lower() for host in hosts)}
        self._networks: list[Network] = [ipaddress.ip_network(each) for each in networks]

    def allows_address(self, address: str) -> bool:
        """Whether this numeric address may be connected to."""
        try:
            numeric = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return self.allows_name(address)
        if mapped := getattr(numeric, "ipv4_mapped", None):
            numeric = mapped
        if numeric.is_loopback or numeric.is_link_local or numeric.is_unspecified or numeric in NAMES_OF_THE_HOME:
            return True
        is_local = numeric.is_private and not numeric.is_reserved and numeric not in TEREDO
        return is_local or any(numeric in network for network in self._networks)

    def allows_name(self, name: str) -> bool:
        """Whether this host name may be looked up: only the names in the settings, and what the owner added since."""
        return name.lower().rstrip(".") in self._hosts

    def allow_name(self, host: str) -> None:
        """Let this name be looked up from here on: the owner added something there. It opens no address outside."""
        self._hosts.add(host.lower().rstrip("."))

    def install(self) -> None:
        """Refuse from here on, in this process. Audit hooks cannot be removed."""
        sys.addaudithook(self._on_event)

    def _on_event(self, event: str, args: tuple[object, ...]) -> None:
        if event in SENDING and isinstance(args[1], tuple):
            self._check(str(args[1][0]), "a connection to")
        elif event == LOOKING_BACK and isinstance(args[0], tuple):
            self._check(str(args[0][0]), "asking for the name of")
        elif event in LOOKING_UP and args[0]:
            name = args[0].decode(errors="replace") if isinstance(args[0], bytes) else str(args[0])
            self._check(name, "looking up", ONLY_GIVEN_NAMES)

    def _check(
        self, target: str, what: str, remedy: str = "Connect to a host of the home network, or set LOCAL_ONLY=false."
    ) -> None:
        if not self.allows_address(target):
            self.refusals.note(target)
            raise EgressRefusedError(f"LOCAL_ONLY=true: {what} {target} was refused.", remedy=remedy)
