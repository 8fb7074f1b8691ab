"""Every kind of result with the function that says it."""

from __future__ import annotations

from collections.abc import Iterable

from bot import results as turn
from bot.actions import (
    catalogue,
    enrolment,
    groups,
    missing,
    people,
    photos,
    prices,
    shelves,
    shops,
    stock,
)
from bot.replies import (
    about_edits,
    about_files,
    about_names,
    about_orders,
    about_people,
    about_photos,
    about_questions,
    about_sales,
    about_stock,
    about_tables,
    about_talk,
)
from bot.replies.phrase import Phrase
from bot.results import Result
from bot.voice import Voice

_PHRASES: dict[type, Phrase] = {
    **about_edits.PHRASES,
    **about_sales.PHRASES,
    **about_orders.PHRASES,
    **about_files.PHRASES,
    stock.Counted: about_stock.counted,
    stock.StockList: about_stock.stock_list,
    stock.LowList: about_stock.low_list,
    stock.Moved: about_stock.moved,
    missing.MissingList: about_stock.missing_list,
    prices.Priced: about_names.priced,
    prices.PriceList: about_names.price_list,
    catalogue.Described: about_names.described,
    catalogue.Removed: about_names.removed,
    catalogue.Refused: about_names.refused,
    groups.GroupNamed: about_photos.group_named,
    groups.GroupSkipped: about_photos.group_skipped,
    groups.NoSuchGroup: about_photos.no_such_group,
    shelves.ShelfNamed: about_photos.shelf_named,
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
    turn.CodeRefused: about_people.code_refused,
    turn.TooManyCodes: about_people.too_many_codes,
    turn.LeftOut: about_people.left_out,
    turn.Lesson: about_people.lesson,
    shops.Welcomed: about_people.welcomed,
    shops.Joined: about_people.joined,
    shops.Entered: about_people.entered,
    shops.MyShops: about_people.my_shops,
    shops.ShopNamed: about_people.shop_named,
    people.Invited: about_people.invited,
    people.RoleTooHigh: about_people.role_too_high,
    people.People: about_people.people,
    people.NoSuchPerson: about_people.no_such_person,
    people.WhichPerson: about_people.which_person,
    people.RoleSet: about_people.role_set,
    people.PersonRemoved: about_people.person_removed,
    people.LastOwner: about_people.last_owner,
    enrolment.Enrolment: about_tables.enrolled,
    enrolment.UnreadableTable: about_tables.unreadable_table,
}


def text_of(voice: Voice, results: Iterable[Result]) -> str:
    """All results in words, each on lines of its own; the same is said once."""
    said = [_PHRASES[type(result)](voice, result) for result in results]
    return voice.lines("\n".join(dict.fromkeys(text for text in said if text)))
