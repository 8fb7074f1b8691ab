"""What a conversation still knows when the next message comes.

Called by the conversation at both ends of a turn. All of it rests in PostgreSQL: the
context of the person's conversation, and what each answer was about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.talk import Talk
from bot.understand.intents import Also, Correct, Count, Intent, Item
from bot.understand.words import fold
from storage import conversations, outbox

MEANT = ("products", "wish", "scan_id")
"""What "it", "those", "and Fanta?" and "number 3" are about."""
GOES_ON = frozenset({"and", "plus", "also", "et", "aussi", "na", "pia", "y", "tambien"})
"""First words, folded, that join a message to the one before it."""
FORGOTTEN_AFTER = timedelta(hours=12)


def recall(talk: Talk) -> None:
    """Bring to mind what the message is about.

    A reply to an older answer is about what that one was about. After a night, "it"
    means nothing any more.
    """
    context = talk.conversation.context
    if talk.now - talk.conversation.updated_at > FORGOTTEN_AFTER:
        stale = {name: None for name in MEANT if name in context}
        conversations.remember(talk.conversation, talk.now, **stale)
    if talk.reply_to is None:
        return
    answer = outbox.replied_to(talk.session, talk.chat.id, talk.reply_to)
    if answer is not None and answer.about:
        known = {name: answer.about.get(name) for name in ("products", "wish")}
        conversations.remember(talk.conversation, talk.now, **known)


def going_on(text: str, intents: Sequence[Intent]) -> Sequence[Intent]:
    """ "And Fanta?" goes on with the wish before; alone it would only be a name."""
    first = fold(text.split(maxsplit=1)[0]) if text.strip() else ""
    if len(intents) != 1 or first not in GOES_ON:
        return intents
    said = intents[0]
    if isinstance(said, Count) and said.is_guess and said.products:
        return [Also(tuple(Item(product) for product in said.products))]
    if isinstance(said, Correct) and said.is_guess:
        return [Also(said.items)]
    return intents


def about(talk: Talk) -> dict[str, Any]:
    """What the answer that is given now is about: a photo only where it was looked at.

    A later reply to it means that photo, not the one that is the last by then.
    """
    context = talk.conversation.context
    known = {name: context[name] for name in MEANT if name in context}
    if talk.current_scan is not None:
        known["scan_id"] = str(talk.current_scan.id)
    return known
