"""One's own Telegram chat. Nobody links or changes somebody else's."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from appliance.accounts.roles import Scope
from appliance.channels.hybrid import check_usable, lack_of
from appliance.reach.chat import linking
from appliance.reach.chat.pairing import GOOD_FOR
from appliance.records.telegram import MOST_HOURS_KEPT, Came, Fate, Goes
from appliance.web.api.callers import Caller, Given, may
from appliance.web.api.views import View
from appliance.web.carrier import bot_name_of

router = APIRouter(prefix="/telegram", tags=["telegram"])

Reader = Annotated[Caller, Depends(may(Scope.READ))]
Recorder = Annotated[Caller, Depends(may(Scope.RECORD))]
Browser = Annotated[Caller, Depends(may(Scope.RECORD, browser=True))]

Hours = Annotated[int | None, Field(ge=1, lt=MOST_HOURS_KEPT)]

MOST_CROSSINGS = 100


class LinkView(View):
    name: str
    """What the account calls itself."""
    linked_at: datetime
    with_text: bool
    discreet: bool
    delete_after_hours: int | None
    blocked_at: datetime | None
    """Since when the person has blocked the bot."""


class TelegramView(BaseModel):
    lacks: Literal["", "local", "library", "token"]
    """What keeps Telegram from being used."""
    bot: str
    """The bot's name without the @; empty until Telegram has told it."""
    link: LinkView | None


class ChatWishes(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"discreet": True, "delete_after_hours": 12}]})

    with_text: bool | None = None
    discreet: bool | None = None
    delete_after_hours: Hours = None
    """Null, where it is given: they stay."""


class PairingCode(BaseModel):
    code: str
    """Shown this once."""
    expires_at: datetime
    address: str
    """Opens the bot's chat with the code; empty until Telegram has told the bot's name."""


class CrossingView(View):
    at: datetime
    outgoing: bool
    kind: Goes | Came
    fate: Fate | None
    settled: bool


@router.get("")
async def telegram(caller: Reader, parts: Given) -> TelegramView:
    """Whether Telegram can be used, and one's own chat."""
    link = await parts.store.telegram.of_user(caller.user.id)
    return TelegramView.model_validate({
        "lacks": lack_of(parts.settings), "bot": bot_name_of(parts.channels),
        "link": None if link is None else LinkView.of(link),
    })  # fmt: skip


@router.post("/pairing", status_code=201)
async def pair_chat(caller: Browser, parts: Given) -> PairingCode:
    """A code that links the chat in which the bot gets it. Good once, for 15 minutes; an earlier one ends."""
    check_usable(parts.settings)
    now, bot = parts.now(), bot_name_of(parts.channels)
    code = await linking.invite(parts.store, caller.user.id, now, caller.actor)
    address = linking.start_address(bot, code) if bot else ""
    return PairingCode(code=code, expires_at=now + GOOD_FOR, address=address)


@router.patch("")
async def change_chat(body: ChatWishes, caller: Recorder, parts: Given) -> LinkView:
    """How it calls in one's chat from now on."""
    link = await linking.link_of(parts.store, caller.user.id)
    given = {name: getattr(body, name) for name in body.model_fields_set}
    kept = {name: getattr(link, name) for name in ("with_text", "discreet", "delete_after_hours")}
    switches = {name: value for name, value in given.items() if value is not None or name == "delete_after_hours"}
    wishes = linking.Wishes(**{**kept, **switches})
    return LinkView.of(await linking.arrange(parts.store, caller.user.id, wishes, parts.now(), caller.actor))


@router.delete("", status_code=204)
async def unlink_chat(caller: Recorder, parts: Given) -> None:
    """Nothing goes to one's chat any more."""
    await linking.unlink(parts.store, caller.user.id, parts.now(), caller.actor)


@router.get("/messages")
async def list_crossings(caller: Reader, parts: Given) -> list[CrossingView]:
    """What went to one's chat and came from it lately: when, of which kind, what became of it; no contents."""
    return [CrossingView.of(each) for each in await parts.store.outbox.crossings(caller.user.id, MOST_CROSSINGS)]
