"""Secrets that are shown once and kept as digests: cookies, tokens, recovery codes."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_PREFIX = "dc_"  # noqa: S105  # how a token of ours begins, so that it is found where it leaked
RECOVERY_CODES = 8


def new_cookie() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """For programs."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_code(groups: int = 2) -> str:
    """`abcd-efgh`, twenty random bits a group: only tried behind a throttle."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(groups))


def new_recovery_codes() -> list[str]:
    """So many that one is left for years."""
    return [new_code() for _ in range(RECOVERY_CODES)]


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal: enough for what nobody can guess, and quick at every request."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
