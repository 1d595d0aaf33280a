"""The data key: 32 random bytes in a small file, plain or wrapped by a passphrase.

The database and the clips are encrypted with the data key, never with the passphrase itself: changing the passphrase
rewrites one small file, and opening takes no second of key stretching per connection.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.errors import KeyMissingError, PassphraseNeededError, SetupError, WrongKeyError
from appliance.store.whereabouts import check_not_gone

LOG = logging.getLogger(__name__)

KEY_BYTES = 32
VERSION = 1
BOUND = b"disciplinecall key file 1"
"""Associated data of the wrapping, so that a ciphertext from elsewhere is refused."""

ITERATIONS, LANES, MEMORY_KIB = 3, 4, 64 * 1024
"""Argon2id: the second recommended option of RFC 9106, section 4 (for memory-constrained machines)."""

MOST_MEMORY_KIB, MOST_ITERATIONS = 1024 * 1024, 100
"""A damaged file must not be able to ask for more than this."""


def create_key(key_file: Path, passphrase: str = "") -> bytes:
    """Make a new key and its file, as `write_key` does."""
    key = secrets.token_bytes(KEY_BYTES)
    write_key(key_file, key, passphrase)
    return key


def write_key(key_file: Path, key: bytes, passphrase: str = "") -> None:
    """Put a key into a file of its own (0600, in a folder made 0700). An existing file is never overwritten.

    Raises `SetupError` where the file exists or cannot be written.
    """
    try:
        key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = _write_draft(key_file, _encode(key, passphrase))
    except OSError as error:
        raise _unwritable(key_file, error) from error
    try:
        os.link(draft, key_file)
        _sync_folder(key_file.parent)
    except FileExistsError as error:
        raise SetupError(
            f"{key_file} exists already, and a key is never overwritten.",
            remedy=f"Where it is damaged or of another household, move it away first, and keep it: "
            f"mv {key_file} {key_file}.old",
        ) from error
    except OSError as error:
        raise _unwritable(key_file, error) from error
    finally:
        draft.unlink()


def read_key(key_file: Path, passphrase: str = "") -> bytes:
    """The key in the file. A file others may read is tightened to 0600 first, or refused where that is impossible.

    Raises `KeyMissingError`, `PassphraseNeededError`, `WrongKeyError` (wrong passphrase, damaged file), `SetupError`.
    """
    try:
        _tighten(key_file)
        content = key_file.read_bytes()
    except FileNotFoundError as error:
        raise _missing(key_file, "There is no key file.") from error
    except OSError as error:
        raise SetupError(
            f"The key file {key_file} cannot be read: {error.strerror}.",
            remedy="Make it readable for the user that runs the appliance, or set KEY_FILE to another path.",
        ) from error
    return _decode(content, passphrase, key_file)


def unlock(key_file: Path, database_file: Path, passphrase: str = "") -> bytes:
    """The key of this database; makes one only when there is neither a key nor a database.

    Raises as `read_key` does; `KeyMissingError` when there is a database but no key file, `DatabaseGoneError` when it
    is the other way about and this key is known to have opened one there.
    """
    try:
        key = read_key(key_file, passphrase)
        check_not_gone(key_file, database_file)
        return key
    except KeyMissingError as error:
        if os.path.lexists(database_file):
            raise _missing(key_file, f"The database {database_file} is there, but its key file is not.") from error
    check_not_gone(key_file, database_file)
    try:
        return create_key(key_file, passphrase)
    except SetupError:
        if key_file.exists():  # another process made it a moment ago
            return read_key(key_file, passphrase)
        raise


def rewrap(key_file: Path, old: str, new: str) -> None:
    """Change the passphrase around the same key; an empty one leaves the key plain. Raises as `read_key` does."""
    key = read_key(key_file, old)
    try:
        os.replace(_write_draft(key_file, _encode(key, new)), key_file)
        _sync_folder(key_file.parent)
    except OSError as error:
        raise _unwritable(key_file, error) from error


def derive(key: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """An independent key for one purpose (`clips`, …), by HKDF-SHA256; the same inputs give the same bytes."""
    info = b"disciplinecall " + purpose.encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(key)


def _encode(key: bytes, passphrase: str) -> bytes:
    if not passphrase:
        return json.dumps({"version": VERSION, "key": key.hex()}).encode()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = _stretch(passphrase, salt, ITERATIONS, LANES, MEMORY_KIB)
    wrapped = {
        "kdf": "argon2id",
        "salt": salt.hex(),
        "iterations": ITERATIONS,
        "lanes": LANES,
        "memory_kib": MEMORY_KIB,
        "nonce": nonce.hex(),
        "ciphertext": AESGCM(wrapping).encrypt(nonce, key, BOUND).hex(),
    }
    return json.dumps({"version": VERSION, "wrapped": wrapped}).encode()


def _decode(content: bytes, passphrase: str, key_file: Path) -> bytes:
    try:
        document = json.loads(content)
        version = document["version"]
        if version == VERSION and "wrapped" in document:
            return _unwrap(document["wrapped"], passphrase, key_file)
        key = bytes.fromhex(document["key"]) if version == VERSION else b""
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(key_file) from error
    if version != VERSION:
        raise SetupError(f"The key file {key_file} has version {version!r}; this appliance knows {VERSION}.")
    if len(key) != KEY_BYTES:
        raise _damaged(key_file)
    return key


def _unwrap(wrapped: dict[str, Any], passphrase: str, key_file: Path) -> bytes:
    if wrapped["kdf"] != "argon2id" or not (
        8 <= wrapped["memory_kib"] <= MOST_MEMORY_KIB and 1 <= wrapped["iterations"] <= MOST_ITERATIONS
    ):
        raise _damaged(key_file)
    salt, nonce = bytes.fromhex(wrapped["salt"]), bytes.fromhex(wrapped["nonce"])
    ciphertext = bytes.fromhex(wrapped["ciphertext"])
    if not passphrase:
        raise PassphraseNeededError(
            f"The key file {key_file} is wrapped by a passphrase.", remedy="Give it, or set APPLIANCE_PASSPHRASE."
        )
    wrapping = _stretch(passphrase, salt, wrapped["iterations"], wrapped["lanes"], wrapped["memory_kib"])
    try:
        return AESGCM(wrapping).decrypt(nonce, ciphertext, BOUND)
    except InvalidTag as error:
        raise WrongKeyError(
            f"The passphrase does not open the key file {key_file} (or the file is damaged).",
            remedy="Try again; without the passphrase the data cannot be read by anybody.",
        ) from error


def _stretch(passphrase: str, salt: bytes, iterations: int, lanes: int, memory_kib: int) -> bytes:
    argon = Argon2id(salt=salt, length=KEY_BYTES, iterations=iterations, lanes=lanes, memory_cost=memory_kib)
    return argon.derive(passphrase.encode())


def _write_draft(key_file: Path, content: bytes) -> Path:
    """A synced 0600 file with a fresh name beside the key file, ready to be linked or renamed into place."""
    draft = key_file.with_name(f".{key_file.name}.{uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tighten(key_file: Path) -> None:
    status = key_file.stat()
    if not stat.S_ISREG(status.st_mode):
        raise SetupError(f"KEY_FILE={key_file} is not a file.", remedy="Name the key file itself, not its folder.")
    mode = stat.S_IMODE(status.st_mode)
    if not mode & 0o077:
        return
    try:
        key_file.chmod(0o600)
    except OSError as error:
        raise SetupError(
            f"Others may read the key file {key_file} (mode {mode:04o}), and that cannot be changed from here.",
            remedy=f"As its owner run: chmod 600 {key_file}",
        ) from error
    LOG.warning("others could read the key file %s (mode %04o); it is 0600 now", key_file, mode)


def _missing(key_file: Path, what: str) -> KeyMissingError:
    return KeyMissingError(
        what,
        remedy=f"Restore the key file to {key_file}, set KEY_FILE to where it is, or write it anew from its words on "
        "paper: appliance key from-words. No new key can open old data.",
    )


def _damaged(key_file: Path) -> WrongKeyError:
    return WrongKeyError(
        f"The key file {key_file} is damaged.",
        remedy="Restore it from where you keep a copy. Or move it away, and write it anew from its words on paper: "
        "appliance key from-words.",
    )


def _unwritable(key_file: Path, error: OSError) -> SetupError:
    return SetupError(
        f"The key file {key_file} cannot be written: {error.strerror}.",
        remedy="Make its folder writable, or set KEY_FILE to a path outside the data folder that is.",
    )
