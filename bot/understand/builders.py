"""Wishes made from what a clause holds, by their label: the kind, with a shade.

Called with labels that a cue or the classifier chose: "Count", "Move.sale". What is
missing for the wish is left open where the conversation can ask, else there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from bot.understand import intents as want
from bot.understand import slots
from bot.understand.elements import Clause
from bot.understand.intents import Intent, Item, Named
from bot.understand.items import whole
from bot.understand.lexicon import Concept
from bot.understand.lexicon.concepts import MONEY
from bot.understand.words import tidy_name

Build = Callable[[Clause], Intent | None]
LARGEST_PRICE = 99_999_999


def build(label: str, clause: Clause) -> Intent | None:
    """The wish of a label; None where the clause holds too little for it."""
    return _BUILDERS[label](clause)


def _said(kind: Callable[[], Intent]) -> Build:
    return lambda _: kind()


def _of_product(kind: Callable[[Named], Intent]) -> Build:
    return lambda clause: kind(slots.product(clause))


def _count(clause: Clause) -> Intent:
    return want.Count(slots.products(clause))


def _list_stock(clause: Clause) -> Intent:
    runs = slots.runs(clause)
    if not runs:
        by_shelf = slots.has(clause, Concept.SHELF)
        return want.ListStock(shelf="" if by_shelf else None)
    if slots.is_product(runs[0]):
        return want.Count(slots.products(clause))
    if slots.has(clause, Concept.SHELF):
        return want.ListStock(shelf=slots.phrase(runs[0]))
    return want.ListStock(category=slots.phrase(runs[0]))


def _value(clause: Clause) -> Intent:
    runs = slots.runs(clause)
    if not runs:
        of_it = slots.has(clause, Concept.IT) and not slots.has(clause, Concept.STOCK)
        return want.StockValue(product=Named("") if of_it else None)
    if slots.is_product(runs[0]):
        return want.StockValue(product=Named(slots.phrase(runs[0])))
    return want.StockValue(category=slots.phrase(runs[0]))


def _sellers(slowest: bool) -> Build:
    def sellers(clause: Clause) -> Intent:
        return want.BestSellers(slowest, slots.meaning(clause, Concept.PERIOD))

    return sellers


_KINDS = (
    ("sale", Concept.SALE),
    ("delivery", Concept.DELIVERY),
    ("loss", Concept.LOSS),
)


def _history(clause: Clause) -> Intent:
    said = [kind for kind, concept in _KINDS if slots.has(clause, concept)]
    period = slots.meaning(clause, Concept.PERIOD)
    kind = said[0] if said else None
    return want.History(slots.product_if_any(clause), kind, period)


def _move(kind: str) -> Build:
    def move(clause: Clause) -> Intent | None:
        items = slots.items(clause)
        if not items:
            return want.TooLarge() if slots.number(clause) is not None else None
        return want.Move(kind, items)

    return move


def _correct(clause: Clause) -> Intent | None:
    items = slots.items(clause)
    if not items or any(item.quantity is None for item in items):
        return None
    return want.Correct(items)


def _finished(clause: Clause) -> Intent | None:
    named = slots.products(clause)
    if not named and not slots.has(clause, Concept.IT):
        return want.Missing()
    if clause.is_question:
        return want.Count(named)
    return want.Correct(tuple(Item(one, 0) for one in named or (Named(""),)))


def _also(clause: Clause) -> Intent | None:
    items = slots.items(clause)
    return want.Also(items) if items else None


def _priced(kind: Callable[[Named, Decimal], Intent]) -> Build:
    def priced(clause: Clause) -> Intent | None:
        amount = slots.money(clause)
        if amount is None:
            return None
        if amount > LARGEST_PRICE:
            return want.TooLarge()
        return kind(slots.product(clause), amount)

    return priced


def _counted(kind: Callable[[Named, int], Intent]) -> Build:
    def counted(clause: Clause) -> Intent | None:
        value = slots.number(clause)
        if value is None:
            return None
        number = whole(value)
        if number is None:
            return want.TooLarge()
        return kind(slots.product(clause), number)

    return counted


def _pack_size(clause: Clause) -> Intent | None:
    values = [int(e.value or 0) for _, e in slots.numbers(clause)]
    sizes = [value for value in values if value > 1]
    if not sizes:
        return None
    return want.SetPackSize(slots.product(clause), sizes[-1], slots.bundle(clause))


def _pair(kind: Callable[[Named, str], Intent]) -> Build:
    """Wishes of a product and another name: the first two names, in their order."""

    def pair(clause: Clause) -> Intent | None:
        runs = slots.runs(clause)
        if len(runs) == 2:
            return kind(Named(slots.phrase(runs[0])), slots.phrase(runs[1]))
        if len(runs) == 1 and slots.has(clause, Concept.IT):
            return kind(Named(""), slots.phrase(runs[0]))
        return None

    return pair


def _merge(clause: Clause) -> Intent | None:
    named = [Named(slots.phrase(run)) for run in slots.runs(clause)]
    if len(named) == 2:
        return want.MergeProducts(named[0], named[1])
    return want.MergeProducts(Named(""), Named("")) if not named else None


def _alert(clause: Clause) -> Intent | None:
    if MONEY in clause.letters:
        return _price_alert(clause)
    limit = slots.number(clause)
    runs = slots.runs(clause)
    if not runs:
        of_it = slots.has(clause, Concept.IT) or limit is not None
        return want.SetAlert(Named("") if of_it else None, threshold=limit)
    any_of = slots.has(clause, Concept.ANY, Concept.CATEGORY)
    if any_of and len(runs) == 1:
        return want.SetAlert(category=slots.phrase(runs[0]), threshold=limit)
    named = slots.products(clause, with_numbers=limit is None)
    return want.SetAlert(named[0], threshold=limit)


def _price_alert(clause: Clause) -> Intent | None:
    limit = slots.money(clause)
    named = slots.products(clause, with_numbers=limit is None)
    it = Named("") if slots.has(clause, Concept.IT) else None
    return want.SetAlert(named[0] if named else it, kind="price", threshold=limit)


def _stop_alert(clause: Clause) -> Intent:
    runs = slots.runs(clause)
    kind = "price" if slots.has(clause, Concept.PRICE, Concept.DROPS) else None
    if not runs:
        named = Named("") if slots.has(clause, Concept.IT) else None
        return want.StopAlert(named, kind=kind)
    if slots.has(clause, Concept.ANY, Concept.CATEGORY) and len(runs) == 1:
        return want.StopAlert(category=slots.phrase(runs[0]), kind=kind)
    return want.StopAlert(slots.products(clause)[0], kind=kind)


def _snooze(clause: Clause) -> Intent:
    named = slots.products(clause, with_numbers=False)
    day = slots.meaning(clause, Concept.DAY)
    minutes = None if day else slots.minutes(clause)
    return want.Snooze(named[0] if named else None, minutes, day)


def _why(clause: Clause) -> Intent:
    named = slots.products(clause)
    return want.Why(named[0] if named else None)


def _buy(clause: Clause) -> Intent:
    minutes = slots.minutes(clause)
    day = slots.meaning(clause, Concept.DAY) or _bought_for(clause)
    days = minutes // 1440 if minutes and minutes >= 1440 and day is None else None
    return want.WhatToBuy(slots.money(clause), slots.currency(clause), days, day)


def _bought_for(clause: Clause) -> str | None:
    """ "for today", "this week", "for the month" are days to buy for as well."""
    period = slots.meaning(clause, Concept.PERIOD)
    return period if period in {"today", "week", "month"} else None


def _order(clause: Clause) -> Intent:
    ordered, supplier = _from_supplier(clause)
    items = tuple(i for i in slots.items(ordered) if i.product.phrase != supplier)
    return want.DraftOrder(items, supplier)


def _from_supplier(clause: Clause) -> tuple[Clause, str | None]:
    """What stands before "from", and who stands behind it."""
    for position, element in enumerate(clause.elements):
        if not any(c in element.roles for c in (Concept.FROM, Concept.SUPPLIER)):
            continue
        before = clause.part(0, position)
        behind = slots.runs(clause.part(position + 1, len(clause.elements)))
        is_split = slots.runs(before) or Concept.FROM not in element.roles
        if behind and is_split:
            return before, slots.phrase(behind[0])
    return clause, None


def _order_number(kind: Callable[[int | None], Intent]) -> Build:
    def numbered(clause: Clause) -> Intent:
        value = slots.number(clause)
        return kind(None if value is None else whole(value))

    return numbered


def _invite(clause: Clause) -> Intent:
    return want.Invite(slots.meaning(clause, Concept.ROLE))


def _set_role(clause: Clause) -> Intent | None:
    runs = slots.runs(clause)
    role = slots.meaning(clause, Concept.ROLE)
    if len(runs) != 1 or role is None:
        return None
    return want.SetRole(slots.phrase(runs[0]), role)


def _named_one(kind: Callable[[str], Intent]) -> Build:
    """Wishes of one name that is no product: a person, a shelf, a shop."""

    def one(clause: Clause) -> Intent | None:
        runs = slots.runs(clause)
        if not runs:
            return None
        last = runs[-1].elements[-1].end
        first = runs[0].elements[0].start
        said = clause.only(lambda e: first <= e.start and e.end <= last)
        return kind(slots.phrase(said))

    return one


def _called(kind: Callable[[str], Intent], *cues: Concept) -> Build:
    """Wishes of a name that may hold any word: all that follows "is called"."""

    def called(clause: Clause) -> Intent | None:
        rest = list(slots.after(clause, *cues).elements)
        while rest and any(c in rest[0].roles for c in (Concept.IS, Concept.TO)):
            rest.pop(0)
        words = clause.only(lambda element: element in rest).words()
        return kind(tidy_name(words)) if words else None

    return called


def _shelf_called(clause: Clause) -> Intent | None:
    """ "this shelf is the drinks shelf": drinks; "this is the fridge": fridge."""
    rest = slots.without_small(slots.after(clause, Concept.THIS_SHELF))
    words = rest.elements
    if len(words) > 1 and Concept.SHELF in words[-1].roles:
        rest = slots.without_small(rest.part(0, len(words) - 1))
    if rest.elements:
        return want.NameShelf(slots.phrase(rest))
    shelf = [e for e in clause.elements if Concept.SHELF in e.roles]
    if not shelf:
        return None
    return want.NameShelf(slots.phrase(clause.only(lambda e: e is shelf[-1])))


def _switch_shop(clause: Clause) -> Intent:
    runs = slots.runs(clause)
    return want.SwitchShop(slots.phrase(runs[0]) if runs else None)


def _export(clause: Clause) -> Intent:
    return want.Export(slots.meaning(clause, Concept.FORMAT))


def _language(clause: Clause) -> Intent:
    return want.SetLanguage(slots.meaning(clause, Concept.TONGUE))


def _new(clause: Clause) -> Intent | None:
    runs = slots.runs(clause)
    return want.NewProduct(slots.phrase(runs[0])) if runs else want.HowToEnrol()


def _quiet(clause: Clause) -> Intent:
    if slots.has(clause, Concept.STOP, Concept.REMOVE, Concept.NOT):
        return want.SetQuietHours()
    return want.SetQuietHours(is_asked=True)


def _not_understood(clause: Clause) -> Intent:
    return want.NotUnderstood(clause.words())


_BUILDERS: dict[str, Build] = {
    "Count": _count,
    "ListStock": _list_stock,
    "Missing": _said(want.Missing),
    "LowStock": _said(want.LowStock),
    "WhereIs": _of_product(want.WhereIs),
    "SalesSpeed": _of_product(want.SalesSpeed),
    "BestSellers": _sellers(slowest=False),
    "BestSellers.slow": _sellers(slowest=True),
    "StockValue": _value,
    "History": _history,
    "Correct": _correct,
    "Correct.zero": _finished,
    "Move.sale": _move("sale"),
    "Move.delivery": _move("delivery"),
    "Move.loss": _move("loss"),
    "Also": _also,
    "Undo": _said(want.Undo),
    "Redo": _said(want.Redo),
    "PriceOf": _of_product(want.PriceOf),
    "ListPrices": _said(want.ListPrices),
    "ComparePrices": lambda clause: want.ComparePrices(slots.products(clause)),
    "SetPrice": _priced(want.SetPrice),
    "SetCost": _priced(want.SetCost),
    "NewProduct": _new,
    "Rename": _pair(want.Rename),
    "AddAlias": _pair(want.AddAlias),
    "MergeProducts": _merge,
    "Remove": _of_product(want.Remove),
    "SetMinimum": _counted(want.SetMinimum),
    "SetPackSize": _pack_size,
    "SetSupplier": _pair(want.SetSupplier),
    "SetCategory": _pair(want.SetCategory),
    "SetAlert": _alert,
    "SetAlert.price": _price_alert,
    "StopAlert": _stop_alert,
    "ListAlerts": _said(want.ListAlerts),
    "Snooze": _snooze,
    "Why": _why,
    "SetQuietHours": _quiet,
    "CountMessages": _said(want.CountMessages),
    "StopMessages": _said(want.StopMessages),
    "StartMessages": _said(want.StartMessages),
    "WhatToBuy": _buy,
    "DraftOrder": _order,
    "ListOrders": _said(want.ListOrders),
    "ApproveOrder": _order_number(want.ApproveOrder),
    "CancelOrder": _order_number(want.CancelOrder),
    "ReceiveOrder": _order_number(want.ReceiveOrder),
    "ListSuppliers": _said(want.ListSuppliers),
    "NameShelf": _shelf_called,
    "HowToScan": _said(want.HowToScan),
    "HowToEnrol": _said(want.HowToEnrol),
    "Invite": _invite,
    "ListMembers": _said(want.ListMembers),
    "SetRole": _set_role,
    "RemoveMember": _named_one(want.RemoveMember),
    "SwitchShop": _switch_shop,
    "NameShop": _called(want.NameShop, Concept.NAME_SHOP),
    "Export": _export,
    "Dashboard": _said(want.Dashboard),
    "DeleteData": _said(want.DeleteData),
    "SetLanguage": _language,
    "Yes": _said(want.Yes),
    "No": _said(want.No),
    "Help": _said(want.Help),
    "Greeting": _said(want.Greeting),
    "Thanks": _said(want.Thanks),
    "Insult": _said(want.Insult),
    "NotUnderstood": _not_understood,
}
LABELS = tuple(_BUILDERS)
