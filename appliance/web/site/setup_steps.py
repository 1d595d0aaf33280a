"""What each step of the first run shows, and what its form saves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import available_timezones

from appliance.calls.appointments import check_appointment
from appliance.channels import furnishing
from appliance.coach.safety.hotlines import country_code, usable_hotlines
from appliance.engines.kinds import surroundings
from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.language.folders import known_languages
from appliance.progress.packs import pack, packs
from appliance.records.calls import FINAL_STATUSES
from appliance.records.people import CallType, CheckIn, Room
from appliance.records.requests import RequestKind, RequestSource, request_from
from appliance.schedule.rings import DEFAULT_RETRY_MINUTES
from appliance.upkeep.first_run import BROWSER_ROOM, FirstRun, Settled, Step, usual_channel
from appliance.upkeep.languages import ENGLISH, check_wanted
from appliance.upkeep.weights.manifest import load_manifest
from appliance.upkeep.weights.recommend import recommend
from appliance.web.api.callers import Caller, owner_of
from appliance.web.faults import check_done
from appliance.web.parts import Parts
from appliance.web.site.rooms import TRIED, add_from, browser_offered, change_from, form_of, tried_by

Typed = Mapping[str, str]
Show = Callable[[Caller, Parts, FirstRun, Typed, Typed], Awaitable[dict[str, Any]]]
Save = Callable[[Caller, Parts, Typed], Awaitable[str | None]]
"""Returns None where the step is done, else what of it to look at now, as the end of its address."""

SUGGESTED = ((CallType.MORNING, "07:30"), (CallType.EVENING, "21:30"))

ENGINE_KINDS = ("recogniser", "voice", "words")


@cache
def zones() -> tuple[str, ...]:
    """All time zones."""
    return tuple(sorted(available_timezones()))


async def show_you(me: Caller, parts: Parts, run: FirstRun, typed: Typed, asked: Typed) -> dict[str, Any]:
    """Name, language, zone, country."""
    known = known_languages()
    able = known if parts.settings.multi_language_enabled else {ENGLISH: known[ENGLISH]}
    return {
        "form": {
            "name": me.user.name, "language": me.user.language, "timezone": me.user.timezone,
            "country": me.user.prefers.country, **typed,
        },
        "languages": [(code, each.own_name) for code, each in able.items()],
        "more_languages": len(able) < len(known),
        "zones": zones(),
        "countries": sorted(usable_hotlines(parts.settings.local_data_path).countries),
        "guess": Step.YOU not in run.settled and not typed,
    }  # fmt: skip


async def save_you(me: Caller, parts: Parts, fields: Typed) -> None:
    """The person as the form has them."""
    user = me.user.model_copy()
    user.name = fields.get("name", "")
    user.timezone = fields.get("timezone", "").strip()
    user.language = check_wanted(fields.get("language", ENGLISH), parts.settings)
    written = fields.get("country", "").strip()
    country = country_code(written) if written else ""
    user.preferences = {key: value for key, value in user.preferences.items() if key != "country"}
    user.preferences |= {"country": country} if country else {}
    await parts.store.people.save_user(user, parts.now())
    await parts.store.audit.append(parts.now(), me.actor, "change person", f"user {user.id}")


async def show_room(me: Caller, parts: Parts, run: FirstRun, typed: Typed, asked: Typed) -> dict[str, Any]:
    """The first room's devices, once it is there also to be tried."""
    found = await furnishing.look_for_devices(parts.devices)
    known = await parts.store.people.rooms()
    room = known[0] if known else Room(name="")
    tried = asked.get("tried", "")
    return {
        "found": found, "there": bool(known), "browser": browser_offered(parts),
        "browser_chosen": await parts.store.days.marked(BROWSER_ROOM) is not None,
        "tried": tried if tried in TRIED else "", "lacks": furnishing.lacks_of(room, found) if known else [],
        **form_of(room, found, typed),
    }  # fmt: skip


async def save_room(me: Caller, parts: Parts, fields: Typed) -> str | None:
    """Make or change the first room and stay to try it; go on from there."""
    button, known = fields.get("do", ""), await parts.store.people.rooms()
    if button == "browser":
        if not browser_offered(parts):
            raise ConflictError("No browser can be called here.")
        await parts.store.days.mark(BROWSER_ROOM, parts.now())
        return None
    if button == "on" and known:
        return None
    if button in ("chime", "echo"):
        if not known:
            raise NotFoundError("There is no room yet.")
        return f"?tried={await tried_by(button, known[0], me, parts)}"
    await (change_from(fields, known[0], me, parts) if known else add_from(fields, me, parts))
    return ""


async def show_engines(me: Caller, parts: Parts, run: FirstRun, typed: Typed, asked: Typed) -> dict[str, Any]:
    """What hears, speaks and words here, and what would suit the machine."""
    looked = await parts.observatory.look()
    around = surroundings(parts.settings)
    machine = await asyncio.to_thread(lambda: around.machine)
    advice = recommend(machine, load_manifest(parts.settings.local_models_path))
    return {
        "engines": [
            (kind, [each for each in looked.findings if each.name.partition(" ")[0] == kind]) for kind in ENGINE_KINDS
        ],
        "advice": advice,
    }


async def show_persona(me: Caller, parts: Parts, run: FirstRun, typed: Typed, asked: Typed) -> dict[str, Any]:
    """Gentle ones: to a harsh one a person agrees in words of its own, elsewhere."""
    gentle = [
        (name, each.title_in(me.user.language)) for name, each in sorted(parts.personas.items()) if not each.harsh
    ]
    return {
        "personas": gentle,
        "chosen": typed.get("persona", me.user.personality_mode),
        "harsh": any(each.harsh for each in parts.personas.values()),
    }


async def save_persona(me: Caller, parts: Parts, fields: Typed) -> None:
    """Who calls from now on."""
    wanted = parts.personas.get(fields.get("persona", ""))
    if wanted is None or (wanted.harsh and wanted.name != me.user.personality_mode):
        raise InvalidInputError("Choose one of these.", says="choose")
    user = me.user.model_copy(update={"personality_mode": wanted.name})
    await parts.store.people.save_user(user, parts.now())
    await parts.store.audit.append(parts.now(), me.actor, "change person", f"user {user.id}")


async def show_habits(me: Caller, parts: Parts, run: FirstRun, typed: Typed, asked: Typed) -> dict[str, Any]:
    """What is tracked, and what is ready to be."""
    kinds = await parts.store.progress.metric_types(me.user.id)
    known = {kind.name.casefold() for kind in kinds}
    ready = [
        (name, rows[0].metric_type(me.user.id, me.user.language, parts.now()).name) for name, rows in packs().items()
    ]
    return {"habits": kinds, "ready": [(name, title) for name, title in ready if title.casefold() not in known]}


async def save_habits(me: Caller, parts: Parts, fields: Typed) -> None:
    """Begin what was ticked; nothing is an answer too."""
    for name in (key.removeprefix("pack_") for key in fields if key.startswith("pack_")):
        kinds = [each.metric_type(me.user.id, me.user.language, parts.now()) for each in pack(name)]
        await parts.store.progress.add_missing(kinds)


async def show_calls(me: Caller, parts: Parts, run: FirstRun, typed: Typed, asked: Typed) -> dict[str, Any]:
    """Appointments there are, and a morning and an evening proposed."""
    there = sorted(await parts.store.people.check_ins(me.user.id), key=lambda each: each.at)
    taken = {each.call_type for each in there}
    offered = [
        (str(kind), typed.get(f"at_{kind}", at), str(kind) in typed if typed else kind is CallType.EVENING)
        for kind, at in SUGGESTED
        if kind not in taken
    ]
    return {"check_ins": there, "offered": offered}


async def save_calls(me: Caller, parts: Parts, fields: Typed) -> None:
    """The ticked ones, every day: all of them or none."""
    channel = await usual_channel(parts.store, parts.channels)
    wanted = [
        CheckIn(
            user_id=me.user.id,
            call_type=kind,
            at=fields.get(f"at_{kind}", at)[:5],
            weekdays=list(range(7)),
            channels=[channel],
            retry_minutes=list(DEFAULT_RETRY_MINUTES),
            created_at=parts.now(),
        )
        for kind, at in SUGGESTED
        if str(kind) in fields
    ]
    for each in wanted:
        await check_appointment(parts.store, each, me.user, parts.now())
    for each in wanted:
        await parts.store.people.add_check_in(each)


async def show_trial(me: Caller, parts: Parts, run: FirstRun, typed: Typed, asked: Typed) -> dict[str, Any]:
    """The button; once it was pressed, what becomes of the call."""
    call_id, call, attempts = asked.get("call", ""), None, []
    if call_id:
        call = await parts.store.calls.call(_uuid(call_id))
        await owner_of(parts, me, call.user_id)
        attempts = [each for each in await parts.store.calls.attempts(call.id) if each.result is not None]
    channel = await usual_channel(parts.store, parts.channels)
    over = call is not None and call.status in FINAL_STATUSES
    return {"request_id": uuid4(), "call": call, "attempts": attempts, "channel": channel, "over": over}


async def save_trial(me: Caller, parts: Parts, fields: Typed) -> str | None:
    """Place a call now, or go on."""
    if fields.get("do") != "call":
        return None
    channel = await usual_channel(parts.store, parts.channels)
    content = {
        "id": _uuid(fields.get("id", "")), "kind": RequestKind.CALL, "talk": True, "source": RequestSource.PAGE,
        "user_id": me.user.id, "channel": channel,
    }  # fmt: skip
    receipt = await parts.desk.execute(request_from(content))
    check_done(receipt, me.user.language)
    return f"?call={receipt.call_id}" if receipt.call_id else ""


async def show_end(me: Caller, parts: Parts, run: FirstRun, typed: Typed, asked: Typed) -> dict[str, Any]:
    """Where everything is, and what was put off."""
    return {"put_off": [step for step in run.steps[:-1] if run.settled.get(step) is not Settled.DONE]}


async def nothing(me: Caller, parts: Parts, fields: Typed) -> None:
    """Reading it was all."""


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInputError("That form is not complete.", remedy="Load the page again.", says="form") from None


SHOWN: Mapping[Step, Show] = {
    Step.YOU: show_you,
    Step.ROOM: show_room,
    Step.ENGINES: show_engines,
    Step.PERSONA: show_persona,
    Step.HABITS: show_habits,
    Step.CALLS: show_calls,
    Step.TRIAL: show_trial,
    Step.END: show_end,
}

SAVED: Mapping[Step, Save] = {
    Step.YOU: save_you,
    Step.ROOM: save_room,
    Step.ENGINES: nothing,
    Step.PERSONA: save_persona,
    Step.HABITS: save_habits,
    Step.CALLS: save_calls,
    Step.TRIAL: save_trial,
}
