"""Settings: where they come from, and what is said of a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from appliance.errors import SettingsError
from appliance.settings import DeploymentMode, Settings, load_settings, usable_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DEPLOYMENT_MODE", "LOCAL_ONLY", "KEY_FILE", "APPLIANCE_PORT", "LOCAL_STT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path))


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "appliance.toml").write_text('APPLIANCE_PORT = 9000\nlocal_stt_model = "from-file"\n')
    monkeypatch.setenv("APPLIANCE_PORT", "9001")
    settings = load_settings()
    assert settings.appliance_port == 9001
    assert settings.local_stt_model == "from-file"
    assert settings.deployment_mode is DeploymentMode.LOCAL
    assert settings.database_file == tmp_path / "appliance.db"


def test_the_key_lies_outside_the_data() -> None:
    settings = load_settings()
    assert not settings.key_file.is_relative_to(settings.local_data_path)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEPLOYMENT_MODE", "cloud", "DEPLOYMENT_MODE=local"),
        ("DEPLOYMENT_MODE", "hybrid", "LOCAL_ONLY=false"),
        ("DEPLOYMENT_MODE", "mainframe", "DEPLOYMENT_MODE='mainframe'"),
        ("APPLIANCE_PORT", "eighty", "APPLIANCE_PORT='eighty'"),
        ("APPLIANCE_PORT", "70000", "APPLIANCE_PORT='70000'"),
        ("LOCAL_ONLY", "perhaps", "LOCAL_ONLY='perhaps'"),
    ],
)
def test_a_bad_value_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert words in str(caught.value)
    assert caught.value.exit_code == 3


def test_hybrid_needs_local_only_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOYMENT_MODE", "hybrid")
    monkeypatch.setenv("LOCAL_ONLY", "false")
    assert load_settings().deployment_mode is DeploymentMode.HYBRID


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "appliance.toml").write_text("port = = 3")
    with pytest.raises(SettingsError, match=r"appliance\.toml cannot be read"):
        load_settings()


def test_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:hushhush")
    monkeypatch.setenv("APPLIANCE_PASSPHRASE", "open sesame")
    assert "hushhush" not in repr(load_settings())
    assert "sesame" not in repr(load_settings())


def test_a_typing_error_in_the_file_is_not_ignored(tmp_path: Path) -> None:
    (tmp_path / "appliance.toml").write_text("appliance_prot = 9000\n")
    with pytest.raises(SettingsError, match="Did you mean appliance_port"):
        load_settings()


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPLIANCE_PORT", "")
    assert load_settings().appliance_port == 8080


@pytest.mark.parametrize(
    "url", ["http://nas:8081", "https://api.telegram.org", "http://192.168.1.4/bot", "http://[fd00::1]:81"]
)
def test_a_bot_api_server_of_ones_own(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BASE_URL", url)
    assert load_settings().telegram_base_url == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nas:8081", "address of a Bot API server"),
        ("http://me:secret@nas", "address of a Bot API server"),
        ("http://nas/?x=1", "address of a Bot API server"),
        ("http://api.telegram.org", "in the clear"),
        ("http://8.8.8.8:8081", "in the clear"),
        ("http://[2606:4700::1]/bot", "in the clear"),
    ],
)
def test_a_server_that_would_tell_the_token_to_everybody_is_refused(
    url: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BASE_URL", url)
    with pytest.raises(SettingsError, match=f"(?s)TELEGRAM_BASE_URL.*{why}"):
        load_settings()


def test_what_can_be_used_of_a_faulty_file_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_DATA_PATH", str(tmp_path))
    file = tmp_path / "appliance.toml"
    file.write_text('appliance_port = 8133\nunknown = 1\nappliance_host = "999.1.1.1"\nbackup_keep = "many"\n')
    with pytest.raises(SettingsError):
        load_settings()
    found = usable_settings()
    assert (found.appliance_port, found.appliance_host, found.backup_keep) == (8133, "127.0.0.1", 7)
    file.write_text("appliance_port = \n")
    assert usable_settings().appliance_port == 8080
    file.write_text('deployment_mode = "hybrid"\n')  # which LOCAL_ONLY contradicts
    assert usable_settings().deployment_mode == "local"


@pytest.mark.parametrize("host", ["999.1.1.1", "not a host", "1.2.3", "-x"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="no address of a machine"):
        Settings(appliance_host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost", "nas.home.arpa", "192.168.1.9"])  # noqa: S104
def test_hosts_that_are_some(host: str) -> None:
    assert Settings(appliance_host=host).appliance_host == host
