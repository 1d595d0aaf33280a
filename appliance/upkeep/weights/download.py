"""Fetching one file over HTTP: gone on with where it broke off, never a mixture of two versions, checked at the end.

Runs in the downloading process only (`fetch_child.py`).
"""

from __future__ import annotations

import shutil
import time

import httpx

from appliance.upkeep.weights import faults
from appliance.upkeep.weights.answers import Answer, Asker
from appliance.upkeep.weights.faults import FetchError, WrongContentError, megabytes
from appliance.upkeep.weights.hashing import Digest, digest_of
from appliance.upkeep.weights.job import Job, Progress, Source, Tell
from appliance.upkeep.weights.parts import Note, Part

MOST_DROPS = 5
"""Connections in a row that brought nothing."""

MOST_STARTS = 3
"""How often a file is begun in one go: anew where the server has another version, or what was kept is wrong."""

SPARE_BYTES = 64 * 1024 * 1024
"""Left free on the disk: the database may lie on the same one."""

PASSING = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
"""What may go better a moment later."""


class _OtherVersionError(Exception):
    """What the server has now is not what was begun."""


class Download:
    """One file of a job."""

    def __init__(self, asker: Asker, job: Job, source: Source, part: Part, tell: Tell) -> None:
        self._asker = asker
        self._job = job
        self._source = source
        self._part = part
        self._tell = tell

    def run(self) -> tuple[Digest, str]:
        """What has arrived, whole and checked, and against what. Raises `FetchError`; what is right of it is kept."""
        for start in range(1, MOST_STARTS + 1):
            kept = self._part.size
            try:
                if self._part.note.url != self._source.url:
                    self._part.forget()
                self._fetch_all()
                return self._checked()
            except _OtherVersionError:
                self._part.forget()
            except WrongContentError:
                if not kept or start == MOST_STARTS:  # else what was kept may be to blame
                    raise
        raise FetchError(
            f"The server keeps changing {self._source.url} while it is fetched.", remedy="Try again later."
        )

    def _fetch_all(self) -> None:
        """Ask again after each break, until the body has come to its end."""
        drops, arrived = 0, False
        while (before := self._part.size) != self._part.note.total:
            try:
                self._ask()
                return
            except PASSING as error:
                came = self._part.size > before
                arrived, drops = arrived or came, 0 if came else drops + 1
                if drops >= MOST_DROPS or (isinstance(error, httpx.ConnectError) and not arrived):
                    raise faults.unreachable(self._source.host, str(error) or type(error).__name__) from error
                time.sleep(self._job.pause_seconds * drops)

    def _ask(self) -> None:
        """One request; what comes goes behind what is there, or in its place."""
        kept = self._part.size
        with self._asker.ask(self._source, self._conditions(kept)) as answer:
            if answer.status == 416 and answer.total == kept:
                return
            if answer.status in (206, 416):
                self._check_same(answer, kept)
            elif answer.status != 200:
                raise faults.from_status(answer.status, self._source.url)
            self._take(answer)

    def _conditions(self, kept: int) -> dict[str, str]:
        """Headers that ask for the rest: only with something to tell by that it is the rest of the same file."""
        note = self._part.note
        if not kept or not (note.etag or note.stated or self._source.sha256):
            return {}
        return {"Range": f"bytes={kept}-", **({"If-Range": note.etag} if note.etag else {})}

    def _check_same(self, answer: Answer, kept: int) -> None:
        note = self._part.note
        same = (
            note.stated == answer.stated
            and note.etag in (answer.etag, "")
            and note.total in (answer.total, None)
            and answer.start == kept
        )
        if answer.status == 416 or not same:
            raise _OtherVersionError

    def _take(self, answer: Answer) -> None:
        self._check_before(answer)
        done = answer.start
        words = f"fetching {self._source.path}"
        if done == 0:
            self._part.begin(Note(self._source.url, answer.etag, answer.stated, answer.total))
        with self._part.open_at(done) as file:
            self._tell(Progress(words, done, answer.total))
            for piece in answer.response.iter_raw():
                file.write(piece)
                file.flush()  # what has come survives the end of this process
                done += len(piece)
                if done > self._job.most_bytes:
                    raise self._too_large(done)
                self._tell(Progress(words, done, answer.total))

    def _check_before(self, answer: Answer) -> None:
        """What can be told before the first byte is kept."""
        if answer.is_encoded:
            raise FetchError(f"The server of {self._source.url} compresses it though asked not to.")
        published = self._source.sha256
        if published and len(answer.stated) == len(published) and answer.stated != published:
            raise faults.replaced(self._source.url, published, answer.stated)
        if answer.total is None:
            if not (published or answer.stated):
                raise FetchError(
                    f"The server of {self._source.url} says neither how long the file is nor what its hash is: "
                    "nobody could tell whether it is whole.",
                    remedy=faults.BY_HAND,
                )
            return
        if answer.total > self._job.most_bytes:
            raise self._too_large(answer.total)
        needed = answer.total - answer.start + (self._job.unpacked_bytes if self._source.archive else 0)
        free = shutil.disk_usage(self._part.file.parent).free
        if free < needed + SPARE_BYTES:
            raise faults.no_room(self._source.path, needed + SPARE_BYTES, free)

    def _too_large(self, size: int) -> FetchError:
        most = megabytes(self._job.most_bytes)
        return FetchError(
            f"{self._source.url} has at least {megabytes(size)}; {most} is the most that was expected.",
            remedy="Either size_mb in the manifest is wrong, or this is not the file that it means.",
        )

    def _checked(self) -> tuple[Digest, str]:
        """Hash what lies on the disk. Raises `FetchError` and throws it away where it is wrong."""
        words, size, read = f"checking {self._source.path}", self._part.size, 0

        def told(piece: int) -> None:
            nonlocal read
            read += piece
            self._tell(Progress(words, read, size))

        digest, stated = digest_of(self._part.file, told), self._part.note.stated
        for expected in filter(None, (self._source.sha256, stated)):
            if not digest.matches(expected):
                self._part.forget()
                found = digest.sha256 if len(expected) == len(digest.sha256) else digest.git_sha1
                raise faults.wrong_content(self._source.url, expected, found)
        return digest, "published" if self._source.sha256 else "stated" if stated else "length"
