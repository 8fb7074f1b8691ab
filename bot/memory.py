"""What a conversation still knows when the next message comes.

Called by the conversation at both ends of a turn. All of it rests in PostgreSQL: the
context of the person's conversation, and what each answer was about.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.talk import Talk
from storage import conversations, outbox

MEANT = ("products", "wish", "scan_id")
"""What "it", "those", "and Fanta?" and "number 3" are about."""
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


def about(talk: Talk) -> dict[str, Any]:
    """What the answer that is given now is about: a photo only where it was looked at.

    A later reply to it means that photo, not the one that is the last by then.
    """
    context = talk.conversation.context
    known = {name: context[name] for name in MEANT if name in context}
    if talk.current_scan is not None:
        known["scan_id"] = str(talk.current_scan.id)
    return known
