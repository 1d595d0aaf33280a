"""Codes of an authenticator app (RFC 6238), each taken once."""

from __future__ import annotations

from datetime import datetime, timedelta
from hmac import compare_digest

import pyotp

STEP = timedelta(seconds=30)
EITHER_SIDE = 1
"""Steps that the clock of a phone may be off."""


def new_secret() -> str:
    """Base32, 160 bits."""
    return str(pyotp.random_base32())


def enrolment(secret: str, name: str) -> str:
    """The `otpauth` address that a phone reads from a QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="DisciplineCall"))


def taken_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step that this code is right for; None where it is wrong, or not later than the last one taken."""
    plain = "".join(code.split())
    if not (plain.isascii() and plain.isdigit()):
        return None
    current = int(now.timestamp() // STEP.total_seconds())
    codes = pyotp.TOTP(secret)
    for step in range(max(current - EITHER_SIDE, last_step + 1), current + EITHER_SIDE + 1):
        if compare_digest(codes.generate_otp(step), plain):
            return step
    return None
