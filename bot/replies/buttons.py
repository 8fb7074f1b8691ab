"""The buttons under a question."""

from __future__ import annotations

from typing import Any

from bot.messages import Choice
from bot.voice import Voice

LONGEST_LABEL = 40


def question_choices(voice: Voice, question: dict[str, Any]) -> list[Choice]:
    """The answers to choose from; none where a number or a word is wanted."""
    prefix = f"q:{question['id']}"
    if question["kind"] == "which":
        return _options(voice, question, prefix)
    if question["kind"] in {"apply", "remove"}:
        return [
            Choice(voice.say("Yes"), f"{prefix}:yes"),
            Choice(voice.say("No"), f"{prefix}:no"),
        ]
    return []


def _options(voice: Voice, question: dict[str, Any], prefix: str) -> list[Choice]:
    names = [str(name)[:LONGEST_LABEL] for name in question["names"]]
    choices = [Choice(name, f"{prefix}:{n}") for n, name in enumerate(names, 1)]
    if question["or_new"]:
        new = voice.say("A new product")
        choices.append(Choice(new, f"{prefix}:{len(names) + 1}"))
    return choices
