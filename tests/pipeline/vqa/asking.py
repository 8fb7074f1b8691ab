"""Questions of the tests about a shelf in words, and what is asked about."""

from __future__ import annotations

from typing import Any

from pipeline.types import ShelfReading
from pipeline.vqa.grounded import answer
from pipeline.vqa.questions import Kind, PhotoQuestion, Place, Subject

COLA, MILK, JUICE = (Subject(product_ids=(word,)) for word in ("cola", "milk", "juice"))


def ask(reading: ShelfReading, kind: Kind, *parts: Any, **extra: Any) -> Any:
    """The answer to a question of a kind, a subject and a place, in any order."""
    given: dict[str, Any] = {"kind": kind}
    for part in parts:
        given["place" if isinstance(part, Place) else "subject"] = part
    if "amount" in extra:
        given["amount"] = extra.pop("amount")
    return answer(PhotoQuestion(**given), reading, **extra)


def names_of(things: Any) -> list[tuple[str | None, int]]:
    return [(thing.product_id, thing.count) for thing in things]
