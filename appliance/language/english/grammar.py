"""What a recogniser is told to expect: one JSGF grammar for each kind of answer."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.language.english import affirmforms, commandforms
from appliance.language.english.names import GIVEN_NAMES
from appliance.language.english.numbergrammar import HIGHEST_UNBOUNDED, Rules, number_rules, whole_numbers
from appliance.language.english.requestgrammar import request_rules
from appliance.language.english.shares import SHARES
from appliance.language.english.timegrammar import clock_rules, duration_rules
from appliance.language.english.tokens import tokens, words
from appliance.language.english.units import UNITS
from appliance.language.reading.shares import quantities
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem, Answer, ItemKind


def hint_for(item: AgendaItem, user_name: str) -> Hint:
    """The grammar of the likely answers to an item, in words of CMUdict; open answers have none.

    The words worth expecting are the person's name, and the words of the promise or metric asked about.
    """
    expected = tuple(dict.fromkeys([user_name, *words(item.label), *words(item.unit)]))
    expected = tuple(word for word in expected if word)
    if item.answer is Answer.OPEN:
        return Hint(item.answer, None, expected)
    rules = _presence_rules(user_name) if item.answer is Answer.PRESENCE else _value_rules(item)
    rules = {**rules, **request_rules(), "command": _commands(item.answer)}
    return Hint(item.answer, _jsgf("answer", {**rules, "answer": "<value> | <command> | <request>"}), expected)


def hint_for_confirmation(item: AgendaItem) -> Hint:
    """The grammar after a read-back: yes, no, `no` and another value, or another value alone."""
    rules = {"value": "<yes>"} if item.answer in (Answer.OPEN, Answer.PRESENCE) else _value_rules(item)
    rules = {**rules, "yes": _either(affirmforms.YES_HEARD), "no": _either(affirmforms.NO_HEARD)}
    answer = "<yes> | <no> | [no] <value> | <command>"
    if item.answer is Answer.TIME:
        answer += " | [no] <half>"
    if item.answer is Answer.YES_NO:
        answer = "<value> | <command>"
    return Hint(item.answer, _jsgf("answer", {**rules, "command": _commands(item.answer), "answer": answer}), ())


def hint_for_request_confirmation() -> Hint:
    """The grammar after a request was read back: yes, no, or the end of the call."""
    rules = {
        "yes": _either(affirmforms.YES_HEARD),
        "no": _either(affirmforms.NO_HEARD),
        "stop": _either(commandforms.STOP_HEARD),
        "answer": "<yes> | <no> | <stop>",
    }
    return Hint(Answer.YES_NO, _jsgf("answer", rules), ())


def _value_rules(item: AgendaItem) -> Rules:
    if item.answer is Answer.YES_NO:
        return _yes_no_rules(item)
    if item.answer is Answer.TIME:
        return clock_rules()
    if item.answer is Answer.DURATION or item.unit.strip().lower() in UNITS.minutes:
        return duration_rules(item.low, item.high, item.unit)
    return number_rules(item.low, item.high, item.unit, scale=item.answer is Answer.SCALE)


def _yes_no_rules(item: AgendaItem) -> Rules:
    rules = {
        "yes": _either(affirmforms.YES_HEARD),
        "no": _either(affirmforms.NO_HEARD),
        "value": "<yes> | <no>",
    }
    if item.kind is ItemKind.FOLLOW_UP:
        rules["partly"] = _either(affirmforms.PARTLY_HEARD)
        rules["value"] += " | <partly>"
        rules.update(_share_rules(item.label, rules["value"]))
    return rules


def _share_rules(promise: str, value: str) -> Rules:
    """`I did three`, `three of five`, where the promise holds one whole number."""
    promised = quantities(SHARES, tokens(promise))
    if len(promised) != 1 or promised[0].value % 1 or not 2 <= promised[0].value <= HIGHEST_UNBOUNDED:
        return {}
    whole = int(promised[0].value)
    units = [UNITS.known(word) for word in words(promise)]
    heard = [word for unit in units if unit for word in (unit.heard or (unit.singular, unit.plural))]
    unit = f" [{' | '.join(heard)}]" if heard else ""
    return {
        "done": whole_numbers(1, whole),
        "value": f"{value} | [only | just] i did [only | about] <done>{unit} | [only] <done> [out] of"
        f" ({whole_numbers(whole, whole)})",
    }


def _presence_rules(user_name: str) -> Rules:
    """Who answered; `<wait>` is a rule of the requests."""
    rules = {
        "there": _either(commandforms.PRESENT_HEARD),
        "other": _either((*commandforms.NOT_ME_HEARD, *commandforms.OUT_HEARD)),
        "put_off": "give me <wait> | in <wait>",
        "value": "<there> | <other> | <put_off>",
    }
    spoken = words(user_name)
    if spoken and spoken[0] in GIVEN_NAMES:
        rules["name"] = spoken[0]
        rules["value"] += (
            " | [yes | yeah] (this is | it's) <name> | <name> speaking | (i'm | this is) not <name>"
            " | <name> is not (here | home) | <name> is (out | asleep)"
        )
    return rules


def _commands(answer: Answer) -> str:
    forms = [*commandforms.REPEAT_HEARD, *commandforms.SLOWER_HEARD, *commandforms.STOP_HEARD]
    if answer is not Answer.PRESENCE:
        forms += [*commandforms.SKIP_HEARD, *commandforms.UNKNOWN_HEARD]
    if answer is Answer.PRESENCE:
        forms += commandforms.LATER_HEARD
    return _either(forms)


def _either(forms: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(forms))


def _jsgf(name: str, rules: Rules) -> str:
    """A JSGF grammar whose only public rule is `name`."""
    body = "\n".join(f"<{rule}> = {expansion};" for rule, expansion in rules.items() if rule != name)
    return f"#JSGF V1.0;\ngrammar {name};\npublic <{name}> = {rules[name]};\n{body}\n"
