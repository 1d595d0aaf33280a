"""Rooms on the page and in the API: who changes them, what is refused, and trying them with a real sound server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from appliance.channels.furnishing import Found, lacks_of
from appliance.channels.sound_card import DeviceInfo
from appliance.language.messages import messages
from appliance.ports import Audio
from appliance.records.people import Room
from appliance.voice.audio import chime, level_dbfs
from tests.soundserver import SoundRoom, sound_room
from tests.store import samples
from tests.web.apihouse import ApiHouse, held
from tests.web.test_api import V1, refused
from tests.web.test_site import leads

T = {key: texts[0] for key, texts in messages("en").page.items()}
SPEECH = Audio(chime(16_000, level=0.9).pcm * 12, 16_000)
PULSE: dict[str, Any] = {"speaker_device": "pulse", "microphone_device": "pulse"}


@pytest.fixture
def lab() -> Iterator[SoundRoom]:
    with sound_room() as room:
        yield room


async def bedroom(house: ApiHouse, **fields: Any) -> Room:
    """A room kept without asking for its devices: there may be none here."""
    wanted = Room(name="bedroom", created_at=house.appliance.now(), **fields)
    return await house.appliance.store.people.add_room(wanted)


def test_an_owner_changes_a_room_and_others_look(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        room, people = (
            await bedroom(house, volume_by_hour=[night("12:00", "13:00")] * 2),
            house.appliance.store.people,
        )
        form = {
            "volume": "62,5", "private": "on", "fade_in_seconds": "3", "speaker_device": "default",
            "microphone_device": "default", "quiet_from": "22:00", "quiet_until": "07:00", "quiet_volume": "30",
        }  # fmt: skip
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as member:
            leads(await owner.post(f"/rooms/{room.id}", data=form), f"/rooms/{room.id}")
            changed = await people.room("bedroom")
            assert (changed.volume, changed.private, changed.fade_in_seconds) == (0.625, True, 3.0)
            assert changed.volume_by_hour == [night("22:00", "07:00", 0.3), night("12:00", "13:00")]
            shown = (await owner.get(f"/rooms/{room.id}")).text
            assert 'value="22:00"' in shown
            seen = (await member.get("/rooms")).text
            assert "bedroom" in seen
            assert T["rooms_owner"] in seen
            assert f"/rooms/{room.id}" not in seen
            for path in (f"/rooms/{room.id}", f"/rooms/{room.id}/try", f"/rooms/{room.id}/remove", "/rooms"):
                assert (await member.post(path, data={"do": "chime", "name": "mine"})).status_code == 403
            assert (await member.get(f"/rooms/{room.id}")).status_code == 403
            assert (await owner.get("/rooms/attic")).status_code == 404
            leads(await owner.post(f"/rooms/{room.id}/remove", data={"do": "remove"}), "/rooms")
            assert await people.rooms() == []
            done = [each["action"] for each in (await owner.get(f"{V1}/audit")).json()["items"]]
            assert done[:2] == ["remove room", "change room"]

    held(tmp_path, body)


def night(begins: str, ends: str, volume: float = 0.5) -> dict[str, Any]:
    return {"begins": begins, "ends": ends, "volume": volume}


@pytest.mark.parametrize(
    "wrong",
    [
        {"volume": "101"},
        {"volume": "loud"},
        {"volume": "nan"},
        {"fade_in_seconds": "-1"},
        {"quiet_from": "22:00"},
        {"quiet_from": "25:00", "quiet_until": "07:00"},
        {"quiet_from": "22:00", "quiet_until": "22:00"},
        {"quiet_from": "22:00", "quiet_until": "07:00", "quiet_volume": "1e9"},
        {"speaker_device": "<b>radio"},
        {"speaker_device": "x" * 5000},
        {"microphone_device": "\x00"},
    ],
)
def test_what_cannot_be_is_told_beside_what_was_typed(tmp_path: Path, wrong: dict[str, str]) -> None:
    async def body(house: ApiHouse) -> None:
        room = await bedroom(house)
        async with house.signed_in("Olga") as owner:
            answer = await owner.post(f"/rooms/{room.id}", data={"volume": "40", **wrong})
            assert answer.status_code in (404, 422)
            assert 'role="alert"' in answer.text
            assert "<b>radio" not in answer.text
            added = await owner.post("/rooms", data={"name": "attic", **wrong})
            assert added.status_code in (404, 422)
            assert 'value="attic"' in added.text
        assert (await house.appliance.store.people.rooms()) == [room]

    held(tmp_path, body)


def test_the_api_has_the_same_rules(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        room = await bedroom(house)
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as member:
            assert [each["name"] for each in (await member.get(f"{V1}/rooms")).json()] == ["bedroom"]
            changed = await owner.patch(f"{V1}/rooms/Bedroom", json={"volume": 0.25, "private": True})
            assert (changed.status_code, changed.json()["volume"], changed.json()["private"]) == (200, 0.25, True)
            quieter = await owner.patch(f"{V1}/rooms/{room.id}", json={"volume_by_hour": [night("22:00", "07:00")]})
            assert quieter.json()["volume_by_hour"] == [night("22:00", "07:00")]
            refused(await owner.patch(f"{V1}/rooms/{room.id}", json={"volume": 2}), 422, "invalid_input")
            whole_day = {"volume_by_hour": [night("22:00", "22:00")]}
            refused(await owner.patch(f"{V1}/rooms/{room.id}", json=whole_day), 422, "invalid_input")
            refused(await owner.patch(f"{V1}/rooms/{room.id}", json={"speaker_device": "radio"}), 404, "not_found")
            refused(await owner.post(f"{V1}/rooms/attic/chime"), 404, "not_found")
            for asked in (
                member.post(f"{V1}/rooms", json={"name": "mine"}),
                member.patch(f"{V1}/rooms/bedroom", json={"volume": 1}),
                member.delete(f"{V1}/rooms/bedroom"),
                member.post(f"{V1}/rooms/bedroom/chime"),
                member.post(f"{V1}/rooms/bedroom/echo"),
                member.get(f"{V1}/rooms/bedroom/level"),
                member.get(f"{V1}/devices"),
                owner.get(f"{V1}/rooms/bedroom/level", headers={"Sec-Fetch-Site": "cross-site"}),
            ):
                refused(await asked, 403, "forbidden")
            assert set((await owner.get(f"{V1}/devices")).json()) == {"devices", "fault", "remedy"}
            assert (await owner.delete(f"{V1}/rooms/bedroom")).status_code == 204

    held(tmp_path, body)


def test_a_room_is_not_tried_while_a_call_is_held_on_its_devices(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_ = house.appliance.store, house.people["Max"]
        room, other = await bedroom(house), Room(name="study", created_at=house.appliance.now(), **PULSE)
        await store.people.add_room(other)
        call = await store.calls.add(samples.call(max_, room=room.name))
        await store.calls.begin_attempt(samples.attempt(call))
        async with house.signed_in("Olga") as owner:
            for asked in (
                owner.post(f"{V1}/rooms/bedroom/chime"),
                owner.post(f"{V1}/rooms/bedroom/echo"),
                owner.get(f"{V1}/rooms/bedroom/level"),
            ):
                refused(await asked, 409, "conflict")
            told = await owner.post(f"/rooms/{room.id}/try", data={"do": "chime"})
            assert (told.status_code, "A call is going on in bedroom" in told.text) == (409, True)
            async with house.parts.devices.trying:
                answer = await owner.post(f"{V1}/rooms/study/chime")
                refused(answer, 409, "conflict")
                assert "at this moment" in answer.json()["detail"]

    held(tmp_path, body)


def test_a_device_that_is_gone_is_told_with_what_there_is() -> None:
    here = Found(
        (DeviceInfo("Desk speakers", 0, 2, 48_000, False, True), DeviceInfo("Webcam", 1, 0, 48_000, True, False))
    )
    gone = lacks_of(Room(name="kitchen", speaker_device="Radio", microphone_device="Webcam"), here)
    assert [('"Radio"' in each.message, "Desk speakers" in each.message) for each in gone] == [(True, True)]
    assert "Plug it in" in gone[0].remedy
    assert lacks_of(Room(name="kitchen"), here) == []
    assert (here.can_call, Found().can_call) == (True, False)


@pytest.mark.sound
def test_a_room_is_added_and_tried_with_real_sound(tmp_path: Path, lab: SoundRoom) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            assert "pulse" in [each["name"] for each in (await owner.get(f"{V1}/devices")).json()["devices"]]
            assert '<option value="pulse">' in (await owner.get("/rooms")).text
            added = await owner.post("/rooms", data={"name": "kitchen", "volume": "100", **PULSE})
            room = await house.appliance.store.people.room("kitchen")
            leads(added, f"/rooms/{room.id}")
            recording = lab.record()
            leads(await owner.post(f"/rooms/{room.id}/try", data={"do": "chime"}), f"/rooms/{room.id}?tried=chimed")
            assert level_dbfs(recording.stop()) > -50, "the chime was heard in the room"
            assert T["rooms_chimed"] in (await owner.get(f"/rooms/{room.id}?tried=chimed")).text
            assert (await owner.post(f"{V1}/rooms/kitchen/chime")).status_code == 204
            leads(await owner.post(f"/rooms/{room.id}/try", data={"do": "echo"}), f"/rooms/{room.id}?tried=silent")
            for _ in range(10):  # a busy server plays late
                lab.speak(SPEECH)
                if (heard := (await owner.post(f"{V1}/rooms/kitchen/echo")).json())["heard_something"]:
                    break
            assert heard["heard_something"]
            assert (await owner.get(f"/rooms/{room.id}?tried=<b>")).status_code == 200

    held(tmp_path, body)


@pytest.mark.sound
def test_the_meter_shows_who_speaks_and_stops_by_itself(tmp_path: Path, lab: SoundRoom) -> None:
    async def body(house: ApiHouse) -> None:
        await bedroom(house, **PULSE)
        async with house.signed_in("Olga") as owner:
            for _ in range(10):
                lab.speak(SPEECH)
                answer = await owner.get(f"{V1}/rooms/bedroom/level", params={"seconds": 3})
                assert answer.headers["content-type"].startswith("text/event-stream")
                *events, last = answer.text.strip().split("\n\n")
                levels = [json.loads(each.removeprefix("data: ")) for each in events]
                assert last == "event: end\ndata: {}"
                assert all(-100 <= each["dbfs"] <= 0 <= each["peak"] <= 1 for each in levels)
                if max(each["dbfs"] for each in levels) > -40:
                    break
            assert max(each["dbfs"] for each in levels) > -40
            assert not house.parts.devices.trying.locked()

    held(tmp_path, body)


@pytest.mark.sound
def test_a_call_that_begins_ends_a_trial(tmp_path: Path, lab: SoundRoom) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_ = house.appliance.store, house.people["Max"]
        room = await bedroom(house, **PULSE)
        call = await store.calls.add(samples.call(max_, room=room.name))
        async with house.signed_in("Olga") as owner:
            metering = asyncio.create_task(owner.get(f"{V1}/rooms/bedroom/level", params={"seconds": 30}))
            while not house.parts.devices.trying.locked():  # noqa: ASYNC110  # it begins in its own time
                await asyncio.sleep(0.01)
            refused(await owner.post(f"{V1}/rooms/bedroom/echo"), 409, "conflict")
            await store.calls.begin_attempt(samples.attempt(call))
            answer = await metering
            assert answer.status_code == 409 or answer.text.endswith("event: end\ndata: {}\n\n")
        assert not house.parts.devices.trying.locked()

    held(tmp_path, body)


@pytest.mark.sound
def test_health_listens_to_each_room_when_an_owner_asks(tmp_path: Path, lab: SoundRoom) -> None:
    async def body(house: ApiHouse) -> None:
        room = await bedroom(house, **PULSE)
        gone = await house.appliance.store.people.add_room(
            Room(name="attic", microphone_device="no such thing", created_at=house.appliance.now())
        )
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as member:
            assert T["health_listen"] in (await owner.get("/health")).text
            assert T["health_listen"] not in (await member.get("/health")).text
            assert (await member.post("/health/mend", data={"what": "listen"})).status_code == 403
            leads(await owner.post("/health/mend", data={"what": "listen"}), "/health")
            said = unescape((await owner.get("/health")).text)
            assert "nothing at all is heard" in said, "a virtual room is as silent as a muted microphone"
            assert 'no microphone named "no such thing"' in said
            await house.appliance.store.people.remove_room(gone.name)
            for _ in range(10):  # a busy server plays late
                lab.speak(SPEECH)
                assert (await owner.post(f"{V1}/mend", json={"what": "listen"})).status_code == 204
                (found,) = house.parts.microphones.findings()
                if found.figures["dbfs"] > -60:
                    break
            assert found.figures["dbfs"] > -60
            assert "attic" not in (await owner.get("/health")).text, "only what was found last"
            call = await house.appliance.store.calls.add(samples.call(house.people["Max"], room=room.name))
            await house.appliance.store.calls.begin_attempt(samples.attempt(call))
            refused(await owner.post(f"{V1}/mend", json={"what": "listen"}), 409, "conflict")
            assert house.parts.microphones.findings() == [found]

    held(tmp_path, body)
