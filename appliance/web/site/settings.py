"""Settings of the appliance: read by everybody, changed by an owner, counting after a restart."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask

from appliance.accounts.roles import administers
from appliance.channels.hybrid import check_usable
from appliance.errors import ApplianceError, CarrierError, ForbiddenError, InvalidInputError, SettingsError
from appliance.settings import SETTINGS_FILE, Settings
from appliance.upkeep.settings_file import CHANGED_ON_THE_PAGE, Value, fixed, lines_of, save, stored
from appliance.web.api.callers import Caller
from appliance.web.carrier import whose_token
from appliance.web.forms import fields_of
from appliance.web.parts import Parts
from appliance.web.site.frame import Given, Me, page, to

router = APIRouter(include_in_schema=False)

ADDRESSES = ("telegram_base_url", "telegram_base_file_url")

SWITCHES = ("local_only", "penalty_system_enabled", "analytics_enabled", "multi_language_enabled")

LONGEST_ADDRESS = 300

TOKEN = re.compile(r"[!-~]{1,200}")
"""Telegram's have no other characters (core.telegram.org/bots/api, "Authorizing your bot")."""


@router.get("/settings")
async def settings(request: Request, me: Me, parts: Given) -> Response:
    """What is set, and what counts only after a restart."""
    try:
        after = stored(parts.settings.local_data_path)
    except SettingsError as error:  # somebody changed the file by hand
        return _shown(request, me, parts, parts.settings, error=error)
    return _shown(request, me, parts, after)


@router.post("/settings")
async def change(request: Request, me: Me, parts: Given) -> Response:
    """Write what is possible together; otherwise the form again, with the lines that are not."""
    fields = await fields_of(request)
    _owner(me)
    changes = _changes(fields)
    try:
        save(parts.settings.local_data_path, changes)
    except SettingsError as error:
        tried = parts.settings.model_copy(update=dict(changes))
        apart = changes["deployment_mode"] == "hybrid" and changes["local_only"]
        lines = lines_of({name: changes[name] for name in ("deployment_mode", "local_only")}) if apart else None
        return _shown(request, me, parts, tried, error=error, lines=lines, status=422)
    await parts.store.audit.append(parts.now(), me.actor, "change settings", " ".join(changes))
    return to("/settings")


@router.post("/settings/telegram")
async def test_token(request: Request, me: Me, parts: Given) -> Response:
    """Ask Telegram whose token is stored; only where the appliance may leave the house, now and after a restart."""
    await fields_of(request)
    _owner(me)
    after = stored(parts.settings.local_data_path)
    check_usable(after)
    check_usable(after.model_copy(update={"deployment_mode": parts.settings.deployment_mode}))
    try:
        whose = await whose_token(after)
    except (CarrierError, SettingsError, InvalidInputError) as error:
        return _shown(request, me, parts, after, error=error, status=422)
    return _shown(request, me, parts, after, bot=whose)


@router.post("/settings/restart")
async def restart(request: Request, me: Me, parts: Given) -> Response:
    """End and begin anew, with what is stored now. Refused where it could not begin."""
    await fields_of(request)
    _owner(me)
    stored(parts.settings.local_data_path)
    await parts.store.audit.append(parts.now(), me.actor, "restart", "the appliance")
    shown = page(request, "restarting.html", me.user.language, {"me": me.user})
    shown.background = BackgroundTask(parts.restart.set)
    return shown


def _owner(me: Caller) -> None:
    if not administers(me.user):
        raise ForbiddenError("Only an owner of the household may do that.", says="owner_only")


def _changes(fields: Mapping[str, str]) -> dict[str, Value]:
    """What the form says. Raises `InvalidInputError`."""
    changes: dict[str, Value] = {name: fields.get(name) == "on" for name in SWITCHES}
    changes = {"deployment_mode": fields.get("deployment_mode", "local"), **changes}
    if changes["deployment_mode"] not in ("local", "hybrid"):
        raise InvalidInputError("The mode is local or hybrid.", says="choose")
    token = fields.get("telegram_bot_token", "").strip()
    if token and not TOKEN.fullmatch(token):
        raise InvalidInputError(
            "That is no token of a Telegram bot.", remedy="Copy it from @BotFather: 123456:ABC…", says="telegram"
        )
    if token or fields.get("token_gone") == "on":
        changes["telegram_bot_token"] = token
    changes |= {name: fields[name].strip()[:LONGEST_ADDRESS] for name in ADDRESSES if name in fields}
    return changes


def _shown(
    request: Request, me: Caller, parts: Parts, after: Settings, *, error: ApplianceError | None = None,
    lines: list[str] | None = None, status: int = 200, bot: str = "",
) -> Response:  # fmt: skip
    pending = [name for name in CHANGED_ON_THE_PAGE if getattr(after, name) != getattr(parts.settings, name)]
    shown = {
        "me": me.user, "may": administers(me.user), "set": after, "fixed": fixed(), "error": error, "lines": lines,
        "pending": bool(pending) and error is None, "file": SETTINGS_FILE, "bot": bot,
        "switches": zip(SWITCHES, ("settings_only", "stakes", "settings_analytics", "settings_languages"), strict=True),
    }  # fmt: skip
    return page(request, "settings.html", me.user.language, shown, status)
