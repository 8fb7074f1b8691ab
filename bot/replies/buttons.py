"""The buttons under a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.messages import Choice
from bot.replies import about_sendings
from bot.replies.about_help import help_choices
from bot.replies.about_talk import language_choices
from bot.results import LanguageSet, Said
from bot.understand.intents import Help
from bot.voice import Voice

LONGEST_LABEL = 40
_OF_ORDERS = ("send_order", "delivery", "prices")


def question_choices(voice: Voice, question: dict[str, Any]) -> list[Choice]:
    """The answers to choose from; none where a number or a word is wanted."""
    prefix = f"q:{question['id']}"
    if question["kind"] == "which":
        return _options(voice, question, prefix)
    if question["kind"] == "tags":
        return [
            Choice(use_prices(voice), f"{prefix}:yes"),
            Choice(voice.say("No"), f"{prefix}:no"),
        ]
    if question["kind"] == "price_or_count":
        return [
            Choice(voice.say("The price"), f"{prefix}:1"),
            Choice(voice.say("How many there are"), f"{prefix}:2"),
        ]
    if question["kind"] in {"shop", "person"}:
        return _names(voice, question, prefix)
    if question["kind"] in {"apply", "confirm", "unit", "enrol", "code", *_OF_ORDERS}:
        return [
            Choice(_agreement(voice, question), f"{prefix}:yes"),
            Choice(voice.say("No"), f"{prefix}:no"),
        ]
    return []


def menu_choices(voice: Voice, results: Sequence[Any]) -> list[Choice]:
    """The topics under a help, the languages under the question for one."""
    last = results[-1] if results else None
    if isinstance(last, Said) and last.intent == Help():
        return help_choices(voice)
    if isinstance(last, LanguageSet) and last.language is None:
        return language_choices(voice)
    return []


def _agreement(voice: Voice, question: dict[str, Any]) -> str:
    """A plain yes is too short for what cannot be had back."""
    if question.get("intent", {}).get("intent") == "DeleteData":
        return voice.say("Delete everything")
    if question.get("intent", {}).get("intent") == "FillOrder":
        return voice.say("Fill it up")
    if question["kind"] == "enrol":
        return voice.say("Add it")
    if question["kind"] == "send_order":
        return voice.say("Send it")
    return voice.say("Yes")


def offer_label(voice: Voice, kind: str, value: str) -> str:
    """What a button says that can be pressed beside the question."""
    if kind == "order":
        return about_sendings.offer(voice, value.partition(":")[0])
    if kind == "unbox":
        return voice.say("Undo")
    if kind == "fill":
        return voice.say("Fill up order {number}", number=value)
    return use_prices(voice)


def use_prices(voice: Voice) -> str:
    """What the button says that takes over the prices on the tags."""
    return voice.say("Use label prices")


def _names(voice: Voice, question: dict[str, Any], prefix: str) -> list[Choice]:
    names = [str(name)[:LONGEST_LABEL] for name in question["names"]]
    if question["kind"] == "shop":
        names.append(voice.say("A new shop"))
    return [Choice(name, f"{prefix}:{n}") for n, name in enumerate(names, 1)]


def _options(voice: Voice, question: dict[str, Any], prefix: str) -> list[Choice]:
    names = [str(name)[:LONGEST_LABEL] for name in question["names"]]
    choices = [Choice(name, f"{prefix}:{n}") for n, name in enumerate(names, 1)]
    if question["or_new"]:
        new = voice.say("A new product")
        choices.append(Choice(new, f"{prefix}:{len(names) + 1}"))
    return choices
