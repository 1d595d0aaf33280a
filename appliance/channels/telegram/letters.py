"""From letters to an answer: notes are fetched and recognised, several letters in a row are one answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.channels.telegram.faults import RejectedError
from appliance.channels.telegram.incoming import FileRef
from appliance.channels.telegram.notes import Decoded, NoteError, NoteFault
from appliance.channels.telegram.post import Post
from appliance.errors import CarrierError, EngineError
from appliance.ports import HEARING_RATE, Audio, Expect, Transcript
from appliance.records.telegram import Came, TelegramIn
from appliance.voice.audio import concatenate, level_dbfs, slice_seconds

log = logging.getLogger(__name__)

SILENT_BELOW_DBFS = -60.0
"""A note quieter than this holds nothing; a whisper near a telephone is about -45."""

PIECE_SECONDS = 0.5
"""Sound goes to a recogniser in pieces, as a microphone would give it."""

MOST_ANSWER_SECONDS = 120.0
"""Of a note that are listened to: a recogniser on a small machine takes about as long as the note."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What letters amount to."""

    transcript: Transcript | None
    """None: there was nothing in them that could be understood."""
    clip: Audio | None = None
    remarks: tuple[str, ...] = ()
    """Keys of what is to be written back about them."""


async def read(post: Post, letters: Sequence[TelegramIn], expect: Expect) -> Answer:
    """Raises `CarrierError` where a note cannot be fetched now."""
    words: list[Transcript] = []
    clips: list[Audio] = []
    remarks: list[str] = []
    for letter in letters:
        if letter.kind in (Came.TEXT, Came.BUTTON):
            words.append(Transcript(letter.content, expect.language, None, "typed"))
        elif letter.kind is Came.OTHER:
            remarks.append("other")
        else:
            heard = await _listen(post, letter, expect)
            remarks += heard.remarks
            if heard.transcript is not None:
                words.append(heard.transcript)
            if heard.clip is not None:
                clips.append(heard.clip)
    return Answer(_joined(words, expect.language), concatenate(clips, HEARING_RATE) if clips else None, tuple(remarks))


def _joined(words: Sequence[Transcript], language: str) -> Transcript | None:
    if not words:
        return None
    sure = [each.confidence for each in words if each.confidence is not None]
    text = " ".join(each.text.strip() for each in words)
    return Transcript(text, language, min(sure, default=None), words[-1].engine)


async def _listen(post: Post, letter: TelegramIn, expect: Expect) -> Answer:
    try:
        note = await _fetched(post, letter)
    except NoteError as error:
        return Answer(None, remarks=("too_big" if error.fault is NoteFault.TOO_BIG else "corrupt",))
    except RejectedError as error:  # it is not there any more, or never was: asking again gives no other answer
        log.warning("a note was not given out: %s", error)
        return Answer(None, remarks=("gone",))
    except EngineError:
        return Answer(None, remarks=("corrupt",))
    audio = slice_seconds(note.audio, 0.0, MOST_ANSWER_SECONDS)
    if level_dbfs(audio) < SILENT_BELOW_DBFS:
        return Answer(None, remarks=("silent",))
    remarks = ("too_long",) if note.audio.seconds > MOST_ANSWER_SECONDS else ()
    try:
        transcript = await _recognised(post, audio, expect)
    except EngineError:
        return Answer(None, audio, (*remarks, "no_ears"))
    return Answer(transcript, audio, remarks if transcript is not None else (*remarks, "no_words"))


async def _fetched(post: Post, letter: TelegramIn) -> Decoded:
    if post.bot is None:
        raise CarrierError("Telegram is not connected.")
    seconds = None if letter.seconds is None else round(letter.seconds)
    return await post.bot.hear(FileRef(letter.file_id, "", letter.size, seconds))


async def _recognised(post: Post, audio: Audio, expect: Expect) -> Transcript | None:
    session = await post.ears.open(expect.language, expect.hint)
    try:
        at = 0.0
        while at < audio.seconds:
            await session.feed(slice_seconds(audio, at, at + PIECE_SECONDS))
            at += PIECE_SECONDS
    except BaseException:
        await session.abandon()
        raise
    return await session.finish()


__all__ = ["Answer", "read"]
