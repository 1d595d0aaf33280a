"""When calls come: check-ins changed, copied, brought back; quiet hours, pauses, own questions; values by day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from appliance.records.people import CallType, RingStyle, Room
from appliance.records.progress import MetricKind, MetricType
from tests.store import samples
from tests.web.apihouse import ApiHouse, held
from tests.web.test_api import V1, refused
from tests.web.test_site import habit, leads

FORM = {"call_type": "evening", "at": "21:30", "day0": "on", "day4": "on"}


def test_a_call_is_changed_copied_and_brought_back(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_ = house.appliance.store, house.people["Max"]
        await store.people.add_room(Room(name="Kitchen", created_at=house.appliance.now()))
        async with (
            house.signed_in("Max") as browser,
            house.signed_in("Vera") as other,
            house.signed_in("Olga") as owner,
        ):
            leads(await browser.post("/check-ins", data=FORM), "/check-ins")
            (made,) = await store.people.check_ins(max_.id)
            path = f"/check-ins/{made.id}"
            page = (await browser.get("/check-ins")).text
            assert page.count(f'data-id="{made.id}"') == 2, "an entry on each of its days"
            form = (await browser.get(path)).text
            assert 'value="21:30"' in form
            assert (await other.get(path)).status_code == 403
            assert (await other.post(path, data=FORM)).status_code == 403
            assert (await owner.get(path)).status_code == 200, "an owner administers schedules"
            assert (await owner.get(f"{path}?copy=1")).status_code == 422
            wanted = {**FORM, "call_type": "morning", "at": "07:15", "day1": "on", "room": "kitchen", "ring": "wake_up",
                      "channel0": "speaker", "channel1": "", "in_quiet_hours": "on"}  # fmt: skip
            leads(await browser.post(path, data=wanted), "/check-ins")
            changed = await store.people.check_in(made.id)
            assert (changed.at, changed.weekdays, changed.room) == ("07:15", [0, 1, 4], "Kitchen")
            assert (changed.call_type, changed.ring, changed.in_quiet_hours) == (
                CallType.MORNING, RingStyle.WAKE_UP, True,
            )  # fmt: skip
            for wrong, status in (({"at": "25:00"}, 422), ({"at": ""}, 422), ({"channel0": "pigeon"}, 422),
                                  ({"channel0": "console"}, 422), ({"room": "Moon"}, 404), ({"ring": "bang"}, 422),
                                  ({"agenda": "x"}, 422)):  # fmt: skip
                assert (await browser.post(path, data={**wanted, **wrong})).status_code == status, wrong
            copy = (await browser.get(f"{path}?copy=1")).text
            assert 'action="/check-ins"' in copy
            assert (await browser.post("/check-ins", data=wanted)).status_code == 409, "it would ring twice"
            leads(await browser.post("/check-ins", data={**wanted, "at": "08:00"}), "/check-ins")
            leads(await browser.post(f"{path}/remove", data={"do": "remove"}), "/check-ins")
            assert f"{path}/restore" in (await browser.get("/check-ins")).text
            assert (await other.post(f"{path}/restore", data={"do": "restore"})).status_code == 403
            leads(await browser.post(f"{path}/restore", data={"do": "restore"}), "/check-ins")
            back = await store.people.check_in(made.id)
            assert back.archived_at is None
            assert back.next_due_at is not None
            assert (await browser.get(f"/check-ins/{uuid4()}")).status_code == 404

    held(tmp_path, body)


def test_what_the_form_does_not_show_stays(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        people = house.appliance.store.people
        rules = {"telegram": {"place": "away"}}
        unusual = {"channels": ["telegram", "speaker"], "jitter_minutes": 5, "every_weeks": 2, "channel_rules": rules}
        before = await people.add_check_in(samples.check_in(house.people["Max"], **unusual))
        async with house.signed_in("Max") as browser:
            assert '<option value="telegram" selected>' in (await browser.get(f"/check-ins/{before.id}")).text
            form = {**FORM, "channel0": "telegram", "channel1": "speaker"}
            leads(await browser.post(f"/check-ins/{before.id}", data=form), "/check-ins")
            after = await people.check_in(before.id)
            assert (after.channels, after.jitter_minutes, after.every_weeks) == (["telegram", "speaker"], 5, 2)
            assert after.channel_rules == before.channel_rules
            form = {**FORM, "channel0": "speaker", "channel1": "telegram"}
            leads(await browser.post(f"/check-ins/{before.id}", data=form), "/check-ins")
            assert (await people.check_in(before.id)).channels == ["speaker", "telegram"], "in the order of the form"
            leads(await browser.post(f"/check-ins/{before.id}", data={**FORM, "channel0": "speaker"}), "/check-ins")
            assert (await people.check_in(before.id)).channel_rules == {}

    held(tmp_path, body)


def test_own_questions_are_written_and_asked(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_ = house.appliance.store, house.people["Max"]
        lines = "# running\nHow far? [number km] -> run\nHow was <it>?\n\nRested? [scale 1-10] -> rest\n"
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            leads(await browser.post("/questions", data={"name": "running", "questions": lines}), "/check-ins#own")
            (kept,) = await store.agendas.of(max_.id)
            assert [each.text for each in kept.asks] == ["How far?", "How was <it>?", "Rested?"]
            assert {kind.name for kind in await store.progress.metric_types(max_.id)} == {"run", "rest"}
            page = (await browser.get("/check-ins")).text
            assert "How far? [number km] -&gt; run" in page
            assert "How was &lt;it&gt;?" in page
            for wrong, status in (("", 422), ("Fine? [purple]", 422), ("How far? [yes/no] -> run", 409)):
                form = {"name": "other", "questions": wrong}
                assert (await browser.post("/questions", data=form)).status_code == status, wrong
            odd = {"name": "odd", "questions": "Odd? [number] -> a\x00b"}
            assert (await browser.post("/questions", data=odd)).status_code == 422
            assert len(await store.agendas.of(max_.id)) == 1, "nothing of it was kept"
            again = {"name": "Running", "questions": lines}
            assert (await browser.post("/questions", data=again)).status_code == 409
            custom = {**FORM, "call_type": "custom", "agenda": "running"}
            leads(await browser.post("/check-ins", data=custom), "/check-ins")
            (made,) = await store.people.check_ins(max_.id)
            assert made.agenda_id == kept.id
            refused(await owner.delete(f"{V1}/agendas/{kept.id}"), 403, "forbidden")
            assert (await owner.post(f"/questions/{kept.id}/remove", data={"do": "remove"})).status_code == 403
            assert (await browser.post(f"/questions/{kept.id}/remove", data={"do": "remove"})).status_code == 409
            leads(await browser.post(f"/check-ins/{made.id}", data={**FORM, "agenda": ""}), "/check-ins")
            leads(await browser.post(f"/questions/{kept.id}/remove", data={"do": "remove"}), "/check-ins#own")
            added = await browser.post(f"{V1}/people/me/agendas", json={"name": "tea", "questions": ["Tea? [yes/no]"]})
            assert added.json()["questions"][0]["answer"] == "yes_no"
            listed = (await browser.get(f"{V1}/people/me/agendas")).json()
            assert [each["name"] for each in listed] == ["tea"]
            assert (await browser.delete(f"{V1}/agendas/{listed[0]['id']}")).status_code == 204

    held(tmp_path, body)


def test_quiet_hours_of_oneself_and_of_the_house(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        silences, max_ = house.appliance.store.silences, house.people["Max"]
        hours = {"begins": "22:00", "ends": "07:00", "day0": "on", "day1": "on"}
        async with (
            house.signed_in("Max") as browser,
            house.signed_in("Olga") as owner,
            house.signed_in("Vera") as other,
        ):
            leads(await browser.post("/quiet-hours", data=hours), "/check-ins")
            (kept,) = await silences.quiet_hours(max_.id)
            assert (kept.begins, kept.ends, kept.weekdays) == ("22:00", "07:00", [0, 1])
            assert "22:00–07:00" in (await browser.get("/check-ins")).text
            assert "22:00–07:00" not in (await other.get("/check-ins")).text
            assert (await browser.post("/quiet-hours", data={**hours, "everyone": "on"})).status_code == 403
            for wrong in ({"begins": "soon"}, {"begins": "07:00"}, {"begins": ""}):
                assert (await browser.post("/quiet-hours", data={**hours, **wrong})).status_code == 422, wrong
            assert (await browser.post("/quiet-hours", data={"begins": "22:00", "ends": "07:00"})).status_code == 422
            leads(await owner.post("/quiet-hours", data={**hours, "everyone": "on"}), "/check-ins")
            (house_wide,) = [each for each in await silences.quiet_hours() if each.user_id is None]
            for path, who in (
                (f"/quiet-hours/{house_wide.id}/remove", browser),
                (f"/quiet-hours/{kept.id}/remove", other),
            ):
                assert (await who.post(path, data={"do": "remove"})).status_code == 403
            refused(await browser.delete(f"{V1}/quiet-hours/{house_wide.id}"), 403, "forbidden")
            assert len((await browser.get(f"{V1}/people/me/quiet-hours")).json()) == 2
            leads(await browser.post(f"/quiet-hours/{kept.id}/remove", data={"do": "remove"}), "/check-ins")
            leads(await owner.post(f"/quiet-hours/{house_wide.id}/remove", data={"do": "remove"}), "/check-ins")
            assert await silences.quiet_hours() == []
            new = {"begins": "13:00", "ends": "14:00"}
            refused(await browser.post(f"{V1}/people/everyone/quiet-hours", json=new), 403, "forbidden")
            refused(await other.post(f"{V1}/people/Max/quiet-hours", json=new), 403, "forbidden")
            added = await browser.post(f"{V1}/people/me/quiet-hours", json=new)
            assert (added.status_code, added.json()["weekdays"]) == (201, list(range(7)))
            assert (await browser.delete(f"{V1}/quiet-hours/{added.json()['id']}")).status_code == 204

    held(tmp_path, body)


def test_pauses_begin_and_end(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        silences, max_ = house.appliance.store.silences, house.people["Max"]
        first = house.appliance.now().date() + timedelta(days=3)
        form = {"from_day": first.isoformat(), "last_day": (first + timedelta(days=2)).isoformat(), "reason": "<ski>"}
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            leads(await browser.post("/pauses", data=form), "/check-ins")
            (kept,) = await silences.pauses(max_.id)
            assert (kept.from_day, kept.until_day) == (first, first + timedelta(days=2))
            assert "&lt;ski&gt;" in (await browser.get("/check-ins")).text
            assert (await browser.get(f"{V1}/people/me/pauses")).json()[0]["reason"] == "<ski>"
            assert (await owner.get(f"{V1}/people/Max/pauses")).json()[0]["reason"] == "", "theirs alone"
            past = {"from_day": "2001-01-01", "last_day": "2001-01-02"}
            for wrong, status in (({"from_day": "soon"}, 422), ({"last_day": "0001-01-01"}, 422), (past, 409)):
                assert (await browser.post("/pauses", data={**form, **wrong})).status_code == status, wrong
            far = {"from_day": "9999-12-31", "last_day": "9999-12-31"}
            assert (await browser.post("/pauses", data=far)).status_code == 422
            assert (await browser.post("/pauses", data={**form, "everyone": "on"})).status_code == 403
            leads(await browser.post("/pauses/end", data={"do": "end"}), "/check-ins")
            assert (await silences.pauses(max_.id))[0].ended_at is not None
            assert (await browser.post("/pauses/end", data={"do": "end"})).status_code == 409
            leads(await owner.post("/pauses", data={"everyone": "on"}), "/check-ins")
            assert (await browser.post("/pauses/end", data={"everyone": "1"})).status_code == 403
            leads(await owner.post("/pauses/end", data={"everyone": "1"}), "/check-ins")

    held(tmp_path, body)


def test_check_ins_in_the_api_know_channels_rooms_lists_and_the_way_back(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.signed_in("Vera") as other:
            new = {"call_type": "evening", "at": "21:30"}
            path = f"{V1}/people/me/check-ins"
            refused(await browser.post(path, json={**new, "channels": ["pigeon"]}), 422, "invalid_input")
            refused(await browser.post(path, json={**new, "room": "Moon"}), 404, "not_found")
            refused(await browser.post(path, json={**new, "agenda": "tea"}), 422, "invalid_input")
            made = (await browser.post(path, json=new)).json()
            one = f"{V1}/check-ins/{made['id']}"
            refused(await other.patch(one, json={"at": "20:00"}), 403, "forbidden")
            refused(await other.post(f"{one}/restore"), 403, "forbidden")
            assert (await browser.delete(one)).status_code == 204
            assert (await browser.post(f"{one}/restore")).json()["archived_at"] is None

    held(tmp_path, body)


def test_values_of_a_habit_by_day(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        progress, max_ = house.appliance.store.progress, house.people["Max"]
        kind = await habit(house)
        today = house.appliance.now().date()
        before, path = (today - timedelta(days=3)).isoformat(), f"/habits/{kind.id}"

        async def values() -> list[tuple[date, float]]:
            return [(row.date, row.value) for row in await progress.metrics(max_.id)]

        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            assert f'<a href="{path}">' in (await browser.get("/habits")).text
            assert "No values yet" in (await browser.get(path)).text
            assert (await owner.get(path)).status_code == 403
            assert (await owner.post(path, data={"do": "put", "day": before, "value": "yes"})).status_code == 403
            leads(await browser.post(path, data={"do": "put", "day": before, "value": "half"}), path)
            leads(await browser.post(path, data={"do": "put", "day": before, "value": "yes"}), path)
            assert [value for _, value in await values()] == [1.0]
            page = (await browser.get(path)).text
            assert "<svg" in page
            leads(await browser.post(path, data={"do": "undo", "day": before}), path)
            assert [value for _, value in await values()] == [0.5]
            leads(await browser.post(path, data={"do": "undo", "day": before}), path)
            assert await values() == []
            assert (await browser.post(path, data={"do": "undo", "day": before})).status_code == 404
            leads(await browser.post(path, data={"do": "skip", "day": before}), path)
            assert [each.day.isoformat() for each in await progress.skips(max_.id)] == [before]
            leads(await browser.post(path, data={"do": "unskip", "day": before}), path)
            assert await progress.skips(max_.id) == []
            late = (today + timedelta(days=2)).isoformat()
            for wrong in ({"day": late}, {"day": "today"}, {"value": "purple"}, {"value": ""}, {"value": "2"},
                          {"day": "0001-01-01"}, {"do": "eat"}):  # fmt: skip
                form = {"do": "put", "day": before, "value": "yes", **wrong}
                assert (await browser.post(path, data=form)).status_code == 422, wrong
            assert (await browser.get(f"/habits/{uuid4()}")).status_code == 404
            for done in ("archive", "restore"):
                leads(await browser.post("/habits/change", data={"metric": "gym", "do": done}), "/habits")
                assert (await browser.get(path)).status_code == 200
                assert ('value="restore"' in (await browser.get("/habits")).text) == (done == "archive")
            plain = MetricType(user_id=max_.id, name="steps", kind=MetricKind.NUMBER, created_at=house.appliance.now())
            plain = await progress.add_metric_type(plain)
            assert "<svg" not in (await browser.get(f"/habits/{plain.id}")).text, "there is nothing to reach"

    held(tmp_path, body)
