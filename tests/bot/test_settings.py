"""Settings: read once, loud about what is wrong, secrets kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings({})

    assert settings.database_url == ""
    assert settings.telegram_api_base_url == "https://api.telegram.org"


def test_secret_is_read_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:abc\n")

    settings = load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(secret)})

    assert settings.telegram_bot_token.get_secret_value() == "123:abc"


def test_missing_secret_file_is_named() -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN_FILE"):
        load_settings({"TELEGRAM_BOT_TOKEN_FILE": "/nowhere"})


@pytest.mark.parametrize(
    ("variable", "value", "accepted"),
    [
        ("LOG_LEVEL", "loud", "debug, info"),
        ("PORT", "many", "PORT"),
        ("LEASE_SECONDS", "1", "LEASE_SECONDS"),
        ("PUBLIC_BASE_URL", "shop.example", "https://"),
    ],
)
def test_wrong_value_is_explained_with_the_variable(
    variable: str, value: str, accepted: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({variable: value})

    assert variable in str(caught.value)
    assert accepted in str(caught.value)


def test_secrets_do_not_show_in_the_settings_text() -> None:
    settings = load_settings(
        {"TELEGRAM_BOT_TOKEN": "123:abc", "TWILIO_AUTH_TOKEN": "hush"}
    )

    assert "123:abc" not in repr(settings)
    assert "hush" not in repr(settings)


def test_wrong_value_of_a_secret_is_not_repeated_in_the_error() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"PORT": "sk-secret-pasted-here"})

    assert "sk-secret" not in str(caught.value)


def test_signing_key_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = load_settings({"ATLASVISION_HOME": str(tmp_path)})

    key = settings.signing_key()

    assert len(key) >= 48
    assert load_settings({"ATLASVISION_HOME": str(tmp_path)}).signing_key() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_processes_that_start_together_agree_on_the_signing_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In containers that share a folder they even have the same process id."""
    monkeypatch.setattr("os.getpid", lambda: 1)
    settings = load_settings({"ATLASVISION_HOME": str(tmp_path)})

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: settings.signing_key(), range(64)))

    assert keys == {settings.signing_key()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_given_signing_key_wins(tmp_path: Path) -> None:
    settings = load_settings({"ATLASVISION_HOME": str(tmp_path), "SECRET_KEY": "given"})

    assert settings.signing_key() == "given"
    assert not (tmp_path / "secret_key").exists()
