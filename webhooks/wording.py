"""What the pages say, in the language of the visitor's browser.

Called by the views and given to the templates; the chat page's scripts find their
words in a data block of the page, by the keys of `script_words`.
"""

from __future__ import annotations

from flask import Request

from bot.voice import SOURCE_LANGUAGE, Voice, languages


def voice_of_visitor(request: Request) -> Voice:
    """The first of the browser's languages that the bot speaks, else English."""
    known = request.accept_languages.best_match(languages())
    return Voice(known or SOURCE_LANGUAGE)


def script_words(voice: Voice) -> dict[str, str]:
    """What the scripts of the chat page say; they fill in the braces."""
    return _states(voice) | _messages(voice) | _files(voice)


def _states(voice: Voice) -> dict[str, str]:
    return {
        "connecting": voice.say("Connecting…"),
        "online": voice.say("Online"),
        "working": voice.say("Working on it…"),
        "offline": voice.say("Offline"),
        "unreachable": voice.say("Trying to reach the server…"),
        "offline_kept": voice.say(
            "You are offline. Messages are kept and sent when you are back."
        ),
        "unreachable_retry": voice.say(
            "The server does not answer. Trying again by itself."
        ),
        "still_counting": voice.say("Still counting. Your photo is safe."),
        "no_earlier": voice.say("Earlier messages cannot be loaded right now."),
        "lost": voice.say("Waiting for the connection."),
        "server_busy": voice.say("Waiting for the server."),
        "refused": voice.say("This could not be sent."),
    }


def _messages(voice: Voice) -> dict[str, str]:
    return {
        "help": voice.say("Help"),
        "how_many": voice.say("How many"),
        "today": voice.say("Today"),
        "yesterday": voice.say("Yesterday"),
        "you": voice.say("You"),
        "message": voice.say("Message"),
        "caption": voice.say("Add a caption"),
        "new_message": voice.say("New message"),
        "new_messages": voice.say("New messages: {n}", n="{n}"),
        "to_newest": voice.say("Go to the newest message"),
        "queued": voice.say("waiting to be sent"),
        "sending": voice.say("being sent"),
        "failed": voice.say("not sent"),
        "sent": voice.say("sent"),
    }


def _files(voice: Voice) -> dict[str, str]:
    values = {"n": "{n}", "name": "{name}", "all": "{all}"}
    return {
        "photo": voice.say("Photo"),
        "photos": voice.say("Photos"),
        "file": voice.say("File"),
        "your_photo": voice.say("Your photo"),
        "counted_photo": voice.say("Photo with the counted products"),
        "no_preview": voice.say("No preview"),
        "open_picture": voice.say("Open picture: {name}", **values),
        "place": voice.say("{n} of {all}", **values),
        "remove_file": voice.say("Remove {name}", **values),
        "empty_file": voice.say("This file is empty. Choose another one."),
        "too_large": voice.say("A file may have up to {n} MB.", **values),
        "too_many": voice.say("Send up to {n} photos at once, please.", **values),
        "too_much": voice.say("Too much for one message. Send the rest in the next."),
    }


def refusal(voice: Voice, code: str, limit: int | None) -> str:
    """Why a posted message is not taken, and what to do."""
    n = voice.number(limit or 0)
    return {
        "other_origin": voice.say("Open the chat page to write here."),
        "unknown_visitor": voice.say("This chat is not open any more. Reload it."),
        "too_fast": voice.say("That was a lot at once. One moment, please."),
        "bad_client_id": voice.say("This page is out of date. Reload it."),
        "text_too_long": voice.say("Keep it under {n} characters, please.", n=n),
        "bad_choice": voice.say("This button cannot be used any more."),
        "too_many_photos": voice.say("Send up to {n} photos at once, please.", n=n),
        "empty": voice.say("Write something, or add a photo or a video."),
        "empty_file": voice.say("This file is empty. Choose another one."),
        "too_large": voice.say("A file may have up to {n} MB.", n=n),
    }[code]


def failure(voice: Voice, status: int) -> str:
    """What an HTTP error means for a person."""
    return {
        400: voice.say("That request could not be understood."),
        403: voice.say("This is not allowed from here."),
        404: voice.say("There is nothing at this address."),
        405: voice.say("This address cannot be used that way."),
        413: voice.say("That is too large to send."),
        500: voice.say("Something went wrong here, not on your side."),
        503: voice.say(
            "The service is not ready right now. Please try again in a moment."
        ),
    }.get(status, voice.say("That did not work."))
