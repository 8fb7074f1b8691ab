"""Wishes about people, shops and data."""

from __future__ import annotations

from dataclasses import dataclass

EACH_LANGUAGE = "auto"


@dataclass(frozen=True, slots=True)
class Invite:
    """Let somebody in; `role` is owner, manager, staff or viewer where said."""

    role: str | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody sent me this code."""

    code: str


@dataclass(frozen=True, slots=True)
class ListMembers:
    """Who may do what here?"""


@dataclass(frozen=True, slots=True)
class SetRole:
    """This person has that role: owner, manager, staff or viewer."""

    person: str
    role: str


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """This person does not work here any more."""

    person: str


@dataclass(frozen=True, slots=True)
class SwitchShop:
    """Talk about another of my shops; None asks which there are."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class NameShop:
    """My shop is called so."""

    name: str


@dataclass(frozen=True, slots=True)
class Export:
    """Send me a file; `format` is csv or xlsx where said."""

    format: str | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Send me the link to the dashboard."""


@dataclass(frozen=True, slots=True)
class DeleteData:
    """Delete everything that is kept about me."""


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Answer in this language (ISO 639-1); None asks which there are.

    EACH_LANGUAGE: in that of each message.
    """

    language: str | None


@dataclass(frozen=True, slots=True)
class SetCurrency:
    """Prices are in this currency (ISO 4217)."""

    currency: str


PeopleIntent = (
    Dashboard
    | DeleteData
    | Export
    | Invite
    | Join
    | ListMembers
    | NameShop
    | RemoveMember
    | SetCurrency
    | SetLanguage
    | SetRole
    | SwitchShop
)
