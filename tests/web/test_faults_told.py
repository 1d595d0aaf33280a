"""What went wrong is told on the page in the language of whoever reads it, with what they gave put in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from string import Formatter

import httpx
import pytest

from appliance import errors
from appliance.errors import ApplianceError, InvalidInputError, LockedError, NotFoundError, TooManyTriesError
from appliance.language.messages import message_codes, messages
from appliance.records.progress import MetricKind, MetricType
from appliance.web.faults import told_in
from appliance.web.forms import LARGEST_FILE
from tests.web.apihouse import ApiHouse, held

CODES = sorted(message_codes())
SOURCE = Path(errors.__file__).parent
NOBODYS_ID = "0123456789abcdef0123456789abcdef"
DAYS = {f"day{day}": "on" for day in range(7)}
CALL = {"call_type": "evening", "channels": "speaker", "channel1": "speaker", **DAYS}


@dataclass(frozen=True)
class Case:
    """A form or address, and what the page says to it. `{id}` is the reader's own id."""

    name: str
    status: int
    says: str
    path: str
    about: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, str] | None = None
    method: str = "POST"
    exact: str = ""
    """In English, beneath."""


MEMBERS = [
    Case("no such page", 404, "no_page", "/nowhere", method="GET"),
    Case("a wrong method", 405, "no_method", "/today", method="DELETE"),
    Case("no such call", 404, "code_not_found", f"/calls/{NOBODYS_ID}", method="GET", exact="There is no call"),
    Case("not allowed", 403, "owner_only", "/settings", data={"deployment_mode": "local"}),
    Case("no such button", 422, "button", "/today/wish", data={"wish": "fly"}),
    Case("nothing chosen", 422, "weekday", "/check-ins", data={"call_type": "evening", "at": "21:30"}),
    Case("a bad time", 422, "time", "/check-ins", {"text": "25:99"}, {**CALL, "at": "25:99"}),
    Case("no number", 422, "number", "/habits", {"text": "lots"}, {"name": "x", "kind": "number", "target": "lots"}),
    Case("a name missing", 422, "length", "/habits", {"most": 80}, {"name": " ", "kind": "habit"}),
    Case("a name taken", 409, "taken", "/habits", {"name": "sleep"}, {"name": "Sleep", "kind": "number"}),
    Case(
        "a value out of range", 422, "value_range", "/today/value",
        {"text": "30", "name": "sleep", "least": "0", "most": "24"}, {"metric": "sleep", "value": "30"},
    ),
    Case("no value", 422, "value", "/today/value", {"text": "qq", "name": "sleep"}, {"metric": "sleep", "value": "qq"}),
    Case("nothing tracked so", 404, "no_metric", "/today/value", {"name": "tea"}, {"metric": "tea", "value": "1"}),
    Case("a bad day", 422, "day", "/promises", {"text": "soon"}, {"text": "Run.", "due_day": "soon"}),
    Case(
        "a pause backwards", 422, "days_backwards", "/pauses", {"first": "2030-03-02", "last": "2030-03-01"},
        {"from_day": "2030-03-02", "last_day": "2030-03-01"},
    ),
    Case("a wrong password", 401, "password", "/account/password", data={"old": "no", "new": "lantern gravel teapot"}),
    Case("another name", 422, "other_name", "/privacy/recordings", data={"name": "Somebody"}),
    Case("days of keeping", 422, "days_kept", "/privacy/keep", data={"recordings": "many"}),
    Case("no week", 422, "week", "/progress?week=2026-W99", {"text": "2026-W99"}, method="GET"),
    Case("a bad zone", 422, "zone", "/people/{id}", {"text": "Mars/Olympus"}, {"timezone": "Mars/Olympus"}),
    Case("a form of another kind", 422, "form", "/promises"),
]  # fmt: skip

OWNERS = [
    Case("a name missing", 422, "length", "/people", {"most": 80}, {"name": "", "timezone": "UTC"}),
    Case("a name taken", 409, "taken", "/people", {"name": "Max"}, {"name": "max", "timezone": "UTC"}),
    Case("no such device", 404, "no_device", "/rooms", {"name": "gong"}, {"name": "attic", "speaker_device": "gong"}),
    Case(
        "a volume out of range", 422, "number_range", "/rooms", {"text": "300", "least": 0, "most": "100"},
        {"name": "attic", "volume": "300"},
    ),
    Case("not ticked", 422, "tick", "/models/remove", data={"name": "x"}),
    Case("no token of a bot", 422, "telegram", "/settings", data={"telegram_bot_token": "é"}),
    Case("no persona", 422, "persona_empty", "/personas/write", data={"name": "mine", "text": " "}),
]  # fmt: skip


def told_on(page: httpx.Response) -> str:
    """What stands out on the page as a fault."""
    found = re.search(r'class="fault" role="alert">(.*?)</(?:section|p)>', page.text, re.DOTALL)
    assert found is not None, page.text[:3000]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def words_of(code: str, key: str, about: Mapping[str, object]) -> str:
    return messages(code).fault[key][0].format(**{"near": "", **about})


async def check(browser: httpx.AsyncClient, case: Case, code: str, own_id: str) -> None:
    path = case.path.replace("{id}", own_id)
    answer = await browser.request(case.method, path, data=dict(case.data) if case.data is not None else None)
    assert answer.status_code == case.status, answer.text[:2000]
    assert f'<html lang="{code}">' in answer.text
    told = told_on(answer)
    if case.exact and code == "en":
        assert case.exact in told
        return
    assert words_of(code, case.says, case.about) in told, case.name
    assert code == "en" or words_of("en", case.says, case.about) not in told, case.name
    beneath = re.findall(r'<p lang="en">(.*?)</p>', answer.text)
    assert [each.startswith(case.exact) for each in beneath] == ([True] if case.exact else []), case.name


async def speaks(house: ApiHouse, code: str) -> None:
    """Everybody reads this language; Max has slept before."""
    store, now = house.appliance.store, house.appliance.now()
    for name, user in house.people.items():
        changed = user.model_copy(update={"language": code})
        house.people[name] = await store.people.save_user(changed, now)
    sleep = MetricType(
        user_id=house.people["Max"].id, name="sleep", kind=MetricKind.NUMBER, low=0, high=24, created_at=now
    )
    await store.progress.add_metric_type(sleep)


@pytest.mark.parametrize("code", CODES)
def test_faults_of_forms_are_in_the_readers_language(tmp_path: Path, code: str) -> None:
    async def body(house: ApiHouse) -> None:
        await speaks(house, code)
        for name, cases in (("Max", MEMBERS), ("Olga", OWNERS)):
            async with house.signed_in(name) as browser:
                for case in cases:
                    await check(browser, case, code, str(house.people[name].id))

    held(tmp_path, body)


@pytest.mark.parametrize("code", CODES)
def test_files_that_cannot_be_taken_are(tmp_path: Path, code: str) -> None:
    async def body(house: ApiHouse) -> None:
        await speaks(house, code)
        async with house.signed_in("Olga") as browser:
            cases = [
                ("file_wrong", {"place": "cat.json, line 1, column 1"}, {"cat.json": b"meow"}),
                ("no_file", {}, {"": b""}),
            ]
            for says, about, files in cases:
                ((name, content),) = files.items()
                answer = await browser.post("/setup/import", files={"file": (name, content)})
                assert answer.status_code == 422
                assert words_of(code, says, about) in told_on(answer)
            large = {"Content-Length": str(LARGEST_FILE + 1), "Content-Type": "multipart/form-data; boundary=x"}
            answer = await browser.post("/setup/import", content=b"", headers=large)
            assert words_of(code, "file_large", {"most": 64}) in told_on(answer)

    held(tmp_path, body)


@pytest.mark.parametrize("code", CODES)
def test_whoever_has_not_signed_in_reads_it_as_their_browser_asks(tmp_path: Path, code: str) -> None:
    async def body(house: ApiHouse) -> None:
        async with house.browser(**{"Accept-Language": code, "Accept": "text/html"}) as nobody:
            form = {"name": "Max", "password": "wrong words here"}
            for _ in range(5):
                answer = await nobody.post("/sign-in", data=form)
                assert answer.status_code == 401
                assert told_on(answer) == words_of(code, "sign_in", {})
            answer = await nobody.post("/sign-in", data=form)
            assert answer.status_code == 429
            seconds = re.search(r"\d+", told_on(answer))
            assert seconds is not None
            told = [words_of(code, each, {"seconds": seconds[0]}) for each in ("too_often", "too_often_do")]
            assert told_on(answer) == " ".join(told)
            elsewhere = await nobody.post("/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"})
            assert (elsewhere.status_code, words_of(code, "other_site", {}) in told_on(elsewhere)) == (403, True)
            gone = await nobody.get("/nowhere")
            assert (gone.status_code, words_of(code, "no_page", {}) in told_on(gone)) == (404, True)

    held(tmp_path, body)


def test_every_language_tells_the_same_with_the_same_put_in() -> None:
    keys = {code: set(messages(code).fault) for code in CODES}
    assert len({frozenset(each) for each in keys.values()}) == 1
    for key in keys["en"]:
        assert key.removesuffix("_do") in keys["en"], key
        put_in = {code: {each[1] for each in Formatter().parse(messages(code).fault[key][0])} for code in CODES}
        assert len({frozenset(each - {None}) for each in put_in.values()}) == 1, key


def kinds(root: type[ApplianceError] = ApplianceError) -> list[type[ApplianceError]]:
    return [
        root,
        *(each for kind in root.__subclasses__() if kind.__module__ == errors.__name__ for each in kinds(kind)),
    ]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: str(kind.__name__))
def test_a_fault_without_words_of_its_own_is_told_by_its_kind(code: str, kind: type[ApplianceError]) -> None:
    error = kind(30.0) if kind is TooManyTriesError else kind("The tap drips.", remedy="Mend it.")
    told = told_in(error, code)
    if kind is TooManyTriesError:
        assert "30" in told.remedy
    elif code == "en":
        assert (told.message, told.remedy, told.exact) == ("The tap drips.", "Mend it.", "")
    else:
        assert told.message == messages(code).fault[f"code_{kind.code}"][0]
        assert told.exact == "The tap drips. Mend it."


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Each place in the source that names a key: the place, the key, what is put in."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for keyword in node.keywords if isinstance(node, ast.Call) else ():
                if keyword.arg == "says":
                    fields = {each.arg for each in node.keywords if each.arg}  # type: ignore[attr-defined]
                    for key in (each for each in ast.walk(keyword.value) if isinstance(each, ast.Constant)):
                        if isinstance(key.value, str) and key.value:
                            yield f"{file.name}:{key.lineno}", key.value, fields


def fields_of(key: str) -> set[str]:
    """Names that the words of a key, and those of what to do, put in."""
    words = messages("en").fault
    texts = [words[each][0] for each in (key, f"{key}_do") if each in words]
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def test_what_a_fault_puts_in_is_all_that_its_words_want() -> None:
    """Where an error is raised with a key, its fields are those of the catalogue: read off the source."""
    keys = {key for key in messages("en").fault if not key.endswith("_do")}
    found = list(raised())
    assert len(found) > 100
    for place, key, fields in found:
        assert key in keys, place
        assert fields_of(key) <= fields, place
    assert {key for _, key, _ in found} >= {key for key in keys if not key.startswith("code_")} - {"exact"}, "used"


def test_words_that_lack_what_is_put_in_are_no_fault_of_the_page() -> None:
    assert told_in(InvalidInputError("x", says="unheard_of"), "de").exact == "x"
    assert told_in(NotFoundError("x"), "en-GB").message == "x"
    assert told_in(LockedError("x"), "fr").message == messages("fr").fault["code_locked"][0]
