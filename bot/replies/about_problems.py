"""What a photo suffers from, in words that help to take a better one."""

from __future__ import annotations

from collections.abc import Iterable

from bot.voice import Voice
from pipeline.types import Problem

MOST = 2
_SIDES = ("cut_left", "cut_right", "cut_top", "cut_bottom")


def problems(voice: Voice, found: Iterable[Problem]) -> list[str]:
    """At most two, the most important first; cut sides in one sentence."""
    texts = [_text(voice, str(problem)) for problem in found]
    return list(dict.fromkeys(texts))[:MOST]


def _text(voice: Voice, problem: str) -> str:
    if problem in _SIDES:
        return _cut(voice, problem)
    texts = {
        "too_dark": voice.say("The photo is dark. With more light I see more."),
        "too_bright": voice.say(
            "The photo is too bright. Try it without flash and without a window behind "
            "the shelf."
        ),
        "blurred": voice.say(
            "The photo is blurred. Hold the phone still for a moment."
        ),
        "too_small": voice.say(
            "The photo is small. Step closer, or send it as a file."
        ),
        "no_products": voice.say("I see no products in it."),
        "not_a_shelf": voice.say(
            "This does not look like a shelf. Stand in front of one and show all of it."
        ),
        "hardly_a_shelf": voice.say(
            "I see hardly any of a shelf. Step back, so that all of it is in the photo."
        ),
        "glare": voice.say(
            "Light shines back from the packs. Turn off the flash, or step aside."
        ),
        "tilted": voice.say("The photo is tilted. Hold the phone level."),
        "too_far": voice.say(
            "The packs are very small. Step closer, or take one photo for each part."
        ),
        "film_in_pieces": voice.say(
            "I could not follow the video all the way. Of each product I counted the "
            "most that I saw at once. Move the phone slowly, at one distance."
        ),
        "counted_once": voice.say("What is on several photos I counted once."),
        "perhaps_twice": voice.say(
            "Some photos may show the same packs, but I am not sure. What is on "
            "several of them I counted several times."
        ),
    }
    return texts[problem]


def _cut(voice: Voice, problem: str) -> str:
    return {
        "cut_left": voice.say(
            "The shelf goes on at the left. Show all of it, or send one more photo."
        ),
        "cut_right": voice.say(
            "The shelf goes on at the right. Show all of it, or send one more photo."
        ),
        "cut_top": voice.say(
            "The shelf goes on at the top. Show all of it, or send one more photo."
        ),
        "cut_bottom": voice.say(
            "The shelf goes on at the bottom. Show all of it, or send one more photo."
        ),
    }[problem]
