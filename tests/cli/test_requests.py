"""Requests, quiet hours, contacts and check-ins in full, from the command line with nobody on duty."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def sam(furnished: Run) -> Run:
    assert furnished("users", "add", "Sam", "--timezone", "UTC").code == 0
    return furnished


@pytest.fixture
def evening(sam: Run) -> Run:
    """Sam is called at 23:59, the latest time of the day that is not past in any test."""
    assert sam("check-ins", "add", "Sam", "--type", "evening", "--at", "23:59").code == 0
    return sam


def test_a_call_that_is_not_due_yet_is_skipped_with_its_reason(evening: Run) -> None:
    done = evening("skip", "Sam", "--reason", "I'm ill", "--json").json
    assert done["done"] is True
    (call,) = evening("calls", "list", "--json").json
    assert (call["status"], call["reason"], call["id"]) == ("skipped", "I'm ill", done["call_id"])
    assert call["day"] < evening("calls", "next", "--json").json["calls"][0]["ring_at"][:10]


def test_what_is_refused_says_why_and_ends_with_one(sam: Run) -> None:
    refused = sam("snooze", "Sam", "--json")
    assert (refused.code, refused.json["done"], refused.json["refusal"]) == (1, False, "nothing_there")
    told = sam("resume", "Sam")
    assert (told.code, "Nothing has changed" in told.out) == (1, True)


def test_a_pause_silences_and_is_ended(evening: Run) -> None:
    assert "call" in evening("pause", "Sam", "--until", "tomorrow").out
    assert "paused" in evening("calls", "next").out
    assert evening("pauses", "list", "--json").json[0]["user_id"] is not None
    assert evening("resume", "Sam").code == 0
    assert evening("calls", "next", "--json").json["notices"] == []
    assert evening("pause", "--everyone").code == 0
    assert evening("calls", "next", "--json").json["calls"] == []
    assert evening("resume", "--everyone").code == 0


def test_a_skipped_call_can_be_answered_late(evening: Run) -> None:
    skipped = evening("skip", "Sam", "--json").json
    again = evening("answer", "Sam", "--json").json
    assert (again["done"], again["call_id"]) == (True, skipped["call_id"])
    assert evening("calls", "cancel", skipped["call_id"][:8]).code == 0
    assert evening("calls", "show", skipped["call_id"], "--json").json["status"] == "skipped"
    assert evening("calls", "cancel", skipped["call_id"][:8]).code == 1


def test_focus_and_place(sam: Run) -> None:
    assert "twenty-five minutes" in sam("focus", "Sam", "--for", "25", "--task", "the report").out
    assert len(sam("calls", "next", "--json").json["calls"]) == 2
    assert "away" in sam("place", "Sam", "away").out
    assert sam("users", "list", "--json").json[0]["whereabouts"] == "away"


def test_quiet_hours_and_a_check_in_that_rings_all_the_same(sam: Run) -> None:
    assert sam("quiet", "add", "22:00-07:00", "--json").json["ends"] == "07:00"
    refused = sam("check-ins", "add", "Sam", "--type", "evening", "--at", "23:00")
    assert (refused.code, "--even-in-quiet-hours" in refused.err) == (2, True)
    alarm = sam(
        "check-ins", "add", "Sam", "--type", "morning", "--at", "05:30", "--even-in-quiet-hours", "--ring", "wake_up",
        "--wake-task", "--json",
    ).json  # fmt: skip
    assert (alarm["in_quiet_hours"], alarm["ring"], alarm["wake_task"]) == (True, "wake_up", True)
    (hours,) = sam("quiet", "list", "--json").json
    assert sam("quiet", "remove", hours["id"][:8]).code == 0
    assert "No quiet hours" in sam("quiet", "list").out


def test_a_check_in_in_full_and_changed(sam: Run) -> None:
    added = sam(
        "check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--days", "mon,wed", "--from", "2030-01-07",
        "--until", "2030-12-31", "--every-weeks", "2", "--first-week", "2030-01-14", "--jitter", "15", "--on-holidays",
        "skip", "--when-busy", "ring", "--channel", "speaker,console", "--only", "speaker=home,07:00-22:00", "--only",
        "console=away", "--json",
    ).json  # fmt: skip
    assert added["channel_rules"] == {
        "speaker": {"place": "home", "begins": "07:00", "ends": "22:00"},
        "console": {"place": "away"},
    }
    assert added["next_due_at"][:10] == "2030-01-14"
    changed = sam("check-ins", "change", added["id"][:8], "--at", "20:00", "--every-weeks", "1", "--json").json
    assert (changed["at"], changed["jitter_minutes"], changed["next_due_at"][:10]) == ("20:00", 15, "2030-01-07")


def test_a_contact_rings_only_after_agreeing(sam: Run) -> None:
    sam("users", "add", "Kim", "--timezone", "UTC")
    assert sam("contacts", "add", "Sam", "Kim", "--after", "2").code == 0
    assert sam("contacts", "list", "--json").json[0]["agreed"] is False
    agreed = sam("contacts", "agree", "Sam", "Kim", "--yes")
    assert "2 calls in a row" in agreed.out
    assert sam("contacts", "list", "--json").json[0]["agreed"] is True
    assert sam("contacts", "remove", "Sam", "Kim").code == 0
    assert "No contacts" in sam("contacts", "list").out


def test_a_promise_made_by_hand_names_its_own_time(sam: Run) -> None:
    made = sam("promises", "add", "Sam", "call the dentist before ten", "--day", "tomorrow", "--json").json
    assert made["nudge_at"][11:16] == "09:45"
    assert sam("promises", "add", "Sam", "be kind", "--json").json["nudge_at"] is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["snooze", "Bob"], 2, "Sam"),
        (["snooze", "Sam", "--for", "10", "--until", "21:00"], 2, "not both"),
        (["snooze", "Sam", "--for", "-3"], 2, "snooze"),
        (["snooze", "Sam", "--until", "9pm"], 2, "HH:MM"),
        (["move", "Sam", "--to", "25:00"], 2, "HH:MM"),
        (["move", "Sam", "--to", "21:00", "--day", "someday"], 2, "monday"),
        (["skip", "Sam", "--call", "ffffffff"], 2, "ffffffff"),
        (["skip", "Sam", "--reason", "x" * 600], 2, "500"),
        (["pause"], 2, "--everyone"),
        (["pause", "Sam", "--everyone"], 2, "--everyone"),
        (["pause", "Sam", "--until", "2020-01-01"], 1, "past"),
        (["pause", "Sam", "--until", "today"], 1, "past"),
        (["answer", "Sam"], 1, "no call"),
        (["focus", "Sam", "--for", "0"], 2, "--for"),
        (["place", "Sam", "moon"], 2, "home"),
        (["quiet", "add", "22:00"], 2, "22:00-07:00"),
        (["quiet", "add", "22:00-22:00"], 2, "whole day"),
        (["quiet", "add", "22:00-07:00", "--user", "Bob"], 2, "Sam"),
        (["quiet", "remove", "ffffffff"], 2, "ffffffff"),
        (["contacts", "add", "Sam", "Sam"], 2, "own contact"),
        (["contacts", "agree", "Sam", "Sam", "--yes"], 2, "no contact"),
        (["users", "set", "Sam", "--day-ends-at", "13:00"], 2, "11:59"),
        (["users", "set", "Sam", "--nudges-a-day", "-1"], 2, "Nudges"),
        (["check-ins", "change", "ffffffff", "--at", "20:00"], 2, "ffffffff"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--every-weeks", "0"], 2, "1 to 8"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--jitter", "999"], 2, "180"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--only", "pigeon=home"], 2, "pigeon"),
        (["check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--only", "speaker=noon"], 2, "22:00-07:00"),
        (
            [
                "check-ins", "add", "Sam", "--type", "evening", "--at", "21:30", "--from", "2030-05-02", "--until",
                "2030-05-01",
            ],
            2, "never be due",
        ),
    ],
)  # fmt: skip
def test_wrong_use_is_named(sam: Run, words: list[str], code: int, said: str) -> None:
    ran = sam(*words)
    assert (ran.code, said in ran.out + ran.err, "Traceback" in ran.err) == (code, True, False), ran.out + ran.err
