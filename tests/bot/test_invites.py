"""Invitations: they fit into a link, and cannot be forged."""

from __future__ import annotations

import re
import uuid

import pytest

from bot.invites import Invite, make_invite, read_invite
from storage.models.shops import Role

SHOP = uuid.uuid4()


@pytest.mark.parametrize("role", list(Role))
def test_invite_names_shop_and_role(role: Role) -> None:
    token = make_invite("key", SHOP, role)

    assert read_invite("key", token) == Invite(SHOP, role)


def test_invite_fits_into_a_telegram_start_link() -> None:
    token = make_invite("key", SHOP, Role.STAFF)

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token)


def test_invite_of_another_key_is_refused() -> None:
    assert read_invite("other", make_invite("key", SHOP, Role.OWNER)) is None


def test_old_invite_is_refused() -> None:
    assert (
        read_invite("key", make_invite("key", SHOP, Role.OWNER), max_age_s=-1) is None
    )


@pytest.mark.parametrize("token", ["", "x", "a" * 56, "é" * 60, "." * 58, "a" * 10_000])
def test_garbled_invite_is_refused(token: str) -> None:
    assert read_invite("key", token) is None
