"""A shelf reading as the JSON that outside programs rely on, and as a small table.

Called by the `read` command; the names of the keys must not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipeline.types import (
    Barcode,
    Box,
    Candidate,
    Gap,
    ItemReading,
    PriceTag,
    ShelfReading,
)

Json = dict[str, object]


def as_json_object(photo: str, reading: ShelfReading) -> Json:
    """The reading of one photo; boxes are [left, top, right, bottom] in pixels."""
    detector, looks, ocr = (*reading.model_version.split("+"), "", "")[:3]
    return {
        "photo": photo,
        "size": list(reading.sizes[0]),
        "count": reading.facings,
        "count_low": reading.facings_low,
        "count_high": reading.facings_high,
        "products": [facing for item in reading.items for facing in _facings(item)],
        "groups": [_group(item) for item in reading.items],
        "gaps": [_gap(gap) for gap in reading.gaps],
        "price_tags": [_price_tag(tag) for tag in reading.price_tags],
        "barcodes": [_barcode(code) for code in reading.barcodes],
        "problems": [str(problem) for problem in reading.problems],
        "models": {"detector": detector, "looks": looks, "ocr": ocr or "rapidocr"},
        "timings_ms": reading.timings_ms,
    }


def _facings(item: ItemReading) -> list[Json]:
    candidates = [_candidate(candidate) for candidate in item.candidates]
    return [
        {
            "box": _corners(facing.box),
            "score": facing.score,
            "group": item.group,
            "product_id": item.product_id,
            "name": item.name,
            "candidates": candidates,
            "row": facing.row,
            "position": facing.position,
            "level": facing.level,
        }
        for facing in item.facings
    ]


def _candidate(candidate: Candidate) -> Json:
    return {"product_id": candidate.product_id, "score": candidate.score}


def _group(item: ItemReading) -> Json:
    return {
        "group": item.group,
        "product_id": item.product_id,
        "name": item.name,
        "count": item.count,
        "count_low": item.count_low,
        "count_high": item.count_high,
        "text": item.text,
    }


def _gap(gap: Gap) -> Json:
    return {
        "box": _corners(gap.box),
        "score": gap.score,
        "row": gap.row,
        "position": gap.position,
        "width": gap.width,
        "product_id": gap.likely_product_id,
    }


def _price_tag(tag: PriceTag) -> Json:
    return {
        "box": _corners(tag.box),
        "score": tag.score,
        "text": tag.text,
        "amount": None if tag.amount is None else _number(tag.amount),
        "currency": tag.currency,
        "unit": tag.unit,
        "product_id": tag.product_id,
        "row": tag.row,
        "position": tag.position,
    }


def _barcode(code: Barcode) -> Json:
    return {
        "box": _corners(code.box),
        "format": code.format,
        "text": code.text,
        "gtin": code.gtin,
    }


def _corners(box: Box) -> list[float]:
    corners = (box.left, box.top, box.right, box.bottom)
    return [round(corner, 1) for corner in corners]


def _number(amount: Decimal) -> int | float:
    whole = int(amount)
    return whole if whole == amount else float(amount)


def as_table(photo: str, reading: ShelfReading) -> str:
    """One line a group, for people."""
    width, height = reading.sizes[0]
    lines = [f"{photo}  {width} x {height}"]
    lines += [f"  problem: {problem}" for problem in reading.problems]
    lines += [_table_line(item) for item in reading.items]
    gaps, tags = len(reading.gaps), reading.price_tags
    read = sum(tag.amount is not None for tag in tags)
    spread = _spread(reading.facings_low, reading.facings_high)
    lines.append(
        f"  {reading.facings}{spread} facings, {len(reading.items)} groups, "
        f"{gaps} gaps, {read} of {len(tags)} prices read, {_seconds(reading)} s"
    )
    lines += [f"  barcode {code.text} ({code.format})" for code in reading.barcodes]
    return "\n".join(lines)


def _table_line(item: ItemReading) -> str:
    name = item.name or _unknown(item)
    spread = _spread(item.count_low, item.count_high)
    return f"  {item.group:3}  {item.count:3}{spread:12}  {name}"


def _spread(low: int | None, high: int | None) -> str:
    return "" if low is None or low == high else f" ({low} to {high})"


def _unknown(item: ItemReading) -> str:
    maybe = _names(item.candidates[:2])
    if maybe:
        return f"unknown, maybe {maybe}"
    return f"unknown, reads {item.text[:40]!r}" if item.text else "unknown"


def _names(candidates: Sequence[Candidate]) -> str:
    return " or ".join(c.name or c.product_id for c in candidates)


def _seconds(reading: ShelfReading) -> str:
    return f"{reading.timings_ms.get('total', 0.0) / 1000:.1f}"
