"""Boxes on a photo set right by a person: counts, stock and looks follow; undoable.

Called by `bot.dialogue.boxes`. What was drawn has been made a reading by then, since
that takes eyes (`bot.looking`); each verb here runs in one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.actions import plans, shelf_parts
from bot.actions.box_names import learn_looks, name_all
from bot.actions.box_stock import book
from bot.actions.drawings import (
    Edits,
    edits,
    groups_drawn,
    read_drawing,
)
from bot.actions.group_looks import forget_look
from bot.actions.numbers import Group, facings_by_product, groups_of
from bot.actions.stock import Change
from pipeline.types import ShelfReading
from storage import box_corrections, readings, stock
from storage.models import BoxCorrection, Member, Scan, StockMovement
from storage.stock import Batch


@dataclass(frozen=True, slots=True)
class BoxesCorrected:
    """The boxes are as they were drawn.

    `changes` are the products whose stock moved with it; `apart` those whose packs were
    counted anew, but whose stock was not taken from this photo, so it stays.
    """

    edits: Edits
    facings: int
    facings_before: int
    named: tuple[tuple[int, str], ...] = ()
    changes: tuple[Change, ...] = ()
    apart: tuple[str, ...] = ()
    batch_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class BoxesOvertaken:
    """Somebody else has corrected the photo meanwhile: theirs holds."""


@dataclass(frozen=True, slots=True)
class PhotoGone:
    """The photo is no more, so nothing can be drawn on it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A photo that shows other boxes again; its picture where that is another one."""

    scan: Scan
    picture_key: str | None


@dataclass(frozen=True, slots=True)
class BoxesTakenBack:
    """They are as before: so many packs."""

    facings: int


def correct_boxes(
    session: Session,
    scan: Scan,
    correction: BoxCorrection,
    member: Member,
    now: datetime,
    asked: Collection[uuid.UUID] = (),
) -> BoxesCorrected | BoxesOvertaken:
    """Let the photo show what was drawn on it.

    A product whose count came from this photo gets as many more or less in stock as
    packs were drawn or deleted. `asked` are products about whose count a question is
    open: it is answered now.
    """
    # Somebody may have changed it while we waited for the shop.
    session.refresh(scan)
    before = readings.of_scan(scan)
    if not _is_due(session, correction):
        return BoxesOvertaken()
    drawing = read_drawing(correction.drawn, before)
    state, image = state_of(scan), scan.image_url
    shown, packs = facings_by_product(scan), facings_shown(scan)
    after = readings.from_json(correction.after["reading"])
    _show(scan, after, correction)
    named = name_all(session, scan, drawing)
    learn_looks(session, scan, groups_drawn(drawing, before) - set(named))
    batch, apart = book(session, scan, shown, member, asked)
    plans.learn(session, plans.look(session, scan))
    box_corrections.apply(
        session,
        correction,
        now,
        before=state,
        after=state_of(scan),
        image_before=image,
        member_id=member.id,
        batch_id=batch.batch_id if batch.lines else None,
    )
    return BoxesCorrected(
        edits(drawing, before),
        facings_shown(scan),
        packs,
        tuple((number, product.name) for number, product in named.items()),
        tuple(_change(line) for line in batch.lines),
        tuple(product.name for product in apart),
        correction.batch_id,
    )


def facings_shown(scan: Scan) -> int:
    """How many packs count, without what was said to be no product."""
    return sum(group.count for group in groups_of(scan) if not group.is_skipped)


def state_of(scan: Scan) -> dict[str, Any]:
    """All that a correction changes of a scan, as it is kept."""
    state = {
        "reading": scan.meta.get("reading"),
        "groups": scan.meta.get("groups", []),
        "odd_tags": scan.meta.get("odd_tags", []),
    }
    if shelf_parts.HELD in scan.meta:
        state[shelf_parts.HELD] = scan.meta[shelf_parts.HELD]
    return state


def _show(scan: Scan, reading: ShelfReading, correction: BoxCorrection) -> None:
    """The photo shows this; numbers keep what people have called them."""
    known = {group.group: group for group in groups_of(scan)}
    groups = [
        replace(known.get(item.group, Group(item.group, 0)), count=item.count)
        for item in reading.items
    ]
    scan.meta = {
        **scan.meta,
        "reading": readings.to_json(reading),
        "groups": [asdict(group) for group in groups],
        "odd_tags": correction.after["odd_tags"],
    }
    scan.normalized = readings.inventory(reading)
    scan.image_url = correction.image_after


def _is_due(session: Session, correction: BoxCorrection) -> bool:
    """Whether the photo shows what whoever corrected it has seen."""
    base: str = correction.drawn.get("base", "")
    return base == box_corrections.base_of(session, correction.scan_id)


def note_skipped(
    session: Session,
    scan: Scan,
    number: int,
    before: Mapping[str, Any],
    *,
    cause: uuid.UUID,
    member: Member,
    batch_id: uuid.UUID | None,
    now: datetime,
) -> BoxCorrection:
    """Keep that a number was said to be no product, so that it can be taken back."""
    base = box_corrections.base_of(session, scan.id)
    drawn = {"skipped": [number], "base": base}
    correction_id = box_corrections.draft(session, scan, f"{cause}:{number}", drawn)
    correction = session.get_one(BoxCorrection, correction_id)
    correction.image_after = scan.image_url
    box_corrections.apply(
        session,
        correction,
        now,
        before=before,
        after=state_of(scan),
        image_before=scan.image_url,
        member_id=member.id,
        batch_id=batch_id,
    )
    return correction


def is_overtaken(session: Session, correction: BoxCorrection) -> bool:
    """Whether the photo was corrected again after it."""
    newest = box_corrections.latest(session, correction.scan_id)
    return newest is not None and newest.id != correction.id


def _is_newest(session: Session, correction: BoxCorrection) -> bool:
    return not is_overtaken(session, correction)


def overtaken_by_others(
    session: Session, rows: Sequence[StockMovement]
) -> BoxesOvertaken | None:
    """Where these movements belong to boxes that were corrected again since; a redo
    needs the boxes that they were drawn on."""
    ids = {row.batch_id for row in rows}
    correction = box_corrections.of_batches(session, [*ids]) if ids else None
    if correction is None:
        return None
    is_redo = correction.undone_at is not None
    holds = _is_due if is_redo else _is_newest
    return None if holds(session, correction) else BoxesOvertaken()


def follow(session: Session, batch: Batch, now: datetime) -> Restored | None:
    """After an undo or redo: the boxes whose correction had booked that batch."""
    if batch.undoes is None:
        return None
    correction = box_corrections.of_batches(session, [batch.undoes])
    if correction is None:
        return None
    correction.batch_id = batch.batch_id
    if correction.undone_at is None:
        return take_back(session, correction, now)
    correction.undone_at = None
    return _restore(session, correction, correction.before, correction.after)


def take_back(session: Session, correction: BoxCorrection, now: datetime) -> Restored:
    """The boxes are as they were before; harmless when they are."""
    correction.undone_at = now
    return _restore(session, correction, correction.after, correction.before)


def _restore(
    session: Session,
    correction: BoxCorrection,
    left: Mapping[str, Any],
    wanted: Mapping[str, Any],
) -> Restored:
    """From one state to the other; what numbers were called since stays."""
    scan = session.get_one(Scan, correction.scan_id)
    as_left = {values["group"]: Group(**values) for values in left["groups"]}
    now = {group.group: group for group in groups_of(scan)}
    groups = []
    for values in wanted["groups"]:
        group = Group(**values)
        current = now.get(group.group)
        if current is not None and current != as_left.get(group.group):
            group = replace(current, count=group.count)
        groups.append(group)
    _forget_looks(session, now.values(), groups)
    is_before = wanted is correction.before
    kept = {key: part for key, part in scan.meta.items() if key != shelf_parts.HELD}
    scan.meta = {**kept, **wanted, "groups": [asdict(group) for group in groups]}
    scan.normalized = readings.inventory(readings.of_scan(scan))
    scan.image_url = correction.image_before if is_before else correction.image_after
    plans.learn(session, plans.look(session, scan))
    session.flush()
    is_redrawn = correction.image_before != correction.image_after
    return Restored(scan, scan.image_url if is_redrawn else None)


def _forget_looks(session: Session, now: Any, wanted: list[Group]) -> None:
    """Take back what the correction has taught."""
    kept = {look for g in wanted for look in (g.reference_id, g.skipped_id) if look}
    for group in now:
        if {group.reference_id, group.skipped_id} - kept - {None}:
            forget_look(session, group)


def _change(line: stock.Line) -> Change:
    product = line.product
    return Change(product.id, product.name, line.before, line.after, product.minimum)
