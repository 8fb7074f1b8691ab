"""Wishes made from what a clause holds, by their label: the kind, with a shade.

Called with labels that a cue or the classifier chose: "Count", "Move.sale". What is
missing for the wish is left open where the conversation can ask, else there is none.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.understand import intents as want
from bot.understand import slots
from bot.understand.building import alerts, people, stock, trends
from bot.understand.elements import Clause
from bot.understand.intents import Intent, Named
from bot.understand.lexicon import Concept
from bot.understand.pictured.asking import asked_of_photo

Build = Callable[[Clause], Intent | None]


def build(label: str, clause: Clause) -> Intent | None:
    """The wish of a label; None where the clause holds too little for it."""
    return _BUILDERS[label](clause)


def _said(kind: Callable[[], Intent]) -> Build:
    return lambda _: kind()


def _of_product(kind: Callable[[Named], Intent]) -> Build:
    return lambda clause: kind(slots.product(clause))


def _not_understood(clause: Clause) -> Intent:
    return want.NotUnderstood(clause.words())


_BUILDERS: dict[str, Build] = {
    "Count": stock.count,
    "ListStock": stock.list_stock,
    "Missing": people.missing,
    "LowStock": _said(want.LowStock),
    "WhereIs": stock.where_is,
    "SalesSpeed": _of_product(want.SalesSpeed),
    "BestSellers": stock.sellers(slowest=False),
    "BestSellers.slow": stock.sellers(slowest=True),
    "StockValue": stock.stock_value,
    "History": stock.history,
    "Correct": stock.correct,
    "Correct.zero": stock.finished,
    "Move.sale": stock.move("sale"),
    "Move.delivery": stock.move("delivery"),
    "Move.loss": stock.move("loss"),
    "Also": stock.also,
    "Undo": _said(want.Undo),
    "Redo": _said(want.Redo),
    "Trend": trends.trend,
    "Shrink": trends.shrink,
    "WeeklySummary": _said(want.WeeklySummary),
    "SetSummaryDay": trends.summary_day,
    "ListShelves": _said(want.ListShelves),
    "Compliance": people.on_shelf(want.Compliance),
    "ForgetPlan": people.on_shelf(want.ForgetPlan),
    "LookUp": trends.look_up,
    "AcceptPrices": _said(want.AcceptPrices),
    "SharePrices": _said(want.SharePrices),
    "SharePrices.off": lambda _: want.SharePrices(is_on=False),
    "SetShelfLife": trends.shelf_life,
    "ExplainRestock": trends.explain_restock,
    "EditOrder": trends.edit_order,
    "PriceOf": _of_product(want.PriceOf),
    "ListPrices": _said(want.ListPrices),
    "ComparePrices": lambda clause: want.ComparePrices(slots.products(clause)),
    "SetPrice": stock.priced(want.SetPrice),
    "SetCost": stock.priced(want.SetCost),
    "NewProduct": stock.new_product,
    "Rename": stock.pair(want.Rename),
    "AddAlias": stock.pair(want.AddAlias),
    "MergeProducts": stock.merge,
    "Remove": _of_product(want.Remove),
    "SetMinimum": stock.counted(want.SetMinimum),
    "SetPackSize": stock.pack_size,
    "SetSupplier": stock.pair(want.SetSupplier),
    "SetCategory": stock.pair(want.SetCategory),
    "SetAlert": alerts.alert,
    "SetAlert.price": alerts.price_alert,
    "StopAlert": alerts.stop_alert,
    "ListAlerts": _said(want.ListAlerts),
    "Snooze": alerts.snooze,
    "Why": alerts.why,
    "SetQuietHours": alerts.quiet,
    "CountMessages": _said(want.CountMessages),
    "StopMessages": alerts.stop_messages,
    "StartMessages": _said(want.StartMessages),
    "WhatToBuy": alerts.buy,
    "DraftOrder": alerts.order,
    "ListOrders": _said(want.ListOrders),
    "ApproveOrder": alerts.approval,
    "CancelOrder": alerts.order_number(want.CancelOrder),
    "ReceiveOrder": alerts.received,
    "ListSuppliers": _said(want.ListSuppliers),
    "NameShelf": people.shelf_called,
    "HowToScan": _said(want.HowToScan),
    "HowToEnrol": _said(want.HowToEnrol),
    "Invite": people.invite,
    "ListMembers": _said(want.ListMembers),
    "SetRole": people.set_role,
    "RemoveMember": people.named_one(want.RemoveMember),
    "SwitchShop": people.switch_shop,
    "NameShop": people.called(want.NameShop, Concept.NAME_SHOP),
    "Export": people.export,
    "Dashboard": _said(want.Dashboard),
    "DeleteData": _said(want.DeleteData),
    "SetLanguage": people.language,
    "Yes": _said(want.Yes),
    "No": _said(want.No),
    "Help": _said(want.Help),
    "Greeting": _said(want.Greeting),
    "Thanks": _said(want.Thanks),
    "Insult": _said(want.Insult),
    "AskPhoto": lambda clause: asked_of_photo(clause, None, of_photo=True),
    "AskPicture": lambda clause: want.AskPicture(clause.words()),
    "NotUnderstood": _not_understood,
}
LABELS = tuple(_BUILDERS)
