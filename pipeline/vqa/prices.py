"""What tags say and what costs most. Called by `pipeline.vqa.grounded`.

A price that is read on the photo counts; where none is, the one that the shop knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pipeline.types import PriceTag
from pipeline.vqa.choosing import choose
from pipeline.vqa.places import Selection
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Facts,
    Kind,
    PhotoQuestion,
    Priced,
    Prices,
    PriceSource,
    Reason,
    Spot,
    Thing,
)
from pipeline.vqa.scene import Placed, Scene
from pipeline.vqa.subjects import is_everything


def tell_prices(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """TAG, DEAREST, CHEAPEST, DEARER_THAN, CHEAPER_THAN."""
    if question.amount is None and question.kind in _LIMITS:
        return CannotTell(reason=Reason.NO_AMOUNT)
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    things = found.things
    priced = [one for thing in things for one in _of_thing(thing, scene, facts)]
    if question.kind is Kind.TAG and is_everything(question.subject):
        priced += _of_no_thing(found.place, scene)
    unpriced = _without_price(things, priced)
    if not things and not priced:
        return found.cannot_tell(Reason.NOT_FOUND)
    if all(one.amount is None for one in priced) and question.kind is not Kind.TAG:
        return found.cannot_tell(Reason.NO_TAGS)
    if not priced:
        return found.cannot_tell(Reason.NO_TAGS)
    told = _told(question, priced)
    return Prices(
        priced=told,
        unpriced=unpriced,
        spots=tuple(_spots(question.kind, told)),
        maybe=found.maybe,
        unnamed=found.unnamed,
    )


_LIMITS = (Kind.DEARER_THAN, Kind.CHEAPER_THAN)


def _told(question: PhotoQuestion, priced: Sequence[Priced]) -> tuple[Priced, ...]:
    """What the question asks for, in order of price."""
    if question.kind is Kind.TAG:
        return tuple(priced)
    known = sorted(
        (one for one in priced if one.amount is not None and one.thing is not None),
        key=_amount,
    )
    if question.kind is Kind.CHEAPER_THAN:
        return tuple(one for one in known if _amount(one) < (question.amount or 0))
    if question.kind is Kind.DEARER_THAN:
        return tuple(one for one in known if _amount(one) > (question.amount or 0))
    best = _amount(known[-1] if question.kind is Kind.DEAREST else known[0])
    return tuple(one for one in known if one.amount == best)


def _amount(priced: Priced) -> Decimal:
    assert priced.amount is not None
    return priced.amount


def _of_thing(thing: Thing, scene: Scene, facts: Facts) -> list[Priced]:
    """Its tags, one for each price that they say, or else the price that is known."""
    tags = [tag for tag in scene.reading.price_tags if _belongs(tag, thing, scene)]
    read = {tag.amount: tag for tag in reversed(tags) if tag.amount is not None}
    if read:
        return [_from_tag(thing, tag) for tag in reversed(read.values())]
    known = facts.prices.get(thing.product_id or "")
    if known is not None:
        source = PriceSource.KNOWN
        return [Priced(thing, known, facts.currency, source)]
    return [_from_tag(thing, tag) for tag in tags[:1]]


def _belongs(tag: PriceTag, thing: Thing, scene: Scene) -> bool:
    """By what stands at its place, which may have got another name since the tag was
    read (of a stack: what it was read with, or else the lowest); or else by name."""
    over = [placed.item for placed in _over(tag, scene)]
    if tag.product_id is not None and (
        not over or tag.product_id in {item.product_id for item in over}
    ):
        return tag.product_id == thing.product_id
    return bool(over) and over[0].group == thing.group


def _over(tag: PriceTag, scene: Scene) -> list[Placed]:
    """What stands at the place that the tag belongs to."""
    if not tag.row or not tag.position:
        return []
    return [
        placed
        for cell in scene.shelves.get((tag.photo, tag.row), ())
        if cell.first == tag.position
        for placed in cell.members
    ]


def _from_tag(thing: Thing | None, tag: PriceTag) -> Priced:
    return Priced(
        thing=thing,
        amount=tag.amount,
        currency=tag.currency,
        source=PriceSource.TAG,
        text=tag.text,
        unit=tag.unit,
        spot=Spot(tag.photo, tag.box),
    )


def _of_no_thing(place: Selection, scene: Scene) -> list[Priced]:
    """Tags of empty places, and of what is not known, in the place asked about."""
    rows = {(p.facing.photo, p.facing.row) for p in place.placed}
    rows |= {(gap.photo, gap.row) for gap in place.gaps}
    return [
        _from_tag(None, tag)
        for tag in scene.reading.price_tags
        if tag.product_id is None
        and not _over(tag, scene)
        and (place.is_everything or (tag.photo, tag.row) in rows)
    ]


def _without_price(
    things: Iterable[Thing], priced: Sequence[Priced]
) -> tuple[Thing, ...]:
    known = {
        one.thing.group
        for one in priced
        if one.thing is not None and one.amount is not None
    }
    return tuple(thing for thing in things if thing.group not in known)


def _spots(kind: Kind, told: Iterable[Priced]) -> Iterable[Spot]:
    """The tags, and for lists of products what they stand under, too."""
    for one in told:
        if one.spot is not None:
            yield one.spot
        if one.thing is not None and kind is not Kind.TAG:
            yield from one.thing.spots
