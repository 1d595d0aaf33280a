"""The methods of the Bot API that a household's bot uses, each as its documentation says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.channels.botapi.asked import ApiError, Asked, Upload, bad
from tests.channels.botapi.world import MOST_DOWNLOAD_BYTES, Chat, Delivered, Json, World

MOST_TEXT, MOST_CAPTION, MOST_PRESS_ANSWER, MOST_DATA_BYTES = 4096, 1024, 200, 64
MOST_UPLOAD_BYTES, MOST_PHOTO_BYTES = 50 * 1024 * 1024, 10 * 1024 * 1024
DELETABLE_FOR = timedelta(hours=48)
ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"}
    | {"choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)
COMMON = (
    "message_thread_id",
    "parse_mode",
    "caption_entities",
    "entities",
    "link_preview_options",
    "message_effect_id",
)
"""Parameters of sending that are taken and change nothing here."""

NO_PRESS = "query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, asked: Asked) -> Any:
    return world.me | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


def set_webhook(world: World, asked: Asked) -> Any:
    world.webhook = asked.text("url")
    return True


def delete_webhook(world: World, asked: Asked) -> Any:
    world.webhook = ""
    if asked.flag("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, asked: Asked) -> Any:
    return {"url": world.webhook, "has_custom_certificate": False, "pending_update_count": len(world.updates)}


def set_my_commands(world: World, asked: Asked) -> Any:
    commands = asked.json("commands")
    asked.json("scope")
    if not isinstance(commands, list) or not all({"command", "description"} <= set(each) for each in commands):
        raise bad("can't parse commands")
    world.commands[asked.text("language_code")] = commands
    return True


def send_message(world: World, asked: Asked) -> Any:
    text = asked.text("text")
    if not text.strip():
        raise bad("message text is empty")
    if len(text) > MOST_TEXT:
        raise bad("message is too long")
    return _send(world, asked, "sendMessage", {"text": text})


def send_voice(world: World, asked: Asked) -> Any:
    if world.chat_for(asked.whole("chat_id")).voiceless:
        raise bad("VOICE_MESSAGES_FORBIDDEN")
    given, content = _file(world, asked, "voice", "voice", "oga")
    seconds = asked.whole("duration", 0)
    playable = content.startswith(b"OggS") and b"OpusHead" in content[:200]
    if playable or content.startswith(b"ID3") or content[4:8] == b"ftyp":
        voice = {"voice": given | {"duration": seconds, "mime_type": "audio/ogg"}}
    else:
        voice = {"document": given | {"mime_type": "application/octet-stream"}}
    return _send(world, asked, "sendVoice", voice | _caption(asked), content)


def send_photo(world: World, asked: Asked) -> Any:
    given, content = _file(world, asked, "photo", "photos", "jpg", MOST_PHOTO_BYTES)
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")):
        raise bad("IMAGE_PROCESS_FAILED")
    sizes = [given | {"width": 90, "height": 60}, given | {"width": 800, "height": 533}]
    return _send(world, asked, "sendPhoto", {"photo": sizes} | _caption(asked), content)


def send_audio(world: World, asked: Asked) -> Any:
    given, content = _file(world, asked, "audio", "music", "mp3")
    audio = given | {"duration": asked.whole("duration", 0), "title": asked.text("title")}
    return _send(world, asked, "sendAudio", {"audio": audio} | _caption(asked), content)


def send_document(world: World, asked: Asked) -> Any:
    upload = asked.uploads.get("document")
    given, content = _file(world, asked, "document", "documents", "bin")
    asked.flag("disable_content_type_detection")
    named = given | ({"file_name": upload.name} if upload else {})
    return _send(world, asked, "sendDocument", {"document": named} | _caption(asked), content)


def send_chat_action(world: World, asked: Asked) -> Any:
    chat, action = world.chat_for(asked.whole("chat_id")), asked.text("action")
    asked.whole("message_thread_id")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    world.actions.append((chat.id, action))
    return True


def leave_chat(world: World, asked: Asked) -> Any:
    chat = world.chat_for(asked.whole("chat_id"))
    if chat.is_private:
        raise bad("chat member status can't be changed in private chats")
    chat.blocked = True
    members = [{"user": world.me, "status": status} for status in ("member", "left")]
    told = {"chat": chat.json, "from": world.me, "date": world.seconds}
    world.push("my_chat_member", told | {"old_chat_member": members[0], "new_chat_member": members[1]})
    return True


def get_file(world: World, asked: Asked) -> Any:
    file_id = asked.text("file_id")
    if file_id not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    path, content = world.files[file_id]
    if len(content) > MOST_DOWNLOAD_BYTES:
        raise bad("file is too big")
    return world.file_json(file_id) | {"file_path": path}


def answer_callback_query(world: World, asked: Asked) -> Any:
    press, text = asked.text("callback_query_id"), asked.text("text")
    alert = asked.flag("show_alert")
    if press not in world.open_presses:
        raise bad(NO_PRESS)
    if len(text) > MOST_PRESS_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    world.open_presses.discard(press)
    world.answered[press] = {"text": text, "show_alert": alert}
    return True


def edit_message_text(world: World, asked: Asked) -> Any:
    text = asked.text("text")
    if not text.strip():
        raise bad("message text is empty")
    if len(text) > MOST_TEXT:
        raise bad("message is too long")
    message = _to_edit(world, asked)
    buttons = _buttons(asked)
    for name in COMMON:
        asked.take(name)
    if "text" not in message.json:
        raise bad("there is no text in the message to edit")
    if message.text == text and message.buttons == buttons:
        raise bad("message is not modified: specified new message content and reply markup are exactly the same")
    message.earlier.append(message.text)
    message.json["text"] = text
    return _edited(world, message, buttons)


def edit_message_reply_markup(world: World, asked: Asked) -> Any:
    message, buttons = _to_edit(world, asked), _buttons(asked)
    if message.buttons == buttons:
        raise bad("message is not modified: specified new message content and reply markup are exactly the same")
    return _edited(world, message, buttons)


def delete_message(world: World, asked: Asked) -> Any:
    chat, message_id = world.chat_for(asked.whole("chat_id")), asked.whole("message_id")
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise bad("message to delete not found")
    written_at = datetime.fromtimestamp(message["date"], world.now().tzinfo)
    mine = message["from"]["id"] == world.me["id"]
    if world.now() - written_at > DELETABLE_FOR or not (mine or chat.is_private):
        raise bad("message can't be deleted for everyone")
    if sent := world.delivered(chat.id, message_id):
        sent.deleted = True
    del chat.messages[message["message_id"]]
    return True


Method = Callable[[World, Asked], Any]

METHODS: dict[str, Method] = {
    "getme": get_me,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "setmycommands": set_my_commands,
    "sendmessage": send_message,
    "sendvoice": send_voice,
    "sendphoto": send_photo,
    "sendaudio": send_audio,
    "senddocument": send_document,
    "sendchataction": send_chat_action,
    "leavechat": leave_chat,
    "getfile": get_file,
    "answercallbackquery": answer_callback_query,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
}
"""By lower-case name: the case does not matter. `getUpdates` waits, and is in `server.py`."""


def _send(world: World, asked: Asked, method: str, content: Json, file: bytes = b"") -> Any:
    """What all sending has in common."""
    chat = world.chat_for(asked.whole("chat_id"))
    buttons, reply_to = _buttons(asked), _reply(chat, asked)
    silent, protected = asked.flag("disable_notification"), asked.flag("protect_content")
    for name in COMMON:
        asked.take(name)
    message = world.new_message(chat, world.me, **content)
    if buttons:
        message["reply_markup"] = {"inline_keyboard": buttons}
    if protected:
        message["has_protected_content"] = True
    if reply_to is not None:
        message["reply_to_message"] = chat.messages[reply_to]
    world.sent.append(
        Delivered(
            chat.id, message["message_id"], method, message, file, buttons, world.now(), silent, protected, reply_to
        )
    )
    return message


def _file(
    world: World, asked: Asked, name: str, folder: str, ending: str, most_bytes: int = MOST_UPLOAD_BYTES
) -> tuple[Json, bytes]:
    given = asked.file(name)
    if given is None:
        raise bad(f"there is no {name} in the request")
    if isinstance(given, Upload):
        if not given.content:
            raise bad("file must be non-empty")
        if len(given.content) > most_bytes:
            raise ApiError(413, "Request Entity Too Large")
        return world.keep_file(folder, ending, given.content), given.content
    if given not in world.files:
        raise bad("wrong file identifier/HTTP URL specified")
    return world.file_json(given), world.files[given][1]


def _caption(asked: Asked) -> Json:
    caption = asked.text("caption")
    if len(caption) > MOST_CAPTION:
        raise bad("message caption is too long")
    return {"caption": caption} if caption else {}


def _buttons(asked: Asked) -> list[list[Json]]:
    markup = asked.json("reply_markup")
    if markup is None:
        return []
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        raise bad("object expected as reply markup")
    rows: list[list[Json]] = markup["inline_keyboard"]
    for button in [each for row in rows for each in row]:
        if not isinstance(button.get("text"), str) or not button["text"]:
            raise bad("inline keyboard button text can't be empty")
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= MOST_DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    return [row for row in rows if row]


def _reply(chat: Chat, asked: Asked) -> int | None:
    given = asked.json("reply_parameters") or {}
    message_id = given.get("message_id", asked.whole("reply_to_message_id"))
    if message_id is None or message_id in chat.messages:
        return message_id
    if given.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def _to_edit(world: World, asked: Asked) -> Delivered:
    chat, message_id = world.chat_for(asked.whole("chat_id")), asked.whole("message_id")
    message = world.delivered(chat.id, message_id)
    if message is not None:
        return message
    theirs = message_id in chat.messages
    raise bad("message can't be edited" if theirs else "message to edit not found")


def _edited(world: World, message: Delivered, buttons: list[list[Json]]) -> Json:
    message.buttons = buttons
    message.json["edit_date"] = world.seconds
    message.json.pop("reply_markup", None)
    if buttons:
        message.json["reply_markup"] = {"inline_keyboard": buttons}
    return message.json
