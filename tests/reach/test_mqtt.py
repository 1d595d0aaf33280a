"""MQTT against a real Mosquitto: what Home Assistant would find there, and what its buttons do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from appliance.reach.nearby import Nearby
from appliance.records.calls import AttemptResult, CallStatus
from appliance.records.people import User
from appliance.records.progress import MetricKind
from appliance.records.reach import LinkKind
from tests.reach.household import Household, household
from tests.reach.mosquitto import PASSWORD, USER, Mosquitto, Watcher, mosquitto, needs_mosquitto, watching
from tests.store import samples

pytestmark = needs_mosquitto

Body = Callable[[Household, Mosquitto, Watcher], Awaitable[None]]

ALL = {"next_call": True, "ringing": True, "streaks": True, "buttons": True}


def at_the_broker(tmp_path: Path, body: Body) -> None:
    async def main() -> None:
        with mosquitto(tmp_path / "broker") as broker:
            async with watching(broker) as watcher, household(tmp_path) as home:
                await body(home, broker, watcher)

    asyncio.run(main())


async def connect(home: Household, broker: Mosquitto, **more: Any) -> None:
    await home.link(LinkKind.MQTT, broker.address, **{"username": USER, "secret": PASSWORD, **more})


def state(user: User, key: str) -> str:
    return f"disciplinecall/state/{user.id.hex}/{key}"


def config(platform: str, user: User, key: str) -> str:
    return f"homeassistant/{platform}/disciplinecall_{user.id.hex}/{key}/config"


def test_home_assistant_finds_what_a_person_agreed_to_and_nothing_else(tmp_path: Path) -> None:
    async def body(home: Household, broker: Mosquitto, watcher: Watcher) -> None:
        await home.store.people.add_check_in(samples.check_in(home.sam, at="21:30", weekdays=list(range(7))))
        shared = samples.metric_type(home.sam, "run", kind=MetricKind.HABIT, shared=True)
        private = samples.metric_type(home.sam, "zanzibar", kind=MetricKind.HABIT)
        for kind in (shared, private):
            await home.store.progress.add_metric_type(kind)
            await home.store.progress.record(samples.metric(kind, 1.0))
        await home.share(home.sam, **ALL)
        await connect(home, broker)
        await watcher.until(lambda board: state(home.sam, f"streak_{shared.id.hex}") in board)
        await watcher.until(lambda board: config("button", home.sam, "resume") in board)
        board = watcher.board
        assert board["disciplinecall/status"] == b"online"
        assert board[state(home.sam, "ringing")] == b"OFF"
        assert board[state(home.sam, "next_call")] == b"2026-03-03T20:30:00+00:00", "today's is due this very minute"
        found = json.loads(board[config("sensor", home.sam, "next_call")])
        assert found["device_class"] == "timestamp"
        assert found["state_topic"] == state(home.sam, "next_call")
        assert found["availability_topic"] == "disciplinecall/status"
        assert found["device"]["identifiers"] == [f"disciplinecall_{home.sam.id.hex}"]
        assert found["origin"]["name"] == "DisciplineCall"
        button = json.loads(board[config("button", home.sam, "snooze")])
        assert (button["command_topic"], button["payload_press"]) == (f"disciplinecall/do/{home.sam.id.hex}", "snooze")
        configs = {topic: json.loads(each) for topic, each in board.items() if topic.endswith("/config")}
        assert len({each["unique_id"] for each in configs.values()}) == len(configs) == 7
        everything = b" ".join([*map(str.encode, board), *board.values()])
        assert b"zanzibar" not in everything, "what Sam does not share with the household"
        assert home.kim.id.hex.encode() not in everything
        assert b"Kim" not in everything

    at_the_broker(tmp_path, body)


def test_a_lamp_sees_that_it_rings_and_that_it_is_over(tmp_path: Path) -> None:
    async def body(home: Household, broker: Mosquitto, watcher: Watcher) -> None:
        await home.share(home.sam, ringing=True)
        await connect(home, broker)
        ringing = state(home.sam, "ringing")
        await watcher.until(lambda board: board.get(ringing) == b"OFF")
        _, attempt = await home.ring(home.sam)
        await watcher.until(lambda board: board.get(ringing) == b"ON")
        await home.end(attempt, AttemptResult.NO_ANSWER, CallStatus.MISSED)
        await watcher.until(lambda board: board.get(ringing) == b"OFF")
        _, other = await home.ring(home.kim)
        await home.end(other, AttemptResult.NO_ANSWER, CallStatus.MISSED)
        await home.ring(home.sam)
        await watcher.until(lambda board: board.get(ringing) == b"ON")
        states = [payload for topic, payload in watcher.seen if topic == ringing]
        assert states == [b"OFF", b"ON", b"OFF", b"ON"], "Kim's ring is nobody's business"

    at_the_broker(tmp_path, body)


def test_who_opts_out_is_taken_back_also_what_stood_there_from_earlier_days(tmp_path: Path) -> None:
    async def body(home: Household, broker: Mosquitto, watcher: Watcher) -> None:
        gone = f"disciplinecall/state/{'ab' * 16}/ringing"
        left = f"homeassistant/sensor/disciplinecall_{'ab' * 16}/next_call/config"
        others = f"homeassistant/sensor/kitchen_{'ab' * 16}/warm/config"
        for topic in (gone, left, others):
            await watcher.press(topic, "{}", retain=True)
        await home.share(home.sam, **ALL)
        await connect(home, broker)
        await watcher.until(
            lambda board: gone not in board and left not in board and config("button", home.sam, "call") in board
        )
        await home.share(home.sam, ringing=True)
        await watcher.until(lambda board: config("button", home.sam, "call") not in board)
        assert state(home.sam, "next_call") not in watcher.board
        assert state(home.sam, "ringing") in watcher.board
        await home.share(home.sam)
        await watcher.until(lambda board: not any(home.sam.id.hex in topic for topic in board))
        await home.share(home.sam, ringing=True)
        await watcher.until(lambda board: state(home.sam, "ringing") in board)
        await home.store.home.remove_link(LinkKind.MQTT)
        await watcher.until(lambda board: set(board) == {others})

    at_the_broker(tmp_path, body)


def test_a_press_is_done_once_and_what_is_no_press_not_at_all(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def body(home: Household, broker: Mosquitto, watcher: Watcher) -> None:
        do = f"disciplinecall/do/{home.sam.id.hex}"
        await watcher.press(do, "call", retain=True)  # somebody's mistake, of an unknown time
        await home.share(home.sam, buttons=True)
        await connect(home, broker)
        await watcher.until(lambda board: config("button", home.sam, "call") in board)
        for payload in ("dance", "", "{", '{"do": 7}', '{"do": ["call"]}', "x" * 5000, '["call"]'):
            await watcher.press(do, payload)
        await watcher.press(f"disciplinecall/do/{home.kim.id.hex}", "call")  # Kim allowed nothing
        await watcher.press(f"disciplinecall/do/{'ab' * 16}", "call")
        await watcher.press("disciplinecall/do/../../etc", "call")
        for _ in range(3):
            await watcher.press(do, "pause")  # brought again by the broker
        for _ in range(2):
            await watcher.press(do, '{"do": "call", "id": "tuesday"}')
        await watcher.press(do, "resume")
        await asked(home, 3)
        assert await home.requests() == [(kind, "mqtt", home.sam.id) for kind in ("call", "pause", "resume")]
        home.later(hours=3)
        await watcher.press(do, '{"do": "call", "id": "tuesday"}')
        await watcher.press(do, "pause")
        await asked(home, 4)
        kinds = [kind for kind, _, _ in await home.requests()]
        assert kinds == ["call", "pause", "pause", "resume"], "an id is done once, however late"

    at_the_broker(tmp_path, body)
    assert "kept by the broker (retain)" in caplog.text
    assert "could not be read" in caplog.text
    assert "dance" not in caplog.text


async def asked(home: Household, many: int) -> None:
    """Wait until so many requests are settled."""
    with home.store.feed.listening() as changes:
        async with asyncio.timeout(30):
            while len(await home.requests()) < many:
                await anext(changes)


def test_the_broker_dies_and_comes_back_and_the_last_will_is_heard(tmp_path: Path) -> None:
    async def main() -> None:
        with mosquitto(tmp_path / "broker") as broker:
            async with household(tmp_path) as home:
                await home.share(home.sam, ringing=True)
                await connect(home, broker)
                async with watching(broker) as watcher:
                    await watcher.until(lambda board: state(home.sam, "ringing") in board)
                broker.kill()
                _, attempt = await home.ring(home.sam)  # nothing holds up a call
                await home.end(attempt, AttemptResult.ANSWERED, CallStatus.COMPLETED)
                await home.ring(home.sam)
                broker.start()
                async with watching(broker) as watcher:
                    await watcher.until(lambda board: board.get(state(home.sam, "ringing")) == b"ON")
                    assert watcher.board["disciplinecall/status"] == b"online"
                    assert home.around.state(LinkKind.MQTT).fault == ""
            async with watching(broker) as watcher:
                await watcher.until(lambda board: board.get("disciplinecall/status") == b"offline")

    asyncio.run(main())


def test_home_assistant_starts_anew_and_is_told_everything_again(tmp_path: Path) -> None:
    async def body(home: Household, broker: Mosquitto, watcher: Watcher) -> None:
        await home.share(home.sam, ringing=True)
        await connect(home, broker, options={"topic_prefix": "calls", "discovery_prefix": "ha"})
        found = f"ha/binary_sensor/calls_{home.sam.id.hex}/ringing/config"
        await watcher.until(lambda board: found in board)
        await watcher.press(found, "", retain=True)  # as if it had been lost
        await watcher.until(lambda board: found not in board)
        await watcher.press("ha/status", "offline")
        await watcher.press("ha/status", "online")
        await watcher.until(lambda board: found in board)

    at_the_broker(tmp_path, body)


def test_a_wrong_password_is_told_and_mended(tmp_path: Path) -> None:
    async def body(home: Household, broker: Mosquitto, watcher: Watcher) -> None:
        await home.share(home.sam, ringing=True)
        wrong = await home.link(LinkKind.MQTT, broker.address, username=USER, secret="wrong")
        said = await home.around.try_link(wrong, home.sam)
        assert "refused the user name or the password" in said
        link = await home.link(LinkKind.MQTT, broker.address, username=USER, secret=PASSWORD)
        assert await home.around.try_link(link, home.sam) == ""
        await watcher.until(lambda board: board.get("disciplinecall/status") == b"online")
        assert PASSWORD not in repr(watcher.seen)

    at_the_broker(tmp_path, body)


def test_tls_by_an_authority_of_ones_own_checks_the_name_though_a_number_is_connected_to(tmp_path: Path) -> None:
    certificates = tmp_path / "certificates"
    certificates.mkdir()
    authority = sign(certificates, "broker.home")
    other = sign(tmp_path, "broker.home")
    extra = f"cafile {certificates}/ca.pem\ncertfile {certificates}/leaf.pem\nkeyfile {certificates}/leaf.key\n"

    async def look_up(host: str) -> list[str]:
        return ["127.0.0.9", "127.0.0.1"]  # nobody listens at the first

    async def main() -> None:
        with mosquitto(tmp_path / "broker", extra) as broker:
            async with household(tmp_path, nearby=Nearby(look_up)) as home:
                await home.share(home.sam, ringing=True)
                secured = f"mqtts://broker.home:{broker.port}"
                login = {"username": USER, "secret": PASSWORD}
                wrong = await home.link(LinkKind.MQTT, secured, **login, authority=other)
                assert "certificate is not trusted" in await home.around.try_link(wrong, home.sam)
                named = f"mqtts://elsewhere.home:{broker.port}"
                wrong = await home.link(LinkKind.MQTT, named, **login, authority=authority)
                assert "certificate is not trusted" in await home.around.try_link(wrong, home.sam)
                right = await home.link(LinkKind.MQTT, secured, **login, authority=authority)
                assert await home.around.try_link(right, home.sam) == ""

    asyncio.run(main())


def sign(folder: Path, name: str) -> str:
    """An authority and a certificate of its for this name, as files; the authority in PEM."""
    now = datetime.now(UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"authority {folder.name}")])
    made = []
    for number, key in enumerate(keys):
        subject = issuer if number == 0 else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
            .serial_number(number + 1)
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
            .add_extension(x509.BasicConstraints(ca=number == 0, path_length=None), critical=True)
        )  # fmt: skip
        if number == 1:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        made.append(builder.sign(keys[0], hashes.SHA256()).public_bytes(Encoding.PEM))
    (folder / "ca.pem").write_bytes(made[0])
    (folder / "leaf.pem").write_bytes(made[1])
    private = keys[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "leaf.key").write_bytes(private)
    return made[0].decode()
