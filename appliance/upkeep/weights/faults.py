"""What can go wrong while a model is fetched, unpacked or copied, as words for a person."""

from __future__ import annotations

import errno

from appliance.errors import ApplianceError

BY_HAND = "Or fetch it on another machine and bring it on a stick: appliance models import FOLDER"
GO_ON = "What was fetched is kept: the same command goes on from there."

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room on the disk, in the quota, or in the largest file allowed."""


class FetchError(ApplianceError):
    """A model did not arrive. What is there of it is never used."""

    code = "fetch_failed"


class WrongContentError(FetchError):
    """A file is not the one it should be."""

    code = "wrong_content"


def from_disk(error: OSError, what: str, kept: str = GO_ON) -> FetchError:
    """Writing or reading a file failed. `kept` says what becomes of what is there."""
    if error.errno in FULL:
        return FetchError(
            f"No room is left for {what} ({error.strerror}).", remedy=f"Free some space on that disk. {kept}".strip()
        )
    where = f" {error.filename}" if error.filename else ""
    return FetchError(
        f"{what}: {error.strerror or error}{where}.", remedy="Look at the disk and at the permissions of the folder."
    )


def no_room(what: str, needed_bytes: int, free_bytes: int, kept: str = GO_ON) -> FetchError:
    """It was seen beforehand that it does not fit."""
    return FetchError(
        f"{what} needs {megabytes(needed_bytes)} of disk, {megabytes(free_bytes)} are free.",
        remedy=f"Free some space, or set LOCAL_MODELS_PATH to a larger disk. {kept}".strip(),
    )


def from_status(status: int, url: str) -> FetchError:
    """The server answered, with no file."""
    if status in (401, 403):
        return FetchError(
            f"The server refuses to give {url} (HTTP {status}): it may want a log-in, or the licence accepted there.",
            remedy=f"Read the model's page. {BY_HAND}",
        )
    if status in (404, 410):
        return FetchError(
            f"There is nothing at {url} (HTTP {status}): the source has moved or removed it.",
            remedy=f"A newer version of the appliance may know the new place. {BY_HAND}",
        )
    return FetchError(f"The server of {url} cannot answer now (HTTP {status}).", remedy=f"Try again later. {GO_ON}")


def unreachable(host: str, why: str) -> FetchError:
    """No connection came about, or none lasted."""
    if "CERTIFICATE_VERIFY_FAILED" in why:
        return FetchError(
            f"{host} shows a certificate that this machine does not trust.",
            remedy="Is the clock of this machine right? A server at home needs its certificate among the trusted ones.",
        )
    return FetchError(f"No connection to {host} ({why}).", remedy=f"Is this machine on-line? {GO_ON} {BY_HAND}")


def wrong_content(url: str, expected: str, found: str) -> WrongContentError:
    """The hash of a file is not the expected one."""
    return WrongContentError(
        f"{url} is not the file it should be: expected the hash {expected}, found {found}. It was thrown away.",
        remedy="Try once more; if it happens again, the source has changed the file, or somebody has.",
    )


def replaced(url: str, published: str, stated: str) -> FetchError:
    """The source says beforehand that it has another file than the manifest's."""
    return FetchError(
        f"{url} has been replaced: the source states the hash {stated}, the manifest {published}. Nothing was fetched.",
        remedy=f"A newer version of the appliance may know the new file. {BY_HAND}",
    )


def megabytes(size: int) -> str:
    """A size for people, in units of 10^6 bytes."""
    if size < 100_000:
        return f"{size / 1000:.1f} kB"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.1f} MB" if size < 10_000_000 else f"{size / 1_000_000:.0f} MB"
    return f"{size / 1_000_000_000:.2f} GB"
