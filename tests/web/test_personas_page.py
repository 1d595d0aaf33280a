"""Who calls: heard, chosen, agreed to; and personas of the household's own."""

from __future__ import annotations

import html
import re
from pathlib import Path

import httpx
import pytest

from appliance.coach.own_personas import MOST_BYTES
from appliance.records.people import ConsentKind
from appliance.voice.audio import level_dbfs, read_wav
from tests.web.apihouse import ApiHouse, held

V1 = "/api/v1"
GOOD = """name = "neighbour"
title = "The <neighbour>"
prompt = "You are the neighbour from across the street."

[words.en]
openings = ["(Hello|Hi) {name}, it's next door."]
"""


def leads(answer: httpx.Response, where: str) -> None:
    assert (answer.status_code, answer.headers.get("location")) == (303, where), answer.text


def test_a_preview_is_sound_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.browser() as nobody:
            heard = {}
            for language in ("en", "de"):
                answer = await browser.get(f"/personas/friend/preview.wav?language={language}")
                assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
                heard[language] = read_wav(answer.content)
                assert heard[language].seconds > 1
                assert level_dbfs(heard[language]) > -60
            assert heard["en"].pcm != heard["de"].pcm
            by_api = await browser.get(f"{V1}/personas/friend/preview")
            assert read_wav(by_api.content).pcm == heard["en"].pcm
            for path, status in (
                ("/personas/clown/preview.wav", 404),
                ("/personas/friend/preview.wav?language=xx", 422),
                ("/personas/..%2Ffriend/preview.wav", 404),
                (f"{V1}/personas/clown/preview", 404),
                (f"{V1}/personas/friend/preview?language=%00", 422),
            ):
                assert (await browser.get(path)).status_code == status, path
            leads(await nobody.get("/personas/friend/preview.wav"), "/sign-in?back=/personas/friend/preview.wav")
            page = (await browser.get("/personas")).text
            assert 'src="/personas/friend/preview.wav?language=en"' in page
            assert (await browser.get(f"{V1}/personas/mentor")).json()["name"] == "mentor"
            assert (await browser.get(f"{V1}/personas/clown")).status_code == 404

    held(tmp_path, body)


def test_a_mild_one_is_chosen_and_a_harsh_one_asks_first(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        store, max_ = house.appliance.store, house.people["Max"]
        async with house.signed_in("Max") as browser:
            leads(await browser.post("/personas/mentor/choose", data={"do": "x"}), "/personas")
            assert (await store.people.user("Max")).personality_mode == "mentor"
            assert (await browser.post("/personas/clown/choose", data={"do": "x"})).status_code == 404
            leads(await browser.post("/personas/abuser/choose", data={"do": "x"}), "/personas/abuser/consent")
            refused = await browser.put(f"{V1}/people/me/persona", json={"name": "abuser"})
            assert refused.status_code == 422
            assert (await store.people.user("Max")).personality_mode == "mentor"
            page = (await browser.get("/personas/abuser/consent")).text
            found = re.search(r'name="wording" value="([^"]+)"', page)
            assert found is not None
            wording = html.unescape(found[1])
            other = await browser.post("/personas/abuser/consent", data={"wording": "Anything goes."})
            assert other.status_code == 409, "nobody agrees to words they were not shown"
            leads(await browser.post("/personas/abuser/consent", data={"wording": wording}), "/personas")
            (given,) = await store.consents.of(max_.id, ConsentKind.HARSH_PERSONA)
            assert (given.subject, given.wording) == ("abuser", wording)
            assert (await store.people.user("Max")).personality_mode == "abuser"
            leads(await browser.post("/personas/abuser/withdraw", data={"do": "x"}), "/personas")
            assert "You have not allowed it" in (await browser.get("/personas")).text
            assert (await browser.post("/personas/abuser/withdraw", data={"do": "x"})).status_code == 404
            assert (await browser.put(f"{V1}/people/me/persona", json={"name": "friend"})).status_code == 200
            assert (await browser.get("/personas/friend/consent")).status_code == 409

    held(tmp_path, body)


def test_a_minor_neither_hears_nor_chooses_a_harsh_one(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        people, max_ = house.appliance.store.people, house.people["Max"]
        max_.preferences = {"minor": True}
        await people.save_user(max_, house.appliance.now())
        async with house.signed_in("Max") as browser:
            assert (await browser.get("/personas/abuser/preview.wav")).status_code == 403
            assert (await browser.post("/personas/abuser/choose", data={"do": "x"})).status_code == 409
            assert (await browser.post("/personas/abuser/consent", data={"wording": "x"})).status_code == 409
            assert (await browser.get("/personas/mentor/preview.wav")).status_code == 200

    held(tmp_path, body)


def test_one_of_ones_own_is_written_heard_broken_and_removed(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        folder = house.parts.settings.local_data_path / "personas"
        async with house.signed_in("Olga") as owner, house.signed_in("Max") as browser:
            copied = html.unescape((await owner.get("/personas/write?like=mentor")).text)
            assert 'name = "neighbour"' in copied
            assert (await owner.get("/personas/write?like=clown")).status_code == 404
            form = {"name": "neighbour", "text": GOOD.replace("\n", "\r\n")}
            leads(await owner.post("/personas/write", data=form), "/personas")
            assert (folder / "neighbour.toml").read_text(encoding="utf-8") == GOOD
            assert [each.name for each in folder.iterdir()] == ["neighbour.toml"]
            assert "The &lt;neighbour&gt;" in (await browser.get("/personas")).text
            assert (await browser.get("/personas/neighbour/preview.wav")).status_code == 200
            leads(await browser.post("/personas/neighbour/choose", data={"do": "x"}), "/personas")
            assert (await owner.post("/personas/write", data=form)).status_code == 409
            leads(await owner.post("/personas/write", data={**form, "replace": "on"}), "/personas")
            assert "next door" in html.unescape((await owner.get("/personas/write?name=neighbour")).text)
            (folder / "broken.toml").write_text("rate = [", encoding="utf-8")
            page = (await owner.get("/personas")).text
            assert "Cannot be used:" in page
            assert "not valid TOML" in page
            assert "Cannot be used:" not in (await browser.get("/personas")).text
            assert "Max" in (await owner.get("/personas/neighbour/remove")).text
            for name in ("neighbour", "broken"):
                leads(await owner.post(f"/personas/{name}/remove", data={"do": "x"}), "/personas")
            assert list(folder.iterdir()) == []
            assert (await owner.post("/personas/neighbour/remove", data={"do": "x"})).status_code == 404
            assert (await owner.post("/personas/friend/remove", data={"do": "x"})).status_code == 404
            assert "There is no neighbour any more" in (await browser.get("/personas")).text

    held(tmp_path, body)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("neighbour", "", "not empty"),
        ("neighbour", "name = ", "not valid TOML"),
        ("neighbour", GOOD.replace("{name}", "{nmae}"), "unknown field {nmae}"),
        ("neighbour", GOOD + 'colour = "red"\n', "colour"),
        ("somebody", GOOD, "is not the name of its file"),
        ("neighbour", GOOD + "x = " + "[" * 5000, "neighbour.toml"),
        ("neighbour", GOOD + "#" + "é" * MOST_BYTES, "at most 96 KiB"),
        ("../outside", GOOD, "is no name for a persona"),
        ("..\\outside", GOOD, "is no name for a persona"),
        ("neighbour\n", "\x00", "not valid TOML"),
        ("", GOOD, "is no name for a persona"),
        ("friend", GOOD.replace('"neighbour"', '"friend"'), "friend exists already"),
    ],
)
def test_a_persona_that_cannot_be_is_told_and_nothing_is_written(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            answer = await owner.post("/personas/write", data={"name": name, "text": text})
            assert answer.status_code in (409, 422), answer.text
            assert said in html.unescape(answer.text)
            assert "textarea" in answer.text, "what was typed is still there"

    held(tmp_path, body)
    assert not list(tmp_path.rglob("outside*"))
    assert not list(tmp_path.rglob("personas/*"))


def test_only_an_owner_writes_and_a_form_without_end_is_not_read(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser, house.signed_in("Olga") as owner:
            for path in ("/personas/write", "/personas/write?name=x", "/personas/x/remove"):
                assert (await browser.get(path)).status_code == 403, path
            assert (await browser.post("/personas/write", data={"name": "x", "text": GOOD})).status_code == 403
            assert (await browser.post("/personas/x/remove", data={"do": "x"})).status_code == 403
            huge = await owner.post("/personas/write", data={"name": "x", "text": "x" * (7 * MOST_BYTES)})
            assert huge.status_code == 422
            for name in ("..%2F..%2Fkey", "..", "A", "x" * 60):
                assert (await owner.get(f"/personas/write?name={name}")).status_code == 422, name
                assert (await owner.post(f"/personas/{name}/remove", data={"do": "x"})).status_code in (404, 422, 405)

    held(tmp_path, body)
