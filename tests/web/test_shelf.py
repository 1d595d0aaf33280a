"""Files of pages: kept for good under an address that names their content, asked for anew under their plain names."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from appliance.web.shelf import ASK_AGAIN, FOLDER, FOR_GOOD, shelf, shelf_of
from appliance.web.site.frame import MORE, PAGES
from tests.web.apihouse import ApiHouse, held

LINKED = re.compile(r'(?:href|src)="([^"]*/static/[^"]+)"')
IMPORTED = re.compile(r'^import .*? from "([^"]+)"|new URL\("([a-z]+\.js)"', re.MULTILINE)
PATHS = tuple(f"/{each.replace('_', '-')}" for each in (*PAGES, *MORE, "more"))


@pytest.mark.parametrize("base", ["", "/coach"], ids=["at the top", "below a path"])
def test_whatever_a_page_links_to_is_kept_for_good_and_so_is_what_that_imports(tmp_path: Path, base: str) -> None:
    async def body(house: ApiHouse) -> None:
        seen: set[str] = set()
        async with house.signed_in("Olga") as browser:
            for path in PATHS:
                page = await browser.get(base + path)
                assert page.status_code == 200, path
                assert page.headers["cache-control"] == "no-store", "a page is nobody else's"
                wanted = LINKED.findall(page.text)
                assert len(wanted) >= 5, path
                while wanted:
                    each = wanted.pop()
                    if each in seen:
                        continue
                    seen.add(each)
                    file = await browser.get(each)
                    assert file.status_code == 200, each
                    assert file.headers["cache-control"] == FOR_GOOD, each
                    assert "set-cookie" not in file.headers
                    assert "default-src 'none'" in file.headers["content-security-policy"]
                    if each.endswith(".js"):
                        found = ["".join(names) for names in IMPORTED.findall(file.text)]
                        wanted += [urljoin(each, name) for name in found]
        names = {each.rpartition("/")[2] for each in seen}
        assert {"page.css", "review.css", "live.js", "call.js", "sound.js", "capture.js", "week.js"} <= names
        assert {each.rpartition("/")[0] for each in seen} == {f"{base}/static/{shelf().digest}"}

    held(tmp_path, body, base_path=base.strip("/"))


def test_another_content_is_another_address(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    first = shelf_of(tmp_path.iterdir())
    assert shelf_of(tmp_path.iterdir()).digest == first.digest
    sound = tmp_path / "sound.js"
    sound.write_text(sound.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    changed = shelf_of(tmp_path.iterdir())
    assert changed.digest != first.digest, "call.js imports it by a relative name"
    assert changed.files["call.js"].tag == first.files["call.js"].tag
    sound.rename(tmp_path / "noise.js")
    assert shelf_of(tmp_path.iterdir()).digest not in (first.digest, changed.digest)


def test_a_file_is_sent_compressed_and_not_again_to_whoever_has_it(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        path = f"/static/{shelf().digest}/page.css"
        async with house.browser() as nobody:
            packed = await nobody.get(path, headers={"Accept-Encoding": "gzip"})
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.headers["vary"] == "Accept-Encoding"
            assert int(packed.headers["content-length"]) < len(packed.content) / 2
            plain = await nobody.get(path, headers={"Accept-Encoding": "identity"})
            assert "content-encoding" not in plain.headers
            assert plain.content == packed.content == (FOLDER / "page.css").read_bytes()
            assert gzip.decompress(shelf().files["page.css"].packed) == plain.content
            assert plain.headers["etag"] != packed.headers["etag"], "other bytes"
            for answer, encoding in ((packed, "gzip"), (plain, "identity")):
                asked = {"If-None-Match": answer.headers["etag"], "Accept-Encoding": encoding}
                for where in (path, "/static/page.css"):
                    again = await nobody.get(where, headers=asked)
                    assert (again.status_code, again.content) == (304, b"")
                    assert again.headers["etag"] == answer.headers["etag"]
            head = await nobody.head(path)
            assert (head.status_code, head.content) == (200, b"")
            picture = await nobody.get(f"/static/{shelf().digest}/icon-192.png", headers={"Accept-Encoding": "gzip"})
            assert "content-encoding" not in picture.headers

    held(tmp_path, body)


def test_plain_names_and_addresses_of_before_are_asked_for_anew(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            for path in ("/static/icon-192.png", "/static/review.css", "/static/0123456789abcdef/capture.js"):
                file = await nobody.get(path)
                assert (file.status_code, file.headers["cache-control"]) == (200, ASK_AGAIN), path
            for path in ("/static/none.css", f"/static/{shelf().digest}/none.css", "/static/..%2Fpages.py", "/static/"):
                assert (await nobody.get(path)).status_code == 404, path
            told = (await nobody.get("/manifest.webmanifest")).json()
            for icon in told["icons"]:
                assert (await nobody.get(icon["src"])).headers["cache-control"] == ASK_AGAIN
                assert shelf().digest not in icon["src"], "an app that is installed keeps its looks"

    held(tmp_path, body)


def test_the_worker_is_another_with_other_files(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser() as nobody:
            worker = await nobody.get("/service-worker.js")
            assert worker.headers["cache-control"] == "no-cache"
            assert f'const STATIC = "static/{shelf().digest}/";' in worker.text
            for name in re.findall(r'"([a-z0-9-]+\.(?:css|svg|png))"', worker.text):
                assert (await nobody.get(f"/static/{shelf().digest}/{name}")).status_code == 200, name

    held(tmp_path, body)


def test_what_lets_somebody_in_is_never_compressed(tmp_path: Path) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.signed_in("Max") as browser:
            browser.headers["Accept-Encoding"] = "gzip"
            assert (await browser.get("/check-ins")).headers["content-encoding"] == "gzip"
            made = await browser.post("/account/tokens", data={"name": "x" * 70, "read": "on", "days": "30"})
            assert "dc_" in made.text
            assert "content-encoding" not in made.headers

    held(tmp_path, body)
