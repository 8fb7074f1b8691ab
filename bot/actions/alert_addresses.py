"""Where alerts go besides this chat: e-mail and other services, given as URLs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from storage import addresses
from storage.models import Member

MOST = 10
_MAIL = "mail:"


@dataclass(frozen=True, slots=True)
class AddressAdded:
    """Alerts go there too. `is_new` False: they did already."""

    label: str
    is_for_shop: bool
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class AddressRefused:
    """Nothing is sent there: not_an_address, not_allowed, not_public, no_mail, full."""

    problem: str


@dataclass(frozen=True, slots=True)
class AddressRemoved:
    label: str


@dataclass(frozen=True, slots=True)
class WhichAddress:
    """It is not clear which one is meant; no labels: there is none."""

    labels: tuple[str, ...]


def add_address(
    session: Session, member: Member, text: str, *, has_mail: bool
) -> AddressAdded | AddressRefused:
    """Send alerts to an Apprise URL or, where mail can be sent, an e-mail address."""
    # Imported here: the library is large, and few messages bring an address.
    from bot.channels.apprise_urls import (
        EMAIL,
        BadAddress,
        label_of,
        literal_addresses,
        masked,
        service_of,
    )

    url = text.strip().removeprefix("<").removesuffix(">")
    if len(addresses.seen_by(session, member)) >= MOST:
        return AddressRefused("full")
    if EMAIL.fullmatch(url):
        if not has_mail:
            return AddressRefused("no_mail")
        url, label = f"{_MAIL}{url}", f"E-Mail {masked(url)}"
    else:
        try:
            # Names are looked up when something is sent: not in a transaction.
            label = label_of(service_of(url, literal_addresses))
        except BadAddress as error:
            return AddressRefused(error.problem)
    row = addresses.add(session, member, url, label)
    if row is None:
        return AddressAdded(label, True, is_new=False)
    return AddressAdded(label, row.is_for_shop)


def remove_address(
    session: Session, member: Member, which: str | None
) -> AddressRemoved | WhichAddress:
    """Send nothing there any more: by its number in the list, its label, or its URL."""
    known = addresses.seen_by(session, member)
    chosen = known if which is None else []
    if which is not None and which.isdecimal():
        chosen = known[int(which) - 1 : int(which)] if int(which) > 0 else []
    elif which is not None:
        wanted = which.strip().casefold()
        chosen = [row for row in known if wanted in _called(row.label, row.url)]
    if len(chosen) != 1:
        return WhichAddress(tuple(row.label for row in known))
    label = chosen[0].label
    addresses.remove(session, chosen[0])
    return AddressRemoved(label)


def _called(label: str, url: str) -> tuple[str, ...]:
    plain = url.removeprefix(_MAIL).casefold()
    return label.casefold(), label.casefold().split()[0], plain
