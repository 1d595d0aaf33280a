"""Signed messages, as the Standard Webhooks convention has it (standardwebhooks.com, symmetric keys). Pure.

`webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`; several may stand side by side.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from appliance.errors import MistimedError, RefusedError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
"""Headers."""

SECRET_PREFIX, KEY_BYTES = "whsec_", 32
TOLERANCE = timedelta(minutes=5)
"""How far a message's time may be from ours, both ways."""

MOST_ID, MOST_SIGNATURES = 200, 10
MOST_DIGITS = 16
"""Of a time. In seconds it has ten; one in milliseconds or microseconds is told that it is far off."""


def new_secret() -> str:
    """A key of 32 random bytes, as it is written down."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,…` of one message."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signed_headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message sent at this moment."""
    timestamp = int(at.timestamp())
    return {ID: message_id, TIMESTAMP: str(timestamp), SIGNATURE: signature(secret, message_id, timestamp, body)}


def verified(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The message's id. Raises `RefusedError` unless it is signed with this secret, `MistimedError` unless for now."""
    message_id, written = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    given = headers.get(SIGNATURE, "").split(" ")[:MOST_SIGNATURES]
    if not message_id.isascii() or not 0 < len(message_id) <= MOST_ID or not written.isascii():
        raise _not_signed()
    if not written.isdigit() or len(written) > MOST_DIGITS:
        raise _not_signed()
    wanted = signature(secret, message_id, int(written), body)
    try:
        fits = any(hmac.compare_digest(each.encode("ascii"), wanted.encode("ascii")) for each in given)
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise _not_signed()
    ahead_seconds = int(written) - now.timestamp()
    if abs(ahead_seconds) > TOLERANCE.total_seconds():
        raise MistimedError(
            f"That message is signed rightly, but for a time {_length(abs(ahead_seconds))} "
            f"{'ahead of' if ahead_seconds > 0 else 'behind'} this appliance's.",
            remedy="Sign it when it is sent, in seconds since 1970, by a clock that is right within five minutes.",
        )
    return message_id


def _length(seconds: float) -> str:
    """Of time, for a person: `12 minutes`, `3 hours`, `20 days`."""
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours" if seconds < 48 * 3600 else f"{seconds / 86_400:.0f} days"


def _not_signed() -> RefusedError:
    return RefusedError(
        "That message is not signed with this hook's secret.",
        remedy="Sign ID.TIMESTAMP.BODY with HMAC-SHA256, as the page and docs/home.md show.",
    )
