"""Webhooks: signed, in order, at least once, only within the home; and messages of programs, done once."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.errors import ConflictError, InvalidInputError, MistimedError, OutsideHomeError, ReachError, RefusedError
from appliance.reach.nearby import Answer, Asked, Nearby
from appliance.reach.signing import new_secret, signed_headers, verified
from appliance.reach.webhooks.delivering import WAITS_SECONDS, Deliverer
from appliance.records.calls import AttemptResult, CallStatus
from appliance.records.people import Whereabouts
from appliance.records.progress import MetricKind
from appliance.records.reach import InwardHook, WebhookDelivery
from tests.reach.household import Household, household
from tests.reach.servers import Request, answer, serving
from tests.store import samples

Work = Callable[[Household], Awaitable[None]]


def at_home(tmp_path: Path, work: Work, *, nearby: Nearby | None = None, at_work: bool = True) -> None:
    async def main() -> None:
        async with household(tmp_path, nearby=nearby, at_work=at_work) as home:
            await work(home)

    asyncio.run(main())


class Receiver:
    """Somebody's little server: keeps what it was told, answers in turn, the last for ever."""

    def __init__(self, *answers: str) -> None:
        self.told: list[Request] = []
        self._answers = list(answers)
        self._news = asyncio.Event()

    async def handle(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.told.append(request)
        said = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        writer.write(answer(said) if " Location" not in said else said.encode())
        self._news.set()

    async def until(self, many: int) -> list[Request]:
        async with asyncio.timeout(30):
            while len(self.told) < many:
                self._news.clear()
                await self._news.wait()
        return self.told


def is_signed(secret: str, request: Request) -> bool:
    """Written from the convention's text, without our own code: base64 key, `ID.TIMESTAMP.BODY`, `v1,`."""
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = b".".join([
        request.headers["webhook-id"].encode(), request.headers["webhook-timestamp"].encode(), request.body,
    ])  # fmt: skip
    wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return f"v1,{wanted}" in request.headers["webhook-signature"].split()


async def settled(home: Household, fine: Callable[[list[WebhookDelivery]], bool]) -> list[WebhookDelivery]:
    with home.store.feed.listening() as changes:
        async with asyncio.timeout(30):
            while not fine(found := await home.store.hooks.deliveries()):
                await anext(changes)
    return found


def test_a_call_is_told_from_its_ring_to_its_end_in_order_and_signed(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        receiver = Receiver("204 No Content")
        async with serving(receiver.handle) as address:
            await home.share(home.sam, ringing=True)
            hook = await home.webhook(f"{address}/calls")
            call, attempt = await home.ring(home.sam)
            home.later(seconds=1)
            await home.store.calls.mark_live(call.id)
            await receiver.until(2)
            home.later(seconds=60)
            await home.end(attempt, AttemptResult.ANSWERED, CallStatus.COMPLETED)
            _, other = await home.ring(home.kim)
            await home.end(other, AttemptResult.NO_ANSWER, CallStatus.MISSED)
            home.later(seconds=1)
            _, missed = await home.ring(home.sam)
            home.later(seconds=1)
            await home.end(missed, AttemptResult.NO_ANSWER, CallStatus.MISSED)
            told = await receiver.until(5)
            bodies = [json.loads(each.body) for each in told]
            assert [each["event"] for each in bodies[:3]] == ["call.ringing", "call.answered", "call.ended"]
            assert sorted(each["event"] for each in bodies[3:]) == ["call.missed", "call.ringing"]
            assert {each["user"] for each in bodies} == {"Sam"}, "Kim has not agreed to anything"
            assert bodies[0]["call_id"] == str(call.id)
            assert set(bodies[2]) == {"event", "at", "user_id", "user", "call_id", "call_type", "purpose", "status"}
            assert all(is_signed(hook.secret, each) for each in told)
            assert not is_signed(new_secret(), told[0])
            assert len({each.headers["webhook-id"] for each in told}) == 5
            assert await home.around.herald.sweep() == 0, "derived again, nothing is told twice"

    at_home(tmp_path, work)


def test_what_a_crash_kept_from_being_queued_is_found_at_the_next_start(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        await home.share(home.sam, ringing=True, promises=True)
        hook = await home.webhook("http://127.0.0.1:9/none", created_at=home.now() - timedelta(hours=1))
        await home.ring(home.sam)
        made = samples.promise(home.sam)
        made.due_day, made.due_minutes = samples.TODAY, 21 * 60.0  # nine in the evening, half an hour ago
        await home.store.progress.add_commitment(made)
        assert await home.around.herald.sweep() == 2
        found = {each.event: json.loads(each.body) for each in await home.store.hooks.deliveries()}
        assert set(found) == {"call.ringing", "promise.due"}
        assert made.text not in json.dumps(found), "nothing that was said leaves"
        home.later(hours=2)
        await home.store.hooks.disable(hook.id, "", home.now())
        await home.webhook("http://127.0.0.1:9/later")
        assert await home.around.herald.sweep() == 0, "what is old is told to nobody"

    at_home(tmp_path, work, at_work=False)


def test_a_streak_is_told_of_where_the_habit_is_shared(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        await home.share(home.sam, streaks=True)
        await home.webhook("http://127.0.0.1:9/none")
        began = home.now() - timedelta(days=20)
        for name, shared in (("run", True), ("zanzibar", False)):
            kind = samples.metric_type(home.sam, name, kind=MetricKind.HABIT, shared=shared, created_at=began)
            await home.store.progress.add_metric_type(kind)
            for ago in range(7):
                await home.store.progress.record(samples.metric(kind, 1.0, date=samples.TODAY - timedelta(days=ago)))
        assert await home.around.herald.sweep() == 1
        assert await home.around.herald.sweep() == 0
        (told,) = await home.store.hooks.deliveries()
        body = json.loads(told.body)
        assert (body["event"], body["metric"], body["count"], body["unit"]) == ("streak.milestone", "run", 7, "day")

    at_home(tmp_path, work, at_work=False)


def test_it_is_tried_again_with_the_same_id_until_it_arrives(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        receiver = Receiver("500 Oh", "302 Found", "200 OK")
        deliverer = Deliverer(home.store, home.now, Nearby(), waits_seconds=(0.0,) * 8)
        working = asyncio.create_task(deliverer.run())
        async with serving(receiver.handle) as address:
            hook = await home.webhook(address)
            await home.share(home.sam, ringing=True)
            call, _ = await home.ring(home.sam)
            await home.around.herald.call(call.id.hex)
            deliverer.changed.set()
            found = await settled(home, lambda each: bool(each) and each[0].done_at is not None)
            assert (found[0].tries, found[0].delivered, found[0].result) == (3, True, "HTTP 200")
            assert len({each.headers["webhook-id"] for each in receiver.told}) == 1
            assert all(is_signed(hook.secret, each) for each in receiver.told)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    at_home(tmp_path, work, at_work=False)


def test_a_receiver_that_is_gone_is_told_nothing_any_more(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        receiver = Receiver("410 Gone")
        async with serving(receiver.handle) as address:
            hook = await home.webhook(address)
            await home.share(home.sam, ringing=True)
            _, attempt = await home.ring(home.sam)
            found = await settled(home, lambda each: bool(each) and each[0].done_at is not None)
            assert "410" in found[0].result
            await home.end(attempt, AttemptResult.ANSWERED, CallStatus.COMPLETED)
            assert await home.around.herald.sweep() == 0
            assert len(receiver.told) == 1
            assert "gone" in (await home.store.hooks.webhook(hook.id)).disabled_because

    at_home(tmp_path, work)


def test_one_that_never_answers_holds_up_neither_the_others_nor_a_call(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        silent, asked = asyncio.Event(), asyncio.Event()

        async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
            asked.set()
            await silent.wait()

        quick = Receiver("200 OK")
        async with serving(hang) as slow, serving(quick.handle) as address:
            await home.webhook(slow)
            await home.webhook(address)
            await home.share(home.sam, ringing=True)
            _, attempt = await home.ring(home.sam)
            await asyncio.wait_for(asked.wait(), 30)
            await home.end(attempt, AttemptResult.ANSWERED, CallStatus.COMPLETED)
            await quick.until(3)
            assert not silent.is_set()
            silent.set()

    at_home(tmp_path, work)


class Rebinding:
    """A name that is of the home when it is looked at first, and somewhere else ever after."""

    def __init__(self) -> None:
        self.asked = 0

    async def look_up(self, host: str) -> list[str]:
        self.asked += 1
        return ["127.0.0.1"] if self.asked == 1 else ["93.184.216.34"]


def test_nothing_outside_the_home_is_connected_to(tmp_path: Path) -> None:
    names = Rebinding()

    async def work(home: Household) -> None:
        for outside in ("http://93.184.216.34/", "https://[2606:2800:220:1::1]/x", "http://8.8.8.8:8080"):
            with pytest.raises(InvalidInputError, match="outside the home"):
                await home.webhook(outside)
        for wrong in ("ftp://192.168.1.2/", "http://", "nas", "http://user:pw@nas/", "http://na s/", "http://nas:0/"):
            with pytest.raises(InvalidInputError):
                await home.webhook(wrong)
        receiver = Receiver("307 Temporary Redirect Location")
        async with serving(receiver.handle) as address:
            port = address.rpartition(":")[2]
            await home.around.check(f"http://lamp.example:{port}/")  # of the home, when it is typed
            hook = await home.webhook(f"http://lamp.example:{port}/")
            sent = await home.around.deliverer.test(hook)
            assert not sent.delivered
            assert "93.184.216.34" in sent.result
            assert receiver.told == []
            with pytest.raises(InvalidInputError, match="outside the home"):
                await home.around.check("http://lamp.example/")
        actions = [each.action for each in await home.store.audit.entries()]
        assert actions.count("refuse connection") == 2

    at_home(tmp_path, work, nearby=Nearby(names.look_up), at_work=False)


def test_a_connection_goes_to_the_address_that_was_checked(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        receiver = Receiver("200 OK")
        async with serving(receiver.handle) as address:
            port = address.rpartition(":")[2]
            names = Rebinding()
            said = await Nearby(names.look_up).ask(Asked("GET", f"http://lamp.example:{port}/x"))
            assert said.status == 200
            assert names.asked == 1, "looked up once: there is no second answer to follow"
            assert receiver.told[0].headers["host"] == f"lamp.example:{port}"
            with pytest.raises(OutsideHomeError):
                await Nearby(names.look_up).ask(Asked("GET", f"http://lamp.example:{port}/x"))
        with pytest.raises(ReachError, match="cannot be reached"):
            await Nearby().ask(Asked("GET", address))

    at_home(tmp_path, work, at_work=False)


def test_who_never_answers_is_given_up_after_hours_not_after_minutes(tmp_path: Path) -> None:
    class Down:
        async def ask(self, asked: Asked) -> Answer:
            raise ReachError("It cannot be reached.")

    async def work(home: Household) -> None:
        deliverer = Deliverer(home.store, home.now, Down())
        await home.webhook("http://127.0.0.1:9/")
        await home.share(home.sam, ringing=True)
        call, _ = await home.ring(home.sam)
        await home.around.herald.call(call.id.hex)
        began, waits = home.now(), []
        while (await home.store.hooks.deliveries())[0].done_at is None:
            (hook, delivery) = (await home.store.hooks.waiting())[0]
            home.time = max(home.time, delivery.due_at)
            await deliverer._deliver(hook, delivery)
            (after,) = await home.store.hooks.deliveries()
            waits.append((after.due_at - home.time).total_seconds())
        assert tuple(waits[:-1]) == WAITS_SECONDS
        assert timedelta(hours=10) < home.now() - began < timedelta(hours=12)
        assert "given up" in after.result

    at_home(tmp_path, work, at_work=False)


async def program(home: Household) -> InwardHook:
    hook = InwardHook(user_id=home.sam.id, name="door", secret=new_secret(), created_at=home.now())
    return await home.store.hooks.add_inward(hook)


def test_a_signed_message_is_done_once_for_its_person(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        await home.store.progress.add_metric_type(samples.metric_type(home.sam, "sleep", kind=MetricKind.NUMBER))
        hook, inbox = await program(home), home.around.inbox
        body = json.dumps({"do": "left"}).encode()
        headers = signed_headers(hook.secret, "msg-1", home.now(), body)
        said = await inbox.take(hook.id, headers, body)
        assert (said["done"], said["repeated"]) == (True, False)
        again = await inbox.take(hook.id, headers, body)
        assert (again["done"], again["repeated"]) == (True, True)
        assert (await home.store.people.user("Sam")).whereabouts is Whereabouts.AWAY
        assert await home.requests() == [("place", "webhook", home.sam.id)]
        for message in (
            {"do": "log", "metric": "sleep", "value": 6.5},
            {"do": "call"},
            {"do": "pause"},
            {"do": "resume"},
        ):
            written = json.dumps(message).encode()
            name = f"m {message['do']}"
            assert (await inbox.take(hook.id, signed_headers(hook.secret, name, home.now(), written), written))["done"]
        (value,) = await home.store.progress.metrics(home.sam.id)
        assert value.value == 6.5
        other = json.dumps({"do": "arrived"}).encode()
        with pytest.raises(ConflictError, match="another message"):
            await inbox.take(hook.id, signed_headers(hook.secret, "msg-1", home.now(), other), other)

    at_home(tmp_path, work, at_work=False)


def test_what_is_not_signed_now_with_this_secret_is_refused(tmp_path: Path) -> None:
    async def work(home: Household) -> None:
        hook, inbox, body = await program(home), home.around.inbox, b'{"do": "left"}'
        good = signed_headers(hook.secret, "m", home.now(), body)
        wrong = [
            {}, {**good, "webhook-signature": ""}, {**good, "webhook-signature": "v1,AAAA"},
            {**good, "webhook-id": "other"}, {**good, "webhook-timestamp": "soon"},
            {**good, "webhook-timestamp": "9" * 400}, {**good, "webhook-signature": "v1,ü v1a,x"},
            signed_headers(new_secret(), "m", home.now(), body),
            signed_headers(hook.secret, "m", home.now() - timedelta(minutes=6), body),
            signed_headers(hook.secret, "m", home.now() + timedelta(minutes=6), body),
        ]  # fmt: skip
        for headers in wrong:
            with pytest.raises(RefusedError):
                await inbox.take(hook.id, headers, body)
        with pytest.raises(RefusedError):
            await inbox.take(hook.id, good, b'{"do": "arrived"}')
        with pytest.raises(RefusedError):
            await inbox.take(uuid4(), good, body)
        for off, words in ((-720, "12 minutes behind"), (3 * 3600, "3 hours ahead of"), (-5 * 86_400, "5 days behind")):
            mistimed = signed_headers(hook.secret, "m", home.now() + timedelta(seconds=off), body)
            with pytest.raises(MistimedError, match=f"{words} this appliance's"):
                verified(hook.secret, mistimed, body, home.now())
        two = {**good, "webhook-signature": f"v1,old {good['webhook-signature']}"}
        assert verified(hook.secret, two, body, home.now()) == "m"
        for content in (b"", b"[]", b'{"do": "dance"}', b'{"do": "call", "x": 1}', b'{"do": "log"}', b"\xff"):
            with pytest.raises(InvalidInputError):
                await inbox.take(
                    hook.id, signed_headers(hook.secret, content.hex() + "-", home.now(), content), content
                )
        assert await home.requests() == []

    at_home(tmp_path, work, at_work=False)
