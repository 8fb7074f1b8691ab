"""Signed tokens that let a chat join a shop: deep links, the demo's web chat link.

A token is at most 64 letters, digits, `-` and `_`, which is what a Telegram start link
can carry.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner

from storage.models.shops import Role

MAX_AGE_S = 30 * 24 * 3600
_ROLES = (Role.OWNER, Role.MANAGER, Role.STAFF, Role.VIEWER)
_VALUE, _SIGNATURE = 23, 27  # lengths in characters


@dataclass(frozen=True, slots=True)
class Invite:
    """Which shop, and as what."""

    shop_id: uuid.UUID
    role: Role


def make_invite(signing_key: str, shop_id: uuid.UUID, role: Role) -> str:
    """The token of an invitation to a shop."""
    value = shop_id.bytes + bytes([_ROLES.index(role)])
    encoded = base64.urlsafe_b64encode(value).rstrip(b"=")
    return _signer(signing_key).sign(encoded).decode().replace(".", "")


def read_invite(
    signing_key: str, token: str, *, max_age_s: int = MAX_AGE_S
) -> Invite | None:
    """The invitation of a token; None when it is forged, too old or garbled."""
    parts = (token[:_VALUE], token[_VALUE:-_SIGNATURE], token[-_SIGNATURE:])
    try:
        encoded = _signer(signing_key).unsign(".".join(parts), max_age=max_age_s)
        value = base64.urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4))
        return Invite(uuid.UUID(bytes=value[:16]), _ROLES[value[16]])
    except (BadSignature, binascii.Error, ValueError, IndexError):
        return None


def _signer(signing_key: str) -> TimestampSigner:
    return TimestampSigner(signing_key, salt="invite")
