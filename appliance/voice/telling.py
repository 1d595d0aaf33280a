"""What of one thing said has left the speaker, and when: pure."""

from __future__ import annotations

from appliance.ports import Audio, Spoken


class Telling:
    """Sentences on their way out of one line."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, float | None, float]] = []
        """Words, when their first sample leaves (None: they have no sound), and how long they last."""
        self._engines: dict[str, None] = {}
        self._pauses = 0.0

    @property
    def sounding(self) -> bool:
        """Whether something of it has sound."""
        return any(leaves_at is not None for _, leaves_at, _ in self._pieces)

    def paused(self, seconds: float) -> None:
        """Silence was put between two sentences."""
        self._pauses += seconds

    def told(self, text: str, audio: Audio, leaves_at: float | None) -> None:
        """A sentence was handed to the speaker."""
        if audio.engine:
            self._engines[audio.engine] = None
        self._pieces.append((text, leaves_at, audio.seconds))

    def spoken(self, cut_at: float | None = None) -> Spoken:
        """All of it; or what was heard by loop time `cut_at`, at which it was cut off."""
        began = [leaves_at for _, leaves_at, _ in self._pieces if leaves_at is not None]
        if cut_at is None:
            texts = [text for text, _, _ in self._pieces]
            seconds = sum(seconds for _, _, seconds in self._pieces) + self._pauses
        else:
            texts = [_heard_of(text, at, seconds, cut_at) for text, at, seconds in self._pieces]
            seconds = max(0.0, cut_at - min(began, default=cut_at))
        return Spoken(
            " ".join(filter(None, texts)),
            seconds,
            interrupted=cut_at is not None,
            first_sound_at=began[0] if began and (cut_at is None or began[0] <= cut_at) else None,
            engine=",".join(self._engines),
        )


def _heard_of(text: str, leaves_at: float | None, seconds: float, cut_at: float) -> str:
    """The words of a sentence that were out by then, taking each letter to last as long as any other."""
    if leaves_at is None or seconds <= 0 or cut_at >= leaves_at + seconds:
        return text
    if cut_at <= leaves_at:
        return ""
    heard = text[: round(len(text) * (cut_at - leaves_at) / seconds)]
    if len(heard) == len(text) or text[len(heard)].isspace():
        return heard.strip()
    return heard.rpartition(" ")[0].strip()
