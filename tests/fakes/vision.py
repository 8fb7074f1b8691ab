"""Eyes that see what a script says; only the models are replaced.

They know a pack by its look, as the real ones do: by the references that the shop has
learned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipeline.errors import UnreadableImage
from pipeline.redrawn import redrawn
from pipeline.types import (
    Barcode,
    Box,
    Candidate,
    Catalogue,
    Detection,
    DrawnBox,
    EnrolmentReading,
    Filmed,
    Gap,
    ItemReading,
    PriceTag,
    Problem,
    Reference,
    ShelfReading,
    TextLine,
)
from pipeline.vqa.questions import Answer
from tests.fakes.scripted_rows import SIZE, places

MODEL = "scripted-1"


def look_of(name: str) -> tuple[float, ...]:
    """An embedding that stands for how something looks."""
    digest = hashlib.sha256(name.encode()).digest()
    return tuple(byte / 16 for byte in digest[:8])


class ScriptedVision:
    """A ShelfVision that sees what was put before it, photo by photo."""

    model_version = f"scripted-detector+{MODEL}"
    looks_version = MODEL

    def __init__(self) -> None:
        self._shelves: dict[bytes, Mapping[str, Any]] = {}
        self.marked: list[tuple[int, ...]] = []
        self.proofs: list[Answer] = []

    def show(self, shelf: Mapping[str, Any], start: bytes = b"") -> bytes:
        """A photo of this shelf."""
        photo = start + f"photo {len(self._shelves)}".encode()
        self._shelves[photo] = shelf
        return photo

    def show_film(self, shelf: Mapping[str, Any]) -> bytes:
        """A video of this shelf; `pieces` lists what is seen where it tore."""
        return self.show(shelf, b"\0\0\0\x18ftypisom")

    def film(self, video: bytes) -> Filmed:
        shelf = self._shelves[video]
        if "unreadable" in shelf:
            raise UnreadableImage(shelf["unreadable"])
        pieces = shelf.get("pieces", [shelf])
        photos = tuple(self.show(piece) for piece in pieces)
        return Filmed(photos, photos[0], len(photos) == 1)

    def read(
        self,
        photos: Sequence[bytes],
        catalogue: Catalogue,
        hint: str = "",
        are_pieces: bool = False,
    ) -> ShelfReading:
        """Of pieces that may show the same, the first is told."""
        shelves = [self._shelves[photo] for photo in photos]
        if are_pieces:
            torn = {"problems": [Problem.FILM_IN_PIECES]}
            shelves = [{**torn, **shelves[0]}, *({} for _ in shelves[1:])]
        for shelf in shelves:
            if "unreadable" in shelf:
                raise UnreadableImage(shelf["unreadable"])
        return ShelfReading(
            sizes=(SIZE,) * len(photos),
            items=tuple(_items(shelves, catalogue)),
            gaps=tuple(_gaps(shelves, catalogue)),
            price_tags=tuple(
                _tag(tag, catalogue)
                for shelf in shelves
                for tag in shelf.get("tags", ())
            ),
            problems=tuple(
                Problem(problem)
                for shelf in shelves
                for problem in shelf.get("problems", ())
            ),
            model_version=self.model_version,
        )

    def annotate(
        self,
        photos: Sequence[bytes],
        reading: ShelfReading,
        odd_tags: Collection[int] = (),
    ) -> bytes:
        self.marked.append(tuple(odd_tags))
        return b"\xff\xd8" + b"".join(photos) + bytes(odd_tags)

    def prove(
        self, photos: Sequence[bytes], reading: ShelfReading, answer: Answer
    ) -> bytes | None:
        self.proofs.append(answer)
        return b"\xff\xd8proof" + b"".join(photos) if answer.spots else None

    def redraw(
        self,
        photos: Sequence[bytes],
        reading: ShelfReading,
        boxes: Sequence[DrawnBox],
    ) -> ShelfReading:
        """The reading with the boxes that a person has drawn: there are no pixels."""
        after = redrawn(reading, boxes)
        looks = {item.group: item.embedding for item in reading.items}
        items = [
            replace(i, embedding=looks.get(i.group) or look_of(f"at {i.boxes}"))
            for i in after.items
        ]
        return replace(after, items=tuple(items))

    def read_print(self, photos: Sequence[bytes]) -> tuple[TextLine, ...]:
        """`paper` lists the rows of a page, with bars between cells side by side."""
        return tuple(
            TextLine(Box(300 * x, 40 * y, 300 * x + 200, 40 * y + 24), cell, 0.9, n)
            for n, photo in enumerate(photos)
            for y, row in enumerate(self._shelves[photo].get("paper", ()))
            for x, cell in enumerate(str(row).split("|"))
        )

    def enrol(
        self, photo: bytes, catalogue: Catalogue | None = None
    ) -> EnrolmentReading:
        shelf = self._shelves[photo]
        if "unreadable" in shelf:
            raise UnreadableImage(shelf["unreadable"])
        codes = tuple(
            Barcode(Box(0, 0, 9, 9), "EAN13", code, code.zfill(14))
            for code in shelf.get("barcodes", ())
        )
        reference = Reference(look_of(shelf["one"]), shelf["one"], "enrolment")
        has_others = "beside" in shelf
        return EnrolmentReading(
            reference, codes, b"\xff\xd8thumbnail", has_others=has_others
        )


def _spelled(thing: Mapping[str, Any]) -> dict[str, Any]:
    """`{green can: 4}` in full: `{look: green can, count: 4}`."""
    if "look" in thing:
        return dict(thing)
    ((look, count),) = thing.items()
    return {"look": look, "count": count}


def _items(
    shelves: Sequence[Mapping[str, Any]], catalogue: Catalogue
) -> Iterable[ItemReading]:
    """What `see` lists stands in one row; what `rows` shows, where it shows it."""
    number = 0
    for photo, shelf in enumerate(shelves):
        things = [_spelled(thing) for thing in shelf.get("see", ())]
        in_a_row = {"rows": [[{t["look"]: t["count"]} for t in things]]}
        spread = [place for place in places(shelf) if not place.is_gap]
        packs = [*places(in_a_row), *spread]
        looks = dict.fromkeys(place.name for place in spread)
        things += [
            {"look": look, "count": sum(p.name == look for p in spread)}
            for look in looks
        ]
        for thing in things:
            number += 1
            own = [place for place in packs if place.name == str(thing["look"])]
            facings = tuple(
                Detection(p.box, 0.9, p.row, photo, p.position) for p in own
            )[: thing["count"]]
            packs = [place for place in packs if place not in own[: thing["count"]]]
            yield _item(number, thing, facings, catalogue)


def _gaps(shelves: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> Iterable[Gap]:
    """Empty places of `rows`, with what may be missing there as a neighbour tells;
    those that `gaps` lists come after what `see` lists, in its row."""
    for photo, shelf in enumerate(shelves):
        seen = [{t["look"]: t["count"]} for t in map(_spelled, shelf.get("see", ()))]
        end = max((place.box.right for place in places({"rows": [seen]})), default=0)
        for number, name in enumerate(shelf.get("gaps", ())):
            left = end + 100.0 * number
            box = Box(left + 5, 100, left + 95, 300)
            yield Gap(box, 1, _product_id(catalogue, name), photo=photo)
        for place in places(shelf):
            if place.is_gap:
                likely = _product_id(catalogue, place.name)
                yield Gap(place.box, place.row, likely, 1.0, photo, place.position)


def _item(
    number: int,
    thing: Mapping[str, Any],
    facings: tuple[Detection, ...],
    catalogue: Catalogue,
) -> ItemReading:
    embedding = look_of(thing["look"])
    product_id = _product_id(catalogue, thing["look"]) or next(
        (
            product.product_id
            for product in catalogue.products
            if any(_is_same(r.embedding, embedding) for r in product.references)
        ),
        None,
    )
    count = thing["count"]
    like = thing.get("like")
    return ItemReading(
        group=number,
        product_id=product_id,
        name=catalogue.name_of(product_id),
        count=count,
        count_low=thing.get("low", count),
        count_high=thing.get("high", count),
        score=0.9,
        candidates=(Candidate(_product_id(catalogue, like) or "", 0.5),)
        if like
        else (),
        facings=facings,
        embedding=embedding,
        guess="" if product_id else thing.get("print", ""),
    )


def _tag(tag: Mapping[str, Any], catalogue: Catalogue) -> PriceTag:
    """`{Coke: 600}`: a price tag below the product; with `unit: kg` for a measure."""
    words = dict(tag)
    unit, currency = words.pop("unit", None), words.pop("currency", None)
    ((name, amount),) = words.items()
    product_id = _product_id(catalogue, name)
    box = Box(0, 40, 9, 49)
    return PriceTag(box, str(amount), Decimal(str(amount)), currency, unit, product_id)


def _is_same(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) < 1e-3 for a, b in zip(one, other, strict=True))


def _product_id(catalogue: Catalogue, name: str | None) -> str | None:
    return next((p.product_id for p in catalogue.products if p.name == name), None)
