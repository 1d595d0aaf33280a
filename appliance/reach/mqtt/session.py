"""One connection to the broker, from the first word to the last: what stands there is kept like what is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiomqtt

from appliance.errors import ReachError
from appliance.reach.mqtt.board import OFFLINE, ONLINE, Topics
from appliance.reach.mqtt.commands import Commands
from appliance.reach.mqtt.connecting import pass_cancellation

SETTLE_SECONDS = 0.2
"""Changes come in crowds: what a transaction and the next one change is told at once."""

LOOK_AGAIN_SECONDS = 60.0
"""Time passes without a change: what rings next is looked at again."""

GOODBYE_SECONDS = 2.0

Wanted = Callable[[], Awaitable["dict[str, bytes] | None"]]
"""What should stand there now; None once the connection is not wanted any more."""


class Session:
    """`changed` is set by whoever knows that something else may be wanted."""

    def __init__(self, client: aiomqtt.Client, topics: Topics, commands: Commands, changed: asyncio.Event) -> None:
        self._client = client
        self._topics = topics
        self._commands = commands
        self._changed = changed
        self._shown: dict[str, bytes] = {}
        """What stands at the broker of ours, as far as is known."""
        self._again = False
        """Home Assistant has started: it is told everything anew."""

    async def hold(self, wanted: Wanted) -> None:
        """Until it is not wanted any more: then all of ours is taken back. Raises `ReachError` when it breaks."""
        for topic in self._topics.listened:
            await self._client.subscribe(topic, qos=1)
            pass_cancellation()
        await self._publish(self._topics.status, ONLINE.encode())
        listening = asyncio.create_task(self._listen(), name="listen to the broker")
        try:
            while (board := await wanted()) is not None:
                self._changed.clear()
                await self._show(board)
                await self._until_changed(listening)
            await self._show({})
            await self._publish(self._topics.status, b"")
        except asyncio.CancelledError:
            with suppress(aiomqtt.MqttError, TimeoutError):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await self._client.publish(self._topics.status, OFFLINE, qos=1, retain=True)
            raise
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _show(self, board: dict[str, bytes]) -> None:
        """Publish what differs, and take back what is not on the board."""
        if self._again:
            self._again = False
            self._shown = dict.fromkeys(self._shown, b"")
            await self._publish(self._topics.status, ONLINE.encode())
        for topic in [each for each in self._shown if each not in board]:
            await self._publish(topic, b"")
            self._shown.pop(topic, None)
        for topic, payload in board.items():
            if self._shown.get(topic) != payload:
                self._shown[topic] = payload
                await self._publish(topic, payload)

    async def _publish(self, topic: str, payload: bytes) -> None:
        await self._client.publish(topic, payload, qos=1, retain=True)
        pass_cancellation()

    async def _until_changed(self, listening: asyncio.Task[None]) -> None:
        waiting = asyncio.create_task(self._changed.wait(), name="wait for changes to tell the broker")
        try:
            await asyncio.wait({waiting, listening}, timeout=LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if listening.done():
            listening.result()
            raise ReachError("The broker ended the connection.", says="machine_ended")
        await asyncio.sleep(SETTLE_SECONDS)

    async def _listen(self) -> None:
        async for message in self._client.messages:
            topic, payload = str(message.topic), message.payload
            if not isinstance(payload, bytes):
                continue
            if (user_id := self._topics.person(topic)) is not None:
                await self._commands.take(user_id, payload, retained=bool(message.retain))
            elif topic == self._topics.birth:
                self._again = self._again or payload == ONLINE.encode()
                self._changed.set()
            elif message.retain and payload and self._topics.is_ours(topic) and topic not in self._shown:
                self._shown[topic] = payload  # of earlier days: what is not wanted any more is taken back
                self._changed.set()
