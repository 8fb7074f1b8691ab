"""Shelf readings as JSON for `scans`: whole in `meta`, as inventory in `normalized`."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from pipeline.types import ShelfReading
from storage.models import Scan


def to_json(reading: ShelfReading) -> dict[str, Any]:
    """JSON-ready mapping from which `from_json` makes an equal reading.

    Characters that PostgreSQL cannot hold (NUL, lone surrogates; a binary barcode may
    have them) are replaced.
    """
    encoded: dict[str, Any] = _encode(reading)
    return encoded


def from_json(data: dict[str, Any]) -> ShelfReading:
    """The inverse of `to_json`."""
    reading: ShelfReading = _decode(ShelfReading, data)
    return reading


def of_scan(scan: Scan) -> ShelfReading:
    """What the photo shows now: as it was read, or as it was corrected since."""
    return from_json(scan.meta["reading"])


def inventory(reading: ShelfReading) -> dict[str, Any]:
    """What stood on the shelf, in short: for people, exports and queries."""
    return {
        "facings": reading.facings,
        "gaps": len(reading.gaps),
        "items": [
            {
                "group": item.group,
                "product_id": item.product_id,
                "name": item.name,
                "count": item.count,
                "count_low": item.count_low,
                "count_high": item.count_high,
            }
            for item in reading.items
        ],
    }


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _encode(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return value.replace("\x00", "�").encode(errors="replace").decode()
    if isinstance(value, list | tuple):
        return [_encode(part) for part in value]
    if isinstance(value, dict):
        return {name: _encode(part) for name, part in value.items()}
    return value


def _decode(kind: Any, value: Any) -> Any:
    """Make what the type of a field says from what JSON has left of it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _decode_optional(inner, value)
    if origin is tuple:
        kinds = (inner[0],) * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_decode(*pair) for pair in zip(kinds, value, strict=True))
    if origin is dict:
        return {name: _decode(inner[1], part) for name, part in value.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _decode(hints[name], value[name]) for name in value})
    return kind(value)


def _decode_optional(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    (kind,) = (kind for kind in kinds if kind is not types.NoneType)
    return _decode(kind, value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
