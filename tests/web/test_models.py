"""Models on the page and over the API, fetched from a real server by a real process: who may, consent, what fails."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from appliance.language.messages import messages
from appliance.upkeep.weights.folder import half_fetched, installed
from tests.upkeep import weights_samples as samples
from tests.upkeep.file_server import Cut, FileServer, Hold, Status, file_server
from tests.web.apihouse import ApiHouse, held

V1 = "/api/v1/models"
ENGINE = "whisper:base.en"
HOST = "127.0.0.1"
FILES = samples.whisper_files()
BASE = "/sys/base.en/resolve/main"

WORDS = messages("en").page


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server() as running:
        for name, content in FILES.items():
            running.put(f"{BASE}/{name}", content, hub="large" if name == "model.bin" else "small")
        yield running


@pytest.fixture
def models(tmp_path: Path, server: FileServer) -> Path:
    """A folder of models whose manifest names a mirror at home."""
    folder = tmp_path / "models"
    folder.mkdir()
    entry = {
        "engine": ENGINE, "kind": "stt", "about": "ears of this house", "licence": "MIT", "licence_url": "https://a",
        "host": server.url, "repo": "sys/base.en", "size_from": "https://a",
    }  # fmt: skip
    lines = [f'{key} = "{value}"' for key, value in entry.items()]
    (folder / "manifest.toml").write_text("\n".join(["[[model]]", *lines, f"files = {list(FILES)}", "size_mb = 1"]))
    return folder


async def ended(client: httpx.AsyncClient, pull: dict[str, Any]) -> dict[str, Any]:
    """As a page does it: ask until it is over."""
    while pull["state"] == "running":
        await asyncio.sleep(0.02)
        pull = (await client.get(f"{V1}/pulls/{pull['id']}")).json()
    return pull


async def arrived(models: Path, count: int) -> None:
    """Until so many bytes are on the disk."""
    while True:
        if sum(half.done_bytes for half in half_fetched(models)) >= count:
            return
        await asyncio.sleep(0.02)


async def begun(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.post(f"{V1}/pulls", json={"engine": ENGINE, "agreed": HOST})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def audited(house: ApiHouse) -> list[str]:
    entries = await house.appliance.store.audit.entries(50)
    return [each.action for each in reversed(entries) if each.action.startswith("model")]


def test_a_model_is_fetched_after_consent_and_removed(tmp_path: Path, models: Path, server: FileServer) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            offers = {each["engine"]: each for each in (await owner.get(V1)).json()["offers"]}
            assert (offers[ENGINE]["source"], offers[ENGINE]["here"]) == (HOST, False)
            denied = await owner.post(f"{V1}/pulls", json={"engine": ENGINE, "agreed": "yes"})
            assert denied.status_code == 422
            assert HOST in denied.json()["detail"], "what would be agreed to is named"
            assert server.requests == []
            pull = await ended(owner, await begun(owner))
            assert (pull["state"], pull["fault"]) == ("done", "")
            assert pull["ended_at"] is not None
            (model,) = installed(models)
            assert (model.engine, model.problem) == (ENGINE, "")
            assert model.record is not None
            assert model.record.by == f"user {house.people['Olga'].id}"
            again = await owner.post(f"{V1}/pulls", json={"engine": ENGINE, "agreed": HOST})
            assert again.status_code == 409
            (here,) = (await owner.get(V1)).json()["models"]
            assert (here["engine"], here["licence"]) == (ENGINE, "MIT")
            assert (await owner.delete(V1, params={"engine": ENGINE})).status_code == 204
            assert installed(models) == []
            assert (await owner.delete(V1, params={"engine": ENGINE})).status_code == 404
        wanted = ["pull.agreed", "pull.done", "remove.agreed", "remove.done"]
        assert await audited(house) == [f"model.{each}" for each in wanted]

    held(tmp_path, body, local_models_path=models)


def test_only_an_owner_changes_and_the_others_look(tmp_path: Path, models: Path, server: FileServer) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as max_, house.program("Olga", "read") as reader:
            for client in (max_, reader):
                assert (await client.get(V1)).status_code == 200
                assert (await client.get(f"{V1}/pulls")).json() == []
                refused = await client.post(f"{V1}/pulls", json={"engine": ENGINE, "agreed": HOST})
                assert refused.status_code == 403
                assert (await client.delete(V1, params={"engine": ENGINE})).status_code == 403
            page = await max_.get("/models")
            assert ENGINE in page.text
            assert "/models/pull" not in page.text
            for path in ("pull", "remove", "accept"):
                answer = await max_.post(f"/models/{path}", data={"engine": ENGINE, "agreed": HOST, "sure": "on"})
                assert answer.status_code == 403
        assert server.requests == []

    held(tmp_path, body, local_models_path=models)


def test_a_download_is_cancelled_kept_and_gone_on_with(tmp_path: Path, models: Path, server: FileServer) -> None:
    async def body(house: ApiHouse) -> None:
        server.fault(f"{BASE}/model.bin", Hold(20_000))
        async with house.signed_in("Olga") as owner:
            pull = await begun(owner)
            await arrived(models, 20_000)
            other = await owner.post(f"{V1}/pulls", json={"engine": "whisper:tiny.en", "agreed": "huggingface.co"})
            assert other.status_code == 409, "one at a time"
            stopped = (await owner.delete(f"{V1}/pulls/{pull['id']}")).json()
            assert stopped["state"] == "cancelled"
            (half,) = half_fetched(models)
            assert half.done_bytes >= 20_000
            assert (await owner.get(V1)).json()["half_fetched"][0]["name"] == "base.en"
            assert (await ended(owner, await begun(owner)))["state"] == "done"
            assert server.asked(f"{BASE}/model.bin")[-1].start, "it went on from where it was"
            assert "model.pull.cancel" in await audited(house)

    held(tmp_path, body, local_models_path=models)


def test_what_was_half_fetched_is_thrown_away(tmp_path: Path, models: Path, server: FileServer) -> None:
    async def body(house: ApiHouse) -> None:
        server.fault(f"{BASE}/model.bin", Hold(20_000))
        async with house.signed_in("Olga") as owner:
            pull = await begun(owner)
            await arrived(models, 20_000)
            busy = await owner.delete(f"{V1}/half-fetched", params={"name": ENGINE})
            assert busy.status_code == 409, "somebody fetches it"
            await owner.delete(f"{V1}/pulls/{pull['id']}")
            assert (await owner.post("/models/remove", data={"half": "base.en"})).status_code == 422, "no tick"
            assert (await owner.post("/models/remove", data={"half": "base.en", "sure": "on"})).status_code == 303
            assert half_fetched(models) == []
            assert (await owner.delete(f"{V1}/half-fetched", params={"name": ENGINE})).status_code == 404

    held(tmp_path, body, local_models_path=models)


def test_a_cut_line_is_gone_on_with_by_itself(tmp_path: Path, models: Path, server: FileServer) -> None:
    async def body(house: ApiHouse) -> None:
        server.fault(f"{BASE}/model.bin", Cut(20_000))
        async with house.signed_in("Olga") as owner:
            assert (await ended(owner, await begun(owner)))["state"] == "done"
            assert len(server.asked(f"{BASE}/model.bin")) == 2

    held(tmp_path, body, local_models_path=models)


def test_a_wrong_file_is_told_with_its_remedy_and_nothing_of_it_stays(
    tmp_path: Path, models: Path, server: FileServer
) -> None:
    async def body(house: ApiHouse) -> None:
        wrong = {"X-Linked-Etag": f'"{"0" * 64}"', "X-Linked-Size": str(len(FILES["model.bin"]))}
        server.put(f"{BASE}/model.bin", FILES["model.bin"], headers=wrong)
        async with house.signed_in("Olga") as owner:
            pull = await ended(owner, await begun(owner))
            assert pull["state"] == "failed"
            assert "is not the file it should be" in pull["fault"]
            assert pull["remedy"]
            assert installed(models) == []
            page = (await owner.get("/models")).text
            assert "is not the file it should be" in page
            assert WORDS["models_failed"][0] in page
            server.put(f"{BASE}/model.bin", FILES["model.bin"], hub="large")
            server.fault(f"{BASE}/model.bin", Status(404))
            assert "nothing at" in (await ended(owner, await begun(owner)))["fault"]
        assert (await audited(house)).count("model.pull.failed") == 2

    held(tmp_path, body, local_models_path=models)


def test_the_page_works_by_forms_alone(tmp_path: Path, models: Path, server: FileServer) -> None:
    async def body(house: ApiHouse) -> None:
        server.fault(f"{BASE}/model.bin", Hold(20_000))
        async with house.signed_in("Olga") as owner:
            page = (await owner.get("/models")).text
            assert f'name="agreed" value="{HOST}"' in page
            assert "1.0 MB" in page
            assert "data-pull" not in page
            refused = await owner.post("/models/pull", data={"engine": ENGINE})
            assert (refused.status_code, server.requests) == (422, [])
            sent = await owner.post("/models/pull", data={"engine": ENGINE, "agreed": HOST})
            assert (sent.status_code, sent.headers["location"]) == (303, "/models#downloads")
            await asyncio.to_thread(server.wait_held, 1)
            page = (await owner.get("/models")).text
            assert WORDS["models_running"][0] in page
            found = re.search(r"/models/pulls/([0-9a-f-]+)/cancel", page)
            assert found is not None
            assert (await owner.post(found[0], data={"do": "cancel"})).status_code == 303
            assert WORDS["models_cancelled"][0] in (await owner.get("/models")).text
            await owner.post("/models/pull", data={"engine": ENGINE, "agreed": HOST})
            running = (await owner.get(f"{V1}/pulls")).json()[0]
            assert (await ended(owner, running))["state"] == "done"
            assert (await owner.post("/models/remove", data={"engine": ENGINE, "sure": "on"})).status_code == 303
            assert installed(models) == []

    held(tmp_path, body, local_models_path=models)


def test_a_licence_is_accepted_by_its_name(tmp_path: Path, models: Path, server: FileServer) -> None:
    async def body(house: ApiHouse) -> None:
        samples.coqui(models / "tts" / "xtts-v2", "xtts")
        (models / "tts" / "xtts-v2" / "LICENSE.txt").write_text("Not for <money>.")
        async with house.signed_in("Olga") as owner:
            (model,) = (await owner.get(V1)).json()["models"]
            assert model["licence_to_accept"]
            assert "Not for &lt;money&gt;." in (await owner.get("/models")).text
            wrong = await owner.post(f"{V1}/licences", json={"engine": model["engine"], "licence": "MIT"})
            assert wrong.status_code == 422
            form = {"engine": model["engine"], "licence": model["licence_to_accept"]}
            assert (await owner.post("/models/accept", data=form)).status_code == 303
            (model,) = (await owner.get(V1)).json()["models"]
            assert model["licence_to_accept"] == ""

    held(tmp_path, body, local_models_path=models)


@pytest.mark.parametrize("engine", ["", "../../etc/passwd", "whisper:<b>", "x" * 190, "stt/\x00", "ollama:no-such"])
def test_what_is_no_model_is_refused(tmp_path: Path, models: Path, engine: str) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            for path, form in (
                ("pull", {"agreed": HOST}), ("remove", {"sure": "on"}), ("accept", {"licence": "MIT"}),
            ):  # fmt: skip
                answer = await owner.post(f"/models/{path}", data={"engine": engine, **form})
                assert answer.status_code in (404, 422, 503), (path, answer.text)
                assert "<b>" not in answer.text
            assert (await owner.post(f"{V1}/pulls", json={"engine": engine, "agreed": ""})).status_code in (404, 422)

    held(tmp_path, body, local_models_path=models, ollama_host="http://127.0.0.1:9")


def test_a_download_ends_with_the_appliance(tmp_path: Path, models: Path, server: FileServer) -> None:
    async def body(house: ApiHouse) -> None:
        server.fault(f"{BASE}/model.bin", Hold(20_000))
        async with house.signed_in("Olga") as owner:
            await begun(owner)
            await asyncio.to_thread(server.wait_held, 1)
            await house.parts.pulls.aclose()
            assert [each.state for each in house.parts.pulls.all] == ["cancelled"]
            await begun(owner)
            await house.parts.pulls.aclose()
            assert {each.state for each in house.parts.pulls.all} == {"cancelled"}, "also before it has begun"

    held(tmp_path, body, local_models_path=models)
