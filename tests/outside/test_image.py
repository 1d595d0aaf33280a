"""The image, really built and really run, locked down as the compose file locks it down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.outside.boxes import LOCKED_DOWN, PASSWORD, code_in, docker, inspected, refused, wait_for_line

pytestmark = [pytest.mark.container, pytest.mark.timeout(900)]

FIRST_STEPS = """
import json, sys, urllib.parse, urllib.request
from http.cookiejar import CookieJar

class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *answer):
        return None

browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay())
page = "http://127.0.0.1:8080"

def post(path, fields):
    try:
        return browser.open(page + path, urllib.parse.urlencode(fields).encode()).geturl()
    except urllib.error.HTTPError as answer:
        assert answer.code == 303, (answer.code, answer.read()[:2000])
        return answer.headers["location"]

code, password = sys.argv[1:]
led = [post("/claim", {"code": code, "name": "Sam", "timezone": "UTC", "password": password})]
led += [post("/setup/calls", {"evening": "on", "at_evening": "21:00"})]
shown = browser.open(page + "/api/v1/people/me/check-ins").read()
print(json.dumps({"led": led, "check_ins": json.loads(shown)}))
"""
"""A browser of nothing but Python, for a container that nobody outside reaches."""


SLIM_BYTES = 75e6
"""Of debian:bookworm-slim as it is published for x86_64; what has this name here may hold more."""


@pytest.fixture
def box(image: str) -> Iterator[str]:
    """The name of a container of one's own; removed afterwards, with its volumes."""
    name = f"box-{uuid4().hex[:8]}"
    yield name
    docker("rm", "--force", "--volumes", name)


def in_image(image: str, program: str) -> str:
    return docker("run", "--rm", "--network=none", *LOCKED_DOWN, "--entrypoint=python", image, "-c", program)


def test_a_call_is_rehearsed_without_any_network(image: str) -> None:
    # The seed fixes what the person means to say. What is heard is still recognised from sound.
    demo = [image, "demo", "--json", "--seed", "4"]
    rehearsed = json.loads(docker("run", "--rm", "--network=none", *LOCKED_DOWN, *demo))
    assert rehearsed["status"] == "completed"
    assert rehearsed["turns"]
    assert rehearsed["voice_to_voice_ms"]


def test_what_was_taken_out_of_the_libraries_is_missed_by_nothing(image: str) -> None:
    # Every module of ours that can be imported without the optional engines, and the statistics that insights ask.
    program = """
import importlib, pkgutil, appliance
OPTIONAL = {"av", "faster_whisper", "llama_cpp", "sherpa_onnx", "telegram", "torch", "TTS"}
seen = 0
for module in pkgutil.walk_packages(appliance.__path__, "appliance."):
    if module.name.endswith("__main__") or ".migrations" in module.name:
        continue
    try:
        importlib.import_module(module.name)
        seen += 1
    except ModuleNotFoundError as error:
        assert error.name.split(".")[0] in OPTIONAL, (module.name, error)
from scipy import stats
a, b = [1, 2, 3, 4, 5, 6, 7], [2, 1, 4, 3, 6, 7, 5]
stats.kruskal(a, b), stats.rankdata(a), stats.t.sf(2.0, 5), stats.kendalltau(a, b), stats.theilslopes(b, a)
print(seen)
"""
    assert int(in_image(image, program)) > 300


def test_it_holds_neither_tools_nor_tests_and_all_its_bytecode(image: str) -> None:
    program = """
import importlib.util, pathlib, shutil, sys, sysconfig
packages = pathlib.Path(sysconfig.get_path("purelib"))
bare = [str(f) for f in packages.rglob("*.py") if not pathlib.Path(importlib.util.cache_from_source(str(f))).exists()]
tools = [name for name in ("pip", "gcc", "cc", "make", "curl", "wget", "git") if shutil.which(name)]
tests = [str(f) for f in packages.glob("*/**/tests")]
print(bare[:5], tools, tests[:5], importlib.util.find_spec("pip"))
"""
    assert in_image(image, program).strip() == "[] [] [] None"


def test_core_is_smaller_than_450_mb_on_its_published_base(image: str) -> None:
    own, base = (
        int(docker("image", "inspect", "--format={{.Size}}", name)) for name in (image, "debian:bookworm-slim")
    )
    assert own - base < 450e6 - SLIM_BYTES, "docs/docker.md says what is big in it"


def test_nothing_in_it_belongs_to_its_user_but_the_mount_points(image: str) -> None:
    owned = ["find", "/", "-xdev", "(", "-user", "10001", "-o", "-group", "10001", ")", "-not", "-path", "/proc/*"]
    found = docker("run", "--rm", "--user=0", f"--entrypoint={owned[0]}", image, *owned[1:]).split()
    assert sorted(found) == ["/data", "/keys", "/models"]


def test_runs_as_nobody_in_particular(image: str) -> None:
    asked = ["--entrypoint=python", image, "-c", "import os; print(os.getuid())"]
    assert docker("run", "--rm", *LOCKED_DOWN, *asked).strip() == "10001"
    assert docker("run", "--rm", "--user=4321:4321", *LOCKED_DOWN, image, "--help")


def test_a_household_begins_without_network_and_sound_as_whoever_you_are(image: str, box: str) -> None:
    own = [f"--tmpfs={folder}:uid=4321,gid=4321,mode=0700" for folder in ("/data", "/keys")]
    docker("run", "--detach", "--name", box, "--network=none", "--user=4321:4321", *LOCKED_DOWN, *own, image)
    told = wait_for_line(box, "asks for this code")
    first = docker("exec", "-i", box, "python", "-", code_in(told), PASSWORD, given=FIRST_STEPS)
    assert json.loads(first)["led"] == ["/setup", "/setup/trial"]
    assert [each["at"] for each in json.loads(first)["check_ins"]] == ["21:00"]
    assert "21:00" in docker("exec", box, "appliance", "check-ins", "list")
    assert docker("exec", box, "appliance", "health").strip() == "degraded: missing speaker, microphone"

    docker("stop", "--time=15", box)
    assert inspected(box)["State"]["ExitCode"] == 0


def cannot_start(image: str, box: str, *options: str) -> str:
    """What the health check of a container says that cannot start; it serves a page that says so, until it is told
    to stop."""
    docker("run", "--detach", "--name", box, "--network=none", *LOCKED_DOWN, *options, image)
    wait_for_line(box, "cannot start, and nothing rings")
    page = "import urllib.request as u; r = u.Request('http://127.0.0.1:8080/', headers={'Accept': 'text/html'})\n"
    page += "try: u.urlopen(r)\nexcept u.HTTPError as answer: print(answer.code, answer.read().decode())"
    shown = docker("exec", box, "python", "-c", page)
    assert shown.startswith("503")
    assert "The appliance cannot start" in shown
    said = refused("exec", box, "appliance", "health", code=1)
    docker("stop", "--time=15", box)
    assert inspected(box)["State"]["ExitCode"] == 3
    return said


def test_a_data_folder_that_cannot_be_written_is_named_with_the_remedy(image: str, box: str) -> None:
    said = cannot_start(image, box, "--tmpfs=/data:ro,uid=10001,mode=0700", "--tmpfs=/keys:uid=10001,mode=0700")
    assert "/data cannot be written: Read-only file system." in said
    assert "Make it a folder that the user running the appliance may write" in said


def test_a_data_folder_of_somebody_else_is_named_with_the_remedy(image: str, box: str) -> None:
    said = cannot_start(image, box, "--tmpfs=/data:uid=4321,mode=0700")
    assert "/data/appliance.toml cannot be read" in said
    assert "Let the user that runs the appliance (uid 10001) read and write /data." in said


def test_a_data_folder_without_room_is_named_with_the_remedy(image: str, box: str) -> None:
    said = cannot_start(image, box, "--tmpfs=/data:size=64k,uid=10001,mode=0700", "--tmpfs=/keys:uid=10001,mode=0700")
    assert "No room is left for /data" in said
    assert "Free some space" in said
