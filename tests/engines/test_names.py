"""Engine strings, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engines.names import KNOWN_ELSEWHERE, parse, parse_ladder
from appliance.errors import SettingsError

PLAIN = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-_/", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "kind", "model", "options"),
    [
        ("espeak", "espeak", "", {}),
        ("ollama:llama3.2:3b", "ollama", "llama3.2:3b", {}),
        ("llamacpp:q?context=4096&template=chatml", "llamacpp", "q", {"context": "4096", "template": "chatml"}),
        ("openai:a/b@http://192.168.1.2:80/v1?voice=x", "openai", "a/b@http://192.168.1.2:80/v1", {"voice": "x"}),
        ("llama2", "ollama", "llama2", {}),
        ("mistral", "ollama", "mistral", {}),
    ],
)
def test_kind_model_and_options(text: str, kind: str, model: str, options: dict[str, str]) -> None:
    name = parse(f" {text} ")
    assert (name.kind, name.model, name.options) == (kind, model, options)


@given(PLAIN, PLAIN, st.dictionaries(PLAIN, PLAIN, max_size=3))
def test_what_is_put_together_is_taken_apart(kind: str, model: str, options: dict[str, str]) -> None:
    written = f"{kind}:{model}" + (
        "?" + "&".join(f"{key}={value}" for key, value in options.items()) if options else ""
    )
    name = parse(written)
    assert (name.text, name.kind, name.model, name.options) == (written, kind, model, options)


@pytest.mark.parametrize("text", ["espeak?x", "espeak?&", "espeak?a=1&b"])
def test_options_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="key=value"):
        parse(text)


def test_unknown_options_are_named_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="no option 'speed'") as caught:
        parse("whisper:base?speed=2").check_options(("device", "beam"))
    assert caught.value.remedy == "It has beam, device."


def test_a_ladder_keeps_its_order_and_names_what_it_does_not_know() -> None:
    assert [name.text for name in parse_ladder("LOCAL_TTS_MODEL", "coqui:x, espeak", ("coqui", "espeak"))] == [
        "coqui:x", "espeak",
    ]  # fmt: skip
    with pytest.raises(SettingsError, match=r"LOCAL_TTS_MODEL=coqui,parrot: there is no engine parrot"):
        parse_ladder("LOCAL_TTS_MODEL", "coqui,parrot", ("coqui", "espeak"))


def test_names_from_elsewhere_stand_for_engines() -> None:
    assert all(parse(name).text == meant for name, meant in KNOWN_ELSEWHERE.items())
