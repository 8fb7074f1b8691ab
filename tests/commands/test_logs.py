"""Logs say what failed and where, and never what a person wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import text

from bot.settings import load_settings
from commands.logs import configure_logging
from storage.db import Database

WORDS = "my number is +2348012345678"


@pytest.fixture(autouse=True)
def logging_of_before() -> Iterator[None]:
    """What these tests change concerns the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(params=["true", "false"])
def as_json(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> bool:
    """Logging is set up after `capsys` has put its own stderr in place."""
    configure_logging(load_settings({"LOG_JSON": request.param}), "test")
    return request.param == "true"


def fail() -> None:
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        raise RuntimeError(f"cannot handle {WORDS!r}") from error


def test_failure_is_logged_with_its_place_but_without_its_words(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        fail()
    except RuntimeError:
        structlog.get_logger("bot").exception("message_failed", inbox_id="7")
        logging.getLogger("library").exception("it failed")

    lines = capsys.readouterr().err
    assert lines.count("builtins.RuntimeError") == 2
    assert lines.count("builtins.ValueError") == 2
    assert "in fail" in lines
    assert "2348012345678" not in lines
    if as_json:
        first, second = map(json.loads, lines.splitlines())
        assert (first["event"], second["event"]) == ("message_failed", "it failed")


def test_errors_of_code_and_of_the_disk_keep_their_reason(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    for error in (AttributeError("no attribute 'x'"), OSError(28, "No space left")):
        try:
            raise error
        except Exception:
            structlog.get_logger("bot").exception("message_failed")

    lines = capsys.readouterr().err
    assert "no attribute 'x'" in lines
    assert "No space left" in lines


def test_text_of_a_database_error_does_not_hold_the_values(database: Database) -> None:
    with pytest.raises(Exception, match="division by zero") as failure:
        with database.transaction() as session:
            session.execute(text("SELECT CAST(:said AS text), 1/0"), {"said": WORDS})

    assert WORDS not in str(failure.value)
