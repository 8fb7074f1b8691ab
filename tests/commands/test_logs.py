"""Logs say what failed and where, and never what a person wrote."""

from __future__ import annotations

import io
import logging
import sys

import pytest
import structlog
from sqlalchemy import text

from bot.settings import load_settings
from commands.logs import configure_logging
from storage.db import Database

WORDS = "my number is +2348012345678"


@pytest.fixture(params=["true", "false"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What this process logs, as JSON and as text."""
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    configure_logging(load_settings({"LOG_JSON": request.param}), "test")
    return log


def fail() -> None:
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        raise RuntimeError(f"cannot handle {WORDS!r}") from error


def test_failure_is_logged_with_its_place_without_its_words(log: io.StringIO) -> None:
    try:
        fail()
    except RuntimeError:
        structlog.get_logger("bot").exception("message_failed", inbox_id="7")
        logging.getLogger("library").exception("it failed")

    lines = log.getvalue()
    assert lines.count("builtins.RuntimeError") == 2
    assert lines.count("builtins.ValueError") == 2
    assert "in fail" in lines
    assert "2348012345678" not in lines
    assert "message_failed" in lines
    assert "it failed" in lines


def test_errors_of_code_and_disk_keep_their_reason(log: io.StringIO) -> None:
    for error in (AttributeError("no attribute 'x'"), OSError(28, "No space left")):
        try:
            raise error
        except Exception:
            structlog.get_logger("bot").exception("message_failed")

    lines = log.getvalue()
    assert "no attribute 'x'" in lines
    assert "No space left" in lines


def test_text_of_a_database_error_does_not_hold_the_values(database: Database) -> None:
    with pytest.raises(Exception, match="division by zero") as failure:
        with database.transaction() as session:
            session.execute(text("SELECT CAST(:said AS text), 1/0"), {"said": WORDS})

    assert WORDS not in str(failure.value)
