"""A wish that waits for others before its answer is given (`bot.enquiring`).

Called by the performers whose answers may have to wait; they ask `Talk.answer_cause`
first whether this one can.
"""

from __future__ import annotations

from bot.talk import Talk
from bot.understand.intents import Intent, to_json
from storage import enquiries
from storage.models import Scan


def let_wait(talk: Talk, wish: Intent, scan: Scan | None) -> None:
    """Keep the wish, with the photo it is about, to be performed again later."""
    enquiries.add_wish(
        talk.session,
        to_json(wish),
        cause=talk.answer_cause,
        shop_id=talk.shop.id,
        chat_id=talk.chat.id,
        sender_id=talk.conversation.sender_id,
        language=talk.voice.language,
        now=talk.now,
        scan_id=scan.id if scan is not None else None,
    )
