"""What a language lacks on a machine is told when it is chosen, with the smallest model that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import InvalidInputError
from appliance.language.folders import known_languages
from appliance.settings import Settings
from appliance.upkeep.languages import check_wanted, lacks
from appliance.upkeep.weights.manifest import load_manifest


def settings(**changes: object) -> Settings:
    return Settings.model_validate({"multi_language_enabled": True, **changes})


def parts(code: str, **changes: object) -> list[str]:
    return [lack.part for lack in lacks(code, settings(**changes), load_manifest(Path("nowhere")))]


@pytest.mark.parametrize(
    ("code", "ladders", "missing"),
    [
        ("en", {}, []),
        ("de", {}, ["recogniser"]),
        ("de", {"local_stt_model": "whisper:base,sphinx"}, []),
        ("de", {"local_stt_model": "whisper:base.en,sphinx"}, ["recogniser"]),
        ("fr", {"local_stt_model": "sherpa:some-model?language=fr"}, []),
        ("fr", {"local_stt_model": "openai:whisper-1@http://10.0.0.2/v1"}, []),
        ("es", {"local_stt_model": "whisper:small", "local_tts_model": "coqui:vctk-vits"}, ["voice"]),
        ("es", {"local_stt_model": "whisper:small", "local_tts_model": "coqui:xtts-v2"}, []),
        ("ru", {"local_stt_model": "whisper:small", "local_tts_model": "sherpa:piper-ru_RU-irina-medium"}, []),
        ("ru", {"local_stt_model": "whisper:small", "local_llm_model": "ollama:llama3.2:3b,scripted"}, ["words"]),
        ("de", {"local_stt_model": "whisper:small", "local_llm_model": "ollama:llama3.2:3b,scripted"}, []),
    ],
)
def test_what_is_missing(code: str, ladders: dict[str, str], missing: list[str]) -> None:
    assert parts(code, **ladders) == missing


def test_the_smallest_model_that_mends_it_is_named() -> None:
    known = load_manifest(Path("nowhere"))
    (lack,) = lacks("de", settings(), known)
    assert "whisper:base" in lack.remedy
    assert ".en" not in lack.remedy
    sizes = {name: entry.size_mb for name, entry in known.items() if entry.kind == "stt" and ".en" not in name}
    del sizes["sherpa:streaming-zipformer-en-2023-06-26"]
    assert min(sizes, key=lambda name: sizes[name]) == "whisper:base"


def test_other_languages_have_to_be_switched_on() -> None:
    assert check_wanted("en-GB", settings(multi_language_enabled=False)) == "en"
    with pytest.raises(InvalidInputError, match="English only") as caught:
        check_wanted("de", settings(multi_language_enabled=False))
    assert "MULTI_LANGUAGE_ENABLED=true" in caught.value.remedy
    assert check_wanted("de-AT", settings()) == "de"
    with pytest.raises(InvalidInputError, match="xx"):
        check_wanted("xx", settings())
    assert set(known_languages()) >= {"de", "en", "es", "fr", "ru"}
