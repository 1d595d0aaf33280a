"""The compose file, really brought up: one command to the wizard, what lasts, what a container may do."""

from __future__ import annotations

import json
import ssl
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml  # type: ignore[import-untyped]  # comes with schemathesis
from websockets.sync.client import connect

from tests.outside.boxes import PASSWORD, House, code_in, docker, house_in, inspected, refused

pytestmark = [pytest.mark.container, pytest.mark.timeout(900)]

OUT = "import socket; socket.create_connection(({host!r}, {port}), 3)"


@pytest.fixture(scope="module")
def home(image: str, front: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A house with HTTPS that several tests look at, and what was told when it started."""
    folder = tmp_path_factory.mktemp("home")
    with house_in(folder, image, front, COMPOSE_PROFILES="tls", HOUSE_NAMES="localhost,home.local") as house:
        yield house, house.compose("start")


@pytest.mark.parametrize("choice", ["OUTSIDE=true", "GPU=true", "SOUND=alsa", "DEPLOYMENT_MODE=hybrid"])
def test_every_further_file_fits_the_first(image: str, front: str, tmp_path: Path, choice: str) -> None:
    name, _, value = choice.partition("=")
    with house_in(tmp_path, image, front, COMPOSE_PROFILES="ollama,telegram,tls", **{name: value}) as house:
        appliance = yaml.safe_load(house.compose("config"))["services"]["appliance"]
    assert ("street" in appliance["networks"]) == (choice in ("OUTSIDE=true", "DEPLOYMENT_MODE=hybrid"))
    assert ("deploy" in appliance) == (choice == "GPU=true")
    assert ("devices" in appliance) == (choice == "SOUND=alsa")
    assert appliance["environment"]["OLLAMA_HOST"] == "http://ollama:11434"


def test_one_command_leads_to_the_wizard_and_what_was_made_lasts(house: House) -> None:
    told = house.compose("start", "--build")
    assert f"The page is at {house.url}" in told
    with house.claimed(told) as browser:
        you = {"name": "Sam", "language": "en", "timezone": "Europe/Vienna", "country": "at"}
        assert browser.post("/setup/you", data=you).headers["location"] == "/setup/room"
        calls = {"evening": "on", "at_evening": "21:00"}
        assert browser.post("/setup/calls", data=calls).headers["location"] == "/setup/trial"
        house.appliance("metrics", "start", "Sam", "exercise")

        key = Path(house.environment["APPLIANCE_KEY_FOLDER"]) / "appliance.key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        database = house.data / "appliance.db"
        assert not database.read_bytes().startswith(b"SQLite format 3"), "the database lies there in the clear"
        assert key.stat().st_uid == database.stat().st_uid != 0

        house.compose("down")
        assert not database.with_name("appliance.db-wal").exists(), "the database was not closed"
        assert house.run("scripts/compose", "running").returncode == 1
        assert "asks for this code" not in house.compose("start"), "the first account is there"
        assert house.run("scripts/compose", "running").returncode == 0

        assert browser.get("/api/v1/people/me").json()["timezone"] == "Europe/Vienna", "still signed in"
        assert [each["at"] for each in browser.get("/api/v1/people/me/check-ins").json()] == ["21:00"]
    assert "exercise" in house.appliance("metrics", "list", "Sam")


def test_a_start_that_fails_is_told_by_the_command_that_starts(house: House) -> None:
    folder = Path(house.environment["APPLIANCE_KEY_FOLDER"])
    folder.mkdir()
    (folder / "appliance.key").write_text("no key at all")
    failed = house.run("scripts/compose", "start")
    assert failed.returncode == 1
    assert "the appliance cannot start, and says why at http://localhost:" in failed.stderr
    assert "The key file /keys/appliance.key is damaged." in failed.stderr
    with house.browser() as browser:
        assert browser.get("/healthz").json()["code"] == "wrong_key"


def test_what_happens_reaches_an_open_page_through_the_front(house: House) -> None:
    with house.claimed(house.compose("start")) as browser:
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        live = house.url.replace("http", "ws") + "/api/v1/live"
        with connect(live, additional_headers={"Cookie": cookie, "Origin": house.url}, proxy=None) as socket:
            socket.send(json.dumps({"type": "listen"}))
            assert browser.post("/setup/calls", data={"evening": "on", "at_evening": "21:00"}).status_code == 303
            assert json.loads(socket.recv(timeout=30))["type"] == "changed"


def test_the_containers_may_do_next_to_nothing(home: tuple[House, str]) -> None:
    house, _ = home
    for service, user in (("appliance", "10001:10001"), ("front", "10001:10001"), ("front-tls", "10001:10001")):
        found = inspected(house.container(service))
        allowed = found["HostConfig"]
        assert found["Config"]["User"].partition(":")[0] != "0"
        assert service != "appliance" or found["Config"]["User"] in (user, house_user(house))
        assert allowed["ReadonlyRootfs"] is True
        assert allowed["CapDrop"] == ["ALL"]
        assert not allowed["CapAdd"]
        assert "no-new-privileges:true" in allowed["SecurityOpt"]
        assert not allowed["Privileged"]
        assert allowed["Memory"] > 0
        assert allowed["PidsLimit"] > 0
        assert allowed["RestartPolicy"]["Name"] == "unless-stopped"
        own = docker("exec", found["Id"], "sh", "-c", "id -u; grep -E '^Cap(Prm|Eff|Bnd)|NoNewPrivs' /proc/self/status")
        uid, *lines = own.split("\n")
        assert uid != "0"
        assert {line.split(":\t")[1] for line in lines if line.startswith("Cap")} == {"0" * 16}
        assert "NoNewPrivs:\t1" in lines
        assert (
            docker("exec", found["Id"], "sh", "-c", "touch /etc/x 2>&1 || true")
            .strip()
            .endswith("Read-only file system")
        )
    bound = inspected(house.container())["HostConfig"]["PortBindings"]
    assert not bound, "the appliance itself has no port of the host"


def house_user(house: House) -> str:
    """Whom scripts/compose runs the appliance as: whoever runs the tests, unless that is root."""
    owner = house.data.stat()
    return f"{owner.st_uid}:{owner.st_gid}"


def test_nothing_leads_out_of_the_box(home: tuple[House, str]) -> None:
    house, _ = home
    project = house.environment["COMPOSE_PROJECT_NAME"]
    assert list(inspected(house.container())["NetworkSettings"]["Networks"]) == [f"{project}_inside"]
    assert json.loads(docker("network", "inspect", f"{project}_inside"))[0]["Internal"] is True

    # Somebody in the street: the front reaches them, the appliance does not.
    listen = (
        "import socket, time; s = socket.create_server(('', 9000)); print('up', flush=True); s.accept()[0]; s.accept()"
    )
    image = house.environment["APPLIANCE_IMAGE"]
    street = f"--network={project}_street"
    stranger = docker("run", "--detach", "--rm", street, "--entrypoint=python", image, "-uc", listen).strip()
    try:
        address = inspected(stranger)["NetworkSettings"]["Networks"][f"{project}_street"]["IPAddress"]
        wait = f"until exec 3<>/dev/tcp/{address}/9000; do :; done"
        docker("exec", house.container("front"), "timeout", "20", "bash", "-c", wait)
        said = refused("exec", house.container(), "python", "-c", OUT.format(host=address, port=9000), code=1)
        assert "timed out" in said or "unreachable" in said
    finally:
        docker("rm", "--force", stranger)


def test_https_by_the_authority_of_the_house(home: tuple[House, str]) -> None:
    house, told = home
    root = docker("exec", house.container("front-tls"), "cat", "/authority/caddy/pki/authorities/local/root.crt")
    trusted, page = ssl.create_default_context(cadata=root), f"https://localhost:{house.environment['TLS_PORT']}"
    with httpx.Client(base_url=page, verify=trusted, trust_env=False) as browser:
        assert browser.get("/healthz").status_code == 200
        form = {"code": code_in(told), "name": "Sam", "timezone": "UTC", "password": PASSWORD}
        answer = browser.post("/claim", data=form, headers={"Origin": page})
        assert answer.headers["location"] == "/setup"
        assert "Secure" in answer.headers["set-cookie"], "the appliance believes the front that it was HTTPS"
    with (
        httpx.Client(verify=ssl.create_default_context(), trust_env=False) as stranger,
        pytest.raises(httpx.ConnectError),
    ):
        stranger.get(page)


def test_without_sound_it_serves_and_says_what_is_missing(home: tuple[House, str]) -> None:
    house, _ = home
    with house.browser() as browser:
        health = browser.get("/healthz")
        assert (health.status_code, health.json()["status"]) == (200, "degraded")
        assert health.json()["missing"] == ["speaker", "microphone"]
        assert browser.get("/", follow_redirects=True).status_code == 200
    found = house.run("scripts/compose", "exec", "-T", "appliance", "appliance", "doctor")
    assert found.returncode == 1
    assert "MISSING  speaker: none found" in found.stdout
    assert "pass the host's PulseAudio socket" in found.stdout


def test_without_ollama_it_serves_and_says_what_is_missing(image: str, front: str, tmp_path: Path) -> None:
    wanted = {"LOCAL_LLM_MODEL": "ollama:llama3.2:3b,scripted", "OLLAMA_HOST": "http://ollama:11434"}
    with house_in(tmp_path, image, front, APPLIANCE_UID="4321", APPLIANCE_GID="4321", **wanted) as house:
        house.compose("start")
        with house.browser() as browser:
            assert browser.get("/healthz").status_code == 200
        said = house.run("scripts/compose", "exec", "-T", "appliance", "appliance", "doctor").stdout
        (fault,) = [line for line in said.splitlines() if "words ollama:llama3.2:3b" in line]
        assert fault.startswith("absent")
        assert "no answer" in fault or "ollama" in fault.partition("3b:")[2], (
            "how quick its name is unknown is the engine's"
        )
        assert "words scripted: ready" in said
        assert house.data.joinpath("appliance.db").stat().st_uid == 4321, "whoever it runs as owns the data"
