"""What shops' own corrections have taught the recogniser, version by version.

Called by the `models tune` command; read by vision workers with the catalogue, on every
host, from the next photo on.
"""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pipeline.types import Tuning
from storage.models import RecogniserTuning, Shop
from storage.models.catalogue import TuningStatus


def in_use(session: Session, shop_id: uuid.UUID, model: str) -> Tuning | None:
    """The shop's tuning of this model; None: the recogniser as it was shipped."""
    row = session.scalars(_in_use(shop_id, model)).first()
    if row is None:
        return None
    directions = array("f", row.directions)
    return Tuning(dict(row.weights), directions)


def version_in_use(
    session: Session, shop_id: uuid.UUID, model: str
) -> uuid.UUID | None:
    """The id of that tuning."""
    query = _in_use(shop_id, model).with_only_columns(RecogniserTuning.id)
    return session.scalars(query).first()


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
    # One number each, also when two are made at once.
    session.execute(select(Shop.id).where(Shop.id == shop_id).with_for_update())
    before = session.scalars(_in_use(shop_id, model)).first()
    if is_better and before is not None:
        before.status = TuningStatus.REPLACED
    latest = session.scalar(
        select(func.max(RecogniserTuning.number)).where(
            RecogniserTuning.shop_id == shop_id
        )
    )
    row = RecogniserTuning(
        shop_id=shop_id,
        number=(latest or 0) + 1,
        model=model,
        weights=dict(tuning.weights),
        directions=array("f", tuning.directions).tobytes(),
        figures=dict(figures),
        status=TuningStatus.IN_USE if is_better else TuningStatus.REFUSED,
        replaced_id=before.id if is_better and before is not None else None,
    )
    session.add(row)
    session.flush()
    return row


def roll_back(
    session: Session, shop_id: uuid.UUID
) -> tuple[RecogniserTuning, RecogniserTuning | None] | None:
    """Stop using the newest tuning; gives it and the one before, used again now.

    None when none is in use; the second is None when that leaves the shipped one.
    """
    session.execute(select(Shop.id).where(Shop.id == shop_id).with_for_update())
    used = session.scalars(
        select(RecogniserTuning)
        .where(
            RecogniserTuning.shop_id == shop_id,
            RecogniserTuning.status == TuningStatus.IN_USE,
        )
        .order_by(RecogniserTuning.number.desc())
        .limit(1)
    ).first()
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


def _in_use(shop_id: uuid.UUID, model: str) -> Select[Any]:
    return (
        select(RecogniserTuning)
        .where(
            RecogniserTuning.shop_id == shop_id,
            RecogniserTuning.model == model,
            RecogniserTuning.status == TuningStatus.IN_USE,
        )
        .order_by(RecogniserTuning.number.desc())
        .limit(1)
    )
