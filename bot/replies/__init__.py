"""Results into words. Nothing else in the bot writes sentences.

`text_of` is the text of one reply; every result has one function that says it. The
other names are texts that the jobs send when there is no result.
"""

from __future__ import annotations

from bot.replies.buttons import menu_choices, offer_label, question_choices
from bot.replies.compose import text_of
from bot.replies.service import (
    asking_others,
    looking_again,
    message_failed,
    photo_failed,
    reading_photo,
)

__all__ = [
    "asking_others",
    "looking_again",
    "menu_choices",
    "message_failed",
    "offer_label",
    "photo_failed",
    "question_choices",
    "reading_photo",
    "text_of",
]
