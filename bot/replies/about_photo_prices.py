"""Prices on a photo in words: what the tags say, what costs most or less than that."""

from __future__ import annotations

from bot.actions.photo_questions import PhotoAnswer
from bot.replies.photo_places import naming
from bot.voice import Voice
from pipeline.vqa.questions import Kind, Priced, Prices, PriceSource

MOST_LINES = 12


def prices(voice: Voice, result: PhotoAnswer) -> str:
    """Every price with where it comes from, and what has none."""
    answer = result.answer
    assert isinstance(answer, Prices)
    lines = [_priced(voice, one) for one in answer.priced[:MOST_LINES]]
    head = _head(voice, result)
    if head and not lines:
        lines = [voice.say("Nothing that I see on the photo.")]
    if answer.unpriced:
        names = [naming(voice, thing) for thing in answer.unpriced[:MOST_LINES]]
        unknown = voice.say("Price not known: {names}", names=voice.listed(names))
        lines.append(unknown)
    return "\n".join([head, *lines] if head else lines)


def _head(voice: Voice, result: PhotoAnswer) -> str:
    kind, amount = result.question.kind, result.question.amount
    if kind is Kind.DEAREST:
        return voice.say("Most expensive on the photo:")
    if kind is Kind.CHEAPEST:
        return voice.say("Cheapest on the photo:")
    if kind is Kind.CHEAPER_THAN and amount is not None:
        return voice.say("Cheaper than {money}:", money=voice.money(amount))
    if kind is Kind.DEARER_THAN and amount is not None:
        return voice.say("More expensive than {money}:", money=voice.money(amount))
    return ""


def _priced(voice: Voice, one: Priced) -> str:
    if one.thing is None:
        name = voice.say("Empty place")
    else:
        name = naming(voice, one.thing)
    if one.amount is None:
        return voice.say("{name}: I can’t read the tag", name=name)
    money = voice.money(one.amount)
    if one.currency is not None and one.currency != voice.currency:
        money = f"{voice.number(one.amount)} {one.currency}"
    if one.source is PriceSource.TAG:
        return voice.say("{name}: {money} on the tag", name=name, money=money)
    return voice.say("{name}: {money} in your price list", name=name, money=money)
