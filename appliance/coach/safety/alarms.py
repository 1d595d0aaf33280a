"""What the screen can hear in somebody's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was heard. The order is how urgent it is: of several, the first counts."""

    MEDICAL = "medical"
    """An emergency of the body, theirs or of somebody beside them: pain in the chest, a stroke, an overdose."""
    SELF_HARM = "self_harm"
    """Suicide and self-injury, also said around: "nobody would miss me"."""
    VIOLENCE = "violence"
    """Somebody hurts or threatens them."""
    DANGER = "danger"
    """They may hurt somebody else."""
    FOR_ANOTHER = "for_another"
    """Somebody they know may want to die or hurts themselves."""
    CONCERN = "concern"
    """Heavy words that may mean nothing more, a denial among them: "I'm not suicidal, just tired"."""

    @property
    def ends_role(self) -> bool:
        """Whether the persona is silent for the rest of the call; after a `concern` the call goes on, kindly."""
        return self is not Kind.CONCERN


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something was heard that no persona may answer. Holds none of the person's words."""

    kind: Kind
    language: str
    """The language whose words it was heard in; English words are heard in a German call too."""
    form: str
    """Which form of the word list matched, as it is written there, or that it is like examples; for tests and for those
    who tend the lists."""

    @property
    def ends_role(self) -> bool:
        """Whether its kind does."""
        return self.kind.ends_role
