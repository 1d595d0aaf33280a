"""Updates as values: what the test server's people do, what is not known, and whatever may stand in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.channels.telegram.incoming import ChatKind, FileRef, Kind
from appliance.channels.telegram.updates import in_order, read_update
from tests.channels.telegram_house import START, house, run

CAME = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)


def read(**update: Any) -> Any:
    return read_update({"update_id": 7, **update}, 123456, CAME)


def test_what_people_do_becomes_values() -> None:
    async def talk() -> None:
        async with house() as home:
            sam, family = home.server.person("Sam"), home.server.group("Family")
            keys = {"reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}}
            async with home.open() as bot:
                spoken = sam.speak(b"ogg", 4, forwarded=True)
                sam.show(b"mp4", 5, reply_to=spoken)
                sam.write("in the group", into=family)
                first = sam.write("befor")
                sam.edit(first, "before")
                sam.send_photo(b"jpeg", "look")
                sam.block()
                sam.unblock()
                old, new = family.id, family.migrate(sam)
                await home.server.until_handled()
                await bot.api._bot.send_message(sam.id, "?", api_kwargs=keys)
                sam.press(home.server.sent[0], "y")
                await home.server.until_handled()
            voice, note, grouped, _, edited, photo, blocked, unblocked, moved, press = home.done
            assert {each.at for each in home.done} == {START}
            assert {each.user_id for each in home.done} == {sam.id}
            assert (voice.kind, voice.forwarded, voice.message_id) == (Kind.VOICE, True, spoken)
            assert (
                voice.file == FileRef(voice.file.file_id, voice.file.unique_id, 3, 4, "audio/ogg") if voice.file else 0
            )
            assert (note.kind, note.reply_to, note.forwarded) == (Kind.VIDEO_NOTE, spoken, False)
            assert (grouped.chat_kind, grouped.chat_id, grouped.text) == (ChatKind.GROUP, old, "in the group")
            assert (edited.kind, edited.edited, edited.text, edited.message_id) == (Kind.TEXT, True, "before", first)
            assert (photo.kind, photo.text) == (Kind.OTHER, "look")
            assert (blocked.kind, blocked.chat_id, unblocked.kind) == (Kind.BLOCKED, sam.id, Kind.UNBLOCKED)
            assert (moved.kind, moved.chat_id, moved.moved_to) == (Kind.MOVED, old, new)
            assert (press.kind, press.press_data, press.chat_id) == (Kind.PRESS, "y", sam.id)
            assert press.message_id == home.server.sent[0].message_id
            assert press.press_id in home.server.world.open_presses
            assert (voice.user_name, voice.language, voice.is_bot) == ("Sam", "en", False)

    run(talk())


def test_what_is_not_known_is_other_and_keeps_its_number() -> None:
    assert read(poll={"id": "1"}).kind is Kind.OTHER
    assert read(poll={"id": "1"}).update_id == 7
    assert read(message={"message_id": 3}).chat_id is None
    assert read(message={"message_id": 3}).at == CAME


@pytest.mark.parametrize("sign", ["forward_origin", "forward_date", "forward_from"])
def test_old_and_new_signs_of_forwarding_count(sign: str) -> None:
    assert read(message={"message_id": 3, "text": "hello", sign: {"type": "user"}}).forwarded


def test_an_unknown_kind_of_chat_is_not_private() -> None:
    assert read(message={"chat": {"id": 5, "type": "forum"}}).chat_kind is ChatKind.GROUP


def test_updates_come_in_order_and_what_is_none_is_left_out() -> None:
    raws = [{"update_id": 9}, "x", {"update_id": 8}, {"update_id": True}, {"update_id": "7"}, None, {}]
    assert [raw["update_id"] for raw in in_order(raws)] == [8, 9]
    assert list(in_order({"update_id": 1})) == []


WORDS = """message_id from chat id type date edit_date text caption voice file_id file_size duration data
reply_to_message message new_chat_member status migrate_to_chat_id first_name"""
FIELDS = st.sampled_from(WORDS.split())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=6),
    max_leaves=12,
)
KINDS = st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "other"])


@given(st.dictionaries(KINDS, st.dictionaries(FIELDS, JSON, max_size=8), max_size=2))
def test_whatever_an_update_says_it_is_read(update: dict[str, Any]) -> None:
    value = read(**update)
    assert value.update_id == 7
    assert value.at.tzinfo is not None
    assert isinstance(value.text, str)
    assert value.chat_id is None or isinstance(value.chat_id, int)
