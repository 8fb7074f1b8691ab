"""A photo of a delivery note, an invoice or a price list: booked, or asked about once.

Called by the vision workers after the print was read, inside one transaction.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions import price_lists
from bot.actions.papers import DoubtfulLine, PaperDoubts, PaperUnreadable, PriceDoubts
from bot.actions.price_lists import WhosePrices
from bot.actions.receiving import Came
from bot.actions.roles import Verb, refusal
from bot.actions.scans import reply_to_scan, talk_about_scan
from bot.dialogue import papers
from bot.messages import Reply
from bot.paper_names import DELIVERY, Paper, paper_named
from bot.results import LeftOut, Result
from bot.services import Services
from bot.talk import Talk
from pipeline.insights.paper_amounts import cost_of, pieces_of
from pipeline.insights.papers import (
    Expected,
    Found,
    PaperLine,
    lines_of,
    matched,
)
from pipeline.types import TextLine
from storage import catalogue, orders, suppliers
from storage.models import Order, Product, Scan
from storage.models.orders import OrderStatus


def finish_paper(
    services: Services,
    session: Session,
    scan: Scan,
    texts: Sequence[TextLine],
    now: datetime,
) -> Reply:
    """Book what the paper says where it is clear, else ask ONE question about it."""
    talk = talk_about_scan(services, session, scan, now)
    if talk.member.removed_at is not None:
        return reply_to_scan(talk, scan, [LeftOut(talk.shop.name)], None)
    paper = paper_named(scan.caption) or Paper(DELIVERY)
    is_delivery = paper.kind == DELIVERY
    verb = Verb.RECEIVE_ORDER if is_delivery else Verb.SET_PRICE
    result = refusal(talk.member, verb)
    if result is None:
        lines = lines_of(texts)
        read = _delivery if is_delivery else _prices
        result = read(talk, paper, lines)
    return reply_to_scan(talk, scan, [result], None)


@dataclass(frozen=True, slots=True)
class _Goods:
    """One product of a delivery: what was ordered, what came, whether that is clear."""

    came: Came
    name: str
    ordered: int
    is_sure: bool


def _delivery(talk: Talk, paper: Paper, lines: Sequence[PaperLine]) -> Result:
    """Against the approved order that the paper fits best."""
    products = catalogue.products(talk.session, talk.shop.id)
    order, found, rest = _best_order(talk, paper, lines, products)
    extras, _ = matched(rest, _expected(talk, products, None, known=found))
    goods = [_came(line, products) for line in found]
    goods += [_came(line, products) for line in extras if line.is_sure]
    if order is not None:
        goods += _not_on_paper(talk, order, goods, products)
    if not any(one.came.quantity for one in goods):
        return PaperUnreadable()
    came = [one.came for one in goods]
    number = order.number if order else None
    if order is not None and all(one.is_sure for one in goods):
        return papers.book_delivery(talk, number, came)
    talk.ask(papers.delivery_question(number, came))
    shown = tuple(
        DoubtfulLine(one.name, one.ordered, one.came.quantity, one.is_sure)
        for one in goods
    )
    return PaperDoubts(number, shown)


def _best_order(
    talk: Talk, paper: Paper, lines: Sequence[PaperLine], products: Sequence[Product]
) -> tuple[Order | None, tuple[Found, ...], tuple[PaperLine, ...]]:
    """Of the orders that are on their way, the one with most rows on the paper."""
    best: tuple[Order | None, tuple[Found, ...], tuple[PaperLine, ...]]
    best = (None, (), tuple(lines))
    supplier = (
        suppliers.find(talk.session, talk.shop.id, paper.supplier)
        if paper.supplier
        else None
    )
    for order in orders.open_orders(talk.session, talk.shop.id):
        is_other = supplier is not None and order.supplier_id != supplier.id
        if order.status != OrderStatus.APPROVED or is_other:
            continue
        found, rest = matched(lines, _expected(talk, products, order))
        if len(found) > len(best[1]):
            best = (order, found, rest)
    return best


def _expected(
    talk: Talk,
    products: Sequence[Product],
    order: Order | None,
    *,
    known: Sequence[Found] = (),
    costs: dict[uuid.UUID, Decimal] | None = None,
) -> list[Expected]:
    """The order's products, or all of the shop but those that were found already."""
    ordered = _outstanding(talk, order) if order else {}
    taken = {found.product.product_id for found in known}
    names: dict[uuid.UUID, list[str]] = defaultdict(list)
    for product_id, name in catalogue.names(talk.session, talk.shop.id):
        names[product_id].append(name)
    return [
        Expected(
            str(product.id),
            tuple(names[product.id]),
            ordered.get(product.id),
            product.pack_size,
            (costs or {}).get(product.id, product.cost),
        )
        for product in products
        if str(product.id) not in taken and (order is None or product.id in ordered)
    ]


def _outstanding(talk: Talk, order: Order) -> dict[uuid.UUID, int]:
    """What has not come of the order yet."""
    lines = orders.lines_of(talk.session, order)
    rest = {line.product_id: orders.outstanding(line) for line in lines}
    return {product_id: pieces for product_id, pieces in rest.items() if pieces}


def _came(found: Found, products: Sequence[Product]) -> _Goods:
    product = _product(found, products)
    pieces = pieces_of(found.line, found.product)
    ordered = found.product.quantity or 0
    is_priced = found.line.price is not None
    cost = cost_of(found.line, found.product) if is_priced else None
    # What was ordered is the best guess; the question shows it.
    came = Came(product.id, ordered if pieces is None else pieces, cost)
    is_sure = found.is_sure and pieces is not None and ordered > 0
    return _Goods(came, product.name, ordered, is_sure)


def _not_on_paper(
    talk: Talk, order: Order, goods: Sequence[_Goods], products: Sequence[Product]
) -> list[_Goods]:
    """Ordered, but no row says so: it has not come, or the row was not read."""
    seen = {one.came.product_id for one in goods}
    names = {product.id: product.name for product in products}
    return [
        _Goods(Came(product_id, 0), names[product_id], pieces, False)
        for product_id, pieces in _outstanding(talk, order).items()
        if product_id not in seen and product_id in names
    ]


def _product(found: Found, products: Sequence[Product]) -> Product:
    return next(p for p in products if str(p.id) == found.product.product_id)


def _prices(talk: Talk, paper: Paper, lines: Sequence[PaperLine]) -> Result:
    """What the supplier asks; names that are not clear are asked about."""
    supplier = price_lists.supplier_of_list(talk.session, talk.shop, paper.supplier)
    if isinstance(supplier, WhosePrices):
        return supplier
    products = catalogue.products(talk.session, talk.shop.id)
    costs = suppliers.prices_of(talk.session, supplier.id)
    found, _ = matched(lines, _expected(talk, products, None, costs=costs))
    offers = [
        (_product(one, products), cost)
        for one in found
        if (cost := cost_of(one.line, one.product)) is not None
    ]
    if not offers:
        return PaperUnreadable()
    plain = [(product.id, cost) for product, cost in offers]
    if all(one.is_sure for one in found):
        return papers.take_prices(talk, supplier.id, plain)
    talk.ask(papers.prices_question(supplier.id, plain))
    shown = tuple((product.name, cost) for product, cost in offers)
    return PriceDoubts(supplier.name, shown)
