"""One-time codes that make a chat a person's."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from appliance.records.people import User
from appliance.records.telegram import TelegramPairing
from appliance.store import Store

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without what is taken for something else: 0 and O, 1 and I."""

CODE_LENGTH = 8
"""40 bits; good for `GOOD_FOR`, with few tries in a chat."""

GOOD_FOR = timedelta(minutes=15)


async def offer(store: Store, user_id: UUID, now: datetime) -> str:
    """A code for this person; one they got before is worth nothing any more. Raises `NotFoundError`."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    row = TelegramPairing(user_id=user_id, code_digest=_digest(code), created_at=now, expires_at=now + GOOD_FOR)
    await store.telegram.offer(row)
    return code


async def redeem(store: Store, code: str, chat_id: str, name: str, now: datetime) -> User:
    """Whose chat it is from now on. Raises `RefusedError`."""
    return await store.telegram.redeem(_digest(code), chat_id, name, now)


def looks_like_code(text: str) -> bool:
    """Whether somebody may have typed one."""
    tidy = _tidy(text)
    return len(tidy) == CODE_LENGTH and set(tidy) <= set(ALPHABET)


def _tidy(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()


def _digest(code: str) -> str:
    return hashlib.sha256(_tidy(code).encode()).hexdigest()


__all__ = ["GOOD_FOR", "looks_like_code", "offer", "redeem"]
