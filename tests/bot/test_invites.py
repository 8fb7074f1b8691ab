"""Codes of invitation: short, used up, too old, never guessed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot import invites
from storage.db import Database
from storage.models import Invite, Shop
from storage.models.shops import Role
from tests.factories import SENT_AT, make_shop


def issue(database: Database, role: Role = Role.STAFF, **values: object) -> str:
    with database.transaction() as session:
        shop = session.scalars(select(Shop)).first() or make_shop(session)
        return invites.issue(session, "key", shop.id, role, now=SENT_AT, **values).code


def role_of(
    database: Database, code: str, *, key: str = "key", now: datetime = SENT_AT
) -> str | None:
    with database.transaction() as session:
        found = invites.find(session, key, code, now)
        return found.role if found else None


@pytest.mark.parametrize("role", list(Role))
def test_code_stands_for_its_role(database: Database, role: Role) -> None:
    assert role_of(database, issue(database, role)) == role


@pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", " ")])
def test_code_may_be_written_in_any_way(database: Database, write: object) -> None:
    assert role_of(database, write(issue(database))) == Role.STAFF


def test_code_fits_into_every_link(database: Database) -> None:
    assert re.fullmatch(r"[A-Z2-9-]{1,64}", issue(database))


def test_code_of_another_installation_is_refused(database: Database) -> None:
    assert role_of(database, issue(database), key="other") is None


def test_code_runs_out(database: Database) -> None:
    code = issue(database, valid_for=timedelta(days=2))

    assert role_of(database, code, now=SENT_AT + timedelta(days=1)) == Role.STAFF
    assert role_of(database, code, now=SENT_AT + timedelta(days=2)) is None


def test_used_code_is_refused_and_cleared_away(database: Database) -> None:
    code = issue(database, Role.OWNER)
    with database.transaction() as session:
        found = invites.find(session, "key", code, SENT_AT)
        assert found is not None
        found.uses_left -= 1

    assert role_of(database, code) is None
    issue(database)
    with database.transaction() as session:
        assert len(session.scalars(select(Invite)).all()) == 1


def test_table_does_not_hold_the_code(database: Database) -> None:
    code = issue(database)

    with database.transaction() as session:
        (kept,) = session.scalars(select(Invite))
        assert code.replace("-", "") not in kept.digest


@pytest.mark.parametrize(
    "text", ["", "x", "ABCD-234", "ABCD-23456", "ABCD-O234", "a" * 10_000, "é" * 8]
)
def test_what_is_no_code_is_refused(database: Database, text: str) -> None:
    issue(database)

    assert role_of(database, text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("join ABCD-2345", "ABCD2345"),
        ("Please join abcd 2345", "ABCD2345"),
        ("join ABCD2345", "ABCD2345"),
        ("انضم ABCD-٢٣٤٥", "ABCD2345"),
        ("ABCD-2345", None),
        ("how many coke", None),
        ("", None),
    ],
)
def test_code_is_found_at_the_end_of_a_message(text: str, code: str | None) -> None:
    assert invites.code_in(text) == code
