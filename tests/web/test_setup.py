"""The first run by plain forms: whole, left and resumed, twice, by a member, as nobody; and an export brought in."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from appliance.channels.furnishing import look_for_devices
from appliance.language.messages import messages
from appliance.records.calls import CallStatus
from appliance.records.people import Role, User
from appliance.records.progress import MetricKind, MetricType
from appliance.transfer.out import Shape, export
from appliance.upkeep.first_run import MEMBERS, OWNERS, FirstRun, Settled, Step, first_run
from tests.web.apihouse import CODE, PASSWORD, ApiHouse, held
from tests.web.test_site import leads

T = {key: texts[0] for key, texts in messages("en").page.items()}
YOU = {"name": "Sam", "language": "en", "timezone": "Europe/Vienna", "country": "at"}
LATER = {"do": "later"}


async def claimed(browser: httpx.AsyncClient) -> None:
    form = {"code": CODE, "name": "Sam", "timezone": "UTC", "password": PASSWORD}
    leads(await browser.post("/claim", data=form), "/setup")


async def put_off(browser: httpx.AsyncClient, *steps: str) -> None:
    for step in steps:
        assert (await browser.post(f"/setup/{step}", data=LATER)).status_code == 303


def test_the_first_owner_is_led_through_all_of_it_once(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store = house.appliance.store
        async with house.browser() as browser:
            await claimed(browser)
            leads(await browser.get("/setup"), "/setup/you")
            shown = (await browser.get("/setup/you")).text
            assert T["setup_step"].format(number=1, all=len(OWNERS)) in shown
            assert "data-guess" in shown
            assert '<option value="Europe/Vienna">' in shown
            leads(await browser.post("/setup/you", data=YOU), "/setup/room")
            (sam,) = await store.people.users()
            assert (sam.timezone, sam.prefers.country) == ("Europe/Vienna", "AT")
            assert "data-guess" not in (await browser.get("/setup/you")).text, "what was chosen is not guessed over"
            leads(await browser.post("/setup/room", data=LATER), "/setup/engines")
            engines = (await browser.get("/setup/engines")).text
            assert 'href="/models?back=/setup/engines"' in engines
            leads(await browser.post("/setup/engines", data={"do": "on"}), "/setup/persona")
            personas = (await browser.get("/setup/persona")).text
            assert 'src="/personas/friend/preview.wav"' in personas
            assert 'value="drill_sergeant"' not in personas
            leads(await browser.post("/setup/persona", data={"persona": "friend"}), "/setup/habits")
            leads(await browser.post("/setup/habits", data={"pack_exercise": "on", "pack_sleep": "on"}), "/setup/calls")
            assert len(await store.progress.metric_types(sam.id)) >= 2
            calls = {"morning": "on", "at_morning": "06:45", "evening": "on", "at_evening": "21:00"}
            leads(await browser.post("/setup/calls", data=calls), "/setup/trial")
            made = await store.people.check_ins(sam.id)
            assert [(each.call_type, each.at, each.channels) for each in made] == [
                ("morning", "06:45", ["speaker"]),
                ("evening", "21:00", ["speaker"]),
            ]
            leads(await browser.post("/setup/trial", data={"do": "on"}), "/setup/end")
            assert 'href="/setup/room"' in (await browser.get("/setup/end")).text, "what was put off is told"
            assert T["setup_unfinished"] in (await browser.get("/today")).text
            leads(await browser.post("/setup/end", data={"do": "close"}), "/today")
            assert T["setup_unfinished"] not in (await browser.get("/today")).text
            for each in ("/setup", "/setup/you", "/setup/end"):
                leads(await browser.get(each), "/today")
            leads(await browser.post("/setup/calls", data={"evening": "on", "at_evening": "23:00"}), "/today")
            assert len(await store.people.check_ins(sam.id)) == 2, "it is closed for good"

    held(tmp_path, body, accounts=False)


def test_it_is_left_in_the_middle_and_resumed_by_another_browser(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            await claimed(browser)
            await put_off(browser, "you", "room")
            assert T["setup_unfinished"] in (await browser.get("/today")).text
        async with house.browser() as browser:
            form = {"name": "Sam", "password": PASSWORD}
            leads(await browser.post("/sign-in", data=form), "/")
            leads(await browser.get("/setup"), "/setup/engines")
            leads(await browser.post("/setup/you", data=YOU), "/setup/room")
            leads(await browser.get("/setup"), "/setup/engines")
            (sam,) = await house.appliance.store.people.users()
            run = await first_run(house.appliance.store, sam)
            assert run.settled == {Step.YOU: Settled.DONE, Step.ROOM: Settled.LATER}
            await put_off(browser, "you")
            run = await first_run(house.appliance.store, sam)
            assert run.settled[Step.YOU] is Settled.DONE, "what is done is not put off"

    held(tmp_path, body, accounts=False)


def test_a_second_owner_finds_the_house_done_and_begins_with_themselves(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, now = house.appliance.store, house.appliance.now()
        other = await store.people.add_user(User(name="Otto", timezone="UTC", role=Role.OWNER, created_at=now))
        async with house.signed_in("Olga") as olga:
            await put_off(olga, "you", "room", "engines")
        run = await first_run(store, other)
        assert (run.next_step, set(run.settled)) == (Step.YOU, {Step.ROOM, Step.ENGINES})
        assert not run.begun

    held(tmp_path, body)


def test_members_have_the_short_one_and_change_nothing_of_the_house(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        max_ = house.people["Max"]
        async with house.signed_in("Max") as browser:
            leads(await browser.get("/setup"), "/setup/you")
            shown = (await browser.get("/setup/you")).text
            assert T["setup_step"].format(number=1, all=len(MEMBERS)) in shown
            assert "/setup/import" not in shown
            for step in ("room", "engines", "trial", "nowhere"):
                assert (await browser.get(f"/setup/{step}")).status_code == 404
                assert (await browser.post(f"/setup/{step}", data=LATER)).status_code == 404
            assert (await browser.get("/setup/import")).status_code == 403
            leads(await browser.post("/setup/you", data={**YOU, "name": "Max"}), "/setup/persona")
            await put_off(browser, "persona", "habits")
            leads(await browser.post("/setup/calls", data={"evening": "on", "at_evening": "21:30"}), "/setup/end")
            leads(await browser.post("/setup/end", data={"do": "close"}), "/today")
            assert len(await house.appliance.store.people.check_ins(max_.id)) == 1
            assert (await first_run(house.appliance.store, max_)).closed

    held(tmp_path, body)


def test_nobody_is_led_to_sign_in_and_another_site_changes_nothing(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            leads(await nobody.get("/setup"), "/sign-in?back=/setup")
            leads(await nobody.post("/setup/you", data=YOU), "/sign-in")
            leads(await nobody.get("/setup/import"), "/sign-in?back=/setup/import")
        async with house.signed_in("Max") as browser:
            evil = {"Origin": "https://evil.example"}
            assert (await browser.post("/setup/you", data=YOU, headers=evil)).status_code == 403
            assert (await first_run(house.appliance.store, house.people["Max"])).settled == {}

    held(tmp_path, body)


@pytest.mark.parametrize(
    ("step", "form", "said"),
    [
        ("you", {**YOU, "timezone": "Mars/Olympus"}, "Mars/Olympus"),
        ("you", {**YOU, "name": ""}, "name"),
        ("you", {**YOU, "name": "Ma\x00x"}, "fault"),
        ("you", {**YOU, "name": "olga"}, "exists already"),
        ("you", {**YOU, "language": "xx"}, "xx"),
        ("you", {**YOU, "country": "Austria"}, "no country"),
        ("persona", {"persona": "drill_sergeant"}, "Choose one"),
        ("persona", {"persona": "<b>"}, "Choose one"),
        ("habits", {"pack_nothing": "on"}, "nothing"),
        ("calls", {"evening": "on", "at_evening": "25:99"}, "25:99"),
    ],
)
def test_what_cannot_be_is_told_on_the_step_and_changes_nothing(
    tmp_path: Path, step: str, form: dict[str, str], said: str
) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_ = house.appliance.store, house.people["Max"]
        async with house.signed_in("Max") as browser:
            refused = await browser.post(f"/setup/{step}", data=form)
            assert 400 <= refused.status_code < 500
            assert 'role="alert"' in refused.text
            assert said in refused.text
            assert T["setup_later"] in refused.text, "the form is still there"
        assert (await store.people.user("Max")).timezone == "UTC"
        assert await store.people.check_ins(max_.id) == []
        assert await store.progress.metric_types(max_.id) == []
        assert (await first_run(store, max_)).settled == {}

    held(tmp_path, body)


def test_a_machine_without_sound_says_what_to_do(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        found = await look_for_devices(house.parts.devices)
        async with house.signed_in("Olga") as owner:
            shown = (await owner.get("/setup/room")).text
            assert (T["rooms_no_device"] in shown) == (not found.can_call)
            assert (await owner.post("/setup/room", data={"do": "chime"})).status_code == 404
            leads(await owner.post("/setup/room", data={"do": "browser"}), "/setup/engines")
            assert T["rooms_no_device"] not in (await owner.get("/setup")).text

    held(tmp_path, body)


def test_somebody_who_has_set_up_by_hand_is_not_reminded(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_, now = house.appliance.store, house.people["Max"], house.appliance.now()
        async with house.signed_in("Max") as browser:
            assert T["setup_unfinished"] in (await browser.get("/today")).text
            kind = MetricType(user_id=max_.id, name="gym", kind=MetricKind.HABIT, created_at=now)
            await store.progress.add_metric_type(kind)
            assert T["setup_unfinished"] not in (await browser.get("/today")).text

    held(tmp_path, body)


def test_a_test_call_is_placed_once_and_what_became_of_it_is_told(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, olga = house.appliance.store, house.people["Olga"]
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as member:
            asked = {"do": "call", "id": "6a1f0a52-3f5e-4b43-9d5c-0d5be1b7c111"}
            placed = await owner.post("/setup/trial", data=asked)
            (call,) = await store.calls.recent(olga.id, 5)
            leads(placed, f"/setup/trial?call={call.id}")
            leads(await owner.post("/setup/trial", data=asked), f"/setup/trial?call={call.id}")
            assert len(await store.calls.recent(olga.id, 5)) == 1
            shown = (await owner.get(f"/setup/trial?call={call.id}")).text
            assert T["setup_call_scheduled"] in shown
            assert "data-over" not in shown
            await store.calls.close(call.id, CallStatus.CANCELLED, house.appliance.now())
            shown = (await owner.get(f"/setup/trial?call={call.id}")).text
            assert T["setup_call_cancelled"] in shown
            assert "data-over" in shown
            for wrong in ("nonsense", "6a1f0a52-3f5e-4b43-9d5c-0d5be1b7c999"):
                assert (await owner.get(f"/setup/trial?call={wrong}")).status_code in (404, 422)
            assert (await member.get(f"/setup/trial?call={call.id}")).status_code == 404

    held(tmp_path, body)


async def exported(house: ApiHouse, folder: Path, name: str, shape: Shape) -> bytes:
    user = User(name=name, timezone="UTC", created_at=house.appliance.now() - timedelta(days=9))
    user = await house.appliance.store.people.add_user(user)
    kind = MetricType(user_id=user.id, name="gym", kind=MetricKind.HABIT, created_at=house.appliance.now())
    await house.appliance.store.progress.add_metric_type(kind)
    file = folder / f"{name}.{'json' if shape is Shape.JSON else 'zip'}"
    await export(house.appliance.store, user, file, shape, house.appliance.now())
    return file.read_bytes()


@pytest.mark.parametrize("shape", list(Shape))
def test_an_export_is_brought_in_by_the_first_owner(tmp_path: Path, shape: Shape) -> None:
    kept: list[bytes] = []

    async def elsewhere(house: ApiHouse) -> None:
        kept.append(await exported(house, tmp_path, "Sam", shape))

    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            await claimed(browser)
            file = {"file": ("my export", kept[0])}
            clash = await browser.post("/setup/import", files=file)
            assert clash.status_code == 409
            assert "Sam is here already" in clash.text
            done = await browser.post("/setup/import", files=file, data={"name": "Sam of before"})
            assert done.status_code == 200, done.text
            assert "Sam of before is here now" in done.text
            came = await house.appliance.store.people.user("sam of before")
            assert [each.name for each in await house.appliance.store.progress.metric_types(came.id)] == ["gym"]
            assert (await browser.post("/setup/import", files=file)).status_code == 409

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    held(tmp_path / "a", elsewhere, accounts=False)
    held(tmp_path / "b", body, accounts=False)


def test_habits_of_another_tracker_become_ones_own(tmp_path: Path) -> None:
    beaver = {"habits": [{"name": "Read", "records": [{"day": "2026-03-01", "done": True}]}]}

    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            done = await owner.post("/setup/import", files={"file": ("b.json", json.dumps(beaver).encode())})
            assert done.status_code == 200, done.text
            assert T["setup_imported_habits"].format(count=1) in done.text

    held(tmp_path, body)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"PK\x03\x04broken", b"SQLite format 3\0", b"\xff\xfe", b'{"format": 7}', b"\r\n--x--"],
)
def test_a_file_that_is_no_export_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            refused = await owner.post("/setup/import", files={"file": ("<b>.json", content)})
            assert refused.status_code == 422
            assert 'role="alert"' in refused.text
            assert "<b>.json" not in refused.text
            assert (await owner.post("/setup/import", data={"file": "none"})).status_code == 422
            big = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(2**40)}
            assert (await owner.post("/setup/import", content=b"--x--", headers=big)).status_code == 422
            evil = {"Origin": "https://evil.example"}
            answer = await owner.post("/setup/import", files={"file": ("a.json", content)}, headers=evil)
            assert answer.status_code == 403

    held(tmp_path, body)


def test_where_a_run_goes_on() -> None:
    run = FirstRun(MEMBERS, {Step.YOU: Settled.DONE, Step.HABITS: Settled.LATER})
    assert run.next_step is Step.PERSONA
    assert (run.before(Step.YOU), run.before(Step.PERSONA), run.after(Step.END)) == (None, Step.YOU, Step.END)
    assert FirstRun(MEMBERS, dict.fromkeys(MEMBERS[:-1], Settled.DONE)).next_step is Step.END
