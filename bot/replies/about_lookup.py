"""What a barcode stands for, in words."""

from __future__ import annotations

from bot.actions.lookup import LookedUp, NoCode, OwnProduct
from bot.replies.about_prices import printed_code, source_name
from bot.replies.phrase import Phrase
from bot.sources import FACTS
from bot.voice import Voice
from pipeline.enrich.answers import ProductFacts


def looked_up(voice: Voice, result: LookedUp) -> str:
    lines = []
    if result.own is not None:
        lines.append(_own(voice, result.own))
    if result.facts is not None:
        lines += _facts(voice, result, result.facts)
    elif result.own is None or result.error:
        lines.append(_nothing(voice, result))
    if result.facts is not None and result.error:
        lines.append(_silent(voice))
    if result.is_offered:
        lines.append(
            voice.say("Shall I add it to your products as {name}?", name=result.offer)
        )
    return "\n".join(lines)


def _own(voice: Voice, own: OwnProduct) -> str:
    text = voice.say(
        "That is {name} of your shop: {n} in stock.",
        name=own.name,
        n=voice.number(own.quantity),
    )
    if own.price is None:
        return text
    price = voice.say("Price: {price}.", price=voice.money(own.price))
    return f"{text} {price}"


def _facts(voice: Voice, result: LookedUp, facts: ProductFacts) -> list[str]:
    head = voice.name(facts.name)
    details = [detail for detail in (facts.brand, facts.size) if detail]
    if details:
        head = voice.say(
            "{name} ({details})", name=facts.name, details=voice.listed(details)
        )
    lines = [head]
    if facts.nutri_score:
        grade = facts.nutri_score.upper()
        lines.append(voice.say("Nutri-Score: {grade}", grade=grade))
    if facts.allergens:
        allergens = voice.listed([_allergen(voice, name) for name in facts.allergens])
        lines.append(voice.say("Allergens: {allergens}", allergens=allergens))
    source = source_name(voice, FACTS)
    lines.append(
        voice.say(
            "Barcode {code}, source: {source}",
            code=printed_code(result.gtin),
            source=source,
        )
    )
    return lines


def _allergen(voice: Voice, name: str) -> str:
    """The fourteen that must be declared are translated; others stay as they are."""
    known = {
        "milk": voice.say("milk"),
        "eggs": voice.say("eggs"),
        "gluten": voice.say("gluten"),
        "nuts": voice.say("nuts"),
        "peanuts": voice.say("peanuts"),
        "soybeans": voice.say("soya"),
        "fish": voice.say("fish"),
        "crustaceans": voice.say("crustaceans"),
        "molluscs": voice.say("molluscs"),
        "celery": voice.say("celery"),
        "mustard": voice.say("mustard"),
        "sesame seeds": voice.say("sesame"),
        "lupin": voice.say("lupin"),
        "sulphur dioxide and sulphites": voice.say("sulphites"),
    }
    return known.get(name, name)


def _nothing(voice: Voice, result: LookedUp) -> str:
    code = printed_code(result.gtin)
    if result.is_local:
        return voice.say(
            "{code} is a number that a shop gives itself. Nobody else knows it.",
            code=code,
        )
    if result.is_asked_nowhere:
        return voice.say(
            "No product of yours has the barcode {code}, and no source is connected.",
            code=code,
        )
    if result.error:
        if result.own is not None:
            return _silent(voice)
        unknown = voice.say("No product of yours has the barcode {code}.", code=code)
        return f"{unknown} {_silent(voice)}"
    return voice.say(
        "Nobody has written down the barcode {code} yet. Send a photo of the product "
        "with “this is …” below it, and I will know it.",
        code=code,
    )


def _silent(voice: Voice) -> str:
    source = source_name(voice, FACTS)
    return voice.say("{source} does not answer just now.", source=source)


def no_code(voice: Voice, result: NoCode) -> str:
    if not result.has_photo:
        return voice.say(
            "Send a photo of its barcode with “what is this?” below it, or write the "
            "digits."
        )
    return voice.say(
        "I can read no barcode in that photo. Take one from close by, with “what is "
        "this?” below it."
    )


PHRASES: dict[type, Phrase] = {
    LookedUp: looked_up,
    NoCode: no_code,
}
