"""Every kind of result with the function that says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bot import results as turn
from bot.actions import (
    catalogue,
    enrolment,
    groups,
    missing,
    photos,
    prices,
    shops,
    stock,
)
from bot.replies import (
    about_names,
    about_photos,
    about_questions,
    about_stock,
    about_tables,
    about_talk,
)
from bot.results import Result
from bot.voice import Voice

Phrase = Callable[[Voice, Any], str]

_PHRASES: dict[type, Phrase] = {
    stock.Counted: about_stock.counted,
    stock.StockList: about_stock.stock_list,
    stock.LowList: about_stock.low_list,
    stock.Moved: about_stock.moved,
    stock.Undone: about_stock.undone,
    stock.NoLongerLast: about_stock.no_longer_last,
    missing.MissingList: about_stock.missing_list,
    prices.Priced: about_names.priced,
    prices.PriceList: about_names.price_list,
    prices.PriceSet: about_names.price_set,
    catalogue.Described: about_names.described,
    catalogue.Renamed: about_names.renamed,
    catalogue.Aliased: about_names.aliased,
    catalogue.Removed: about_names.removed,
    catalogue.MinimumSet: about_names.minimum_set,
    catalogue.PackSizeSet: about_names.pack_size_set,
    catalogue.Refused: about_names.refused,
    groups.GroupNamed: about_photos.group_named,
    groups.GroupSkipped: about_photos.group_skipped,
    groups.NoSuchGroup: about_photos.no_such_group,
    photos.PhotoRead: about_photos.photo_read,
    photos.Unreadable: about_photos.unreadable,
    photos.Learned: about_photos.learned,
    turn.NameWanted: about_photos.name_wanted,
    turn.NoPicture: about_photos.no_picture,
    turn.Which: about_questions.which,
    turn.Unknown: about_questions.unknown,
    turn.HowMany: about_questions.how_many,
    turn.HowManyInPack: about_questions.how_many_in_pack,
    turn.Confirm: about_questions.confirm,
    turn.Dropped: about_questions.dropped,
    turn.Closed: about_questions.closed,
    turn.Applied: about_questions.applied,
    turn.MayNotChange: about_talk.may_not_change,
    turn.LanguageSet: about_talk.language_set,
    turn.CurrencySet: about_talk.currency_set,
    turn.Said: about_talk.said,
    turn.NotYet: about_talk.not_yet,
    turn.FileProblem: about_talk.file_problem,
    shops.Welcomed: about_talk.welcomed,
    shops.Joined: about_talk.joined,
    enrolment.Enrolment: about_tables.enrolled,
    enrolment.UnreadableTable: about_tables.unreadable_table,
}


def text_of(voice: Voice, results: Iterable[Result]) -> str:
    """All results in words, each on lines of its own; the same is said once."""
    said = [_PHRASES[type(result)](voice, result) for result in results]
    return "\n".join(dict.fromkeys(text for text in said if text))
