"""Carries out wishes: each intent has one performer that calls a verb and says what
came of it, as a result for `bot.replies`. Called by the conversation and for captions.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.actions import catalogue as names
from bot.actions import groups, prices, shops, stock
from bot.actions.missing import missing
from bot.results import (
    Confirm,
    CurrencySet,
    HowMany,
    HowManyInPack,
    LanguageSet,
    MayNotChange,
    NameWanted,
    NoPicture,
    Result,
    Said,
    Unknown,
)
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Intent, Item, Named, to_json
from bot.voice import languages
from storage import conversations
from storage.models import Product
from storage.models.stock import MovementKind
from storage.saving import ProductInput

Performer = Callable[[Talk, Any], list[Result]]

_FIXED_UNITS = {"dozen": 12, "pair": 2}


def perform(talk: Talk, wishes: Iterable[Intent]) -> list[Result]:
    """Carry out the wishes in order; one that needs an answer does not stop the rest."""
    results: list[Result] = []
    for wish in wishes:
        if isinstance(wish, _CHANGES) and not shops.may_change(talk.member):
            results.append(MayNotChange())
            continue
        performer = _PERFORMERS.get(type(wish))
        results.extend(performer(talk, wish) if performer else [Said(wish)])
    if talk.mentioned:
        products = [str(product_id) for product_id in talk.mentioned]
        conversations.remember(talk.conversation, talk.now, products=products)
    return list(dict.fromkeys(results)) if _hashable(results) else results


def _hashable(results: Sequence[Result]) -> bool:
    try:
        hash(tuple(results))
    except TypeError:
        return False
    return True


# -- asking -----------------------------------------------------------------------


def _count(talk: Talk, wish: want.Count) -> list[Result]:
    if not wish.products:
        last = talk.last_products()
        if not last:
            return [stock.list_stock(talk.session, talk.shop.id)]
        return [stock.count(talk.session, [product.id for product in last])]
    whole = " ".join(named.phrase for named in wish.products)
    if len(wish.products) > 1 and talk.index.is_name(whole):
        wish = want.Count((Named(whole),), wish.is_guess)
    found: list[Product] = []
    unclear: list[Result] = []
    for named in wish.products:
        product = talk.find(named)
        if isinstance(product, Product):
            found.append(product)
        elif wish.is_guess and not _is_worth_asking(product):
            unclear.append(Said(want.NotUnderstood(named.phrase)))
        else:
            unclear.append(talk.ask_which(product, want.Count((named,))))
    talk.mention(found)
    counted = [stock.count(talk.session, [p.id for p in found])] if found else []
    return [*counted, *unclear]


def _is_worth_asking(match: Match) -> bool:
    """A bare phrase is a product's name if it fits some, or is short and like one."""
    return match.is_known or (bool(match.products) and len(match.phrase.split()) <= 3)


def _list(talk: Talk, wish: want.ListStock) -> list[Result]:
    return [stock.list_stock(talk.session, talk.shop.id, wish.category)]


def _missing(talk: Talk, wish: want.Missing) -> list[Result]:
    return [missing(talk.session, talk.shop.id, talk.scan)]


def _low(talk: Talk, wish: want.LowStock) -> list[Result]:
    return [stock.low_stock(talk.session, talk.shop.id)]


def _price(talk: Talk, wish: want.PriceOf) -> list[Result]:
    return _with_product(talk, wish, lambda product: prices.price_of(product))


# -- changing stock ---------------------------------------------------------------


def _move(talk: Talk, wish: want.Move) -> list[Result]:
    kind = MovementKind(wish.kind)
    ready, unclear = _counted_items(talk, wish.items, lambda i: want.Move(wish.kind, i))
    if not ready:
        return unclear
    moved = stock.move(
        talk.session, talk.shop.id, kind, ready, member_id=talk.member.id
    )
    return [_booked(talk, moved), *unclear]


def _correct(talk: Talk, wish: want.Correct) -> list[Result]:
    if wish.is_guess and not all(_is_known(talk, item.product) for item in wish.items):
        if not any(_is_known(talk, item.product) for item in wish.items):
            return _unknown_guess(talk, wish)
    ready, unclear = _counted_items(talk, wish.items, want.Correct)
    if not ready:
        return unclear
    scan = talk.scan
    facings = {}
    if scan is not None:
        seen = groups.facings_by_product(scan)
        wanted = {pid: seen[pid] for pid, _ in ready if pid in seen}
        facings = stock.facings_of(talk.session, scan.id, wanted)
    moved = stock.correct(
        talk.session,
        talk.shop.id,
        ready,
        facings=facings,
        scan_id=scan.id if scan is not None and facings else None,
        member_id=talk.member.id,
    )
    return [_booked(talk, moved), *unclear]


def _is_known(talk: Talk, named: Named) -> bool:
    product = talk.find(named)
    return isinstance(product, Product) or product.is_known


def _unknown_guess(talk: Talk, wish: want.Correct) -> list[Result]:
    """ "banana 14" of nothing known: a likely typo is asked about, else not understood."""
    first = wish.items[0]
    match = talk.find(first.product)
    if isinstance(match, Match) and _is_worth_asking(match):
        return [talk.ask_which(match, wish)]
    if len(first.product.phrase.split()) <= 3 and len(wish.items) == 1:
        return [Unknown(first.product.phrase)]
    return [Said(want.NotUnderstood(first.product.phrase))]


def _counted_items(
    talk: Talk,
    items: Sequence[Item],
    again: Callable[[tuple[Item, ...]], Intent],
) -> tuple[list[tuple[uuid.UUID, int]], list[Result]]:
    """Product and pieces of each item that is clear, and what to ask about the others.

    `again` makes the wish of one item, to be carried out once its question is answered.
    """
    ready: list[tuple[uuid.UUID, int]] = []
    unclear: list[Result] = []
    for item in _spread(talk, items):
        product = talk.find(item.product)
        if isinstance(product, Match):
            unclear.append(talk.ask_which(product, again((item,))))
            continue
        talk.mention([product])
        pieces = _pieces(talk, item, product, again)
        if isinstance(pieces, int):
            ready.append((product.id, pieces))
        else:
            unclear.append(pieces)
    return ready, unclear


def _spread(talk: Talk, items: Sequence[Item]) -> list[Item]:
    """ "3 of those": the same for each product talked about last."""
    spread = []
    for item in items:
        if item.product.phrase or item.product.product_id:
            spread.append(item)
            continue
        last = talk.last_products()
        spread += [
            replace(item, product=Named(p.name, str(p.id))) for p in last[:1]
        ] or [item]
    return spread


def _pieces(
    talk: Talk,
    item: Item,
    product: Product,
    again: Callable[[tuple[Item, ...]], Intent],
) -> int | Result:
    """The number of single pieces, or the question for what is not known."""
    chosen = replace(item, product=Named(item.product.phrase, str(product.id)))
    wish = again((chosen,))
    if item.quantity is None:
        asked = talk.ask({"kind": "quantity", "intent": to_json(wish)})
        kind = wish.kind if isinstance(wish, want.Move) else "correction"
        return HowMany(kind, product.name, asked)
    if item.unit is None or item.unit == product.unit:
        return item.quantity
    size = _FIXED_UNITS.get(item.unit) or product.pack_size
    if size is None:
        asked = talk.ask(
            {
                "kind": "pack_size",
                "product_id": str(product.id),
                "intent": to_json(wish),
            }
        )
        return HowManyInPack(item.unit, product.name, asked)
    return item.quantity * size


def _booked(talk: Talk, moved: stock.Moved) -> stock.Moved:
    if moved.batch_id is not None:
        talk.batches.append(moved.batch_id)
    return moved


def _undo(talk: Talk, wish: want.Undo) -> list[Result]:
    return [undo_batch(talk, None)]


def undo_batch(talk: Talk, batch_id: uuid.UUID | None) -> Result:
    """Take back the last change; for a button only the change it stands under."""
    undone, batch = stock.undo(
        talk.session, talk.shop.id, member_id=talk.member.id, batch_id=batch_id
    )
    if batch is not None:
        groups.forget_naming(talk.session, batch)
        talk.mention([line.product for line in batch.lines])
    return undone


def _redo(talk: Talk, wish: want.Redo) -> list[Result]:
    return [stock.redo(talk.session, talk.shop.id, member_id=talk.member.id)]


# -- numbers on the picture -------------------------------------------------------


def _name_group(talk: Talk, wish: want.NameGroup) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    if not wish.name:
        return [NameWanted(wish.group)]
    product = _product_called(talk, wish)
    if isinstance(product, Match):
        return [talk.ask_which(product, wish, or_new=True)]
    named = groups.name_group(
        talk.session, talk.scan, wish.group, product, member_id=talk.member.id
    )
    if isinstance(named, groups.GroupNamed):
        talk.forget_names()
        talk.mentioned.append(named.product_id)
        if named.batch_id is not None:
            talk.batches.append(named.batch_id)
    return [named]


def _product_called(talk: Talk, wish: want.NameGroup) -> Product | Match | str:
    """The product if the name clearly is one, a match to ask about, or the new name.

    A name that only resembles others, or says more than they do, is a new product:
    "Coca-Cola 50cl" is not the "Coca-Cola 35cl" that the shop has.
    """
    if wish.product_id == "new":
        return wish.name
    found = talk.find(Named(wish.name, wish.product_id))
    if isinstance(found, Match) and not found.is_known:
        return wish.name
    return found


def _count_group(talk: Talk, wish: want.CountGroup) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    known = groups.groups_of(talk.scan)
    group = next((g for g in known if g.group == wish.group), None)
    if group is None:
        numbers = tuple(g.group for g in known)
        return [groups.NoSuchGroup(wish.group, numbers)]
    if group.product_id is None:
        return [NameWanted(wish.group)]
    item = Item(Named(f"#{wish.group}", group.product_id), wish.quantity)
    return _correct(talk, want.Correct((item,)))


def _skip_group(talk: Talk, wish: want.SkipGroup) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    return [groups.skip_group(talk.scan, wish.group)]


# -- products ---------------------------------------------------------------------


def _new_product(talk: Talk, wish: want.NewProduct) -> list[Result]:
    described = names.describe(
        talk.session,
        talk.shop,
        ProductInput(
            wish.name,
            minimum=wish.minimum,
            price=wish.price,
            quantity=wish.quantity,
        ),
        member_id=talk.member.id,
    )
    talk.forget_names()
    if isinstance(described, names.Described):
        talk.mentioned.append(described.product_id)
        if described.batch_id is not None:
            talk.batches.append(described.batch_id)
    return [described]


def _rename(talk: Talk, wish: want.Rename) -> list[Result]:
    talk_shop = talk.shop.id
    results = _with_product(
        talk, wish, lambda p: names.rename(talk.session, talk_shop, p, wish.name)
    )
    talk.forget_names()
    return results


def _add_alias(talk: Talk, wish: want.AddAlias) -> list[Result]:
    """Either side may be the known one: "cola = Coca-Cola", "Coca-Cola = cola"."""
    if not _is_known(talk, wish.product) and _is_known(talk, Named(wish.alias)):
        wish = want.AddAlias(Named(wish.alias), wish.product.phrase)
    results = _with_product(
        talk, wish, lambda p: names.add_alias(talk.session, talk.shop.id, p, wish.alias)
    )
    talk.forget_names()
    return results


def _remove(talk: Talk, wish: want.Remove) -> list[Result]:
    def ask(product: Product) -> Result:
        talk.ask({"kind": "remove", "product_id": str(product.id)})
        return Confirm(product.name, product.quantity)

    return _with_product(talk, wish, ask)


def _set_minimum(talk: Talk, wish: want.SetMinimum) -> list[Result]:
    return _with_product(
        talk, wish, lambda p: names.set_minimum(talk.session, p, wish.minimum)
    )


def _set_pack_size(talk: Talk, wish: want.SetPackSize) -> list[Result]:
    if wish.size < 1:
        return [Said(want.TooLarge())]
    return _with_product(
        talk, wish, lambda p: names.set_pack_size(talk.session, p, wish.size)
    )


def _set_price(talk: Talk, wish: want.SetPrice) -> list[Result]:
    return _with_product(
        talk,
        wish,
        lambda p: prices.set_price(talk.session, talk.shop, p, wish.amount),
    )


def _with_product(
    talk: Talk, wish: Any, do: Callable[[Product], Result]
) -> list[Result]:
    product = talk.find(wish.product)
    if isinstance(product, Match):
        return [talk.ask_which(product, wish)]
    talk.mention([product])
    return [do(product)]


# -- the shop ---------------------------------------------------------------------


def _set_language(talk: Talk, wish: want.SetLanguage) -> list[Result]:
    if wish.language in languages():
        talk.voice = replace(talk.voice, language=wish.language or "en")
        conversations.remember(
            talk.conversation, talk.now, pinned_language=wish.language
        )
        talk.chat.locale = wish.language
        return [LanguageSet(wish.language, languages())]
    return [LanguageSet(None, languages())]


def _set_currency(talk: Talk, wish: want.SetCurrency) -> list[Result]:
    talk.shop.currency = wish.currency
    talk.voice = replace(talk.voice, currency=wish.currency)
    return [CurrencySet(wish.currency)]


_PERFORMERS: dict[type, Performer] = {
    want.Count: _count,
    want.ListStock: _list,
    want.Missing: _missing,
    want.LowStock: _low,
    want.PriceOf: _price,
    want.Move: _move,
    want.Correct: _correct,
    want.Undo: _undo,
    want.Redo: _redo,
    want.NameGroup: _name_group,
    want.CountGroup: _count_group,
    want.SkipGroup: _skip_group,
    want.NewProduct: _new_product,
    want.Rename: _rename,
    want.AddAlias: _add_alias,
    want.Remove: _remove,
    want.SetMinimum: _set_minimum,
    want.SetPackSize: _set_pack_size,
    want.SetPrice: _set_price,
    want.SetLanguage: _set_language,
    want.SetCurrency: _set_currency,
}
_CHANGES = (
    want.Move,
    want.Correct,
    want.Undo,
    want.Redo,
    want.NameGroup,
    want.CountGroup,
    want.SkipGroup,
    want.NewProduct,
    want.Rename,
    want.AddAlias,
    want.Remove,
    want.SetMinimum,
    want.SetPackSize,
    want.SetPrice,
    want.SetCurrency,
)
