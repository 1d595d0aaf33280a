"""Every error the appliance raises on purpose, and the exit code it ends a command with.

    ApplianceError
    ├── SetupError                 the machine or the settings are not ready     exit 3
    │   ├── SettingsError           a setting has a value that cannot be used
    │   ├── DataFolderError         user_data is missing, read-only or on a file system that corrupts SQLite
    │   │   ├── NoRoomError          the disk is full
    │   │   └── DatabaseGoneError    there was a household there, and nothing is there now
    │   ├── NewerBackupError        an archive that this version does not know
    │   ├── UpgradeError            a database of an earlier version was not brought up to date; it is as it was
    │   └── EngineUnavailableError  a speech, voice or language engine cannot be built here
    ├── LockedError                the database cannot be opened with what was given     exit 4
    │   ├── WrongKeyError           the key or passphrase does not fit
    │   ├── KeyMissingError         there is a database but no key file
    │   └── PassphraseNeededError  the key file is wrapped by a passphrase and none was given
    ├── CorruptDatabaseError       the database file is damaged     exit 1
    ├── DamagedBackupError         an archive is cut off, changed, or none at all     exit 1
    ├── NotFoundError              a name or id that nothing has     exit 2
    ├── ConflictError              it exists already, or contradicts what exists     exit 2
    ├── InvalidInputError          a value a person or a program gave cannot be used     exit 2
    ├── EngineError                an engine failed while serving; a ladder goes down one rung     exit 1
    │   └── EngineUnsuitedError     it works, but not for this: a language it does not know
    ├── DeviceError                a sound device is missing or broke     exit 1
    ├── NobodyOnDutyError          no appliance runs that a command could ask     exit 3
    ├── AnswerLostError            the appliance was asked, and its answer never came     exit 1
    ├── LineDroppedError                the live connection to the person ended     exit 1
    │   ├── HungUpError                     the person ended it     exit 1
    │   └── WindowOverError                 they did not answer within the hours they had     exit 1
    ├── CalendarError              a calendar cannot be read now     exit 1
    ├── CarrierError               what carries calls out of the home (Telegram) did not do what was asked     exit 1
    └── ReachError                 a machine of the home cannot be reached now     exit 1
        └── OutsideHomeError           it is not one of the home, and is not connected to

Expected endings (silence, "not me", nobody there) are results, never errors. Cancellation always passes.
Every message names the thing that is wrong and what to do about it.
"""

from __future__ import annotations

from typing import ClassVar


class ApplianceError(Exception):
    """Root of the tree. `code` is stable and may be matched by scripts; `exit_code` ends a command.

    Message and remedy are English, for terminals, logs and programs. `says` is the key of the same in the catalogues'
    table `[fault]`, by which a page tells it in the reader's language, with `about` put in; empty where there is none:
    then a page says what its code means, and shows the English beneath.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, remedy: str = "", says: str = "", **about: object) -> None:
        super().__init__(f"{message}\n{remedy}" if remedy else message)
        self.message = message
        self.remedy = remedy
        self.says = says
        self.about = about


class SetupError(ApplianceError):
    code = "not_set_up"
    exit_code = 3


class SettingsError(SetupError):
    code = "settings"


class DataFolderError(SetupError):
    code = "data_folder"


class NoRoomError(DataFolderError):
    code = "no_room"


class DatabaseGoneError(DataFolderError):
    code = "database_gone"


class NewerBackupError(SetupError):
    code = "backup_too_new"


class UpgradeError(SetupError):
    code = "upgrade"


class EngineUnavailableError(SetupError):
    code = "engine_unavailable"


class LockedError(ApplianceError):
    code = "locked"
    exit_code = 4


class WrongKeyError(LockedError):
    code = "wrong_key"


class KeyMissingError(LockedError):
    code = "key_missing"


class PassphraseNeededError(LockedError):
    code = "passphrase_needed"


class CorruptDatabaseError(ApplianceError):
    code = "corrupt_database"


class DamagedBackupError(ApplianceError):
    code = "damaged_backup"


class NotFoundError(ApplianceError):
    code = "not_found"
    exit_code = 2


class ConflictError(ApplianceError):
    code = "conflict"
    exit_code = 2


class InvalidInputError(ApplianceError):
    code = "invalid_input"
    exit_code = 2


class EngineError(ApplianceError):
    code = "engine_failed"


class EngineUnsuitedError(EngineError):
    code = "engine_unsuited"


class DeviceError(ApplianceError):
    code = "device"


class LineDroppedError(ApplianceError):
    code = "line_dropped"


class HungUpError(LineDroppedError):
    code = "hung_up"


class WindowOverError(LineDroppedError):
    code = "window_over"


class NobodyOnDutyError(ApplianceError):
    code = "nobody_on_duty"
    exit_code = 3


class AnswerLostError(ApplianceError):
    code = "answer_lost"


class CalendarError(ApplianceError):
    code = "calendar"


class CarrierError(ApplianceError):
    code = "carrier"


class ReachError(ApplianceError):
    code = "reach"


class OutsideHomeError(ReachError):
    code = "outside_home"


class RefusedError(ApplianceError):
    """Somebody is not who they say, or did not show it."""

    code = "refused"


class MistimedError(RefusedError):
    """It is signed by whom it says, for another time."""


class SecondFactorError(RefusedError):
    code = "second_factor"


class ForbiddenError(ApplianceError):
    """Somebody is known, and may not."""

    code = "forbidden"


class TooManyTriesError(RefusedError):
    code = "too_many_tries"

    def __init__(self, wait_seconds: float) -> None:
        seconds = f"{wait_seconds:.0f}"
        remedy = f"Try again in {seconds} seconds."
        super().__init__("That was tried too often.", remedy=remedy, says="too_often", seconds=seconds)
        self.wait_seconds = wait_seconds


def in_own_words(message: str) -> str:
    """What a validator of ours says, without the words that pydantic puts before it."""
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
