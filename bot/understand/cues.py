"""Words that settle what is wanted wherever they stand: "excel", "tell me when".

Tried by the grammar before its patterns; the first cue that holds names the wish, and
`builders` makes it from what else was said.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.understand.elements import Clause
from bot.understand.lexicon import Concept
from bot.understand.lexicon.concepts import MONEY, NUMBER, PRODUCT

_NUMBERS = NUMBER + MONEY


@dataclass(frozen=True, slots=True)
class Cue:
    """A clause with one letter of each of `needs` and none of `without`."""

    label: str
    needs: tuple[str, ...]
    without: str = ""
    takes_names: bool = True

    def holds(self, letters: frozenset[str]) -> bool:
        return not letters & set(self.without) and all(
            letters & set(need) for need in self.needs
        )


def cue_of(clause: Clause) -> Cue | None:
    """The first cue that holds."""
    letters = clause.letters
    return next((cue for cue in _CUES if cue.holds(letters)), None)


def _bare(label: str, *needs: str, without: str = "") -> Cue:
    """A cue of a wish that is about no name: names beside it make it doubtful."""
    return Cue(label, needs, without, takes_names=False)


C = Concept
_ALERT = C.ALERT + C.ALERTS
_STOPS = C.STOP + C.REMOVE + C.CANCEL + C.NO + C.NOT
_NOT_LISTED = C.COUNT + C.HOW_MUCH + C.HAVE + C.MISSING + C.LOW + C.PRICE + PRODUCT
_COUNTED = (
    _NUMBERS + C.COUNT + C.HOW_MUCH + C.SALE + C.DELIVERY + C.LOSS + C.HISTORY + C.PRICE
)
_CUES = (
    _bare("DeleteData", C.DELETE_DATA),
    Cue("StopMessages", (C.STOP_MESSAGES,)),
    _bare("StartMessages", C.START_MESSAGES),
    _bare("CountMessages", C.MESSAGES),
    _bare("SetQuietHours", C.QUIET),
    _bare("Insult", C.INSULT),
    Cue("NotUnderstood", (C.TOO_MUCH, _NUMBERS)),
    _bare("HowToScan", C.SCAN),
    _bare("HowToEnrol", C.ENROL),
    _bare("Dashboard", C.DASHBOARD),
    _bare("Export", C.EXPORT),
    _bare("Export", C.FORMAT),
    _bare("Invite", C.INVITE),
    Cue("RemoveMember", (C.DISMISS,)),
    _bare("ListMembers", C.MEMBERS, without=C.SET),
    _bare("Invite", C.ADD + C.NEW, C.ROLE, without=_NUMBERS),
    Cue("SetRole", (C.ROLE, C.SET + C.IS + C.TO), without=_NUMBERS),
    Cue("NameShop", (C.NAME_SHOP,)),
    Cue("NameShelf", (C.THIS_SHELF,)),
    _bare("SharePrices.off", C.UNSHARE),
    _bare("SharePrices", C.SHARE),
    _bare("AcceptPrices", C.ACCEPT_PRICES),
    Cue("ForgetPlan", (C.FORGET_PLAN,)),
    Cue("Compliance", (C.PLAN,)),
    Cue("Shrink", (C.SHRINK,), without=_NUMBERS),
    _bare("ListShelves", C.SHELVES),
    Cue("SetSummaryDay", (C.SUMMARY, C.DAY + _STOPS)),
    _bare("WeeklySummary", C.SUMMARY),
    Cue("ExplainRestock", (C.WHY_BUY,)),
    Cue("EditOrder", (C.IN_ORDER,), without=C.ORDER_CAME + C.APPROVE + C.COUNT),
    Cue("SetShelfLife", (C.KEEPS, C.TIME, NUMBER)),
    Cue("Trend", (C.TREND,), without=_NUMBERS),
    Cue("Trend", (C.STOCK_OUTS,), without=_NUMBERS),
    Cue("Trend", (C.SHOW, PRODUCT, C.PERIOD), without=_COUNTED),
    Cue("LookUp", (C.LOOK_UP,), without=C.GROUP),
    Cue("Snooze", (C.SNOOZE,), without=C.COUNT + C.HOW_MUCH + C.SALE),
    Cue("StopAlert", (_ALERT, _STOPS), without=_NUMBERS),
    Cue("Why", (C.WHY,)),
    _bare("ListAlerts", C.ALERTS, without=_NUMBERS),
    Cue("SetAlert.price", (_ALERT, C.DROPS)),
    Cue("SetAlert.price", (_ALERT, C.PRICE)),
    Cue("SetAlert.price", (_ALERT, C.COMPARE)),
    Cue("SetAlert.price", (C.TELL, C.WHEN, C.COMPARE)),
    Cue("SetAlert", (_ALERT, NUMBER)),
    Cue("SetAlert", (_ALERT,), without=C.COUNT),
    Cue("SetAlert", (C.TELL, C.MINIMUM + C.RUNS_OUT, NUMBER), without=C.COUNT),
    Cue("ComparePrices", (C.COMPARE,), without=_NUMBERS),
    Cue("SwitchShop", (C.SWITCH_SHOP,), without=C.TONGUE),
    Cue("MergeProducts", (C.MERGE,)),
    _bare("ReceiveOrder", C.ORDER_CAME),
    _bare("CancelOrder", C.CANCEL, C.ORDER + C.ORDERS),
    _bare("ApproveOrder", C.APPROVE, C.ORDER + C.ORDERS),
    _bare("ListOrders", C.ORDERS),
    _bare("ListSuppliers", C.SUPPLIERS),
    _bare("WhatToBuy", C.BUY),
    Cue("DraftOrder", (C.ORDER,), without=C.LEAD_TIME),
    _bare("BestSellers", C.BEST),
    _bare("BestSellers.slow", C.WORST),
    Cue("SalesSpeed", (C.SPEED,)),
    Cue("StockValue", (C.VALUE,), without=_NUMBERS),
    Cue("History", (C.WHEN_LAST,)),
    Cue(
        "History",
        (C.COUNT + C.HOW_MUCH, C.SALE + C.DELIVERY + C.LOSS, C.PERIOD),
        without=_NUMBERS,
    ),
    Cue("History", (C.HISTORY,), without=_NUMBERS),
    Cue("WhereIs", (C.WHERE,), without=_NUMBERS),
    Cue("Missing", (C.SHELF, C.MISSING), without=_NUMBERS + C.COUNT + PRODUCT),
    Cue("SetPrice", (C.RAISED, _NUMBERS), without=_ALERT + C.WHEN + C.TELL),
    Cue("ListStock", (C.SHELF, C.SHOW + C.STOCK), without=_NOT_LISTED),
)
