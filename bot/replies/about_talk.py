"""Welcome, help, small talk and what cannot be done yet, in words."""

from __future__ import annotations

from bot.actions.shops import Joined, Welcomed
from bot.results import (
    CurrencySet,
    FileProblem,
    LanguageSet,
    MayNotChange,
    NotYet,
    Said,
)
from bot.understand.intents import (
    Greeting,
    No,
    NotUnderstood,
    Number,
    Thanks,
    TooLarge,
    Yes,
)
from bot.voice import Voice

LANGUAGE_NAMES = {
    "en": "English",
    "fr": "Français",
    "sw": "Kiswahili",
    "ar": "العربية",
    "es": "Español",
}


def welcomed(voice: Voice, result: Welcomed) -> str:
    return "\n".join(
        [
            voice.say("Welcome! I count what is on your shelves."),
            voice.say("Start now: send me a photo of one shelf."),
            voice.say(
                "Prices are in {currency}. To change that, say “currency NGN”.",
                currency=result.currency,
            ),
        ]
    )


def joined(voice: Voice, result: Joined) -> str:
    welcome = voice.say("Welcome to {shop}.", shop=result.shop_name)
    known = voice.plural(
        "I know {n} product here.", "I know {n} products here.", result.products
    )
    todo = voice.say("Send a photo of a shelf, or ask “how many Coke?”.")
    return f"{welcome} {known}\n{todo}"


def said(voice: Voice, result: Said) -> str:
    if isinstance(result.intent, Greeting):
        hello = voice.say("Hello! Send me a photo of a shelf and I count it.")
        return f"{hello}\n{_examples(voice)}"
    if isinstance(result.intent, Thanks):
        return voice.say("You’re welcome!")
    if isinstance(result.intent, NotUnderstood):
        sorry = voice.say("I did not understand that. Nothing was changed.")
        return f"{sorry}\n{_examples(voice)}"
    if isinstance(result.intent, TooLarge):
        return voice.say(
            "I can only use whole numbers up to {n}.",
            n=voice.number(100_000),
        )
    if isinstance(result.intent, Yes | No):
        return voice.say("All right. There is no open question.")
    if isinstance(result.intent, Number):
        return voice.say(
            "{n} of what? Say it like this: “Coke is {n}”.",
            n=voice.number(result.intent.value),
        )
    return help_text(voice)


def help_text(voice: Voice) -> str:
    head = voice.say("Send me a photo of a shelf and I count it. You can also say:")
    return f"{head}\n{_examples(voice)}"


def _examples(voice: Voice) -> str:
    return "\n".join(
        f"• {example}"
        for example in (
            voice.say("how many Coke?"),
            voice.say("Coke is 14 (to correct)"),
            voice.say("sold 3 Coke and 2 Fanta"),
            voice.say("received 2 cartons of Indomie"),
            voice.say("2 = Fanta 50cl (to name number 2 of the picture)"),
            voice.say("what is missing? · what is low? · stock"),
            voice.say("price Coke 550 · minimum Coke 6"),
            voice.say("undo"),
        )
    )


def may_not_change(voice: Voice, result: MayNotChange) -> str:
    return voice.say("You can look at this shop, but not change it.")


def language_set(voice: Voice, result: LanguageSet) -> str:
    if result.language is not None:
        return voice.say("I answer in English now.")
    names = [LANGUAGE_NAMES.get(language, language) for language in result.known]
    return voice.say(
        "I can answer in {names}. Say for example “language French”.",
        names=voice.both(names),
    )


def currency_set(voice: Voice, result: CurrencySet) -> str:
    return voice.say("Prices are now in {currency}.", currency=result.currency)


def not_yet(voice: Voice, result: NotYet) -> str:
    if result.kind == "video":
        return voice.say("I cannot read videos yet. Please send a photo of the shelf.")
    if result.kind == "audio":
        return voice.say("I cannot listen yet. Please write, or send a photo.")
    if result.kind == "document":
        return voice.say(
            "I can read photos, and tables of products (CSV or Excel .xlsx). This file "
            "is neither."
        )
    return voice.say("I can’t use that. Send me a photo of a shelf, or write to me.")


def file_problem(voice: Voice, result: FileProblem) -> str:
    if result.reason == "too_large":
        return voice.say("That file is too large for me. Please send a smaller one.")
    if result.reason == "gone":
        return voice.say("I can’t get your file any more. Please send it again.")
    return voice.say("I could not get your file. Please send it again.")
