"""What a message tells of trade, before the grammar reads it: every reader in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.understand.doubting import is_of_neighbours
from bot.understand.early.buying import buying_said
from bot.understand.early.costs import supplier_cost
from bot.understand.early.drafts import draft_said
from bot.understand.early.orders import order_said
from bot.understand.early.summaries import summary_said
from bot.understand.early.suppliers import days_of_supplier, only_days, supplier_said
from bot.understand.intents import Intent


def told_early(
    text: str,
    read: Callable[[str], Sequence[Intent]],
    is_product: Callable[[str], bool],
) -> Intent | None:
    """The wish of a sentence that the grammar would misread; None for all others.

    `read` is what the grammar makes of a text; `is_product` knows the shop's names.
    """
    days = days_of_supplier(text)
    return (
        (None if is_of_neighbours(text) else supplier_cost(text))
        or draft_said(text)
        or order_said(text, read)
        or supplier_said(text, is_product)
        or (only_days(read(days)) if days else None)
        or buying_said(text)
        or summary_said(text)
    )
