"""What shops' own corrections have taught the models, version by version.

Called by the `models tune` command; read by vision workers with the catalogue, on every
host, from the next photo on. Each task (`TunedTask`) and each of its models has one
tuning in use or none; the numbers of a shop count through all of them.
"""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, undefer

from pipeline.types import Adapter, TunedTask, Tuning
from storage.models import RecogniserTuning, Shop
from storage.models.catalogue import TuningStatus


def in_use(session: Session, shop_id: uuid.UUID, model: str) -> Tuning | None:
    """The shop's tuning of this model; None: the recogniser as it was shipped."""
    row = session.scalars(_in_use(shop_id, TunedTask.NAMES, model)).first()
    if row is None:
        return None
    directions = array("f", row.directions)
    return Tuning(dict(row.weights), directions)


def adapters_in_use(session: Session, shop_id: uuid.UUID) -> tuple[Adapter, ...]:
    """What is added to models of pictures, for every model that something was learned
    for: which of them is running is not known here."""
    query = _adapters(shop_id).options(undefer(RecogniserTuning.adapter))
    rows = session.scalars(query)
    return tuple(
        Adapter(TunedTask(row.task), row.model, dict(row.weights), row.adapter or b"")
        for row in rows
    )


def ids_in_use(session: Session, shop_id: uuid.UUID, model: str) -> list[uuid.UUID]:
    """The ids of that tuning, and of those adapters."""
    names = _in_use(shop_id, TunedTask.NAMES, model)
    queries = (names, _adapters(shop_id))
    return [
        row_id
        for query in queries
        for row_id in session.scalars(query.with_only_columns(RecogniserTuning.id))
    ]


def add(
    session: Session,
    shop_id: uuid.UUID,
    model: str,
    tuning: Tuning,
    figures: Mapping[str, Any],
    *,
    is_better: bool,
) -> RecogniserTuning:
    """Keep a tuning; it is used from now on where it is better, else only told of."""
    row = RecogniserTuning(
        task=TunedTask.NAMES,
        model=model,
        weights=dict(tuning.weights),
        directions=array("f", tuning.directions).tobytes(),
        figures=dict(figures),
    )
    return _kept(session, shop_id, row, is_better)


def add_adapter(
    session: Session,
    shop_id: uuid.UUID,
    adapter: Adapter,
    figures: Mapping[str, Any],
    *,
    is_better: bool,
) -> RecogniserTuning:
    """The same for what is added to a model; of a refused one only figures are kept."""
    row = RecogniserTuning(
        task=adapter.task,
        model=adapter.base,
        weights=dict(adapter.options),
        directions=b"",
        adapter=adapter.weights if is_better else None,
        figures=dict(figures),
    )
    return _kept(session, shop_id, row, is_better)


def _kept(
    session: Session, shop_id: uuid.UUID, row: RecogniserTuning, is_better: bool
) -> RecogniserTuning:
    # One number each, also when two are made at once.
    session.execute(select(Shop.id).where(Shop.id == shop_id).with_for_update())
    before = session.scalars(_in_use(shop_id, row.task, row.model)).first()
    latest = session.scalar(
        select(func.max(RecogniserTuning.number)).where(
            RecogniserTuning.shop_id == shop_id
        )
    )
    row.shop_id, row.number = shop_id, (latest or 0) + 1
    row.status = TuningStatus.IN_USE if is_better else TuningStatus.REFUSED
    if is_better and before is not None:
        before.status = TuningStatus.REPLACED
        row.replaced_id = before.id
    session.add(row)
    session.flush()
    return row


def roll_back(
    session: Session, shop_id: uuid.UUID, task: TunedTask | None = None
) -> tuple[RecogniserTuning, RecogniserTuning | None] | None:
    """Stop using the newest tuning, of this task or of all; gives it and the one
    before, used again now.

    None when none is in use; the second is None when that leaves the shipped one.
    """
    session.execute(select(Shop.id).where(Shop.id == shop_id).with_for_update())
    query = select(RecogniserTuning).where(
        RecogniserTuning.shop_id == shop_id,
        RecogniserTuning.status == TuningStatus.IN_USE,
    )
    if task is not None:
        query = query.where(RecogniserTuning.task == task)
    newest = query.order_by(RecogniserTuning.number.desc()).limit(1)
    used = session.scalars(newest).first()
    if used is None:
        return None
    used.status = TuningStatus.ROLLED_BACK
    before = (
        session.get(RecogniserTuning, used.replaced_id) if used.replaced_id else None
    )
    if before is not None:
        before.status = TuningStatus.IN_USE
    session.flush()
    return used, before


def of_shop(session: Session, shop_id: uuid.UUID) -> list[RecogniserTuning]:
    """All tunings of the shop, oldest first."""
    query = select(RecogniserTuning).where(RecogniserTuning.shop_id == shop_id)
    return list(session.scalars(query.order_by(RecogniserTuning.number)))


def _in_use(shop_id: uuid.UUID, task: str, model: str) -> Select[Any]:
    return (
        select(RecogniserTuning)
        .where(
            RecogniserTuning.shop_id == shop_id,
            RecogniserTuning.task == task,
            RecogniserTuning.model == model,
            RecogniserTuning.status == TuningStatus.IN_USE,
        )
        .order_by(RecogniserTuning.number.desc())
        .limit(1)
    )


def _adapters(shop_id: uuid.UUID) -> Select[Any]:
    """Those in use; one for each task and model."""
    return (
        select(RecogniserTuning)
        .where(
            RecogniserTuning.shop_id == shop_id,
            RecogniserTuning.task != TunedTask.NAMES,
            RecogniserTuning.status == TuningStatus.IN_USE,
        )
        .order_by(RecogniserTuning.number)
    )
