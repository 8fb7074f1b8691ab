"""Three short lessons for a new shop: photo, question, alert, each at its moment.

The welcome teaches the photo. What is left is noted in the founder's conversation and
said once, below an answer that makes it worth trying.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.groups import GroupNamed
from bot.actions.photos import Learned, PhotoRead
from bot.actions.stock import Counted
from bot.results import Lesson, Result
from bot.talk import Talk
from storage import conversations

QUESTION, ALERT = "question", "alert"


def begin(talk: Talk) -> None:
    """The person has just founded a shop, and was told to send a photo."""
    conversations.remember(talk.conversation, talk.now, lessons=[QUESTION, ALERT])


def next_lesson(talk: Talk, results: Sequence[Result]) -> list[Lesson]:
    """The lesson that these results make worth telling, if it was not told yet."""
    left: list[str] = talk.conversation.context.get("lessons", [])
    if not left or talk.has_asked:
        return []
    for result in results:
        key, product = _worth_telling(result)
        if key in left and product:
            left = [lesson for lesson in left if lesson != key]
            conversations.remember(talk.conversation, talk.now, lessons=left or None)
            return [Lesson(key, product)]
    return []


def _worth_telling(result: Result) -> tuple[str, str]:
    """The lesson's key and the product to try it with; two empty texts for none."""
    if isinstance(result, PhotoRead) and result.products and not result.unknown:
        return QUESTION, result.products[0].name
    if isinstance(result, GroupNamed | Learned):
        name = result.name if isinstance(result, GroupNamed) else result.described.name
        return QUESTION, name
    if isinstance(result, Counted) and len(result.lines) == 1:
        return ALERT, result.lines[0].name
    return "", ""
