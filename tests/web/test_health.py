"""The health page: what is wrong is told with a button that mends it, and only owners mend what is everybody's."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import cast

import pytest

from appliance.channels.devices import DeviceInfo
from appliance.channels.furnishing import Found
from appliance.engines.ladder import VoiceLadder
from appliance.errors import EngineError
from appliance.language.messages import message_codes, messages
from appliance.ports import HEARING_RATE, Audio, Sentence, TextToSpeech
from appliance.records.calls import CallStatus, MessageType
from appliance.records.people import Pause, Room
from appliance.upkeep import crashes
from appliance.upkeep.clock import ClockTrust
from appliance.upkeep.daily_round import Checked
from appliance.upkeep.doctor import without_devices
from appliance.upkeep.findings import Finding
from appliance.upkeep.latency import STAGES
from appliance.web.mending import shown
from tests.store import samples
from tests.web.apihouse import ApiHouse, held
from tests.web.test_site import leads

WORDS = messages("en").page


class Patchy:
    """A voice that works or does not."""

    def __init__(self, name: str) -> None:
        self.name, self.works = name, True

    async def warm(self) -> None:
        if not self.works:
            raise EngineError(f"{self.name} is broken")

    async def synthesize(self, sentence: Sentence) -> Audio:
        await self.warm()
        return Audio(b"\0\0" * 100, HEARING_RATE)

    async def aclose(self) -> None:
        """Nothing is held."""


def test_what_was_the_status_page_leads_here(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            leads(await nobody.get("/status"), "/sign-in?back=/status")
        async with house.signed_in("Max") as browser:
            leads(await browser.get("/status"), "/health")
            page = (await browser.get("/health")).text
            assert WORDS["health_on_duty"][0] in page
            assert WORDS["health_no_answers"][0] in page
            assert "health/mend" not in page, "nothing to be mended by a member"

    held(tmp_path, body)


def test_an_engine_that_is_down_is_tried_again_at_once(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        fine, plain = Patchy("espeak"), Patchy("plain")
        ladder = VoiceLadder([cast(TextToSpeech, fine), cast(TextToSpeech, plain)])
        ladders = dict(house.parts.observatory.ladders)
        cast(dict[str, object], house.parts.observatory.ladders)["voice"] = ladder
        try:
            fine.works = False
            await ladder.synthesize(Sentence("Hello."))
            async with house.signed_in("Olga") as owner, house.signed_in("Max") as max_:
                page = unescape((await owner.get("/health")).text)
                assert "espeak is broken" in page
                assert WORDS["health_try_again"][0] in page
                form = {"what": "engine", "kind": "voice"}
                assert (await max_.post("/health/mend", data=form)).status_code == 403
                failed = await owner.post("/api/v1/mend", json=form)
                assert (failed.status_code, failed.json()["code"]) == (503, "engine_failed")
                assert ladder.name == "plain"
                fine.works = True
                leads(await owner.post("/health/mend", data=form), "/health")
                assert ladder.name == "espeak"
                assert (await owner.post("/health/mend", data={**form, "kind": "nose"})).status_code == 404
                assert (await owner.post("/health/mend", data={"what": "all"})).status_code == 422
        finally:
            await ladder.aclose()
            cast(dict[str, object], house.parts.observatory.ladders).update(ladders)

    held(tmp_path, body)


def test_a_clock_that_is_not_trusted_is_trusted_by_an_owner(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        clock = house.parts.observatory.clock
        clock.last_seen = datetime.now(UTC) + timedelta(days=30)
        clock.verdict = ClockTrust(False)
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as max_:
            page = unescape((await max_.get("/health")).text)
            assert WORDS["health_clock"][0] in page
            assert WORDS["health_trust"][0] not in page
            assert (await max_.post("/health/mend", data={"what": "clock"})).status_code == 403
            assert clock.held()
            assert WORDS["health_trust"][0] in (await owner.get("/health")).text
            leads(await owner.post("/health/mend", data={"what": "clock"}), "/health")
            assert clock.held() == ""
            assert WORDS["health_clock"][0] not in (await owner.get("/health")).text
        assert (await house.appliance.store.audit.entries(1))[0].action == "clock.trust"

    held(tmp_path, body)


def test_pauses_are_taken_back_ones_own_by_oneself(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        silences, now = house.appliance.store.silences, house.appliance.now()
        for user_id in (house.people["Max"].id, house.people["Vera"].id, None):
            until = now.date() + timedelta(days=4)
            await silences.add_pause(Pause(user_id=user_id, from_day=now.date(), until_day=until, created_at=now))
        async with house.signed_in("Max") as max_, house.signed_in("Olga") as owner:
            page = unescape((await max_.get("/health")).text)
            assert WORDS["health_paused"][0] in page
            assert WORDS["health_all_paused"][0] in page
            assert WORDS["health_resume_all"][0] not in page
            leads(await max_.post("/health/mend", data={"what": "pause"}), "/health")
            assert (await max_.post("/health/mend", data={"what": "pause"})).status_code == 409
            assert (await max_.post("/health/mend", data={"what": "pause_of_all"})).status_code == 403
            page = unescape((await owner.get("/health")).text)
            assert WORDS["health_paused"][0] not in page, "somebody else's is theirs"
            leads(await owner.post("/health/mend", data={"what": "pause_of_all"}), "/health")
            page = unescape((await max_.get("/health")).text)
            assert WORDS["health_all_paused"][0] not in page

    held(tmp_path, body)


def test_devices_are_looked_for_again(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        missing = shown(house.parts, Finding("speaker", False, "none found", "Plug one in."))
        assert (missing.mend, missing.finding.state) == ("devices", "missing")
        gone = shown(house.parts, Finding("recogniser whisper:base.en", False, "no model", needed=False))
        assert (gone.mend, gone.wants_model, gone.kind, gone.which) == (None, True, "recogniser", "whisper:base.en")
        muted = shown(house.parts, Finding("microphone kitchen", False, "nothing at all is heard", needed=False))
        assert (muted.mend, muted.kind, muted.which) == ("listen", "microphone", "kitchen")
        assert (gone.finding.state, muted.finding.state) == ("absent", "faulty"), "what is here and wrong is not away"
        async with house.signed_in("Olga") as owner:
            await owner.get("/healthz")
            leads(await owner.post("/health/mend", data={"what": "devices"}), "/health")
            assert house.parts.observatory._seen == [], "the next probe looks anew"

    held(tmp_path, body)


def test_answers_are_told_by_stage_in_every_language(tmp_path: Path) -> None:
    for code in message_codes():
        assert {f"health_{column}" for column in STAGES} <= set(messages(code).page)

    async def body(house: ApiHouse) -> None:
        store, max_ = house.appliance.store, house.people["Max"]
        call = await store.calls.add(samples.call(max_, status=CallStatus.COMPLETED))
        turn = samples.turn(
            call, message_type=MessageType.AI, voice_to_voice_ms=730.0, endpoint_ms=500.0, transcribed_ms=600.0,
            first_token_ms=650.0, engine="espeak",
        )  # fmt: skip
        await store.calls.keep_turn(turn)
        max_.language = "de"
        await store.people.save_user(max_, house.appliance.now())
        async with house.signed_in("Max") as browser:
            page = (await browser.get("/health")).text
            assert "0.73" in page
            assert messages("de").page["health_voice_to_voice_ms"][0] in page
            assert messages("de").page["health_is_ok"][0] in page
            assert "espeak (1)" in page

    held(tmp_path, body)


@pytest.mark.parametrize("works", [True, False])
def test_a_ladder_tries_again_whatever_its_turn_is(works: bool) -> None:
    async def scenario() -> None:
        first, last = Patchy("first"), Patchy("last")
        ladder = VoiceLadder([cast(TextToSpeech, first), cast(TextToSpeech, last)])
        first.works = False
        await ladder.synthesize(Sentence("Hello."))
        first.works = works
        if works:
            await ladder.try_again()
        else:
            with pytest.raises(EngineError, match="first is broken"):
                await ladder.try_again()
        assert ladder.name == ("first" if works else "last")
        await ladder.try_again() if works else None
        await ladder.aclose()

    asyncio.run(scenario())


def test_crashes_are_told_until_an_owner_has_read_of_them(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        folder = house.parts.settings.local_data_path / crashes.FOLDER
        report = crashes.write(folder, house.appliance.now(), ["builtins.KeyError"])
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as max_:
            page = unescape((await owner.get("/health")).text)
            assert str(report) in page
            assert WORDS["health_mend_crash"][0] in page
            assert WORDS["health_mend_crash"][0] not in (await max_.get("/health")).text
            assert (await max_.post("/health/mend", data={"what": "crash"})).status_code == 403
            leads(await owner.post("/health/mend", data={"what": "crash"}), "/health")
            assert crashes.crashes(folder) == []
            assert WORDS["health_mend_crash"][0] not in (await owner.get("/health")).text

    held(tmp_path, body)


def test_a_damaged_database_is_told_and_read_again_by_a_button(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        daily_round = house.parts.daily_round
        daily_round.checked = Checked(house.appliance.now(), ["row 7 is missing from an index"])
        async with house.signed_in("Olga") as owner:
            page = (await owner.get("/health")).text
            assert "row 7 is missing from an index" in page
            assert WORDS["health_mend_integrity"][0] in page
            leads(await owner.post("/health/mend", data={"what": "integrity"}), "/health")
            assert "sound" in (await owner.get("/health")).text
            assert daily_round.checked.damage == []

    held(tmp_path, body)


def test_everything_that_is_looked_at_has_its_name_in_the_readers_language(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        found = (await house.parts.observatory.look()).findings
        names = {each.name for each in found}
        assert {"file system", "time source", "disk", "memory", "integrity", "crash", "backup", "key"} <= names
        for finding in found:
            kind = shown(house.parts, finding).kind
            for code in message_codes():
                assert f"health_{kind}" in messages(code).page, (code, kind)

    held(tmp_path, body)


def test_a_room_whose_devices_are_gone_is_named() -> None:
    here = Found((DeviceInfo("pulse", 2, 2, 48_000, True, True),))
    hall = Room(name="hall", speaker_device="ghost", microphone_device="ghost")
    kitchen = Room(name="kitchen", speaker_device="pulse", microphone_device="pulse")
    (only,) = without_devices([hall], here)
    assert (only.name, only.state) == ("room hall", "missing"), "nothing is left to call in"
    assert '"ghost"' in only.detail
    (one,) = without_devices([hall, kitchen], here)
    assert (one.state, one.ok) == ("faulty", False)
    assert list(without_devices([kitchen], here)) == []
