"""What the page of the boxes says, in the language of the visitor's browser."""

from __future__ import annotations

from bot.voice import Voice


def script_words(voice: Voice) -> dict[str, str]:
    """What the page's scripts say; they fill in the braces."""
    values = {"n": "{n}", "name": "{name}"}
    return {
        "pack": voice.say("Pack, number {n}", **values),
        "named": voice.say("Pack, number {n}: {name}", **values),
        "gap": voice.say("Empty place"),
        "tag": voice.say("Price label"),
        "number": voice.say("{n} · {name}", **values),
        "unknown": voice.say("no name yet"),
        "skipped": voice.say("not a product"),
        "new_number": voice.say("A new number"),
        "name_of": voice.say("Name of number {n}", **values),
        "changed": voice.say("Not saved yet"),
        "unchanged": voice.say("Tap a box to change it."),
        "draw": voice.say("Draw the box with a finger, from corner to corner."),
        "too_many": voice.say("That is as many boxes as one photo can have."),
        "saving": voice.say("Saving…"),
        "saved": voice.say("Saved. The answer comes in the chat."),
        "lost": voice.say("No connection. Try again when you are back."),
        "no_photo": voice.say("This photo cannot be shown here."),
        "leave": voice.say("What you have drawn is not saved yet."),
    }


def label(voice: Voice) -> str:
    """How the chat shows that the page was saved."""
    return voice.say("Boxes corrected")


def refusal(voice: Voice, code: str) -> str:
    """Why a drawing is not taken, and what to do."""
    return {
        "other_origin": voice.say("This is not allowed from here."),
        "bad_drawing": voice.say("This page is out of date. Reload it."),
        "overtaken": voice.say(
            "Somebody has corrected this photo meanwhile. Reload the page."
        ),
        "too_fast": voice.say("That was a lot at once. One moment, please."),
        "gone": voice.say("This photo is gone."),
    }[code]
