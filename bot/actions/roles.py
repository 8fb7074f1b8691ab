"""Who may do what: one table of verbs, for the chat and for every other way in.

`may` is the only place where a role is compared; whoever carries out a verb for a
person asks it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storage.models import Member
from storage.models.shops import Role


class Verb(StrEnum):
    """What a person can do with a shop."""

    LOOK = "look"
    TALK = "talk"
    COUNT_PHOTO = "count_photo"
    MOVE = "move"
    CORRECT = "correct"
    UNDO = "undo"
    NAME_GROUP = "name_group"
    NEW_PRODUCT = "new_product"
    RENAME = "rename"
    ADD_ALIAS = "add_alias"
    SET_PACK_SIZE = "set_pack_size"
    SET_MINIMUM = "set_minimum"
    SET_CATEGORY = "set_category"
    SET_ALERT = "set_alert"
    DRAFT_ORDER = "draft_order"
    RECEIVE_ORDER = "receive_order"
    SET_PRICE = "set_price"
    MERGE = "merge"
    REMOVE = "remove"
    IMPORT_TABLE = "import_table"
    SET_SUPPLIER = "set_supplier"
    SEE_CONTACT = "see_contact"
    APPROVE_ORDER = "approve_order"
    SEE_VALUE = "see_value"
    SEE_SHRINK = "see_shrink"
    EXPORT = "export"
    SET_QUIET_HOURS = "set_quiet_hours"
    INVITE = "invite"
    SET_SHOP = "set_shop"
    SET_ROLE = "set_role"
    SHARE_PRICES = "share_prices"
    DELETE_SHOP = "delete_shop"


LEAST_ROLE: dict[Verb, Role] = {
    Verb.LOOK: Role.VIEWER,
    Verb.TALK: Role.VIEWER,
    Verb.COUNT_PHOTO: Role.STAFF,
    Verb.MOVE: Role.STAFF,
    Verb.CORRECT: Role.STAFF,
    Verb.UNDO: Role.STAFF,
    Verb.NAME_GROUP: Role.STAFF,
    Verb.NEW_PRODUCT: Role.STAFF,
    Verb.RENAME: Role.STAFF,
    Verb.ADD_ALIAS: Role.STAFF,
    Verb.SET_PACK_SIZE: Role.STAFF,
    Verb.SET_MINIMUM: Role.STAFF,
    Verb.SET_CATEGORY: Role.STAFF,
    Verb.SET_ALERT: Role.STAFF,
    Verb.DRAFT_ORDER: Role.STAFF,
    Verb.RECEIVE_ORDER: Role.STAFF,
    Verb.SET_PRICE: Role.MANAGER,
    Verb.MERGE: Role.MANAGER,
    Verb.REMOVE: Role.MANAGER,
    Verb.IMPORT_TABLE: Role.MANAGER,
    Verb.SET_SUPPLIER: Role.MANAGER,
    Verb.SEE_CONTACT: Role.MANAGER,
    Verb.APPROVE_ORDER: Role.MANAGER,
    Verb.SEE_VALUE: Role.MANAGER,
    Verb.EXPORT: Role.MANAGER,
    Verb.SET_QUIET_HOURS: Role.MANAGER,
    Verb.INVITE: Role.MANAGER,
    Verb.SEE_SHRINK: Role.OWNER,
    Verb.SET_SHOP: Role.OWNER,
    Verb.SET_ROLE: Role.OWNER,
    Verb.SHARE_PRICES: Role.OWNER,
    Verb.DELETE_SHOP: Role.OWNER,
}
"""The table. Whoever has a higher role may do all that a lower one may."""

CHANGES = frozenset(Verb) - {
    Verb.LOOK,
    Verb.TALK,
    Verb.SEE_CONTACT,
    Verb.SEE_VALUE,
    Verb.SEE_SHRINK,
    Verb.EXPORT,
    Verb.DELETE_SHOP,
}
"""Verbs for which the shop is locked first. (Deleting locks chats before the shop.)"""

_RANKS = (Role.VIEWER, Role.STAFF, Role.MANAGER, Role.OWNER)


@dataclass(frozen=True, slots=True)
class MayNot:
    """The person's role is too low; `least` is the one that may."""

    verb: Verb
    role: Role
    least: Role


def may(member: Member, verb: Verb) -> bool:
    """Whether the person may do it in their shop."""
    if member.removed_at is not None:
        return False
    is_in = member.removed_at is None
    return is_in and is_at_least(Role(member.role), LEAST_ROLE[verb])


def refusal(member: Member, verb: Verb) -> MayNot | None:
    """What stands in the way; None when the person may."""
    if may(member, verb):
        return None
    return MayNot(verb, Role(member.role), LEAST_ROLE[verb])


def is_at_least(role: Role, least: Role) -> bool:
    """Whether a role has all the rights of another."""
    return _RANKS.index(role) >= _RANKS.index(least)
