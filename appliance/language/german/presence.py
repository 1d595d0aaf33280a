"""German words of whoever answers."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.german import commandforms as forms
from appliance.language.german.commands import read_command
from appliance.language.german.durations import read_duration
from appliance.language.german.tokens import spelt, words
from appliance.language.reading.presence import PresenceWords, read_presence_with


def _pronoun(word: str, name: str) -> str:
    return "er" if word == name else word


def _is_other(spoken: list[str], found: tuple[int, int]) -> bool:
    """`nein, das bin ich nicht` is somebody else; `jetzt nicht, ich bin beschäftigt` is not."""
    start, end = found
    return spoken[start:end] != ["nicht", "ich"] or end == len(spoken)


PRESENCE = PresenceWords(
    words=words,
    hesitations=listed("äh ähm öh hm hmm mh ah halt mal"),
    present=spelt(forms.PRESENT),
    out=spelt(forms.OUT),
    pronoun=_pronoun,
    not_out_after=listed("ich bin du wenn ob habe"),
    not_me=spelt(forms.NOT_ME),
    is_other=_is_other,
    denies=spelt(("(nicht | kein | keine) [der | die]",)),
    introduces=spelt((
        "(hier | das | am apparat) (ist | spricht) [der | die]", "(ich bin | bin) [der | die]", "ich heisse",
        "(ich | hier) bin es [der | die]", "mein name ist", "ja hier [ist]",
    )),
    after_name=listed("hier am spricht"),
    no_names=listed("""
ich bin ist es das er sie ihn ihr hier nicht ein eine der die mein sein da beschäftigt in an auf im zu am fertig
wach gut
ok was wer wie los dran so alle noch schon gerade jetzt von und oder bereit weg müde ja nein selbst zuhause daheim
soweit krank unterwegs allein richtig falsch jemand niemand keiner unter beim bei mit ganz jo
"""),
    never_before_closing=listed("ich ja nein hallo schon bin"),
    is_state=lambda word: word.endswith(("end", "isch")),
    bare_no=spelt(("nein", "nein nein")),
    leaving=spelt(forms.LEAVING),
    later=spelt((*forms.LATER_CALL, *forms.LATER_BARE, *forms.LATER_PRESENCE)),
    not_=listed("nicht"),
    time_units=listed("minute minuten stunde stunden viertelstunde dreiviertelstunde"),
    read_duration=read_duration,
    minutes="Minuten",
)  # fmt: skip

read_presence = read_presence_with(PRESENCE, read_command)
