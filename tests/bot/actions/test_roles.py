"""The table of rights."""

from __future__ import annotations

import pytest

from bot.actions.roles import LEAST_ROLE, MayNot, Verb, may, refusal
from storage.models import Member
from storage.models.shops import Role


def person(role: Role) -> Member:
    return Member(role=role)


def test_every_verb_is_in_the_table() -> None:
    assert set(LEAST_ROLE) == set(Verb)


@pytest.mark.parametrize("verb", list(Verb))
def test_owner_may_do_everything(verb: Verb) -> None:
    assert may(person(Role.OWNER), verb)


@pytest.mark.parametrize(
    ("role", "verb", "allowed"),
    [
        (Role.VIEWER, Verb.LOOK, True),
        (Role.VIEWER, Verb.MOVE, False),
        (Role.VIEWER, Verb.UNDO, False),
        (Role.VIEWER, Verb.EXPORT, False),
        (Role.STAFF, Verb.MOVE, True),
        (Role.STAFF, Verb.DRAFT_ORDER, True),
        (Role.STAFF, Verb.APPROVE_ORDER, False),
        (Role.STAFF, Verb.SET_PRICE, False),
        (Role.STAFF, Verb.REMOVE, False),
        (Role.MANAGER, Verb.SET_PRICE, True),
        (Role.MANAGER, Verb.DELETE_SHOP, False),
        (Role.MANAGER, Verb.SET_SHOP, False),
    ],
)
def test_roles_rise_from_viewer_to_owner(role: Role, verb: Verb, allowed: bool) -> None:
    assert may(person(role), verb) is allowed


def test_refusal_names_the_role_that_may() -> None:
    assert refusal(person(Role.STAFF), Verb.SET_PRICE) == MayNot(
        Verb.SET_PRICE, Role.STAFF, Role.MANAGER
    )
    assert refusal(person(Role.MANAGER), Verb.SET_PRICE) is None
