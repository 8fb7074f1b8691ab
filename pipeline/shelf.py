"""Photos of a shelf to a reading: the one public entry of the pipeline.

`PipelineVision` is what vision workers hold; the `read` command calls `read_shelf`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.drawing.annotate import draw_reading
from pipeline.enrolment import read_product
from pipeline.exposure import in_normal_light
from pipeline.films.film import develop
from pipeline.films.overlaps import (
    counted_once,
    find_overlaps,
    gaps_once,
    tags_once,
    widened,
)
from pipeline.images import (
    DEFAULT_MAX_MEGAPIXELS,
    WORKING_MEGAPIXELS,
    Pixels,
    open_photo,
    upright_size,
)
from pipeline.items import (
    Group,
    build_items,
    in_reading_order,
    joined_by_product,
    parted,
    reunited,
)
from pipeline.models import Models, load_models
from pipeline.photo_coach import Inspection, inspect_photo
from pipeline.redrawn import redrawn, with_looks
from pipeline.resized import in_full_size
from pipeline.shelf_coach import judge_all
from pipeline.stopwatch import Stopwatch
from pipeline.types import (
    Barcode,
    Box,
    Catalogue,
    Detection,
    DrawnBox,
    EnrolmentReading,
    Filmed,
    Gap,
    PriceTag,
    ShelfReading,
    TextLine,
)
from pipeline.vision.barcodes.reader import read_barcodes
from pipeline.vision.counting import CountScale, tally
from pipeline.vision.find import ShelfPhoto, embed_facings, facing_beside, find_on_photo
from pipeline.vision.looks.grouping import Odds, groups_by, same_product_odds
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.naming.kept_recognisers import KeptRecognisers
from pipeline.vision.naming.recognise import GroupEvidence, Identity, Recogniser
from pipeline.vision.naming.same_names import likeness, settled
from pipeline.vision.prices.labels import ReadLabel, agreed_prices, read_labels
from pipeline.vision.text.paper import read_paper
from pipeline.vision.text.prints import read_prints
from pipeline.vqa.colours import with_colours
from pipeline.vqa.proof import draw_proof
from pipeline.vqa.questions import Answer

# An album is held in memory as a whole: many photos are each read at fewer pixels.
_ALBUM_MEGAPIXELS = 60.0


def read_shelf(
    photos: Sequence[bytes],
    catalogue: Catalogue,
    models: Models,
    hint: str = "",
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
    are_pieces: bool = False,
    recognisers: KeptRecognisers | None = None,
) -> ShelfReading:
    """Read the photos of one shelf together; groups may join over photos.

    What overlapping photos show twice is counted once (`pipeline.films.overlaps`);
    `are_pieces`: photos that cannot be laid on each other may show the same, too.

    `hint` is what the sender wrote; it helps to name a photo of a single product.
    Photos that cannot be read are told in `problems` and left out. Raises
    UnreadableImage for bytes that are no photo.
    """
    watch = Stopwatch()
    with watch("decode"):
        sizes = tuple(upright_size(data, max_megapixels) for data in photos)
        opened = _open_all(photos, max_megapixels)
    with watch("coach"):
        seen = [inspect_photo(pixels) for pixels in opened]
    with watch("detect"):
        found = _find(opened, seen, models)
    with watch("coach"):
        readable, problems = judge_all(seen, found)
    reading = ShelfReading(sizes=sizes, problems=problems, model_version=models.version)
    if readable:
        kept = recognisers or KeptRecognisers()
        parts = _Reading(readable, catalogue, models, watch, kept, are_pieces)
        reading = parts.finished(reading, hint)
        factors = [s[0] / p.shape[1] for s, p in zip(sizes, opened, strict=True)]
        reading = in_full_size(reading, factors)
    return replace(reading, timings_ms=watch.milliseconds())


def _open_all(photos: Sequence[bytes], max_megapixels: float) -> list[Pixels]:
    each = min(WORKING_MEGAPIXELS, _ALBUM_MEGAPIXELS / max(1, len(photos)))
    return [open_photo(data, max_megapixels, each) for data in photos]


def _find(
    opened: Sequence[Pixels], seen: Sequence[Inspection], models: Models
) -> list[ShelfPhoto]:
    """What stands on each photo on which anything can be seen."""
    return [
        find_on_photo(
            in_normal_light(pixels, look.shadows, look.lights),
            models.detector,
            number,
            models.scale,
        )
        for number, (pixels, look) in enumerate(zip(opened, seen, strict=True))
        if look.refusal is None
    ]


@dataclass(slots=True)
class _Reading:
    """One reading in the making: stages in order, each timed."""

    photos: list[ShelfPhoto]
    catalogue: Catalogue
    models: Models
    watch: Stopwatch
    recognisers: KeptRecognisers
    are_pieces: bool = False

    def finished(self, reading: ShelfReading, hint: str) -> ShelfReading:
        """`reading` with everything that the photos show."""
        facings = [facing for photo in self.photos for facing in photo.facings]
        with self.watch("looks"):
            looks, colours = embed_facings(self.photos, self.models.embedder)
        evidence = self.models.embedder.scale.evidence
        with self.watch("group"):
            odds = same_product_odds(facings, looks, evidence, colours)
            groups = in_reading_order(groups_by(odds, facings, evidence), facings)
            if self.catalogue.products:
                apart = self._told_apart(groups, looks, odds)
                groups = parted(groups, facings, apart)
        with self.watch("overlaps"):
            overlaps = find_overlaps(self.photos, facings, looks, self.are_pieces)
        with self.watch("barcodes"):
            barcodes = self._barcodes()
        with self.watch("print"):
            groups, texts = self._with_prints(groups, facings)
        with self.watch("labels"):
            labels = self._labels()
        with self.watch("recognise"):
            groups = [_with_codes(group, facings, barcodes) for group in groups]
            named = self._named(groups, facings, (looks, odds), hint)
            doubtful = [
                facing
                for photo in self.photos
                for facing in photo.doubtful
                if not overlaps.is_on_former(facing)
            ]
            counts = self.models.scale.counts
            once = counted_once(named, facings, overlaps, self.are_pieces)
            items = build_items(
                once.named, facings, looks, self.catalogue, doubtful, counts
            )
            items = widened(items, once.left_out)
            told = [facings[m] for group, _ in once.named for m in group.members]
            low, high = _range_of_all(told, doubtful, counts)
        with self.watch("colours"):
            items = with_colours(items, {p.number: p.pixels for p in self.photos})
        products = _product_of_facing(named)
        labels = self._agreed(labels, named)
        return replace(
            reading,
            items=items,
            gaps=gaps_once(self._gaps(products), overlaps),
            price_tags=tags_once(self._price_tags(labels, products), overlaps),
            barcodes=barcodes,
            texts=texts,
            facings_low=low,
            facings_high=high + sum(once.left_out),
            problems=(*overlaps.problems, *reading.problems),
        )

    def _barcodes(self) -> tuple[Barcode, ...]:
        found: list[Barcode] = []
        for photo in self.photos:
            found.extend(read_barcodes(photo.pixels, photo=photo.number))
        return tuple(found)

    def _with_prints(
        self, groups: list[Group], facings: Sequence[Detection]
    ) -> tuple[list[Group], tuple[TextLine, ...]]:
        if self.models.reader is None:
            return groups, ()
        pixels = {photo.number: photo.pixels for photo in self.photos}
        members = [group.members for group in groups]
        lines = read_prints(members, facings, pixels, self.models.reader)
        read = [
            replace(
                group,
                prints=tuple(line.text for line in part),
                scores=tuple(line.score for line in part),
            )
            for group, part in zip(groups, lines, strict=True)
        ]
        return read, tuple(line for part in lines for line in part)

    def _labels(self) -> list[list[ReadLabel]]:
        return [read_labels(photo, self.models.reader) for photo in self.photos]

    def _agreed(
        self,
        labels: Sequence[Sequence[ReadLabel]],
        named: Sequence[tuple[Group, Identity]],
    ) -> list[list[ReadLabel]]:
        owner = {m: number for number, (g, _) in enumerate(named) for m in g.members}
        return [
            agreed_prices(
                part,
                [
                    None if r.facing is None else owner.get(start + r.facing)
                    for r in part
                ],
            )
            for (_, start), part in zip(self._with_starts(), labels, strict=True)
        ]

    def _named(
        self,
        groups: Sequence[Group],
        facings: Sequence[Detection],
        seen: tuple[Vectors, Odds],
        hint: str,
    ) -> list[tuple[Group, Identity]]:
        """`seen` are the looks of the facings and what they were grouped by."""
        looks, odds = seen
        hints = (hint,) if hint and len(groups) == 1 else ()
        heights = {p.number: float(p.pixels.shape[0]) for p in self.photos}
        identities = self._recogniser().identify_all(
            [
                GroupEvidence(
                    looks[list(group.members)],
                    group.prints + hints,
                    group.gtins,
                    tuple(facings[m] for m in group.members),
                    heights[facings[group.members[0]].photo],
                )
                for group in groups
            ]
        )
        if groups and self.catalogue.products:
            members = [group.members for group in groups]
            origins = [group.origin for group in groups]
            alike = likeness(members, origins, facings, odds.alike)
            identities = settled(identities, alike)
        return joined_by_product(*reunited(groups, identities))

    def _told_apart(
        self, groups: Sequence[Group], looks: Vectors, odds: Odds
    ) -> dict[int, list[list[int]]]:
        """By their numbers, the members of groups that vary in parts that resemble
        several products of the catalogue."""
        varied = [n for n, group in enumerate(groups) if odds.vary(group.members)]
        parts = self._recogniser().told_apart(
            [looks[list(groups[n].members)] for n in varied]
        )
        return {
            n: [[groups[n].members[place] for place in part] for part in own]
            for n, own in zip(varied, parts, strict=True)
        }

    def _recogniser(self) -> Recogniser:
        embedder = self.models.embedder
        return self.recognisers.of(self.catalogue, embedder.dimensions, embedder.scale)

    def _gaps(self, products: dict[int, str | None]) -> tuple[Gap, ...]:
        gaps: list[Gap] = []
        for photo, start in self._with_starts():
            for gap in photo.gaps:
                beside = facing_beside(gap, photo)
                likely = None if beside is None else products.get(start + beside)
                gaps.append(replace(gap, likely_product_id=likely))
        return tuple(gaps)

    def _price_tags(
        self, labels: Sequence[Sequence[ReadLabel]], products: dict[int, str | None]
    ) -> tuple[PriceTag, ...]:
        return tuple(
            _price_tag(
                read,
                None if read.facing is None else products.get(start + read.facing),
            )
            for (_, start), part in zip(self._with_starts(), labels, strict=True)
            for read in part
        )

    def _with_starts(self) -> list[tuple[ShelfPhoto, int]]:
        """Each photo with the number of facings on the photos before it."""
        starts = [0]
        for photo in self.photos:
            starts.append(starts[-1] + len(photo.facings))
        return list(zip(self.photos, starts, strict=False))


def _range_of_all(
    facings: Sequence[Detection], doubtful: Sequence[Detection], scale: CountScale
) -> tuple[int, int]:
    chances = [facing.score for facing in facings]
    return scale.of_all(tally(chances, [facing.score for facing in doubtful]))


def _with_codes(
    group: Group, facings: Sequence[Detection], barcodes: Sequence[Barcode]
) -> Group:
    """The group with the GTINs that are printed on one of its facings."""
    gtins = [
        code.gtin
        for code in barcodes
        if code.gtin
        and any(
            code.photo == facings[m].photo and _holds(facings[m].box, code.box)
            for m in group.members
        )
    ]
    return replace(group, gtins=tuple(dict.fromkeys(gtins)))


def _holds(box: Box, other: Box) -> bool:
    x, y = other.centre
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _product_of_facing(
    named: Sequence[tuple[Group, Identity]],
) -> dict[int, str | None]:
    return {
        member: identity.product_id
        for group, identity in named
        for member in group.members
    }


def _price_tag(read: ReadLabel, product_id: str | None) -> PriceTag:
    price = read.price
    return PriceTag(
        box=read.label.box,
        text=read.text,
        amount=price.amount if price else None,
        currency=price.currency if price else None,
        unit=price.unit if price else None,
        product_id=product_id,
        score=read.label.score,
        photo=read.label.photo,
        row=read.label.row,
        position=read.label.position,
    )


class PipelineVision:
    """The pipeline as vision workers use it: one copy of the models a process."""

    def __init__(
        self,
        threads: int | None = None,
        max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
        models: Models | None = None,
    ) -> None:
        """Loads the shipped models unless others are given; ModelUnavailable if not."""
        self._models = models or load_models(threads)
        self._max_megapixels = max_megapixels
        self._recognisers = KeptRecognisers()
        self.model_version = self._models.version
        self.looks_version = self._models.embedder.version

    def read(
        self,
        photos: Sequence[bytes],
        catalogue: Catalogue,
        hint: str = "",
        are_pieces: bool = False,
    ) -> ShelfReading:
        """Read encoded photos of one shelf together."""
        return read_shelf(
            photos,
            catalogue,
            self._models.tuned(catalogue.adapters),
            hint,
            self._max_megapixels,
            are_pieces,
            self._recognisers,
        )

    def film(self, video: bytes) -> Filmed:
        """The photos of a video file; raises UnreadableImage."""
        return develop(video)

    def annotate(
        self,
        photos: Sequence[bytes],
        reading: ShelfReading,
        odd_tags: Collection[int] = (),
    ) -> bytes:
        """JPEG with numbered boxes, at most 1280 px wide and 400 KB."""
        return draw_reading(photos, reading, self._max_megapixels, odd_tags)

    def prove(
        self, photos: Sequence[bytes], reading: ShelfReading, answer: Answer
    ) -> bytes | None:
        """JPEG of what proves the answer, as large and as heavy; None: no boxes."""
        return draw_proof(photos, reading, answer, self._max_megapixels)

    def redraw(
        self,
        photos: Sequence[bytes],
        reading: ShelfReading,
        boxes: Sequence[DrawnBox],
    ) -> ShelfReading:
        """The reading with the boxes that a person has drawn, and no others."""
        return with_looks(
            redrawn(reading, boxes),
            reading,
            photos,
            self._models.embedder,
            self._max_megapixels,
        )

    def enrol(
        self, photo: bytes, catalogue: Catalogue | None = None
    ) -> EnrolmentReading:
        """The main product of a photo, for the shop of this catalogue."""
        models = self._models.tuned(catalogue.adapters if catalogue else ())
        return read_product(photo, models, self._max_megapixels)

    def read_print(self, photos: Sequence[bytes]) -> tuple[TextLine, ...]:
        """All print of photographed papers; none where no print can be read."""
        reader = self._models.reader
        return read_paper(photos, reader, self._max_megapixels) if reader else ()
