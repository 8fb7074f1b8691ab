"""Fit a model of the hub to what the people of a shop have confirmed.

Called by `models tune --task category` and `--task ocr`. As with the recogniser, the
pictures are cut out of the stored photos anew, and what was learned is used only where
it does better on what was held back.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import structlog

from pipeline.category_looks import category_of_labels, key_of_label
from pipeline.errors import UnreadableImage
from pipeline.hub.classes import HubClassifier
from pipeline.hub.lines import TrOcrLines
from pipeline.hub.lora import Bounds, Report, fit_categories, fit_print
from pipeline.images import DEFAULT_MAX_MEGAPIXELS, Pixels, open_photo, upright_size
from pipeline.resized import resized
from pipeline.tuning.pictures import Parted, Told, by_photo, by_product, judged, too_few
from pipeline.tuning.print_targets import corrected, corrected_price, is_same_print
from pipeline.tuning.verdict import Verdict
from pipeline.types import Adapter, Box, ItemReading, PriceTag, ShelfReading
from pipeline.vision.looks.looks import crop
from pipeline.vision.text.ocr import LABEL, RapidTextReader
from pipeline.vision.text.strips import strip_at
from storage import catalogue, corrections, tunings
from storage.blobs import BlobNotFound, BlobStore
from storage.corrections import Correction
from storage.db import Database
from storage.models import Product, RecogniserTuning

log = structlog.get_logger(__name__)

MOST_PICTURES = 600  # the last ones
_FACINGS = 2  # of each number: its facings look alike
_LEAST_SIDE = 24  # pixels of a pack
_LINES_OF_TAG = 4
_SURE = 0.5  # of a line, as where shelves are read


@dataclass(frozen=True, slots=True)
class Adapted:
    """What came of it. `lack` says what was missing to learn anything; `kept` is None
    then, and for a trial."""

    corrections: int
    pictures: int
    verdict: Verdict
    lack: str = ""
    kept: RecogniserTuning | None = None


@dataclass(frozen=True, slots=True)
class _Photo:
    """A stored photo, opened at `factor` of its size; boxes are of the whole one."""

    pixels: Pixels
    factor: float

    def under(self, box: Box) -> Pixels:
        return crop(self.pixels, resized(box, self.factor)).copy()

    def line(self, box: Box) -> Pixels:
        return strip_at(self.pixels, resized(box, self.factor))


@dataclass(frozen=True, slots=True)
class Shop:
    """Whose corrections are learned, and where they are."""

    database: Database
    blobs: BlobStore
    shop_id: uuid.UUID
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS


def tune_categories(
    shop: Shop,
    model: HubClassifier,
    bounds: Bounds,
    report: Report,
    *,
    is_trial: bool = False,
) -> Adapted:
    """Let the model learn what category the shop's packs are; see `Adapted`.

    Raises ModelUnavailable for a model that cannot be fitted.
    """
    told = _corrected(shop)
    pictures = _last(_packs(shop, told))
    parted = by_product(pictures)

    def fit(learned: Sequence[Told]) -> Adapter:
        packs, keys = [t.pixels for t in learned], [t.truth for t in learned]
        return fit_categories(model.load(), model.base, packs, keys, bounds, report)

    def answers(adapter: Adapter | None) -> list[str]:
        worn = model if adapter is None else model.with_adapter(adapter)
        packs = (t.pixels for t in parted.held_back)
        return [category_of_labels(worn.classify(pack)) for pack in packs]

    given = _Given(_said(told), len(pictures), parted, str.__eq__)
    return _judged(shop, given, fit, answers, is_trial)


def tune_print(
    shop: Shop,
    model: TrOcrLines,
    finder: RapidTextReader,
    bounds: Bounds,
    report: Report,
    *,
    is_trial: bool = False,
) -> Adapted:
    """Let the model learn how the shop's packs and price tags are lettered.

    `finder` finds the lines on price tags. Raises ModelUnavailable as above.
    """
    told = _corrected(shop)
    pictures = _last(_lines(shop, told, finder))
    parted = by_photo(pictures)

    def fit(learned: Sequence[Told]) -> Adapter:
        strips, texts = [t.pixels for t in learned], [t.truth for t in learned]
        return fit_print(model.load(), model.base, strips, texts, bounds, report)

    def answers(adapter: Adapter | None) -> list[str]:
        worn = model if adapter is None else model.with_adapter(adapter)
        read = worn([t.pixels for t in parted.held_back])
        return [text.strip() if sure >= _SURE else "" for text, sure in read]

    given = _Given(_said(told), len(pictures), parted, is_same_print)
    return _judged(shop, given, fit, answers, is_trial)


@dataclass(frozen=True, slots=True)
class _Given:
    """What people said: so many numbers, of them so many pictures, and when an answer
    about one is right."""

    corrections: int
    pictures: int
    parted: Parted
    is_right: Callable[[str, str], bool]


def _judged(
    shop: Shop,
    given: _Given,
    fit: Callable[[Sequence[Told]], Adapter],
    answers: Callable[[Adapter | None], list[str]],
    is_trial: bool,
) -> Adapted:
    parted, counts = given.parted, (given.corrections, given.pictures)
    if parted.lack:
        return Adapted(*counts, too_few(parted.of), parted.lack)
    before = answers(None)
    adapter = fit(parted.learned)
    after = answers(adapter)
    verdict = judged(parted.held_back, parted.of, before, after, given.is_right)
    if is_trial:
        return Adapted(*counts, verdict)
    figures = {
        **verdict.figures(),
        "corrections": given.corrections,
        "pictures": given.pictures,
    }
    with shop.database.transaction() as session:
        kept = tunings.add_adapter(
            session, shop.shop_id, adapter, figures, is_better=verdict.is_better
        )
    return Adapted(*counts, verdict, kept=kept)


def _said(told: Sequence[Correction]) -> int:
    return sum(len(correction.named) for correction in told)


def _corrected(shop: Shop) -> list[Correction]:
    with shop.database.transaction() as session:
        return corrections.of_shop(session, shop.shop_id)


def _last(pictures: Iterable[Told]) -> list[Told]:
    return list(pictures)[-MOST_PICTURES:]


def _packs(shop: Shop, told: Sequence[Correction]) -> Iterator[Told]:
    """Facings of confirmed names whose product is in a category that is known."""
    with shop.database.transaction() as session:
        products = catalogue.products(session, shop.shop_id)
    keys = {p.id: key_of_label(p.category) for p in products if p.category}
    for number, correction, photos in _photos(shop, told):
        for item, product_id in _named(correction):
            largest = sorted(item.facings, key=lambda f: -f.box.area)[:_FACINGS]
            for facing in largest:
                if keys.get(product_id) and _is_large(facing.box):
                    pack = photos[facing.photo].under(facing.box)
                    yield Told(pack, keys[product_id], str(product_id), number)


def _lines(
    shop: Shop, told: Sequence[Correction], finder: RapidTextReader
) -> Iterator[Told]:
    """Print on confirmed facings that fits their names, and prices of the list."""
    names: dict[uuid.UUID, list[str]] = defaultdict(list)
    with shop.database.transaction() as session:
        for product_id, name in catalogue.names(session, shop.shop_id):
            names[product_id].append(name)
        products = catalogue.products(session, shop.shop_id)
    for number, correction, photos in _photos(shop, told):
        for item, product_id in _named(correction):
            for place, box, text in _print_on(item, correction.reading):
                truth = corrected(text, names[product_id])
                if truth:
                    strip = photos[place].line(box)
                    yield Told(strip, truth, str(product_id), number)
        for tag, product in _confirmed_tags(correction.reading, products):
            yield from _prices(photos[tag.photo], tag, product, number, finder)


def _photos(
    shop: Shop, told: Sequence[Correction]
) -> Iterator[tuple[int, Correction, list[_Photo]]]:
    """The corrections whose photos are still there, each with a number: the same for
    photos that were sent twice."""
    numbers: dict[tuple[str, ...], int] = {}
    for correction in told:
        number = numbers.setdefault(correction.photo_keys, len(numbers))
        try:
            photos = [_opened(shop, key) for key in correction.photo_keys]
        except (BlobNotFound, UnreadableImage):
            log.warning("photo_gone", scan_id=str(correction.scan_id))
            continue
        yield number, correction, photos


def _opened(shop: Shop, key: str) -> _Photo:
    data = shop.blobs.get(key)
    width, _ = upright_size(data, shop.max_megapixels)
    pixels = open_photo(data, shop.max_megapixels)
    return _Photo(pixels, pixels.shape[1] / width)


def _named(correction: Correction) -> Iterator[tuple[ItemReading, uuid.UUID]]:
    for item in correction.reading.items:
        product_id = correction.truths.get(item.group)
        if product_id is not None:
            yield item, product_id


def _print_on(
    item: ItemReading, reading: ShelfReading
) -> Iterator[tuple[int, Box, str]]:
    for line in reading.texts:
        x, y = line.box.centre
        for facing in item.facings:
            box = facing.box
            is_inside = box.left <= x <= box.right and box.top <= y <= box.bottom
            if facing.photo == line.photo and is_inside:
                yield line.photo, line.box, line.text
                break


def _confirmed_tags(
    reading: ShelfReading, products: Sequence[Product]
) -> Iterator[tuple[PriceTag, Product]]:
    """Tags on which was read what the shop's list says: where they differ, either may
    be wrong."""
    by_id = {str(product.id): product for product in products}
    for tag in reading.price_tags:
        product = by_id.get(tag.product_id or "")
        if product and product.price is not None and tag.amount == product.price:
            yield tag, product


def _prices(
    photo: _Photo,
    tag: PriceTag,
    product: Product,
    number: int,
    finder: RapidTextReader,
) -> Iterator[Told]:
    assert product.price is not None
    label = photo.under(tag.box)
    for line in finder.read([label], _LINES_OF_TAG, LABEL)[0]:
        truth = corrected_price(line.text, product.price)
        if truth:
            yield Told(strip_at(label, line.box), truth, str(product.id), number)


def _is_large(box: Box) -> bool:
    return min(box.width, box.height) >= _LEAST_SIDE
