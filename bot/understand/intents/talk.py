"""Answers, small talk, and what is no wish at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Yes:
    pass


@dataclass(frozen=True, slots=True)
class No:
    pass


@dataclass(frozen=True, slots=True)
class Number:
    """A number alone, or "the second one": a choice, or the answer to "how many?"."""

    value: int


@dataclass(frozen=True, slots=True)
class Help:
    """What can be said, about one topic (a key of the help texts) or in short."""

    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Greeting:
    pass


@dataclass(frozen=True, slots=True)
class Thanks:
    pass


@dataclass(frozen=True, slots=True)
class Insult:
    """Somebody is angry, with the bot or in general."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A number that no shelf holds, or that is not whole where it must be."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    text: str


TalkIntent = (
    Greeting | Help | Insult | No | NotUnderstood | Number | Thanks | TooLarge | Yes
)
