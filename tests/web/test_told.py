"""What was said, promised and remembered: the person's own alone, put right, taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.records.calls import CallStatus
from appliance.records.progress import CommitmentStatus, Goal, Memory, MemoryKind
from tests.store import samples
from tests.web.apihouse import ApiHouse, held
from tests.web.test_api import V1, refused
from tests.web.test_site import leads
from tests.web.told import told

WAV_HEAD = 44


def test_a_call_is_told_whole_to_its_person_alone(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        one = await told(house)
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            assert f"/calls/{one.call.id}" in (await browser.get("/calls")).text
            page = (await browser.get(f"/calls/{one.call.id}")).text
            for shown in ("How long did you sleep?", "About six and a half.", "6.5 hours", "70 % sure", "espeak",
                          "0.84 s", "sphinx", "answered", "I call &lt;the&gt; dentist.", 'preload="none"'):  # fmt: skip
                assert shown in page, shown
            assert str(one.call.id) not in (await owner.get("/calls")).text
            assert (await owner.get(f"/calls/{one.call.id}")).status_code == 403
            everything = (await browser.get(f"{V1}/calls/{one.call.id}/everything")).json()
            assert [each["content"] for each in everything["turns"]][1] == "About six and a half."
            assert [each["metric"] for each in everything["observations"]] == ["sleep", None]
            assert [each["result"] for each in everything["attempts"]] == ["answered"]
            refused(await owner.get(f"{V1}/calls/{one.call.id}/everything"), 403, "forbidden")
            entries = (await owner.get(f"{V1}/audit")).json()["items"]
            read = [each["subject"] for each in entries if each["action"] == "read turns"]
            assert read == [f"call {one.call.id}"] * 2

    held(tmp_path, body)


def test_a_recording_is_played_in_parts_to_its_person_alone(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        one = await told(house)
        clip, promised = f"{V1}/calls/{one.call.id}/turns/1/clip", f"{V1}/promises/{one.promise.id}/clip"
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner, house.browser() as nobody:
            whole = await browser.get(clip)
            assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
            assert whole.headers["accept-ranges"] == "bytes"
            assert "no-store" in whole.headers["cache-control"]
            assert whole.content[WAV_HEAD:] == one.clip
            size = len(whole.content)
            assert (await browser.get(promised)).content == whole.content
            for asked, first, last in (("0-9", 0, 9), ("100-", 100, size - 1), ("-5", size - 5, size - 1),
                                       ("10-999999999", 10, size - 1)):  # fmt: skip
                part = await browser.get(clip, headers={"Range": f"bytes={asked}"})
                assert part.status_code == 206, asked
                assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
                assert part.content == whole.content[first : last + 1]
            outside = await browser.get(clip, headers={"Range": f"bytes={size}-"})
            refused(outside, 416, "no_such_part")
            assert outside.headers["content-range"] == f"bytes */{size}"
            for nonsense in ("bytes=", "bytes=-", "bytes=9-1", "lines=1-2", "bytes=0-1,5-6", "bytes=x-y"):
                assert (await browser.get(clip, headers={"Range": nonsense})).content == whole.content, nonsense
            for path in (clip, promised):
                refused(await owner.get(path), 403, "forbidden")
                refused(await nobody.get(path), 401, "refused")
            refused(await browser.get(clip.replace("/1/", "/0/")), 404, "not_found")
            refused(await browser.get(clip.replace("/1/", "/99/")), 404, "not_found")
            await house.appliance.store.clips.forget(str(one.promise.audio_url))
            refused(await browser.get(clip), 404, "not_found")
            assert "<audio" not in (await browser.get(f"/calls/{one.call.id}")).text

    held(tmp_path, body)


def test_what_was_misheard_is_put_right_and_back(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        one = await told(house)
        store, max_ = house.appliance.store, house.people["Max"]
        path = f"/calls/{one.call.id}/answers/{one.heard.id}"

        async def now() -> tuple[float, float | None]:
            (row,) = await store.progress.metrics(max_.id)
            (found, _) = await store.calls.observations(one.call.id)
            return row.value, found.value

        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            assert (await owner.post(path, data={"value": "3"})).status_code == 403
            for wrong in ("purple", "", "99", "1e999", "\x00", "<b>"):
                assert (await browser.post(path, data={"value": wrong})).status_code == 422, wrong
            assert (await browser.post(path, data={"undo": "1"})).status_code == 404, "nothing was corrected"
            leads(await browser.post(path, data={"value": "seven and a half hours"}), f"/calls/{one.call.id}")
            assert await now() == (7.5, 7.5)
            leads(await browser.post(path, data={"value": "8"}), f"/calls/{one.call.id}")
            assert "You corrected this." in (await browser.get(f"/calls/{one.call.id}")).text
            (row,) = await store.progress.metrics(max_.id)
            assert [each.old_value for each in await store.progress.revisions(row.id)] == [6.5, 7.5]
            leads(await browser.post(path, data={"undo": "1"}), f"/calls/{one.call.id}")
            assert await now() == (7.5, 7.5)
            leads(await browser.post(path, data={"undo": "1"}), f"/calls/{one.call.id}")
            assert await now() == (6.5, 6.5)
            api = f"{V1}/observations/{one.heard.id}"
            refused(await owner.put(f"{api}/value", json={"value": 1}), 403, "forbidden")
            refused(await owner.post(f"{api}/undo"), 403, "forbidden")
            refused(await browser.put(f"{api}/value", json={"value": 25}), 422, "invalid_input")
            refused(await browser.put(f"{V1}/observations/{uuid4()}/value", json={"value": 1}), 404, "not_found")
            assert (await browser.put(f"{api}/value", json={"value": 5})).json()["value"] == 5
            assert (await browser.post(f"{api}/undo")).json()["value"] == 6.5

    held(tmp_path, body)


def test_only_what_a_finished_call_kept_is_corrected(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        one = await told(house)
        store = house.appliance.store
        _, promised = await store.calls.observations(one.call.id)
        going_on = await store.calls.add(samples.call(house.people["Max"], agenda=one.call.agenda))
        turn = samples.turn(going_on)
        heard = samples.observation(turn)
        await store.calls.keep_turn(turn, heard)
        other = await told(house, "Vera")
        async with house.signed_in("Max") as browser:
            for found, status in ((promised, 404), (heard, 404)):
                answer = await browser.put(f"{V1}/observations/{found.id}/value", json={"value": 1})
                assert answer.status_code == status
            foreign = f"/calls/{one.call.id}/answers/{other.heard.id}"
            assert (await browser.post(foreign, data={"value": "1"})).status_code == 404
            for path in ("/calls/nonsense", f"/calls/{uuid4()}", "/calls?before=zz", f"/calls?before={other.call.id}"):
                assert (await browser.get(path)).status_code == 404, path
            assert (await browser.get("/calls?status=lost")).status_code == 422
            assert f"/calls/{one.call.id}" in (await browser.get("/calls?status=completed")).text
            assert f"/calls/{one.call.id}" not in (await browser.get("/calls?status=missed")).text
            listed = (await browser.get(f"{V1}/people/me/calls", params={"status": "completed"})).json()["items"]
            assert [each["id"] for each in listed] == [str(one.call.id)]

    held(tmp_path, body)


def test_calls_are_listed_in_pages(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        for number in range(27):
            call = samples.call(house.people["Max"], occasion=str(number), due_at=samples.NOW + timedelta(days=number))
            await house.appliance.store.calls.add(call)
        async with house.signed_in("Max") as browser:
            first = (await browser.get("/calls")).text
            assert first.count('<li><a href="/calls/') == 25
            older = first.split("/calls?before=")[1].split('"')[0]
            second = (await browser.get(f"/calls?before={older}")).text
            assert second.count('<li><a href="/calls/') == 2

    held(tmp_path, body)


def test_promises_are_made_settled_changed_and_taken_back(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        one = await told(house)
        progress, path = house.appliance.store.progress, f"/promises/{one.promise.id}"
        tomorrow = (house.appliance.now() + timedelta(days=1)).date().isoformat()
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            page = (await browser.get("/promises")).text
            assert "Overdue" in page, "its day is past"
            assert f'src="/api/v1/promises/{one.promise.id}/clip"' in page
            assert (await owner.post(path, data={"do": "kept"})).status_code == 403
            assert "dentist" not in (await owner.get("/promises")).text
            for done in ("kept", "broken", "dropped", "open"):
                leads(await browser.post(path, data={"do": done}), "/promises")
                assert (await progress.commitment(one.promise.id)).status is CommitmentStatus(done)
            back = {"do": "dropped", "back": f"/calls/{one.call.id}"}
            leads(await browser.post(path, data=back), f"/calls/{one.call.id}")
            leads(await browser.post(path, data={"do": "open", "back": "https://evil.example"}), "/")
            words = {"do": "change", "text": "Run five kilometres.", "due_day": tomorrow}
            leads(await browser.post(path, data=words), "/promises")
            changed = await progress.commitment(one.promise.id)
            assert (changed.text, changed.due_day.isoformat(), changed.amount) == ("Run five kilometres.", tomorrow, 5)
            assert (changed.confidence, changed.audio_url) == (None, one.promise.audio_url)
            for wrong in ({"due_day": "soon"}, {"due_day": ""}, {"text": " "}, {"text": "a\x00b"}, {"text": "x" * 400},
                          {"due_day": "0001-01-01"}, {"due_day": "٢٠٢٦-٠١-٠١"}, {"do": "burn"}):  # fmt: skip
                assert (await browser.post(path, data={**words, **wrong})).status_code == 422, wrong
            leads(await browser.post("/promises", data={"text": "Swim.", "due_day": tomorrow}), "/promises")
            assert "Swim." in (await browser.get("/promises")).text
            answer = await browser.patch(f"{V1}/promises/{one.promise.id}", json={"due_day": "2026-03-09"})
            assert answer.json()["due_day"] == "2026-03-09"
            refused(await owner.patch(f"{V1}/promises/{one.promise.id}", json={"text": "Mine."}), 403, "forbidden")
            far = {"text": "Call the bank before midnight.", "due_day": "9999-12-31"}
            refused(await browser.patch(f"{V1}/promises/{one.promise.id}", json=far), 422, "invalid_input")
            refused(await browser.post(f"{V1}/people/me/promises", json=far), 422, "invalid_input")
            assert '<a href="/promises">' in (await browser.get("/today")).text

    held(tmp_path, body)


def test_what_is_remembered_is_changed_and_forgotten(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_, now = house.appliance.store, house.people["Max"], house.appliance.now()
        summary = Memory(user_id=max_.id, kind=MemoryKind.CALL, content="Slept well.", day=now.date(), created_at=now)
        summary = await store.memories.add(summary)
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            leads(await browser.post("/memory", data={"content": "My sister is called <Ana>."}), "/memory")
            (fact,) = await store.memories.of(max_.id, (MemoryKind.FACT, MemoryKind.PERSON))
            page = (await browser.get("/memory")).text
            assert "&lt;Ana&gt;" in page
            assert "Slept well." in page
            found = (await browser.get("/memory?words=sister")).text.split('id="found"')[1]
            assert "Ana" in found.split("</section>")[0]
            for nonsense in ('"', "a' OR 1=1 --", "*", "NEAR(", "%00", "the"):
                assert (await browser.get("/memory", params={"words": nonsense})).status_code == 200, nonsense
            for form in ({"do": "forget"}, {"do": "change", "content": "Mine."}):
                assert (await owner.post(f"/memory/{fact.id}", data=form)).status_code == 403
            assert "Ana" not in (await owner.get("/memory")).text
            leads(await browser.post(f"/memory/{summary.id}", data={"do": "change", "content": "Slept."}), "/memory")
            assert (await store.memories.memory(summary.id)).content == "Slept."
            for wrong in ({"do": "change", "content": ""}, {"do": "change", "content": "x" * 1001}, {"do": "eat"}):
                assert (await browser.post(f"/memory/{fact.id}", data=wrong)).status_code == 422, wrong
            assert (await browser.post("/memory", data={"kind": "week", "content": "Fine."})).status_code == 422
            leads(await browser.post(f"/memory/{fact.id}", data={"do": "forget"}), "/memory")
            assert (await browser.post(f"/memory/{fact.id}", data={"do": "forget"})).status_code == 404

    held(tmp_path, body)


def test_goals_are_set_changed_reached_and_set_again(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        goals, max_ = house.appliance.store.goals, house.people["Max"]
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            goal = {"title": "Run a marathon", "why": "To feel well"}
            leads(await browser.post("/memory/goals", data=goal), "/memory")
            assert (await browser.post("/memory/goals", data=goal)).status_code == 409
            (made,) = await goals.of(max_.id)
            path = f"/memory/goals/{made.id}"
            assert (await owner.post(path, data={"do": "archive"})).status_code == 403
            leads(await browser.post(path, data={"do": "change", "title": "Run ten km", "why": ""}), "/memory")
            assert [(each.title, each.why) for each in await goals.of(max_.id)] == [("Run ten km", "")]
            assert (await browser.post(path, data={"do": "change", "title": ""})).status_code == 422
            leads(await browser.post(path, data={"do": "archive"}), "/memory")
            assert await goals.of(max_.id) == []
            leads(await browser.post(path, data={"do": "reopen"}), "/memory")
            assert len(await goals.of(max_.id)) == 1

    held(tmp_path, body)


def test_memory_and_goals_in_the_api(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            fact = (await browser.post(f"{V1}/people/me/memories", json={"content": "I like tea."})).json()
            goal = (await browser.post(f"{V1}/people/me/goals", json={"title": "Sleep more"})).json()
            assert [each["id"] for each in (await browser.get(f"{V1}/people/me/memories")).json()["items"]] == [
                fact["id"]
            ]
            assert (await browser.get(f"{V1}/people/me/memories", params={"kind": "week"})).json()["items"] == []
            changed = await browser.patch(f"{V1}/memories/{fact['id']}", json={"content": "I like coffee."})
            assert changed.json()["content"] == "I like coffee."
            refused(await owner.patch(f"{V1}/memories/{fact['id']}", json={"content": "x"}), 403, "forbidden")
            refused(await owner.delete(f"{V1}/memories/{fact['id']}"), 403, "forbidden")
            refused(await owner.patch(f"{V1}/goals/{goal['id']}", json={"archived": True}), 403, "forbidden")
            assert (await browser.patch(f"{V1}/goals/{goal['id']}", json={"archived": True})).json()["archived_at"]
            assert (await browser.get(f"{V1}/people/me/goals")).json() == []
            again = await browser.patch(f"{V1}/goals/{goal['id']}", json={"archived": False, "why": "Rest."})
            assert (again.json()["archived_at"], again.json()["why"]) == (None, "Rest.")
            assert (await browser.delete(f"{V1}/memories/{fact['id']}")).status_code == 204
            assert (await browser.get(f"{V1}/people/me/memories")).json()["items"] == []

    held(tmp_path, body)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ru"])
def test_pages_with_content_are_told_in_every_language(tmp_path: Path, language: str) -> None:
    async def body(house: ApiHouse) -> None:
        one = await told(house)
        store, now = house.appliance.store, house.appliance.now()
        changed = house.people["Max"].model_copy(update={"language": language})
        await store.people.save_user(changed, now)
        await store.goals.add(Goal(user_id=changed.id, title="Run", created_at=now))
        await store.people.add_check_in(samples.check_in(changed))
        async with house.signed_in("Max") as browser:
            own = f"/calls/{one.call.id}", f"/habits/{one.kind.id}"
            for path in ("/calls", "/promises", "/memory", "/check-ins", *own):
                assert (await browser.get(path)).status_code == 200, path
            for status in CallStatus:
                assert (await browser.get(f"/calls?status={status}")).status_code == 200

    held(tmp_path, body)
