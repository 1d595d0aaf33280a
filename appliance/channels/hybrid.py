"""Whether Telegram can be used on this machine. Imports nothing of it."""

from __future__ import annotations

from importlib.util import find_spec

from appliance.errors import ConflictError
from appliance.settings import DeploymentMode, Settings

NEEDED = ("telegram", "av")
"""Modules of the extra `telegram`."""

LACKS = {
    "local": ("The appliance runs in local mode.", "Set DEPLOYMENT_MODE=hybrid and LOCAL_ONLY=false."),
    "library": ("The extra `telegram` is not installed.", "Run EXTRAS=telegram make setup."),
    "token": ("There is no token of a bot.", "Set TELEGRAM_BOT_TOKEN; @BotFather gives one."),
}
"""What keeps Telegram from being used, with the remedy."""


def lack_of(settings: Settings) -> str:
    """A key of `LACKS`; empty where Telegram can be used."""
    if settings.deployment_mode is not DeploymentMode.HYBRID:
        return "local"
    if any(find_spec(each) is None for each in NEEDED):
        return "library"
    return "" if settings.telegram_bot_token else "token"


def check_usable(settings: Settings) -> None:
    """Raises `ConflictError` with what is lacking."""
    if lack := lack_of(settings):
        told, remedy = LACKS[lack]
        raise ConflictError(f"Telegram is not set up: {told}", remedy=remedy, says="no_telegram")


__all__ = ["LACKS", "check_usable", "lack_of"]
