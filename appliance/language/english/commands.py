"""English words about the call."""

from __future__ import annotations

from appliance.language.english import commandforms as forms
from appliance.language.english import talkforms
from appliance.language.english.durations import read_duration
from appliance.language.english.numberwords import below_hundred
from appliance.language.english.tokens import tokens, words
from appliance.language.forms import Forms, listed
from appliance.language.reading.commands import CommandWords, PutOffWords, read_command_with
from appliance.language.reading.talk import TalkWords
from appliance.records.calls import Meaning

_POLITE = listed("""
please ok oh well so hey thanks sorry just honestly actually no yeah thank you but and now then wait yes sir my god man
look listen really again
""")
_OPENING_POLITE = _POLITE - {"you", "now", "again", "really"}

TALK = TalkWords(
    tokens=tokens,
    switch=Forms(talkforms.SWITCH_LEAD),
    want=Forms(talkforms.WANT_LEAD),
    personas={name: Forms(said) for name, said in talkforms.PERSONAS.items()},
    persona_nouns=talkforms.PERSONA_NOUNS,
    persona_articles=talkforms.PERSONA_ARTICLES,
    persona_closing=talkforms.PERSONA_CLOSING,
    remember=Forms(talkforms.REMEMBER_LEAD),
    remember_bare=Forms(talkforms.REMEMBER_BARE),
    subjects=talkforms.SUBJECTS,
    says=talkforms.SAYS,
    forget=Forms(talkforms.FORGET_LEAD),
)

COMMANDS = CommandWords(
    words=words,
    hesitations=listed("uh um er erm ah hmm mm like"),
    opening_polite=_OPENING_POLITE,
    closing_polite=_POLITE - {"no", "yes", "yeah", "but", "and", "look", "listen"},
    whole={
        Meaning.REPEAT: Forms((*forms.REPEAT, *forms.REPEAT_HEARD)),
        Meaning.SLOWER: Forms((*forms.SLOWER, *forms.SLOWER_HEARD)),
        Meaning.SKIP: Forms((*forms.SKIP, *forms.SKIP_HEARD)),
        Meaning.STOP: Forms((*forms.STOP, *forms.STOP_HEARD)),
        Meaning.UNKNOWN: Forms((*forms.UNKNOWN, *forms.UNKNOWN_HEARD)),
        Meaning.LATER: Forms(forms.LATER_CALL),
        Meaning.THINK: Forms(talkforms.THINK),
        Meaning.FORGET: Forms(talkforms.FORGET),
        Meaning.TALK: Forms(talkforms.TALK),
    },
    later_bare=Forms(forms.LATER_BARE),
    forgot=Forms(forms.FORGOT),
    nothing_to_promise=Forms(forms.NOTHING_TO_PROMISE),
    put_off=PutOffWords(
        before_a_time=Forms(forms.LATER_WITH_TIME),
        links=listed("in after for again back"),
        without_link=listed("me snooze need"),
        around_a_time=listed("about around or so a an half quarter of and please more like another couple few say"),
        units=listed("minute minutes hour hours min mins"),
        number_at=below_hundred,
        read_duration=read_duration,
        minutes="minutes",
        after_a_time=Forms(("time",)),
    ),
    talk=TALK,
)

read_command = read_command_with(COMMANDS)
