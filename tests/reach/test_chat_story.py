"""Three days of a household of two and its bot, over a real socket."""

from __future__ import annotations

from appliance.records.calls import CallStatus
from appliance.records.progress import MetricKind
from tests.channels.telegram_house import run
from tests.reach.chat_home import chat_home


def test_a_call_is_held_in_the_chat() -> None:
    async def scenario() -> None:
        async with chat_home() as home:
            await home.check_in("Sam", "20:00")
            await home.metric("Sam", "exercise", MetricKind.HABIT, question="Did you exercise today?")
            async with home.on_duty():
                await home.pair("Sam")
                home.clock.to(0, 20)
                await home.until_heard("Sam", "exercise")
                await home.answer("Sam", "yes, I did")
                for _ in range(6):
                    before = home.count("Sam")
                    if (await home.latest("Sam")).status is CallStatus.COMPLETED:
                        break
                    await home.answer("Sam", "seven")
                    await home.until_more("Sam", before)
                await home.settled()
            print([(e.kind, e.text, e.buttons and [b['callback_data'] for r in e.buttons for b in r]) for e in home.server.sent])
            print(await home.latest('Sam'))
            await home.assert_accounted_for()

    run(scenario())
