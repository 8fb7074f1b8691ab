"""The people of a shop: invited, listed, given roles, removed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import invites
from bot.actions.roles import Verb, is_at_least, refusal
from bot.understand.words import fold
from storage import invites as invite_rows
from storage import shops
from storage.models import Member, Shop
from storage.models.shops import Role


@dataclass(frozen=True, slots=True)
class Invited:
    """A code to hand on, and the link that has it in it ("" where there is none)."""

    shop_name: str
    role: Role
    code: str
    link: str
    uses: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RoleTooHigh:
    """Nobody gives a role that is higher than their own."""

    role: Role
    own: Role


@dataclass(frozen=True, slots=True)
class Person:
    """One member as others see them."""

    member_id: uuid.UUID
    name: str
    role: Role
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in the shop."""

    shop_name: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class NoSuchPerson:
    """Nobody here is called so; `known` are those who are."""

    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhichPerson:
    """Several people are called so."""

    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class RoleSet:
    name: str
    before: Role
    after: Role


@dataclass(frozen=True, slots=True)
class PersonRemoved:
    """Out of the shop; `is_self` when somebody has left."""

    name: str
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class LastOwner:
    """A shop keeps at least one owner."""

    name: str


def invite(
    session: Session,
    shop: Shop,
    member: Member,
    role: Role,
    *,
    signing_key: str,
    link: str,
    now: datetime,
) -> Invited | RoleTooHigh:
    """A code for somebody new, of a role not above one's own."""
    if not is_at_least(Role(member.role), role):
        return RoleTooHigh(role, Role(member.role))
    issued = invites.issue(
        session, signing_key, shop.id, role, now=now, member_id=member.id
    )
    return Invited(
        shop.name,
        role,
        issued.code,
        link.format(code=issued.code.replace("-", "")),
        issued.uses,
        issued.expires_at,
    )


def people(session: Session, shop: Shop, member: Member) -> People:
    """Everybody in the shop, the highest role first."""
    found = [_person(other, member) for other in shops.members(session, shop.id)]
    ranks = list(Role)
    return People(
        shop.name, tuple(sorted(found, key=lambda one: ranks.index(one.role)))
    )


def find_person(
    session: Session, shop: Shop, member: Member, name: str
) -> Member | NoSuchPerson | WhichPerson:
    """Who is meant: by the whole name or by a part of it, or by "#id"."""
    everybody = shops.members(session, shop.id)
    found = [one for one in everybody if name == f"#{one.id}"] or _named(
        everybody, name
    )
    if len(found) == 1:
        return found[0]
    if found:
        return WhichPerson(name, tuple(_person(one, member) for one in found))
    return NoSuchPerson(name, tuple(one.name for one in everybody if one.name))


def set_role(
    session: Session, shop: Shop, person: Member, role: Role
) -> RoleSet | LastOwner:
    """Let somebody do more or less from now on."""
    before = Role(person.role)
    if role is not Role.OWNER and _is_last_owner(session, shop, person):
        return LastOwner(person.name)
    person.role = role
    session.flush()
    return RoleSet(person.name, before, role)


def remove_person(
    session: Session, shop: Shop, person: Member, *, by: Member, now: datetime
) -> PersonRemoved | LastOwner:
    """Shut somebody out at once, with the codes that they have given to others."""
    if _is_last_owner(session, shop, person):
        return LastOwner(person.name)
    person.removed_at = now
    invite_rows.withdraw_all(session, shop.id, person.id)
    session.flush()
    return PersonRemoved(person.name, is_self=person.id == by.id)


def may_remove(member: Member, person: Member) -> bool:
    """Everybody may leave; who may set roles may remove others."""
    return member.id == person.id or refusal(member, Verb.SET_ROLE) is None


def _person(one: Member, member: Member) -> Person:
    return Person(one.id, one.name, Role(one.role), one.id == member.id)


def _named(everybody: Sequence[Member], name: str) -> list[Member]:
    wanted = fold(name)
    exact = [one for one in everybody if fold(one.name) == wanted]
    words = set(wanted.split())
    return exact or [one for one in everybody if words and words <= _words(one)]


def _words(one: Member) -> set[str]:
    return set(fold(one.name).split())


def _is_last_owner(session: Session, shop: Shop, person: Member) -> bool:
    owners = [one for one in shops.members(session, shop.id) if one.role == Role.OWNER]
    return [one.id for one in owners] == [person.id]
