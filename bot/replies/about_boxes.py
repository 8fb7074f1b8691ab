"""Corrected boxes in words: what was done to them, and what it means for stock."""

from __future__ import annotations

from bot.actions.boxes import (
    BoxesCorrected,
    BoxesOvertaken,
    BoxesTakenBack,
    PhotoGone,
)
from bot.actions.drawings import Edits
from bot.replies.about_stock import LONGEST_CHANGES, change, more
from bot.replies.phrase import Phrase
from bot.results import BoxesLink
from bot.voice import Voice


def corrected(voice: Voice, result: BoxesCorrected) -> str:
    lines = [_head(voice, result)]
    for number, name in result.named[:LONGEST_CHANGES]:
        lines.append(voice.say("{n} is {name}.", n=voice.number(number), name=name))
    lines += more(voice, len(result.named) - LONGEST_CHANGES)
    lines += [f"{change(voice, one)}." for one in result.changes[:LONGEST_CHANGES]]
    lines += more(voice, len(result.changes) - LONGEST_CHANGES)
    if result.apart:
        lines.append(
            voice.say(
                "Stock was not counted on this photo, and stays: {names}.",
                names=voice.listed(list(result.apart[:LONGEST_CHANGES])),
            )
        )
    return "\n".join(lines)


def _head(voice: Voice, result: BoxesCorrected) -> str:
    packs = voice.plural("{n} pack", "{n} packs", result.facings)
    if not result.edits.any:
        return voice.say("Boxes confirmed: {packs}.", packs=packs)
    done = voice.say(
        "Boxes corrected ({edits}).", edits=voice.listed(_edits(voice, result.edits))
    )
    if result.facings == result.facings_before:
        return voice.say("{text} Still {packs}.", text=done, packs=packs)
    return voice.say(
        "{text} Now {packs}, before {n}.",
        text=done,
        packs=packs,
        n=voice.number(result.facings_before),
    )


def _edits(voice: Voice, edits: Edits) -> list[str]:
    told = (
        (edits.added, voice.plural("{n} added", "{n} added", edits.added)),
        (edits.removed, voice.plural("{n} removed", "{n} removed", edits.removed)),
        (edits.moved, voice.plural("{n} moved", "{n} moved", edits.moved)),
        (
            edits.renumbered,
            voice.plural(
                "{n} with another number", "{n} with another number", edits.renumbered
            ),
        ),
        (edits.others, voice.say("empty places and labels")),
    )
    return [text for number, text in told if number]


def overtaken(voice: Voice, result: BoxesOvertaken) -> str:
    return voice.say(
        "The boxes of this photo were corrected again meanwhile. Nothing was changed."
    )


def photo_gone(voice: Voice, result: PhotoGone) -> str:
    return voice.say("I can’t open that photo any more, so its boxes stay as they are.")


def taken_back(voice: Voice, result: BoxesTakenBack) -> str:
    return voice.plural(
        "Undone. The boxes are as before: {n} pack.",
        "Undone. The boxes are as before: {n} packs.",
        result.facings,
    )


def link(voice: Voice, result: BoxesLink) -> str:
    if result.url:
        return voice.say(
            "Correct the boxes of that photo here: {link}", link=result.url
        )
    if result.is_here:
        return voice.say("Tap “Correct the boxes” below the picture.")
    return voice.say(
        "Boxes are drawn on a page, which is not set up for this chat. Here I can "
        "leave a number out: “3 is not a product”."
    )


PHRASES: dict[type, Phrase] = {
    BoxesCorrected: corrected,
    BoxesOvertaken: overtaken,
    BoxesTakenBack: taken_back,
    PhotoGone: photo_gone,
    BoxesLink: link,
}
