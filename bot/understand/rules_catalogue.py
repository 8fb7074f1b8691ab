"""Rules about products themselves: numbers on the picture, names, minimum, packs."""

from __future__ import annotations

from collections.abc import Callable

from bot.understand import rules_prices, slots
from bot.understand.building.people import ANY_SHELF
from bot.understand.elements import Clause
from bot.understand.intents import (
    AddAlias,
    CountGroup,
    Intent,
    Join,
    Named,
    NameGroup,
    NameShelf,
    NewProduct,
    Remove,
    Rename,
    SetCategory,
    SetMinimum,
    SetPackSize,
    SkipGroup,
    TooLarge,
)
from bot.understand.items import whole
from bot.understand.lexicon.concepts import NUMBER, Concept
from bot.understand.patterns import Found, Rule, rule
from bot.understand.words import fold, tidy_name


def _groups(part: Clause) -> list[int]:
    """The picture's numbers in "5", "5 and 6"."""
    values = [whole(e.value) for e in part.elements if e.value is not None]
    return [value for value in values if value is not None]


def _name_groups(found: Found) -> list[Intent] | None:
    part = found.part("name")
    groups = _groups(found.part("groups"))
    if all(Concept.SKIP in element.roles for element in part.elements):
        return [SkipGroup(group) for group in groups]
    name = found.verbatim("name")
    return [NameGroup(group, name) for group in groups] if name else None


def _numbered(found: Found) -> list[Intent] | None:
    """ "number 4 pepsi", without a verb; "le 4 coca" has no such word."""
    if Concept.FILLER in found.part("mark").elements[0].roles:
        return None
    part = found.part("name")
    return _name_groups(found) if part.elements[0].is_name else None


def _refuse_groups(found: Found) -> list[Intent]:
    """ "2 is not coke": what it is has to be asked; "2 is not ours": skipped."""
    if not any(element.is_name for element in found.clause.elements):
        return _skip_groups(found)
    return [NameGroup(group, "") for group in _groups(found.part("groups"))]


def _skip_groups(found: Found) -> list[Intent]:
    return [SkipGroup(group) for group in _groups(found.part("groups"))]


def _count_group(found: Found) -> Intent:
    quantity = whole(found.number())
    groups = _groups(found.part("groups"))
    return TooLarge() if quantity is None else CountGroup(groups[0], quantity)


def _rename(found: Found) -> Intent | None:
    name = found.verbatim("other")
    return Rename(found.named(), name) if name else None


def _alias(found: Found) -> Intent | None:
    alias = found.verbatim("other")
    return AddAlias(found.named(), alias) if alias else None


def _named_shelf(found: Found) -> Intent | None:
    """ "this is the drinks fridge": the whole of it is the shelf's name."""
    said = found.part("name")
    *before, last = said.elements
    if before and fold(said.text[last.start : last.end]) in ANY_SHELF:
        said = said.part(0, len(before))
    name = tidy_name(slots.without_small(said).words())
    return NameShelf(name) if name else None


def _equal_names(found: Found) -> Intent | None:
    """ "cola = Coca-Cola 50cl": two names and no number, joined by a sign."""
    sides = (found.part("name"), found.part("other"))
    if any(NUMBER in e.roles and not e.key for side in sides for e in side.elements):
        return None
    joint = found.part("sign").elements
    if not any(element.key == "=" for element in joint):
        return None
    return AddAlias(found.named("other"), found.verbatim("name"))


def _with_whole(build: Callable[[Named, int], Intent]) -> Callable[[Found], Intent]:
    def checked(found: Found) -> Intent:
        value = whole(found.number())
        return TooLarge() if value is None else build(found.named(), value)

    return checked


def _minimum_of_it(found: Found) -> Intent:
    """ "price of coke is 120, minimum 6": of what was talked about."""
    value = whole(found.number())
    return TooLarge() if value is None else SetMinimum(Named(""), value)


def _bundle_holds(found: Found) -> Intent | None:
    """ "coke carton is 24"; but "coke bottle is 24" says how many there are."""
    if found.part("unit").elements[0].unit in (None, "piece"):
        return None
    return _with_whole(SetPackSize)(found)


def _bundle_of(found: Found) -> Intent | None:
    """ "a carton of indomie has 40", and not "the bottle of coke is 14"."""
    unit = found.part("unit").elements[0].unit
    if unit in (None, "piece", "kg", "l"):
        return None
    value = whole(found.number())
    return TooLarge() if value is None else SetPackSize(found.named(), value, unit)


def _size_of_it(found: Found) -> Intent:
    """ "24 per carton", answering what was not known a moment ago."""
    value = whole(found.number())
    return TooLarge() if value is None else SetPackSize(Named(""), value)


def _categorised(found: Found) -> Intent | None:
    category = found.verbatim("other")
    return SetCategory(found.named(), category) if category else None


def _joined(found: Found) -> Intent | None:
    code = found.verbatim("name")
    return Join(code) if code and " " not in code else None


def _added(found: Found) -> Intent | None:
    name = found.verbatim("name")
    return NewProduct(name) if name else None


PICTURE: tuple[Rule, ...] = (
    rule(
        "lead {THERE_ARE|IS|FILLER}* n {UNIT|FILLER|IS}* {OF|FILLER}* {GROUP} "
        "(?P<groups>{NUMBER})",
        _count_group,
    ),
    rule(
        "{AND|FILLER|OF}* {GROUP}? (?P<groups>{NUMBER}) {GROUP}? "
        "{IS|ALSO|TO|THERE_ARE}+ "
        "{FILLER|ALSO}* n {UNIT}?",
        _count_group,
    ),
    rule("{AND|FILLER}* {GROUP}? (?P<groups>{NUMBER}) {GROUP}? {SKIP}", _skip_groups),
    rule("{AND|FILLER}* {SKIP}+ {GROUP|FILLER}* (?P<groups>{NUMBER})", _skip_groups),
    rule(
        "{AND|FILLER}* {GROUP}? (?P<groups>{NUMBER}) {IS|FILLER}* {NOT} any*",
        _refuse_groups,
    ),
    rule(
        "{AND|FILLER}* {GROUP}? (?P<groups>{NUMBER} ({AND|GROUP}+ {NUMBER})*) "
        "{GROUP}? {IS|ALSO|ALIAS|ONE|THIS_IS}+ name {ALSO}?",
        _name_groups,
    ),
    rule("{AND|FILLER}* (?P<mark>{GROUP}) (?P<groups>{NUMBER}) name", _numbered),
    rule(
        "{AND|FILLER}* (?P<groups>{ORDINAL}) {NUMBER}? {IS|ALSO|ALIAS|ONE|THIS_IS}+ "
        "name {ALSO}?",
        _name_groups,
    ),
)
"""The numbers on the picture; tried first, for names may hold any word."""

RULES: tuple[Rule, ...] = (
    rule("lead {RENAME} {OF|FILLER}* name {TO|IS}+ other", _rename),
    rule("lead {RENAME} {OF|TO|FILLER}* (?P<name>{PRODUCT}) {FILLER}* other", _rename),
    rule("{FILLER}* {THIS_IS}+ {FILLER}* (?P<name>any*? {SHELF})", _named_shelf),
    rule("lead name {ALIAS}+ {IS|FILLER}* other", _alias),
    rule("lead {ALIAS} {OF|FILLER}* name {IS|TO} other", _alias),
    rule("lead {ALIAS}+ {OF|FILLER}* name {ALIAS}+ {OF|FILLER}* other", _alias),
    rule(
        "lead {SET|ADD}* {MINIMUM}+ {OF|FILLER}* name {IS|TO|MINIMUM|FILLER|SET}+ n "
        "{UNIT}? {LEFT}*",
        _with_whole(SetMinimum),
    ),
    rule(
        "lead {SET|ADD}* {MINIMUM}+ {OF|FILLER}* name n {UNIT}?",
        _with_whole(SetMinimum),
    ),
    rule(
        "lead {SET|ADD}* name {IS|FILLER|TO}* {MINIMUM}+ {IS|TO|FILLER}* n {UNIT}?",
        _with_whole(SetMinimum),
    ),
    rule("lead {SET}* {MINIMUM}+ {IS|TO|FILLER}* n {UNIT}?", _minimum_of_it),
    rule(
        "lead {ONE|NUMBER|EACH|ANY|FILLER}* (?P<unit>{UNIT}) {ONE|OF|FILLER}* name "
        "{IS|THERE_ARE|HAVE|PACK_SIZE|FILLER}+ n {UNIT|FILLER}*",
        _bundle_of,
    ),
    rule(
        "lead {SET}* {PACK_SIZE}+ {OF|FILLER}* name {IS|TO|FILLER|THERE_ARE|HAVE}* n "
        "{UNIT}?",
        _with_whole(SetPackSize),
    ),
    rule(
        "lead name {IS|FILLER|THERE_ARE|HAVE}* n {UNIT|FILLER}* {PACK_SIZE}+",
        _with_whole(SetPackSize),
    ),
    rule("lead n {UNIT|FILLER}* {PACK_SIZE}+", _size_of_it),
    rule(
        "lead name {PACK_SIZE}+ {IS|TO|FILLER}* n {UNIT}?",
        _with_whole(SetPackSize),
    ),
    rule("lead name (?P<unit>{UNIT}) {IS|HAVE|THERE_ARE}+ n {UNIT}?", _bundle_holds),
    rule(
        "lead {SET|ADD}* name {TO|FILLER}* {CATEGORY}+ {OF|IS|TO|FILLER}* other",
        _categorised,
    ),
    rule("lead {SET}* {CATEGORY}+ {OF|FILLER}* name {IS|TO}+ other", _categorised),
    rule("lead {JOIN}+ {IS|TO|FILLER|IT}* name", _joined),
    *rules_prices.RULES,
    rule("lead name (?P<sign>{IS}) other", _equal_names),
)

WITHOUT_NUMBER: tuple[Rule, ...] = (
    rule(
        "lead {REMOVE}+ {FILLER|ONE|OF}* name {FILLER|LEFT|STOCK}*",
        lambda f: Remove(f.named()),
    ),
    rule("lead {ADD}+ {FILLER|ONE}* name {TO|STOCK|FILLER}*", _added),
)
"""Tried after the rules for movements: "add 3 coke" is one of those."""
