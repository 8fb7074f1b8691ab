"""Planograms in words: what was read, and whether the shelves look like them."""

from __future__ import annotations

from bot.actions.planograms import (
    ComplianceReport,
    Misplaced,
    PlanogramTaken,
    ShelfCompliance,
    TooFew,
)
from bot.actions.plans import PlanForgotten
from bot.actions.shelves import ShelfLabel
from bot.replies.about_places import label
from bot.replies.about_stock import more
from bot.replies.about_tables import why_value
from bot.replies.phrase import Phrase
from bot.results import ConfirmForgetPlan
from bot.tables.planogram import PlaceProblem, PlaceRemark
from bot.voice import Voice

MOST_LISTED = 8
ALL_OF_IT = 0.95


def taken(voice: Voice, result: PlanogramTaken) -> str:
    lines = [
        voice.plural(
            "Plan of {shelf}: {n} place.",
            "Plan of {shelf}: {n} places.",
            places,
            shelf=label(voice, shelf),
        )
        for shelf, places in result.shelves
    ]
    if not lines:
        lines = [voice.say("No line of this plan could be used.")]
    lines += [_remark(voice, remark) for remark in result.problems[:MOST_LISTED]]
    hidden = len(result.problems) - MOST_LISTED
    if hidden > 0:
        lines.append(
            voice.plural("… and {n} more line", "… and {n} more lines", hidden)
        )
    if result.unseen:
        names = [label(voice, shelf) for shelf in result.unseen[:MOST_LISTED]]
        lines.append(
            voice.say(
                "Send me a photo of {shelves}, and I’ll compare.",
                shelves=voice.both(names),
            )
        )
    return "\n".join(lines)


def _remark(voice: Voice, remark: PlaceRemark) -> str:
    return voice.say(
        "Line {line} was left out: {why}",
        line=voice.number(remark.line),
        why=_why(voice, remark),
    )


def _why(voice: Voice, remark: PlaceRemark) -> str:
    if not isinstance(remark.problem, PlaceProblem):
        return why_value(voice, remark.problem, remark.column)
    texts = {
        PlaceProblem.NO_SHELF: voice.say("it names no shelf"),
        PlaceProblem.NO_ROW: voice.say("it has no row"),
        PlaceProblem.NO_PRODUCT: voice.say("it names no product"),
        PlaceProblem.UNKNOWN_PRODUCT: voice.say(
            "I don’t know a product “{name}”", name=remark.value
        ),
        PlaceProblem.SAME_PLACE: voice.say(
            "the same place as in line {n}", n=remark.value
        ),
    }
    return texts[remark.problem]


def report(voice: Voice, result: ComplianceReport) -> str:
    if result.shelves:
        return "\n".join(
            voice.say(
                "{shelf}: {text}",
                shelf=label(voice, shelf.shelf),
                text=complied(voice, shelf),
            )
            for shelf in result.shelves
        )
    hint = voice.say(
        "Send me a table (CSV or Excel) with the columns shelf, row, position, product "
        "and facings."
    )
    if result.asked is None:
        return voice.say("No shelf has a plan yet.") + " " + hint
    shelf = label(voice, result.asked)
    return voice.say("{shelf} has no plan yet.", shelf=shelf) + " " + hint


def complied(voice: Voice, result: ShelfCompliance) -> str:
    """How a shelf agrees with its plan, in as many lines as there is to say."""
    if result.seen_at is None:
        return voice.say("I have not seen it on a photo yet.")
    if result.judged == 0:
        return voice.say("It looks nothing like its plan.")
    lines = [
        voice.say(
            "{right} of {n} products are as planned.",
            right=voice.number(result.right),
            n=voice.number(result.judged),
        ),
        *_deviations(voice, result),
    ]
    if result.shown < ALL_OF_IT:
        share = voice.number(max(1, round(100 * result.shown)))
        lines.append(
            voice.say("Photos have shown {percent}% of the plan.", percent=share)
        )
    return "\n".join(lines)


def _deviations(voice: Voice, result: ShelfCompliance) -> list[str]:
    lines = []
    if result.missing:
        names = _some(voice, result.missing)
        lines.append(voice.say("Missing: {products}", products=names))
    if result.misplaced:
        places = _some(voice, [_misplaced(voice, item) for item in result.misplaced])
        lines.append(voice.say("Wrong place: {products}", products=places))
    if result.too_few:
        counts = _some(voice, [_too_few(voice, item) for item in result.too_few])
        lines.append(voice.say("Too few in front: {products}", products=counts))
    if result.extra:
        names = _some(voice, result.extra)
        lines.append(voice.say("Not in the plan: {products}", products=names))
    return lines


def _some(voice: Voice, parts: list[str] | tuple[str, ...]) -> str:
    hidden = more(voice, len(parts) - MOST_LISTED)
    return voice.listed([*map(voice.name, parts[:MOST_LISTED]), *hidden])


def _misplaced(voice: Voice, item: Misplaced) -> str:
    values = {"name": item.name, "row": voice.number(item.row)}
    if item.seen_row and item.seen_row != item.row:
        seen = voice.number(item.seen_row)
        return voice.say("{name} (row {seen} instead of {row})", **values, seen=seen)
    return voice.say("{name} (belongs elsewhere in row {row})", **values)


def _too_few(voice: Voice, item: TooFew) -> str:
    return voice.say(
        "{name} {seen} of {n}",
        name=item.name,
        seen=voice.number(item.seen),
        n=voice.number(item.wanted),
    )


def confirm_forget(voice: Voice, result: ConfirmForgetPlan) -> str:
    shelf = label(voice, ShelfLabel(result.name, result.number))
    return voice.say(
        "Forget what {shelf} should look like? The next photo of it begins anew.",
        shelf=shelf,
    )


def forgotten(voice: Voice, result: PlanForgotten) -> str:
    shelf = label(voice, result.shelf)
    if not result.had_any:
        return voice.say("{shelf} has no plan yet.", shelf=shelf)
    return voice.say(
        "Forgotten. The next photo of {shelf} says how it should look.", shelf=shelf
    )


PHRASES: dict[type, Phrase] = {
    PlanogramTaken: taken,
    ComplianceReport: report,
    ConfirmForgetPlan: confirm_forget,
    PlanForgotten: forgotten,
}
