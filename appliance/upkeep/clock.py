"""Whether the wall clock can be believed: a board without a battery clock wakes up in the past, and rings then."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from appliance.ports import Now

EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)
"""When this release was built. No clock that runs right shows an earlier time."""

STEP_BACK = timedelta(days=1)
"""A clock set back by less is a correction, not a loss of the time."""

SETTLE_SECONDS = 120.0
"""How long after the machine's start a clock that may have stood still is given to be set over the network."""

STA_UNSYNC = 0x40
"""Status bit of the kernel's clock: it is not disciplined by any time source (adjtimex(2), linux/timex.h)."""


@dataclass(frozen=True, slots=True)
class ClockTrust:
    ok: bool
    reason: str = ""
    """Why not; empty when `ok`."""
    remedy: str = ""


TRUSTED = ClockTrust(True)
SET_IT = "Set the clock, or run: appliance clock trust"


def judge(now: datetime, last_seen: datetime | None, *, synchronised: bool | None, uptime_seconds: float) -> ClockTrust:
    """Whether `now` can be believed. Both times are aware.

    `last_seen` is when the appliance was last on duty *before this start*, None if never: with a time of the present
    run, a clock that keeps time would look as if it had stood still. `synchronised` is None where the kernel cannot be
    asked; `uptime_seconds` count from the machine's start. A clock once trusted stays so while it runs on.
    """
    if now < EARLIEST:
        return ClockTrust(False, f"the clock says {_shown(now)}, before this version was made", SET_IT)
    if last_seen is None:
        return TRUSTED
    if now < last_seen - STEP_BACK:
        reason = f"the clock says {_shown(now)}, but the appliance was on duty at {_shown(last_seen)}"
        return ClockTrust(False, reason, SET_IT)
    settling = synchronised is False and uptime_seconds < SETTLE_SECONDS
    if settling and (now - last_seen).total_seconds() < uptime_seconds + SETTLE_SECONDS:
        reason = f"the clock says {_shown(now)}, as if no time had passed while the machine was off"
        return ClockTrust(False, reason, f"Wait until the machine has run for {SETTLE_SECONDS / 60:.0f} minutes.")
    return TRUSTED


@dataclass(slots=True)
class ClockGuard:
    """Says why nothing may ring; once the clock is trusted it stays so for this run.

    `last_seen` and `trusted_at` are the marks of earlier runs: when the appliance was on duty last, and when a person
    said that the clock is right.
    """

    now: Now
    last_seen: datetime | None = None
    trusted_at: datetime | None = None
    synchronised: Callable[[], bool | None] = lambda: kernel_synchronised()
    uptime: Callable[[], float] = lambda: uptime_seconds()
    verdict: ClockTrust = ClockTrust(False, "the clock has not been looked at")

    def held(self) -> str:
        """Why nothing may ring now; empty where everything may."""
        if not self.verdict.ok:
            now = self.now()
            stepped_back = self.last_seen is not None and now < self.last_seen - STEP_BACK
            if self.trusted_at is not None and now >= self.trusted_at and not stepped_back:
                self.verdict = TRUSTED
            else:
                self.verdict = judge(
                    now, self.last_seen, synchronised=self.synchronised(), uptime_seconds=self.uptime()
                )
        return self.verdict.reason

    def trust(self) -> None:
        """A person says that the clock is right."""
        self.verdict = TRUSTED


def kernel_synchronised() -> bool | None:
    """Whether the kernel's clock is disciplined by a time source; None where that cannot be asked (adjtimex(2)).

    Reads only (`modes` is 0), which needs no privilege; some containers forbid the call all the same.
    """
    try:
        adjtimex = ctypes.CDLL(None).adjtimex
    except (AttributeError, OSError, TypeError):
        return None
    clock = _Timex()
    return None if adjtimex(ctypes.byref(clock)) == -1 else not clock.status & STA_UNSYNC


def uptime_seconds() -> float:
    """Seconds since the machine's start, those it was suspended included (CLOCK_BOOTTIME, clock_gettime(2))."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class _Timex(ctypes.Structure):
    """`struct timex` of adjtimex(2) up to `status`; the rest (at most 208 bytes in all) is left room for."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def _shown(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
