"""Backups on the page and over the API: made, taken away, brought back by an owner; brought to a box nobody owns."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from appliance.errors import ConflictError, RefusedError
from appliance.store import read_key
from appliance.store.key_words import words_of
from appliance.upkeep.backups.archive import check_whole
from appliance.upkeep.backups.exchange import aside, waits
from appliance.upkeep.backups.shelf import kept_in
from tests.upkeep.backup_house import backed_up, furnish, names_in, settings_in
from tests.web.apihouse import BASE, CODE, PASSWORD, ApiHouse, held
from tests.web.test_settings_page import until

V1 = "/api/v1"
SURE = {"password": PASSWORD, "sure": "on"}


async def one(house: ApiHouse) -> str:
    """The name of a backup that was made."""
    return (await house.parts.backups.make_now("test")).name


def uploads(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder / "user_data") if name.startswith(".")]


def test_an_owner_makes_one_sees_it_and_takes_it_away(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            assert "There is none yet." in (await owner.get("/backups")).text
            assert (await owner.post("/backups/make", data={"do": "make"})).headers["location"] == "/backups"
            assert (await owner.post("/backups/make", data={"do": "make"})).status_code in (303, 409)
            await house.parts.backups.over()
            (made,) = kept_in(house.parts.backups.folder)
            assert made.name in (await owner.get("/backups")).text
            sent = await owner.get(f"/backups/{made.name}")
            assert sent.content == made.file.read_bytes()
            assert sent.headers["content-disposition"] == f'attachment; filename="{made.name}"'
            assert (await owner.get("/backups/..%2Fappliance.db")).status_code == 404
            assert (await owner.get("/backups/appliance.db")).status_code == 404
            for other in ("../appliance.db", "appliance.db", "", f"{made.name}x"):
                assert (await owner.post("/backups/delete", data={"name": other})).status_code == 404
            leads = await owner.post("/backups/delete", data={"name": made.name})
            assert leads.headers["location"] == "/backups"
            assert "There is none yet." in (await owner.get("/backups")).text
            assert (await owner.post("/backups/delete", data={"name": made.name})).status_code == 404
            said = [entry.action for entry in await house.appliance.store.audit.entries(3)]
            assert said == ["delete backup", "download backup", "backup"]

    held(tmp_path, body)


def test_the_others_see_when_the_last_was_made_and_nothing_else(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        name = await one(house)
        async with house.signed_in("Max") as member:
            page = await member.get("/backups")
            assert "The last one was made on" in page.text
            assert name not in page.text
            assert "<button" not in page.text.partition("<main")[2].partition("</main")[0]
            assert (await member.get(f"/backups/{name}")).status_code == 403
            for path, data in (
                ("make", {"do": "make"}),
                ("delete", {"name": name}),
                ("restore", {"name": name, **SURE}),
            ):
                assert (await member.post(f"/backups/{path}", data=data)).status_code == 403
            files = {"file": ("it.dcbackup", b"x")}
            assert (await member.post("/backups/upload", data=SURE, files=files)).status_code == 403
        assert not waits(house.parts.settings)

    held(tmp_path, body)


def test_the_api_has_the_same_rules(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.program("Olga", "administer") as program:
            begun = await program.post(f"{V1}/backups")
            assert (begun.status_code, begun.json()["state"]) == (202, "running")
            await house.parts.backups.over()
            told = (await program.get(f"{V1}/backups")).json()
            assert told["job"]["state"] == "done"
            (made,) = told["backups"]
            assert made["name"] == told["job"]["made"]
            sent = await program.get(f"{V1}/backups/{made['name']}")
            assert sent.content == (house.parts.backups.folder / made["name"]).read_bytes()
            assert (await program.get(f"{V1}/backups/nothing")).status_code == 404
        async with house.program("Olga", "read") as reader:
            assert (await reader.get(f"{V1}/backups")).status_code == 403
        async with house.signed_in("Max") as member:
            assert (await member.get(f"{V1}/backups")).status_code == 403
            assert (await member.get(f"{V1}/backups/{made['name']}")).status_code == 403

    held(tmp_path, body)


def test_one_takes_the_place_of_everything_only_with_tick_and_password(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        name = await one(house)
        async with house.signed_in("Olga") as owner:
            wrong = (
                {"name": name, "password": PASSWORD},
                {"name": name, "password": "wrong words here", "sure": "on"},
                {"name": "other.dcbackup", **SURE},
                {"name": "../../etc/passwd", **SURE},
            )
            for data in wrong:
                refused = await owner.post("/backups/restore", data=data)
                assert refused.status_code in (404, 422)
                assert 'role="alert"' in refused.text
                assert not waits(house.parts.settings)
            done = await owner.post("/backups/restore", data={"name": name, **SURE})
            assert done.status_code == 200
            assert "starts again with it" in done.text
            assert waits(house.parts.settings)
            assert house.parts.restart.is_set()

    held(tmp_path, body)


def test_one_that_is_sent_is_proved_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        name = await one(house)
        content = (house.parts.backups.folder / name).read_bytes()
        async with house.signed_in("Olga") as owner:
            for bad in (content[:-1], content[:500], b"no backup", content[:2000] + b"!" + content[2001:]):
                sent = {"file": ("it.dcbackup", bad)}
                refused = await owner.post("/backups/upload", data=SURE, files=sent)
                assert refused.status_code == 422, refused.text
                assert "it.dcbackup" in refused.text
                assert ".upload-" not in refused.text
            unsure = await owner.post("/backups/upload", data={"password": PASSWORD}, files={"file": ("it", content)})
            assert unsure.status_code == 422
            assert not waits(house.parts.settings)
            done = await owner.post("/backups/upload", data=SURE, files={"file": ("it.dcbackup", content)})
            assert "starts again with it" in done.text
        assert waits(house.parts.settings)
        assert uploads(tmp_path) == []

    held(tmp_path, body)


def test_a_backup_of_another_key_wants_its_words(tmp_path: Path) -> None:
    old = settings_in(tmp_path / "old")
    furnish(old)
    content = backed_up(old).file.read_bytes()
    words = " ".join(words_of(read_key(old.key_file)))

    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            for typed, said in (
                ("", "24 words"),
                ("one two", "24 words"),
                (words.replace(words.split()[0], "zebra"), ""),
            ):
                data = {**SURE, "words": typed}
                refused = await owner.post("/backups/upload", data=data, files={"file": ("it", content)})
                assert refused.status_code == 422
                assert said in refused.text
                assert words not in refused.text
            done = await owner.post("/backups/upload", data={**SURE, "words": words}, files={"file": ("it", content)})
            assert "starts again with it" in done.text

    held(tmp_path / "here", body)


async def parts_of_form(fields: dict[str, str], content: bytes, boundary: str = "b0") -> bytes:
    made = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="it"\r\n\r\n'.encode()
    return made + head + content + f"\r\n--{boundary}--\r\n".encode()


@pytest.mark.parametrize("piece", [1, 7, 100, 70_000])
def test_a_form_is_taken_apart_however_it_arrives(tmp_path: Path, piece: int) -> None:
    async def body(house: ApiHouse) -> None:
        name = await one(house)
        content = (house.parts.backups.folder / name).read_bytes()
        content = content if piece > 50 else b"\r\n--b\r\n--b0x\r\n--" * 30
        whole = await parts_of_form(SURE, content)

        async def come() -> AsyncIterator[bytes]:
            for start in range(0, len(whole), piece):
                yield whole[start : start + piece]

        headers = {"Content-Type": "multipart/form-data; boundary=b0", "Content-Length": str(len(whole))}
        async with house.signed_in("Olga") as owner:
            done = await owner.post("/backups/upload", content=come(), headers=headers)
            assert done.status_code == (200 if piece > 50 else 422)
        assert uploads(tmp_path) == [] or piece > 50

    held(tmp_path, body)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=b0"),
        (b"--b0", "multipart/form-data; boundary=b0"),
        (b"--b0\r\n\r\n\r\n--b0--", "multipart/form-data; boundary=b0"),
        (b"--b0\r\nContent-Disposition: form-data; name=a\r\n\r\n" + b"x" * 99_000, "multipart/form-data; boundary=b0"),
        (b"--b0\r\n" + b"x" * 99_000, "multipart/form-data; boundary=b0"),
        (b"--b0\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * 50, "multipart/form-data; boundary=b0"),
        (b"x", "multipart/form-data"),
        (b"x", "text/plain"),
        (b"x", 'multipart/form-data; boundary="\xff"'.encode("latin-1").decode("latin-1")),
    ],
    ids=[
        "nothing",
        "only a mark",
        "a part without name",
        "a long field",
        "a long head",
        "many",
        "no mark",
        "text",
        "odd",
    ],
)
def test_a_form_of_nonsense_is_refused(tmp_path: Path, body: bytes, kind: str) -> None:
    async def work(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            headers = {"Content-Type": kind.encode("latin-1")}
            answer = await owner.post("/backups/upload", content=body, headers=headers)  # type: ignore[arg-type]
            assert 400 <= answer.status_code < 500
        assert uploads(tmp_path) == []

    held(tmp_path, work)


def test_a_box_nobody_owns_takes_a_backup_by_its_code_only(tmp_path: Path) -> None:
    old = settings_in(tmp_path / "old")
    furnish(old)
    content = backed_up(old).file.read_bytes()
    words = " ".join(words_of(read_key(old.key_file)))

    async def body(house: ApiHouse) -> None:
        settings = house.parts.settings
        async with house.browser() as browser:
            page = (await browser.get("/claim")).text
            assert "Restore a backup" in page
            assert 'action="/claim/restore"' in page
            file = {"file": ("it.dcbackup", content)}
            wrong = await browser.post("/claim/restore", data={"code": "zzzz-zzzz", "words": words}, files=file)
            assert wrong.status_code == 401
            elsewhere = {"Origin": "https://evil.example"}
            data = {"code": CODE, "words": words}
            assert (await browser.post("/claim/restore", data=data, files=file, headers=elsewhere)).status_code == 403
            for typed in ("", "one two", words[::-1]):
                refused = await browser.post("/claim/restore", data={"code": CODE, "words": typed}, files=file)
                assert refused.status_code == 422
            assert not waits(settings)
            done = await browser.post("/claim/restore", data=data, files=file)
            assert "starts again with it" in done.text
            assert waits(settings)
            assert house.parts.restart.is_set()
            form = {"code": CODE, "name": "Eve", "timezone": "UTC", "password": PASSWORD}
            assert (await browser.post("/claim", data=form)).status_code == 409, "nobody claims it meanwhile"
        assert await house.appliance.store.people.users() == []

    held(tmp_path / "here", body, accounts=False)


def test_a_box_that_somebody_owns_takes_none_without_them(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as browser:
            file = {"file": ("it.dcbackup", b"x")}
            answer = await browser.post("/claim/restore", data={"code": CODE, "words": ""}, files=file)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        with pytest.raises(ConflictError):
            async with house.parts.door.handing_over():
                raise AssertionError("it has an owner")
        assert not waits(house.parts.settings)

    held(tmp_path, body)


def test_codes_for_a_backup_cannot_be_guessed_quickly(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        for _ in range(5):
            with pytest.raises(RefusedError):
                house.parts.door.check_claim("zzzz-zzzz", CODE, address="192.168.1.20")
        async with house.browser() as browser:
            file = {"file": ("it.dcbackup", b"x")}
            answer = await browser.post("/claim/restore", data={"code": CODE, "words": ""}, files=file)
            assert answer.status_code == 429

    held(tmp_path, body, accounts=False)


def test_health_says_how_old_the_last_is_and_makes_one(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Olga") as owner:
            assert "Make a backup now" in (await owner.get("/health")).text
            assert (await owner.post("/health/mend", data={"what": "backup"})).status_code == 303
            await house.parts.backups.over()
            page = (await owner.get("/health")).text
            assert "Make a backup now" not in page
            assert "the last is 0 hours old" in page
            assert "backup" not in (await owner.get("/healthz")).json()["missing"]
        async with house.signed_in("Max") as member:
            assert (await member.post("/health/mend", data={"what": "backup"})).status_code == 403

    held(tmp_path, body)


def test_a_new_box_is_the_old_household_after_its_first_screen(tmp_path: Path) -> None:
    """The real thing: a process that is started, is brought a file and words, starts again, and knows who signs in."""
    old = settings_in(tmp_path / "old")
    asyncio.run(_with_password(old))
    backup = backed_up(old).file
    check_whole(backup)
    new = settings_in(tmp_path / "new")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    environment = {
        **os.environ, "LOCAL_DATA_PATH": str(new.local_data_path), "KEY_FILE": str(new.key_file),
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "appliance", "run", "--port", str(port)], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        try:
            code = until(process, "asks for this code").split()[-1]
            base = f"http://localhost:{port}"
            with httpx.Client(base_url=base, headers={"Origin": base}, timeout=60) as browser:
                data = {"code": code, "words": "\n".join(words_of(read_key(old.key_file)))}
                done = browser.post("/claim/restore", data=data, files={"file": ("it", backup.read_bytes())})
                assert "starts again with it" in done.text
                until(process, "on duty")
                assert browser.get("/claim").headers["location"] == "/sign-in", "it has an owner"
                form = {"name": "Sam", "password": PASSWORD}
                assert browser.post("/sign-in", data=form).status_code == 303
                assert browser.get("/today").status_code == 200
                assert browser.get("/setup").headers["location"] == "/today", "the first run was closed there"
        finally:
            process.terminate()
            assert process.wait(30) == 0
    assert aside(new) == []
    assert names_in(new) == ["Sam"]


async def _with_password(old: Any) -> None:
    from appliance.app import open_appliance
    from appliance.cli.service import parts_of
    from appliance.web.pages import build

    async with open_appliance(old) as appliance:
        parts = parts_of(appliance, old, CODE)
        transport = httpx.ASGITransport(app=build(parts, "127.0.0.1"))
        async with httpx.AsyncClient(transport=transport, base_url=BASE, headers={"Origin": BASE}) as browser:
            form = {"code": CODE, "name": "Sam", "timezone": "UTC", "password": PASSWORD}
            assert (await browser.post("/claim", data=form)).status_code == 303
            assert (await browser.post("/setup/end", data={"do": "done"})).status_code == 303
        await parts.pulls.aclose()
