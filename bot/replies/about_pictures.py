"""What a model makes of a photo, in words; and why it is not said."""

from __future__ import annotations

from decimal import Decimal

from bot.actions.picture_questions import CannotSee, Seen
from bot.replies.phrase import Phrase
from bot.voice import Voice


def seen(voice: Voice, result: Seen) -> str:
    answer = _in_own_words(voice, result)
    if not result.is_sure and result.confidence is not None:
        return voice.say(
            "I am not sure: {model} says “{answer}”, but is only {share} sure. Better "
            "look yourself.",
            model=result.model,
            answer=answer.rstrip("."),
            share=_share(voice, result.confidence),
        )
    sentence = answer if answer.endswith((".", "!", "?", "؟")) else f"{answer}."
    if result.confidence is None:
        source = voice.say(
            "That is how the photo looks to {model}. It does not say how sure it is.",
            model=result.model,
        )
    else:
        source = voice.say(
            "That is how the photo looks to {model}, which is {share} sure.",
            model=result.model,
            share=_share(voice, result.confidence),
        )
    return f"{voice.name(sentence)}\n{source}"


def _share(voice: Voice, confidence: float) -> str:
    return voice.percent(Decimal(str(round(confidence, 2))))


def _in_own_words(voice: Voice, result: Seen) -> str:
    """The words that models without other languages say most; others stay English."""
    text = result.text[:1].upper() + result.text[1:]
    if result.language == voice.language:
        return text
    plain = result.text.casefold().strip(" .!")
    return _known_words(voice).get(plain, text)


def _known_words(voice: Voice) -> dict[str, str]:
    return {
        "yes": voice.say("Yes"),
        "no": voice.say("No"),
        "clean": voice.say("Clean"),
        "dirty": voice.say("Dirty"),
        "open": voice.say("Open"),
        "closed": voice.say("Closed"),
        "full": voice.say("Full"),
        "empty": voice.say("Empty"),
        "wet": voice.say("Wet"),
        "dry": voice.say("Dry"),
        "good": voice.say("Good"),
        "bad": voice.say("Bad"),
        "on": voice.say("On"),
        "off": voice.say("Off"),
        "nothing": voice.say("Nothing"),
        "left": voice.say("Left"),
        "right": voice.say("Right"),
        "red": voice.say("Red"),
        "green": voice.say("Green"),
        "blue": voice.say("Blue"),
        "yellow": voice.say("Yellow"),
        "white": voice.say("White"),
        "black": voice.say("Black"),
        "brown": voice.say("Brown"),
    }


def cannot_see(voice: Voice, result: CannotSee) -> str:
    if result.problem == "no_photo":
        return voice.say("Send me a photo first, then ask what you want to know of it.")
    if result.problem == "gone":
        return voice.say("I can’t look at that photo any more. Please send it again.")
    if result.problem == "number_asked":
        return voice.say(
            "Numbers come from counting, never from a model. Ask for example “how many "
            "Coke on the photo?”."
        )
    if result.problem == "english_only":
        return voice.say(
            "The model that looks at photos here knows only English, and I can’t put "
            "that question in English. Please ask it in English."
        )
    if result.problem == "no_model":
        reason = voice.say(
            "I can’t judge that from a photo: no model for such questions is set up."
        )
    elif result.problem == "unreachable":
        reason = voice.say(
            "I can’t judge that just now: the model for such questions does not answer."
        )
    else:
        return _withheld(voice, result)
    return f"{reason} {_what_else(voice)}"


def _withheld(voice: Voice, result: CannotSee) -> str:
    if result.problem == "silent":
        return voice.say("{model} can’t tell that from this photo.", model=result.model)
    if result.problem == "number":
        return voice.say(
            "{model} answered with a number, and numbers come from counting alone. Ask "
            "for example “how many Coke on the photo?”.",
            model=result.model,
        )
    return voice.say(
        "{model} gave no answer that I can pass on. Please ask in other words.",
        model=result.model,
    )


def _what_else(voice: Voice) -> str:
    return voice.say(
        "What I can read: how many there are, where something stands, what is missing, "
        "what the labels and the tags say."
    )


PHRASES: dict[type, Phrase] = {Seen: seen, CannotSee: cannot_see}
