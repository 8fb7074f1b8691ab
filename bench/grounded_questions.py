"""Questions about labelled photos with their right answers; called by `bench.grounded`.

What is right is worked out from `bench.grounded_truth`, never by the code that answers.
An answer is compared as a plain value: a number, yes or no, or a set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bench.grounded_colours import main_colours
from bench.grounded_truth import Pack, Shelf, articles
from pipeline.types import Colour
from pipeline.vqa.questions import Kind, PhotoQuestion, Place, Relation, Side, Subject

ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
    *("ninth", "tenth", "eleventh", "twelfth"),
)
_LIMITS = (Decimal(100), Decimal(150))
_ABSENT = ("vumba-cola-33-cl-can", "tawira-tea-black-100-bags", "bahara-salt-500-g")


@dataclass(frozen=True, slots=True)
class Pair:
    """One question and its right answer; a pair of numbers is a range.

    `shelf` is what the reading has to show; `is_real` where the photo shows it, too.
    """

    shelf: Shelf
    text: str
    question: PhotoQuestion
    right: Any
    other: Shelf | None = None
    is_real: bool = True


def pairs_of(shelf: Shelf, names: dict[str, str]) -> Iterator[Pair]:
    """All questions about one photo; about products only where they have `names`."""
    yield from _about_everything(shelf)
    if shelf.has_rows:
        yield from _about_rows(shelf, bool(names))
    if not names:
        return
    counts = Counter(pack.product for pack in shelf.packs)
    ranked = [product for product, _ in counts.most_common()]
    chosen = dict.fromkeys((ranked[0], ranked[len(ranked) // 2], ranked[-1]))
    for product in chosen:
        yield from _about_product(shelf, product, names[product])
    yield from _about_absent(shelf, names)
    yield _most(shelf, counts)


def demo_pairs_of(shelf: Shelf) -> Iterator[Pair]:
    """What only the demo photos can be asked: colours, kinds of goods, prices."""
    yield from _about_categories(shelf)
    yield from _about_colours(shelf)
    yield from _about_prices(shelf)
    yield from _about_strays(shelf)


def comparison(before: Shelf, after: Shelf) -> Iterator[Pair]:
    """What has changed between two photos of one shelf."""
    then = Counter(pack.product for pack in before.packs)
    now = Counter(pack.product for pack in after.packs)
    changed = {
        product: (then[product], now[product])
        for product in {*then, *now}
        if then[product] != now[product]
    }
    text = "What has changed since the last photo?"
    yield Pair(after, text, PhotoQuestion(Kind.COMPARE), changed, other=before)
    for product in sorted(changed)[:5]:
        name = articles()[product].name
        question = PhotoQuestion(Kind.COMPARE, Subject(product_ids=(product,)))
        text = f"How many {name} are missing since the last photo?"
        right = {product: changed[product]}
        yield Pair(after, text, question, right, other=before)


def _about_everything(shelf: Shelf) -> Iterator[Pair]:
    def pair(kind: Kind, text: str, right: Any) -> Pair:
        return Pair(shelf, text, PhotoQuestion(kind), right)

    yield pair(Kind.COUNT, "How many products are there?", len(shelf.packs))
    text = "How many different products are there?"
    yield pair(Kind.PRODUCTS, text, len(shelf.products))
    if shelf.has_rows:
        yield pair(Kind.SHELVES, "How many shelves are there?", shelf.rows)
        empty = sum(gap.width for gap in shelf.gaps)
        yield pair(Kind.GAPS, "How many empty places are there?", empty)
        text = "Which shelf is the emptiest?"
        yield pair(Kind.EMPTIEST, text, _emptiest(shelf))


def _emptiest(shelf: Shelf) -> set[int]:
    shares = {}
    for row in range(1, shelf.rows + 1):
        empty = sum(gap.width for gap in shelf.gaps if gap.row == row)
        shares[row] = empty / (len(shelf.columns(row)) + empty)
    most = max(shares.values())
    return {row for row, share in shares.items() if most and share == most}


def _about_rows(shelf: Shelf, has_names: bool) -> Iterator[Pair]:
    for row in range(1, shelf.rows + 1):
        own = shelf.on_row(row)
        which = f"the {ORDINALS[row - 1]} shelf from the top"
        question = PhotoQuestion(Kind.COUNT, place=Place(row=row))
        yield Pair(shelf, f"How many products are on {which}?", question, len(own))
        if has_names:
            question = PhotoQuestion(Kind.CONTENTS, place=Place(row=row))
            right = dict(Counter(pack.product for pack in own))
            yield Pair(shelf, f"What is on {which}?", question, right)
    bottom = PhotoQuestion(Kind.COUNT, place=Place(row=-1))
    right = len(shelf.on_row(shelf.rows))
    yield Pair(shelf, "How many products are on the bottom shelf?", bottom, right)
    left = PhotoQuestion(Kind.COUNT, place=Place(row=1, side=Side.LEFT))
    inside = [p for p in shelf.on_row(1) if _side(shelf, [p]) is Side.LEFT]
    text = "How many products are on the left of the top shelf?"
    yield Pair(shelf, text, left, len(inside))


def _about_product(shelf: Shelf, product: str, name: str) -> Iterator[Pair]:
    subject = Subject(product_ids=(product,))
    packs = [pack for pack in shelf.packs if pack.product == product]
    question = PhotoQuestion(Kind.COUNT, subject)
    yield Pair(shelf, f"How many {name} are there?", question, len(packs))
    question = PhotoQuestion(Kind.PRESENCE, subject)
    yield Pair(shelf, f"Is there any {name}?", question, True)
    if not shelf.has_rows:
        return
    runs = list(shelf.runs(product))
    right = {(row, _side(shelf, part)) for row, part in runs}
    yield Pair(shelf, f"Where is {name}?", PhotoQuestion(Kind.WHERE, subject), right)
    row = runs[0][0]
    question = PhotoQuestion(Kind.COUNT, subject, Place(row=row))
    here = sum(pack.row == row for pack in packs)
    text = f"How many {name} are on the {ORDINALS[row - 1]} shelf from the top?"
    yield Pair(shelf, text, question, here)
    for relation, text in (
        (Relation.LEFT_OF, f"What is to the left of {name}?"),
        (Relation.NEXT_TO, f"What is next to {name}?"),
    ):
        place = Place(relation=relation, what=subject)
        question = PhotoQuestion(Kind.CONTENTS, place=place)
        yield Pair(shelf, text, question, _beside(shelf, product, relation))


def _beside(shelf: Shelf, product: str, relation: Relation) -> set[str]:
    """What is in the next column of packs, on one side or on both."""
    found: set[str] = set()
    for row in range(1, shelf.rows + 1):
        columns = shelf.columns(row)
        for at, column in enumerate(columns):
            if product not in column:
                continue
            if at:
                found |= columns[at - 1]
            if relation is Relation.NEXT_TO and at + 1 < len(columns):
                found |= columns[at + 1]
    return found - {product}


def _side(shelf: Shelf, packs: list[Pack]) -> Side:
    boxes = [pack.box for pack in shelf.packs] + [gap.box for gap in shelf.gaps]
    left, right = min(b.left for b in boxes), max(b.right for b in boxes)
    start, end = min(p.box.left for p in packs), max(p.box.right for p in packs)
    share = ((start + end) / 2 - left) / (right - left)
    return Side.LEFT if share < 1 / 3 else Side.RIGHT if share > 2 / 3 else Side.MIDDLE


def _about_absent(shelf: Shelf, names: dict[str, str]) -> Iterator[Pair]:
    absent = [p for p in _ABSENT if p in names and p not in shelf.products]
    for product in absent[:1]:
        question = PhotoQuestion(Kind.PRESENCE, Subject(product_ids=(product,)))
        yield Pair(shelf, f"Is there any {names[product]}?", question, False)


def _most(shelf: Shelf, counts: Counter[str]) -> Pair:
    most = max(counts.values())
    right = {product for product, count in counts.items() if count == most}
    text = "Of which product are there most?"
    return Pair(shelf, text, PhotoQuestion(Kind.MOST), right)


def _about_categories(shelf: Shelf) -> Iterator[Pair]:
    counts = Counter(articles()[pack.product].category for pack in shelf.packs)
    for category, count in counts.most_common(2):
        question = PhotoQuestion(Kind.COUNT, Subject(category=category))
        yield Pair(shelf, f"How many packs of {category} are there?", question, count)


def _about_colours(shelf: Shelf) -> Iterator[Pair]:
    """The two colours of which most packs are, for certain; a range where people
    would call some of the packs otherwise."""
    at_least: Counter[str] = Counter()
    at_most: Counter[str] = Counter()
    for pack in shelf.packs:
        terms = main_colours(pack.product)
        at_most.update(terms)
        if len(terms) == 1:
            at_least.update(terms)
    for term, least in at_least.most_common(2):
        question = PhotoQuestion(Kind.COUNT, Subject(colours=(Colour(term),)))
        text = f"How many packs are {term}?"
        yield Pair(shelf, text, question, (least, at_most[term]))
    product = Counter(p.product for p in shelf.packs).most_common(1)[0][0]
    question = PhotoQuestion(Kind.COLOUR, Subject(product_ids=(product,)))
    text = f"Which colour is {articles()[product].name}?"
    yield Pair(shelf, text, question, set(main_colours(product)))


def _about_prices(shelf: Shelf) -> Iterator[Pair]:
    """Only what tags say counts: the shop's own prices are not given."""
    prices = {tag.product: tag.price for tag in shelf.tags if tag.product is not None}
    if not prices:
        return
    for product in sorted(prices)[:2]:
        question = PhotoQuestion(Kind.TAG, Subject(product_ids=(product,)))
        text = f"What does the price tag of {articles()[product].name} say?"
        yield Pair(shelf, text, question, {prices[product]})
    for kind, best, text in (
        (Kind.DEAREST, max(prices.values()), "What costs most?"),
        (Kind.CHEAPEST, min(prices.values()), "What costs least?"),
    ):
        right = {product for product, price in prices.items() if price == best}
        yield Pair(shelf, text, PhotoQuestion(kind), right)
    for limit in _LIMITS:
        question = PhotoQuestion(Kind.CHEAPER_THAN, amount=limit)
        right = {product for product, price in prices.items() if price < limit}
        yield Pair(shelf, f"What is cheaper than {limit}?", question, right)


def _about_strays(shelf: Shelf) -> Iterator[Pair]:
    """As the shelf is, if nothing is out of place; and with one pack put elsewhere."""
    question, text = PhotoQuestion(Kind.OUT_OF_PLACE), "Is anything out of place?"
    if _strays(shelf):
        return
    yield Pair(shelf, text, question, set())
    moved = _with_stray(shelf)
    if moved is not None:
        yield Pair(moved, text, question, _strays(moved), is_real=False)


def _strays(shelf: Shelf) -> set[str]:
    """Products in one or two places with another one on both sides of them that takes
    more places there."""
    found: set[str] = set()
    for row in range(1, shelf.rows + 1):
        columns = shelf.columns(row)
        for start in range(1, len(columns) - 1):
            for end in (start, start + 1):
                if end + 1 < len(columns):
                    found |= _between(columns, start, end)
    return found


def _between(columns: list[set[str]], start: int, end: int) -> set[str]:
    before, after = columns[start - 1], columns[end + 1]
    inside = set.intersection(*columns[start : end + 1]) - before - after
    room = 0
    for product in before & after:
        at = start - 1
        while at >= 0 and product in columns[at]:
            room, at = room + 1, at - 1
        at = end + 1
        while at < len(columns) and product in columns[at]:
            room, at = room + 1, at + 1
    return inside if room > end - start + 1 else set()


def _with_stray(shelf: Shelf) -> Shelf | None:
    """The middle pack of a long run exchanged for one that stands elsewhere."""
    for product in shelf.products:
        for row, part in shelf.runs(product):
            places = sorted({pack.place for pack in part})
            single = [p for p in places if sum(q.place == p for q in part) == 1]
            inner = [place for place in single if place not in (places[0], places[-1])]
            others = [p.product for p in shelf.packs if p.row != row]
            if len(places) < 3 or not inner or not others:
                continue
            at = inner[len(inner) // 2]
            stray = Counter(others).most_common(1)[0][0]
            packs = tuple(
                replace(p, product=stray) if (p.row, p.place) == (row, at) else p
                for p in shelf.packs
            )
            return replace(shelf, packs=packs)
    return None
