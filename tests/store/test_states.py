"""Whatever is asked of a call, in whatever order, what is stored stays legal."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.errors import ConflictError, InvalidInputError
from appliance.records.calls import FINAL_STATUSES, AttemptResult, Call, CallStatus
from appliance.store import Store, open_store
from tests.inline_sqlite import directly, inline
from tests.prepared import furnish
from tests.store import samples
from tests.store.samples import NOW
from tests.virtual_time import run_virtual

UNDER_WAY = {CallStatus.RINGING, CallStatus.LIVE, CallStatus.WAITING}
LATER = NOW + timedelta(minutes=10)

steps = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.integers(1, 4)),
        st.tuples(st.just("live"), st.none()),
        st.tuples(st.just("finish"), st.sampled_from(CallStatus)),
        st.tuples(st.just("postpone"), st.sampled_from(CallStatus)),
        st.tuples(st.just("close"), st.sampled_from(CallStatus)),
        st.tuples(st.just("restart"), st.none()),
    ),
    max_size=8,
)


async def take(store: Store, call: Call, step: str, what: object) -> None:
    calls = store.calls
    if step == "begin" and isinstance(what, int):
        await calls.begin_attempt(samples.attempt(call, what))
    elif step == "live":
        await calls.mark_live(call.id)
    elif step == "restart":
        await calls.drop_open_attempts(LATER)
    elif isinstance(what, CallStatus):
        if step == "finish":
            for attempt in (await calls.attempts(call.id))[-1:]:
                await calls.finish_attempt(
                    attempt.id, AttemptResult.NO_ANSWER, now=LATER, status=what, next_ring_at=LATER
                )
        elif step == "postpone":
            await calls.postpone(call.id, status=what, next_ring_at=LATER)
        else:
            await calls.close(call.id, what, LATER)


async def must_be_legal(store: Store, call_id: UUID) -> None:
    call, attempts = await store.calls.call(call_id), await store.calls.attempts(call_id)
    open_ones = [attempt for attempt in attempts if attempt.result is None]
    assert len(open_ones) == (1 if call.status in UNDER_WAY else 0)
    assert all((attempt.result is None) == (attempt.ended_at is None) for attempt in attempts)
    assert (call.completed_at is not None) == (call.status in FINAL_STATUSES)
    assert call.next_ring_at is None or call.status not in FINAL_STATUSES | UNDER_WAY


@settings(max_examples=40, deadline=None)
@given(steps)
def test_a_call_is_always_in_a_legal_state(walk: list[tuple[str, object]]) -> None:
    async def body(folder: Path) -> None:
        file = folder / "user_data" / "appliance.db"
        async with open_store(file, await furnish(file), connect=inline, off_loop=directly) as store:
            sam = await store.people.add_user(samples.user())
            call = await store.calls.add(samples.call(sam))
            for step, what in walk:
                with suppress(ConflictError, InvalidInputError):
                    await take(store, call, step, what)
                await must_be_legal(store, call.id)

    with tempfile.TemporaryDirectory() as folder:
        run_virtual(body(Path(folder)))
