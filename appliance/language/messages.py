"""What the appliance says itself in a language: `messages.toml` in the language's folder, checked and expanded at load.

A language needs every key. A persona may have words of its own instead, by the same keys (`coach/persona.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from appliance.language.folders import HERE, base_code, file_of, files_of
from appliance.language.wordings import expand, expanded
from appliance.tomlfiles import Place, checked, read_toml

FOLDER = HERE
FILE = "messages.toml"

_Some = Annotated[tuple[str, ...], Field(min_length=1)]


def _may_use(*fields: str) -> AfterValidator:
    return AfterValidator(partial(expanded, allowed=frozenset(fields)))


# Which fields a wording may name: the person, the thing asked about, a day, a value in words, its unit, a scale's ends.
Plain = Annotated[_Some, _may_use()]
Named = Annotated[_Some, _may_use("name")]
Told = Annotated[_Some, _may_use("name", "label")]
Measured = Annotated[_Some, _may_use("name", "label", "unit")]
Scaled = Annotated[_Some, _may_use("name", "label", "low", "high")]
Due = Annotated[_Some, _may_use("name", "when")]
Promised = Annotated[_Some, _may_use("name", "label", "when")]
Wanted = Annotated[_Some, _may_use("name", "what")]
Denied = Annotated[_Some, _may_use("name", "why")]
Left = Annotated[_Some, _may_use("name", "left")]
Valued = Annotated[_Some, _may_use("name", "label", "value")]
Personal = Annotated[_Some, _may_use("name", "persona")]
Listed = Annotated[_Some, _may_use("name", "names")]
Barred = Annotated[_Some, _may_use("name", "persona", "names")]
Free = Annotated[_Some, AfterValidator(lambda templates: tuple(text for one in templates for text in expand(one)))]
"""Fields are whatever the code that says it fills in."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Greetings(Part):
    """The first words to the person themselves, by call type; `talk` for a call without an agenda."""

    morning: Named
    midday: Named
    evening: Named
    weekly: Named
    custom: Named
    talk: Named


class Words(Part):
    """What is a persona's own. In `messages.toml` they are nobody's: for a persona that lacks the language."""

    openings: Named
    """Before anybody has answered: the name, and nothing private."""
    greetings: Greetings
    good: Told
    """To a promise kept or a habit done."""
    half: Told
    """To one done in part."""
    missed: Told
    neutral: Told
    """To a number, or anything told that deserves no verdict."""
    completed: Named
    """The last words of a call that covered everything."""
    stopped: Named
    """The last words where the person wanted to stop."""
    fillers: Plain
    """While something takes a moment."""


class Questions(Part):
    """How an item is asked, by the kind of its answer; the person's own question is used instead where there is one."""

    yes_no: Told
    number: Measured
    duration: Measured
    scale: Scaled
    time: Told
    promise: Due
    """`when` is the day the promise is for: `today`, `tomorrow`."""
    promise_ask: Plain
    """The same, asked again."""
    follow_up: Promised
    """Says the promise; `follow_up_ask` asks about it."""
    follow_up_recorded: Promised
    """Before the person's own recording of the promise is played."""
    follow_up_ask: Plain
    progress: Told
    """At midday, about a promise of today (`label`), by a yes, a no or a part of it."""
    obstacle: Named
    """What is in the way."""
    adjust: Named
    """What the rest of the day is for."""
    mood: Named
    """From one to ten."""
    intention: Named
    """In the morning: the first thing for today."""
    intention_more: Plain
    """Whether there is another one."""
    review_ask: Named
    """One question about the week."""


class Acknowledgements(Part):
    """What is said to an answer, beside a persona's own `good`, `half`, `missed` and `neutral`."""

    unknown: Plain
    skip: Plain
    promise: Told
    """To a promise heard well; `label` is the promise itself."""
    promise_clip: Plain
    """To a promise whose words were not heard well and which is kept as a recording."""


class Repairs(Part):
    """What is said when an answer was not understood, not sure, or not there."""

    read_back: Valued
    read_back_share: Valued
    ask_again: Plain
    still_there: Named


class Requests(Part):
    """Around what a person asks to have done; what it was is said by the language."""

    confirm: Wanted
    """`what` is the wish, said back as a question before it is done."""
    done: Wanted
    """Only once it is done; `what` says what will happen."""
    refused: Denied
    unclear: Plain
    """A wish that was not understood, or was denied when it was read back: nothing was changed."""


class Asides(Part):
    """What is said outside check-ins, and around them."""

    nudge: Told
    """`label` is the promise."""
    focus_midway: Left
    focus_check: Told
    """`label` is the task, which may be empty."""
    notice: Told
    """To a contact; `label` is the name of whoever misses their calls."""
    pause_offer: Named
    wake_task: Told
    """`label` is a small sum: `7 plus 5`."""
    wake_wrong: Plain
    stopping: Plain
    """The appliance is being stopped in mid-call."""


class Closings(Part):
    """The last words, by how the call ended, beside a persona's own `completed` and `stopped`.

    All but `silent` and `later` may be heard by anybody: nothing private.
    """

    not_me: Plain
    out: Plain
    later: Plain
    silent: Plain
    dropped: Plain


class Talk(Part):
    """A conversation without an agenda."""

    opening: Named
    """Asks what it is to be about."""
    capped: Named
    """Its time is up."""
    without_model: Named
    """There is no language model: what can be done all the same."""
    asked_back: Plain
    """Without a language model, to a question put to the appliance."""
    go_on: Plain
    """Without a language model, to anything else: it listens."""


class Turns(Part):
    """What is said to words about the call itself."""

    think: Plain
    """Somebody wants to think."""
    slower: Plain
    """Somebody wants to be spoken to slower."""
    switched: Personal
    """By the persona that goes on; `persona` is what it is called."""
    no_persona: Listed
    """None is called so; `names` are those there are."""
    not_allowed: Barred
    """A harsh one may not talk to them here; `names` are those that may."""
    remembered: Plain
    forgotten: Plain
    nothing_to_forget: Plain
    time_up: Named
    """The limit of the call is reached; the questions that are left wait for the next."""
    heard_earlier: Valued
    """An answer given together with another, read back as a question when its own turn comes."""
    noted_too: Annotated[_Some, _may_use("name", "value")]
    """Answers given together with another, said without asking; `value` is what they are about and what they are."""
    back_to_it: Named
    """A talk in the middle of a call is over; a question follows."""
    later_read_back: Valued
    """An answer understood only after the next question was asked, read back as a question at the end."""


Amount = Annotated[_Some, _may_use("amount")]
Chores = Annotated[_Some, _may_use("amount", "unit")]
Pledge = Annotated[_Some, _may_use("amount", "unit", "beneficiary")]
Agreed = Annotated[_Some, _may_use("first", "label")]
Most = Annotated[_Some, _may_use("most")]
Costs = Annotated[_Some, _may_use("what", "amount")]
Sums = Annotated[_Some, _may_use("amount", "total")]


class AtStake(Part):
    """About stakes. An amount is said by one of the first five; `amount` elsewhere is what they make."""

    point: Plain
    """One."""
    points: Amount
    chore: Chores
    """Once."""
    chores: Chores
    pledge: Pledge
    promises: Agreed
    """A rule about promises: what the first miss costs."""
    habit: Agreed
    """A rule about a habit (`label`)."""
    steps: Most
    """What follows where a rule has more than one step: the most it costs."""
    terms: Plain
    """What goes for every rule."""
    agree_ask: Plain
    charged: Costs
    """`what` was missed."""
    contest_ask: Plain
    """Answered with yes, something came in between."""
    owed: Amount
    settle_ask: Plain
    week: Sums
    """`amount` of this week, `total` of all that is owed."""


class Messages(Part):
    """All of one language."""

    code: str = Field(pattern=r"^[a-z]{2}$")
    """ISO 639-1."""
    title: str = Field(min_length=1)
    """The language's own name for itself."""
    words: Words
    questions: Questions
    acknowledgements: Acknowledgements
    repairs: Repairs
    requests: Requests
    asides: Asides
    closings: Closings
    talk: Talk
    turns: Turns
    stakes: AtStake
    week: dict[str, Free] = Field(default_factory=dict)
    """Pieces of the spoken statement about a week."""
    insight: dict[str, Free] = Field(default_factory=dict)
    """What values show, each as a sentence."""
    review: dict[str, Free] = Field(default_factory=dict)
    """Headings and labels of the page about a week."""
    fault: dict[str, Free] = Field(default_factory=dict)
    """What went wrong, by `ApplianceError.says`; `KEY_do` is what to do about it, `code_CODE` tells of a kind."""
    page: dict[str, Free] = Field(default_factory=dict)
    """What stands on the local page."""
    telegram: dict[str, Free] = Field(default_factory=dict)
    """What is written and pressed in a Telegram chat."""
    briefing: dict[str, Free] = Field(default_factory=dict)
    """Pieces of what is told about the person before and within a call."""


OVERRIDABLE = ("questions", "acknowledgements", "repairs", "requests", "asides", "closings", "talk", "turns")
"""Tables of which a persona may have keys of its own; the rest is everybody's."""


def message_codes(folder: Path = FOLDER) -> Mapping[str, Path]:
    """The files of all languages that have messages, by the language's code."""
    return files_of(FILE, folder)


def messages(code: str, folder: Path = FOLDER) -> Messages:
    """What is said in a language; a region (`en-GB`) is ignored. Raises `InvalidInputError` by file, key and fault."""
    return _messages(base_code(code), folder)


@cache
def _messages(code: str, folder: Path) -> Messages:
    shown = _shown(_path(code, folder))
    return checked(Messages, raw_messages(code, folder), shown, written=keys_only)


@cache
def raw_messages(code: str, folder: Path = FOLDER) -> Mapping[str, Any]:
    """The file's content, unexpanded: what a persona's own keys are laid over. Not to be changed."""
    path = _path(code, folder)
    return read_toml(path, _shown(path))


def keys_only(place: Place) -> Place:
    """A wording is one of many that its key was expanded to: the key is what stands in the file."""
    return [part for part in place if isinstance(part, str)]


def _path(code: str, folder: Path) -> Path:
    return file_of(code, FILE, "messages", folder)


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def laid_over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the keys of `over` in place of its own, table by table."""
    return {
        **base,
        **{
            key: laid_over(base[key], value)
            if isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
            else value
            for key, value in over.items()
        },
    }
