"""Welcome, help, small talk and what cannot be done yet, in words."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages import Choice
from bot.replies.about_help import (
    hello,
    help_text,
    how_to_enrol,
    how_to_scan,
    not_understood,
)
from bot.results import (
    CurrencySet,
    FileProblem,
    LanguageSet,
    NotYet,
    Said,
)
from bot.understand.intents import (
    EACH_LANGUAGE,
    Greeting,
    Help,
    HowToEnrol,
    HowToScan,
    Insult,
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


def said(voice: Voice, result: Said) -> str:
    if isinstance(result.intent, Help):
        return help_text(voice, result.intent.topic)
    if isinstance(result.intent, TooLarge):
        return voice.say(
            "I can only use whole numbers up to {n}.",
            n=voice.number(100_000),
        )
    if isinstance(result.intent, Number):
        return voice.say(
            "{n} of what? Say it like this: “Coke is {n}”.",
            n=voice.number(result.intent.value),
        )
    return _SAID.get(type(result.intent), help_text)(voice)


def _thanks(voice: Voice) -> str:
    return voice.say("You’re welcome!")


def _insult(voice: Voice) -> str:
    return voice.say(
        "Sorry that I got it wrong. “undo” takes back the last change, “help” shows "
        "what I can do."
    )


def _answer_to_nothing(voice: Voice) -> str:
    return voice.say("All right. There is no open question.")


_SAID: dict[type, Callable[[Voice], str]] = {
    Greeting: hello,
    Thanks: _thanks,
    Insult: _insult,
    Yes: _answer_to_nothing,
    No: _answer_to_nothing,
    NotUnderstood: not_understood,
    HowToScan: how_to_scan,
    HowToEnrol: how_to_enrol,
}


def language_set(voice: Voice, result: LanguageSet) -> str:
    if result.language in LANGUAGE_NAMES:
        return voice.say("I answer in English now.")
    if result.language == EACH_LANGUAGE:
        return voice.say("I answer in the language that you write in.")
    return voice.say(
        "I can answer in {names}. Say for example “language French”, or “language "
        "automatic” for the one that you write in.",
        names=voice.either(list(LANGUAGE_NAMES.values())),
    )


def language_choices(voice: Voice) -> list[Choice]:
    """One button for each language, each in its own words, and one for all."""
    names = [Choice(name, f"lang:{key}") for key, name in LANGUAGE_NAMES.items()]
    return [*names, Choice(voice.say("Automatic"), f"lang:{EACH_LANGUAGE}")]


def currency_set(voice: Voice, result: CurrencySet) -> str:
    return voice.say("Prices are now in {currency}.", currency=result.currency)


def not_yet(voice: Voice, result: NotYet) -> str:
    if result.kind == "audio":
        return voice.say("I cannot listen yet. Please write, or send a photo.")
    if result.kind == "document":
        return voice.say(
            "I can read photos, and tables of products (CSV or Excel .xlsx). This file "
            "is neither."
        )
    return voice.say("I can’t use that. Send me a photo of a shelf, or write to me.")


def file_problem(voice: Voice, result: FileProblem) -> str:
    if result.reason == "too_large" and result.is_video:
        return voice.say(
            "That video is too large for me. Please film each shelf by itself, or send "
            "it as a video and not as a file."
        )
    if result.reason == "too_large":
        return voice.say("That file is too large for me. Please send a smaller one.")
    if result.reason == "gone":
        return voice.say("I can’t get your file any more. Please send it again.")
    return voice.say("I could not get your file. Please send it again.")
