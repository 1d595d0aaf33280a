"""Which channels may ring, by the hour and by where the person is."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidInputError
from appliance.records.people import Whereabouts
from appliance.schedule.routes import ChannelRule, checked_rules, open_channels

NAMES = ("speaker", "browser", "telegram")
UTC_ZONE = ZoneInfo("UTC")
HOME, AWAY = Whereabouts.HOME, Whereabouts.AWAY

MINUTES = st.integers(0, 24 * 60 - 1)


def wall(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def noon(hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 6, 1, hour, minute, tzinfo=UTC)


RULES = st.fixed_dictionaries({}, optional={"place": st.sampled_from(["home", "away"])}).flatmap(
    lambda rule: st.just(rule) | st.builds(lambda a, b: {**rule, "begins": wall(a), "ends": wall(b)}, MINUTES, MINUTES)
)


@given(
    st.lists(st.sampled_from(NAMES), unique=True),
    st.dictionaries(st.sampled_from(NAMES), RULES),
    MINUTES,
    st.sampled_from(Whereabouts),
)
def test_those_whose_every_condition_holds_in_their_order(
    channels: list[str], rules: dict[str, dict[str, str]], minute: int, whereabouts: Whereabouts
) -> None:
    instant = noon(minute // 60, minute % 60)
    found = open_channels(channels, rules, instant, UTC_ZONE, whereabouts)
    assert found == [name for name in channels if _allowed(rules.get(name, {}), minute, whereabouts)]


def _allowed(rule: dict[str, str], minute: int, whereabouts: Whereabouts) -> bool:
    if rule.get("place", whereabouts.value) != whereabouts.value:
        return False
    if "begins" not in rule:
        return True
    begins, ends = (int(rule[key][:2]) * 60 + int(rule[key][3:]) for key in ("begins", "ends"))
    return (minute - begins) % 1440 < ((ends - begins) % 1440 or 1440)


def test_hours_are_those_of_the_persons_zone() -> None:
    rules = {"speaker": {"begins": "07:00", "ends": "22:00"}}
    sydney = ZoneInfo("Australia/Sydney")
    assert open_channels(["speaker"], rules, noon(11, 59), sydney, HOME) == ["speaker"]
    assert open_channels(["speaker"], rules, noon(12, 0), sydney, HOME) == []
    assert open_channels(["speaker"], rules, noon(21, 0), sydney, HOME) == ["speaker"]


def test_at_home_the_speaker_and_away_the_telephone() -> None:
    rules = {"speaker": {"place": "home"}, "telegram": {"place": "away"}}
    assert open_channels(NAMES, rules, noon(), UTC_ZONE, HOME) == ["speaker", "browser"]
    assert open_channels(NAMES, rules, noon(), UTC_ZONE, AWAY) == ["browser", "telegram"]


@given(st.dictionaries(st.sampled_from(NAMES), RULES))
def test_usable_rules_are_kept_as_they_are_and_empty_ones_dropped(rules: dict[str, dict[str, str]]) -> None:
    kept = checked_rules(rules, NAMES)
    assert kept == {name: rule for name, rule in rules.items() if rule}
    assert checked_rules(kept, NAMES) == kept


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ({"place": "office"}, "place|'home' or 'away'"),
        ({"begins": "07:00"}, "both a beginning and an end"),
        ({"ends": "07:00"}, "both a beginning and an end"),
        ({"begins": "07:00", "ends": "25:00"}, "'25:00' is not a time of day"),
        ({"begins": "seven", "ends": "22:00"}, "'seven' is not a time of day"),
        ({"begins": 7, "ends": 22}, "speaker"),
        ({"weekdays": [1]}, "speaker"),
        ("07:00-22:00", "speaker"),
        (None, "speaker"),
        ([], "speaker"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_named(rule: Any, named: str) -> None:
    with pytest.raises(InvalidInputError, match=named):
        checked_rules({"speaker": rule}, NAMES)


def test_a_rule_for_no_channel_of_the_check_in_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="'telegram', which is not among speaker"):
        checked_rules({"telegram": {"place": "home"}}, ["speaker"])


@given(
    st.dictionaries(
        st.text(max_size=9) | st.sampled_from(NAMES),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=5)
            | st.sampled_from(["home", "07:00", "22:00"]),
            lambda inner: st.dictionaries(st.sampled_from(["place", "begins", "ends", "x"]), inner, max_size=3),
            max_leaves=4,
        ),
        max_size=3,
    )
)
def test_anything_is_kept_usable_or_refused(rules: dict[str, Any]) -> None:
    try:
        kept = checked_rules(rules, NAMES)
    except InvalidInputError:
        return
    for whereabouts in Whereabouts:
        assert set(open_channels(NAMES, kept, noon(), UTC_ZONE, whereabouts)) <= set(NAMES)


def test_a_rule_alone() -> None:
    night = ChannelRule(begins="22:00", ends="06:00")
    assert [hour for hour in range(24) if night.allows(time(hour), HOME)] == [0, 1, 2, 3, 4, 5, 22, 23]
    assert ChannelRule(place=AWAY).allows(time(3), AWAY)
    assert not ChannelRule(place=AWAY, begins="00:00", ends="00:00").allows(time(3), HOME)
