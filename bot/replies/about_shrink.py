"""What is gone and was not sold, in words that blame nobody."""

from __future__ import annotations

from bot.actions.shrink import MOST_LINES, ShrinkLine, ShrinkList
from bot.replies.about_places import shortened
from bot.replies.about_stock import more
from bot.replies.phrase import Phrase
from bot.voice import Voice


def shrink_list(voice: Voice, result: ShrinkList) -> str:
    since = voice.moment(result.since)
    if not result.lines:
        lines = [_nothing(voice, result, since)]
    else:
        lines = [
            _head(voice, result),
            *(_line(voice, line) for line in result.lines[:MOST_LINES]),
            *more(voice, len(result.lines) - MOST_LINES),
            *_value(voice, result),
            voice.say(
                "A delivery, sale or loss that nobody told me looks the same: count "
                "again first."
            ),
        ]
    return "\n".join([*lines, *_blurred(voice, result), *_unsaid(voice, result)])


def _head(voice: Voice, result: ShrinkList) -> str:
    since = voice.moment(result.since)
    if result.until is None:
        return voice.say("Gone without being sold, since {since}:", since=since)
    return voice.say(
        "Gone without being sold, from {since} to {until}:",
        since=since,
        until=voice.moment(result.until),
    )


def _nothing(voice: Voice, result: ShrinkList, since: str) -> str:
    if not result.blurred:
        return voice.say(
            "I can’t tell what is missing: for that I need two counts, and each sale "
            "in between."
        )
    return voice.say(
        "Nothing is missing beyond the error of counting, since {since}.", since=since
    )


def _line(voice: Voice, line: ShrinkLine) -> str:
    """ "Coke: 6 (4 to 8) of 120 that went, ₦2,400"."""
    found = line.shrinkage
    text = voice.say(
        "{name}: {n} (with counting errors {low} to {high}); {sold} were sold",
        name=line.name,
        n=voice.number(found.missing),
        low=voice.number(found.low),
        high=voice.number(found.high),
        sold=voice.number(found.sold),
    )
    return voice.listed([text, voice.money(line.value)]) if line.value else text


def _value(voice: Voice, result: ShrinkList) -> list[str]:
    if not result.value or len(result.lines) < 2:
        return []
    return [voice.say("Together {total}", total=voice.money(result.value))]


def _blurred(voice: Voice, result: ShrinkList) -> list[str]:
    names = tuple(line.name for line in result.blurred if line.shrinkage.missing)
    if not names:
        return []
    named = shortened(voice, names)
    return [voice.say("Small differences, maybe miscounted: {names}", names=named)]


def _unsaid(voice: Voice, result: ShrinkList) -> list[str]:
    if not result.unsaid or not (result.lines or result.blurred):
        return []
    return [
        voice.plural(
            "Of {n} product I don’t know: sales were not said, or it was not counted "
            "twice.",
            "Of {n} products I don’t know: sales were not said, or they were not "
            "counted twice.",
            result.unsaid,
        )
    ]


PHRASES: dict[type, Phrase] = {ShrinkList: shrink_list}
