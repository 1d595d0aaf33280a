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

from appliance.errors import RefusedError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
"""Headers."""

SECRET_PREFIX, KEY_BYTES = "whsec_", 32
TOLERANCE = timedelta(minutes=5)
"""How far a message's time may be from ours, both ways."""

MOST_ID, MOST_SIGNATURES = 200, 10


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
    """The message's id. Raises `RefusedError` unless it is signed with this secret, and now."""
    message_id, written = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    given = headers.get(SIGNATURE, "").split(" ")[:MOST_SIGNATURES]
    if not message_id.isascii() or not 0 < len(message_id) <= MOST_ID or not written.isascii():
        raise _not_signed()
    if not written.isdigit() or len(written) > 12:
        raise _not_signed()
    wanted = signature(secret, message_id, int(written), body)
    try:
        fits = any(hmac.compare_digest(each.encode("ascii"), wanted.encode("ascii")) for each in given)
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise _not_signed()
    if abs(now.timestamp() - int(written)) > TOLERANCE.total_seconds():
        raise RefusedError(
            "That message is signed for another time.",
            remedy="Sign it when it is sent, by a clock that is right within five minutes.",
        )
    return message_id


def _not_signed() -> RefusedError:
    return RefusedError(
        "That message is not signed with this hook's secret.",
        remedy="Sign ID.TIMESTAMP.BODY with HMAC-SHA256, as the page and docs/home.md show.",
    )
