"""Codes that let a person into a shop: short enough to be said on the phone.

The same code works as text ("join ABCD-2345") and in a link, on every channel.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import invites
from storage.models import Invite
from storage.models.shops import Role

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
LENGTH = 8
VALID_FOR = timedelta(days=7)
USES = {Role.OWNER: 1, Role.MANAGER: 1, Role.STAFF: 10, Role.VIEWER: 50}
"""How many people may join with one code: few where much may be done."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new code, which nobody can see again: only its hash is kept."""

    code: str
    role: Role
    uses: int
    expires_at: datetime


def issue(
    session: Session,
    signing_key: str,
    shop_id: uuid.UUID,
    role: Role,
    *,
    now: datetime,
    member_id: uuid.UUID | None = None,
    uses: int | None = None,
    valid_for: timedelta = VALID_FOR,
) -> Issued:
    """A code that makes its users members of the shop."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    kept = invites.add(
        session,
        shop_id=shop_id,
        role=role,
        digest=digest(signing_key, code),
        uses=uses or USES[role],
        expires_at=now + valid_for,
        now=now,
        member_id=member_id,
    )
    shown = f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
    return Issued(shown, role, kept.uses_left, kept.expires_at)


def find(session: Session, signing_key: str, code: str, now: datetime) -> Invite | None:
    """The invitation of a code; None when it is wrong, used up or too old."""
    spelled = spelling(code)
    if spelled is None:
        return None
    return invites.find(session, digest(signing_key, spelled), now)


def digest(signing_key: str, code: str) -> str:
    """The keyed hash under which a code is kept."""
    key = f"invite:{signing_key}".encode()
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


def spelling(code: str) -> str | None:
    """The code as it was issued, however it is written; None for what is none."""
    plain = "".join(
        str(unicodedata.decimal(sign, None) if sign.isdecimal() else sign)
        for sign in unicodedata.normalize("NFKC", code)
        if sign not in "- \u2010\u2011\u2012\u2013_"
    ).upper()
    is_code = len(plain) == LENGTH and set(plain) <= set(ALPHABET)
    return plain if is_code else None


def code_in(text: str) -> str | None:
    """The code at the end of a text ("join ABCD-2345"), if there is one."""
    words = text.split()
    for count in (1, 2):
        found = spelling("".join(words[-count:])) if len(words) > count else None
        if found is not None:
            return found
    return None
