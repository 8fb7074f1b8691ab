"""What is said when there is nothing to tell yet, or something failed for good."""

from __future__ import annotations

from bot.messages import ChatRef, Reply
from bot.voice import voice_for


def reading_photo(locale: str | None, is_video: bool = False) -> str:
    """The message that the photo's or the video's answer replaces."""
    voice = voice_for(locale)
    if is_video:
        return voice.say("Putting your video together…")
    return voice.say("Looking at your photo…")


def asking_others(locale: str | None) -> str:
    """The message that an answer replaces which others are asked for."""
    return voice_for(locale).say("One moment, I am asking…")


def looking_again(locale: str | None) -> str:
    """The message that an answer replaces which a photo is looked at for."""
    return voice_for(locale).say("Let me look at the photo…")


def message_failed(chat: ChatRef, locale: str | None) -> Reply:
    """The apology for a message that could not be answered."""
    text = voice_for(locale).say(
        "Sorry, something went wrong here and I could not answer your message. Nothing "
        "was changed. Please try again."
    )
    return Reply(chat, text)


def photo_failed(chat: ChatRef, locale: str | None) -> Reply:
    """The apology for a photo that could not be read."""
    text = voice_for(locale).say(
        "Sorry, something went wrong and I could not read your photo. Nothing was "
        "changed. Please send it once more."
    )
    return Reply(chat, text)
