"""A call by letters: each thing said is a voice note, each answer whatever came back, in the person's own time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from appliance.channels.telegram.letters import read
from appliance.channels.telegram.post import Addressee, Post
from appliance.channels.telegram.whereabouts import place_button, place_in, place_said
from appliance.errors import ApplianceError, CarrierError, DeviceError, WindowOverError
from appliance.language.messages import messages
from appliance.ports import Audio, Expect, Heard, Notice, Sentence, Spoken, Timings
from appliance.records.agenda import Answer
from appliance.records.people import Whereabouts
from appliance.records.telegram import UNWRITTEN, Came, Fate, Goes, TelegramIn, TelegramOut
from appliance.voice.audio import concatenate, silence

GATHERING_SECONDS = 8.0
"""Several notes in a row are one answer: for so long after each it is waited for another."""

LATER_SECONDS = 60.0
"""Until a note that could not be fetched is asked for again."""

SNOOZE_MINUTES = 30
MOST_STEPS = 11
"""Of a scale that are offered as buttons."""

STEPS_IN_A_ROW = 6

Keys = list[list[list[str]]]


class LetterLine:
    """One attempt. What is said a second time under the same number, after a restart, is not sent again."""

    durable = True

    def __init__(self, post: Post, to: Addressee, notice: Notice, until: datetime) -> None:
        self._post = post
        self._to = to
        self._notice = notice
        self._until = until
        self._said = notice.said
        self._superseded = False
        self._answered = notice.said > 1
        """Whether anything came back to what was said."""

    def give_way(self) -> None:
        """A later call has begun: the time for this one is over."""
        self._superseded = True
        self._post.came(self._to.link.user_id)

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        """The telephone rings by itself when a letter comes."""

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        spoken = [sentence async for sentence in sentences]
        text = " ".join(sentence.text for sentence in spoken)
        if not text:
            return Spoken("", 0.0)
        await self._check_theirs()
        await self.release()
        occasion = self._occasion(self._said)
        self._said += 1
        kept = await self._post.store.outbox.of_occasion(occasion)
        if kept is None or kept.held:  # what is held was not kept as said: these words take its place
            kept = await self._post.store.outbox.put_anew(await self._letter(occasion, text, spoken))
        return Spoken(text, float(kept.seconds or 0), engine=self._post.voice.name)

    async def hear(self, expect: Expect) -> Heard:
        await self.release(await self._keys(expect))
        loop = asyncio.get_running_loop()
        while True:
            letters = await self._without_places(await self._gathered())
            if not letters:
                continue
            try:
                answer = await read(self._post, letters, expect)
            except CarrierError:  # it is fetched again later, or with the next that comes
                await self._check((self._until - self._post.now()).total_seconds())
                await self._post.news(self._to.link.user_id, LATER_SECONDS)
                continue
            for remark in answer.remarks:
                await self._remark(remark, letters[-1])
            place = None if answer.transcript is None else place_said(answer.transcript, self._to.language)
            if place is not None:
                await self._settle_place(letters[-1], place)
            if answer.transcript is None or place is not None:
                await self._post.store.letters.deal_with(letters, self._post.now())
                continue
            self._answered = True
            sources = tuple(letter.id for letter in letters)
            return Heard(answer.transcript, Timings(transcribed_at=loop.time()), answer.clip, sources)

    async def release(self, keys: Sequence[list[list[str]]] = ()) -> None:
        """What was said last goes, with these buttons below it."""
        if self._said:
            await self._post.store.outbox.release(self._occasion(self._said - 1), list(keys))
            self._post.hurry()

    async def answered(self) -> None:
        """Returns once they have written anything, which answers nothing yet. Raises as `hear`."""
        while not (letters := await self._without_places(await self._gathered(patiently=False))):
            continue
        await self._post.store.letters.deal_with(letters, self._post.now())

    async def delivered(self) -> None:
        """Returns once what was said is in the chat, where nobody answered: a call is not held by what never arrived.

        Raises `DeviceError` as `hear`.
        """
        while self._said and not self._answered and not self._superseded:
            latest = await self._latest()
            if latest is None or latest.fate is Fate.SENT:
                return
            if (await self._post.store.calls.attempt(self._notice.attempt_id)).result is not None:
                return  # a request has ended it
            left = (self._until - self._post.now()).total_seconds()
            await self._check(left)
            await self._post.news(self._to.link.user_id, left)

    async def _gathered(self, *, patiently: bool = True) -> list[TelegramIn]:
        """What they wrote, once nothing more has come for a while."""
        while True:
            if letters := await self._waiting():
                latest = max(letter.sent_at for letter in letters)
                quiet = (self._post.now() - latest).total_seconds()
                if not patiently or quiet >= GATHERING_SECONDS or any(each.kind is Came.BUTTON for each in letters):
                    return letters
                await self._post.news(self._to.link.user_id, GATHERING_SECONDS - max(0.0, quiet))
                continue
            left = (self._until - self._post.now()).total_seconds()
            await self._check(left)
            await self._post.news(self._to.link.user_id, left)

    async def _waiting(self) -> list[TelegramIn]:
        """What waits to be heard; presses below messages other than the latest answer nothing."""
        letters = await self._post.store.letters.waiting(self._to.link.user_id)
        old = [each for each in letters if each.kind is Came.BUTTON and not await self._is_latest(each)]
        if old:
            await self._post.store.letters.deal_with(old, self._post.now())
        return [each for each in letters if each not in old]

    async def _latest(self) -> TelegramOut | None:
        """What was said last, or else the ring."""
        return await self._post.store.outbox.of_occasion(self._occasion(self._said - 1 if self._said else None))

    async def _is_latest(self, press: TelegramIn) -> bool:
        latest = await self._latest()
        return latest is not None and latest.message_id in (None, press.message_id)

    async def _check(self, seconds_left: float) -> None:
        """Raises `WindowOverError` once the hours are over, `DeviceError` where they never got what was said, or get
        nothing any more."""
        await self._check_theirs()
        latest = await self._latest()
        fate = Fate.SENT if latest is None else latest.fate
        if fate in (Fate.BLOCKED, Fate.REFUSED):
            raise DeviceError(f"Telegram does not deliver to {self._notice.user_name}: {latest and latest.detail}")
        if fate is Fate.UNCERTAIN and self._said <= 1:
            raise DeviceError(f"It is not known whether the call reached {self._notice.user_name}.")
        is_over = seconds_left <= 0 or self._superseded
        if is_over and fate is Fate.UNCERTAIN:
            raise DeviceError("Whether the last question of the call arrived is not known.")
        if seconds_left <= 0 and fate in (Fate.WAITING, Fate.LEAVING, Fate.EXPIRED):
            raise DeviceError("Telegram could not be reached in the hours of the call.")
        if is_over:
            raise WindowOverError("The hours for an answer are over.")

    async def _check_theirs(self) -> None:
        """Raises `DeviceError` where the chat is not theirs any more, or they want nothing from the bot."""
        link = await self._post.store.telegram.of_chat(self._to.link.chat_id)
        if link is None or link.user_id != self._to.link.user_id:
            raise DeviceError(f"The chat is not linked to {self._notice.user_name} any more.")
        if link.blocked_at is not None:
            raise DeviceError(f"{self._notice.user_name} has blocked the household's bot.")
        self._to = replace(self._to, link=link)

    def _occasion(self, number: int | None) -> str:
        """Of what was said as the number-th, from 0; None: of the ring."""
        return f"{self._notice.attempt_id.hex}:{'ring' if number is None else number}"

    async def _letter(self, occasion: str, text: str, sentences: Sequence[Sentence]) -> TelegramOut:
        letter = self.blank(occasion, Goes.TEXT, text)
        letter.held = True
        if self._post.bot is None:
            return letter
        try:
            note = await self._post.bot.notes.encode(await self._sound(sentences))
        except ApplianceError:
            return letter  # without a voice it is written
        letter.kind, letter.attachment, letter.seconds = Goes.VOICE, note.ogg, note.duration_seconds
        letter.name = "" if self._to.link.with_text else UNWRITTEN
        return letter

    async def _sound(self, sentences: Sequence[Sentence]) -> Audio:
        parts: list[Audio] = []
        for sentence in sentences:
            audio = sentence.recording or await self._post.voice.synthesize(sentence)
            if parts and sentence.style.pause_seconds:
                parts.append(silence(sentence.style.pause_seconds, audio.rate))
            parts.append(audio)
        return concatenate(parts, parts[0].rate)

    def blank(self, occasion: str, kind: Goes, content: str, keys: Sequence[list[list[str]]] = ()) -> TelegramOut:
        """A message of this call."""
        now, hours = self._post.now(), self._to.link.delete_after_hours
        return TelegramOut(
            occasion=occasion,
            user_id=self._to.link.user_id,
            chat_id=self._to.link.chat_id,
            kind=kind,
            content=content,
            buttons=list(keys),
            created_at=now,
            expires_at=self._until,
            delete_at=None if hours is None else now + timedelta(hours=hours),
        )

    async def _remark(self, key: str, letter: TelegramIn) -> None:
        words = messages(self._to.language).telegram[key][0]
        await self._post.send(self.blank(f"remark:{letter.id.hex}:{key}", Goes.TEXT, words))

    async def _without_places(self, letters: Sequence[TelegramIn]) -> list[TelegramIn]:
        """What is left to be an answer once those are dealt with that only write where the person is."""
        left = []
        for each in letters:
            place = place_in(each.content, self._to.language) if each.kind is Came.TEXT else None
            if place is None:
                left.append(each)
                continue
            await self._settle_place(each, place)
            await self._post.store.letters.deal_with([each], self._post.now())
        return left

    async def _settle_place(self, letter: TelegramIn, place: Whereabouts) -> None:
        if self._post.placed is not None:
            await self._post.placed(letter, place)

    async def place_key(self) -> list[list[str]]:
        """A row of buttons: that they are where they are not believed to be. Stands below the ring only."""
        user = await self._post.store.people.user_by_id(self._to.link.user_id)
        return [place_button(user.whereabouts, self._to.language)]

    async def _keys(self, expect: Expect) -> Keys:
        words = messages(self._to.language).telegram
        rows: Keys = []
        if expect.confirming or expect.hint.answer is Answer.YES_NO:
            rows.append([[words[key][0].capitalize(), f"say:{words[key][0]}"] for key in ("yes", "no")])
        elif expect.hint.answer is Answer.SCALE and expect.scale is not None:
            low, high = (round(end) for end in expect.scale)
            steps = [[str(step), f"say:{step}"] for step in range(low, high + 1)]
            if len(steps) <= MOST_STEPS:
                rows += [steps[at : at + STEPS_IN_A_ROW] for at in range(0, len(steps), STEPS_IN_A_ROW)]
        skip = [words["skip"][0].capitalize(), f"say:{words['skip'][0]}"]
        rows.append([[words["snooze"][0], f"snooze:{SNOOZE_MINUTES}"], skip])
        return [*rows, await self.place_key()] if self._said == 1 and not self._to.link.discreet else rows


__all__ = ["LetterLine"]
