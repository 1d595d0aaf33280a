"""Stakes in words: what a rule says, what a miss cost, what is owed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from appliance.language.messages import AtStake, messages
from appliance.records.stakes import StakeForm, StakeRule


def rule_told(rule: StakeRule, habit: str, code: str) -> str:
    """The rule with its terms, as it is read out to be agreed to; `habit` is the name of its metric, or empty."""
    said = messages(code).stakes
    first, most = (amount_told(rule, amount, code) for amount in (rule.steps[0], rule.steps[-1]))
    about = said.habit if rule.metric_type_id is not None else said.promises
    told = [about[0].format(first=first, label=habit)]
    if len(rule.steps) > 1:
        told.append(said.steps[0].format(most=most))
    return " ".join([*told, said.terms[0]])


def amount_told(rule: StakeRule, amount: int, code: str) -> str:
    """`three points`, `dishes, 2 times`, `5 euros to the Red Cross`: without a verb."""
    said, shown = messages(code).stakes, amount_shown(amount, rule.form.parts)
    return _wording(said, rule.form, amount).format(amount=shown, unit=rule.unit, beneficiary=rule.beneficiary)


def charges_told(charges: Iterable[tuple[str, str]], code: str) -> str:
    """Each with what was missed and what it costs, one sentence each."""
    wording = messages(code).stakes.charged[0]
    return " ".join(wording.format(what=_inside(what), amount=amount) for what, amount in charges)


def owed_told(amount: str, code: str) -> str:
    """What is owed by one rule."""
    return messages(code).stakes.owed[0].format(amount=amount)


def week_told(amounts: Sequence[str], totals: Sequence[str], code: str) -> str:
    """What a week brought, and what is owed in all; empty where it brought nothing."""
    if not amounts:
        return ""
    return messages(code).stakes.week[0].format(amount="; ".join(amounts), total="; ".join(totals))


def amount_shown(amount: int, parts: int) -> str:
    """In whole units: `5`, `5.50`, `-3`."""
    sign, (whole, rest) = ("-" if amount < 0 else ""), divmod(abs(amount), parts)
    return f"{sign}{whole}.{rest:02d}" if rest else f"{sign}{whole}"


def _wording(said: AtStake, form: StakeForm, amount: int) -> str:
    if form is StakeForm.POINTS:
        return said.point[0] if amount == 1 else said.points[0]
    if form is StakeForm.CHORES:
        return said.chore[0] if amount == 1 else said.chores[0]
    return said.pledge[0]


def _inside(words: str) -> str:
    """A person's words inside a sentence."""
    return words.strip().rstrip(".!?… ")
