"""One turn of a conversation: who speaks, about which shop, picture and products.

`Talk` is made by the conversation for each message (and for a photo's caption) and is
what the wishes of `bot.dialogue` are carried out with.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.results import Option, Unknown, Which
from bot.services import Services
from bot.understand.intents import (
    AskPhoto,
    AskPicture,
    Intent,
    Named,
    Remove,
    Rename,
    to_json,
)
from bot.understand.names import NameIndex
from bot.voice import Voice
from storage import catalogue, conversations, outbox
from storage.db import set_time
from storage.models import (
    Chat,
    Conversation,
    InboxMessage,
    Member,
    Product,
    Scan,
    ScanPhoto,
    Shop,
)
from storage.models.stock import ScanPurpose, ScanStatus

QUESTION_OPEN = timedelta(minutes=30)
MOST_OPTIONS = 8
TALKED_OF = timedelta(minutes=30)
"""So long after a photo a question may mean what it shows, not the books."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that is no single product: what it may be, fitting or only alike."""

    phrase: str
    products: tuple[Product, ...] = ()
    is_known: bool = False
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file to send with the answer, by its blob's key."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A button that can be pressed at any time, beside the question.

    `label` is what it says, where that is a name and no text of ours.
    """

    kind: str  # tags, order, name
    value: str
    label: str = ""


@dataclass(slots=True)
class Talk:
    """What one turn knows and gathers. `now` is UTC; `cause` names the message.

    `answer_cause` is what the answer goes into the outbox for; where it is known, a
    wish may wait for others to be asked (`bot.enquiring`). `picture_key` is the blob of
    a picture that goes with the answer.
    `silence` is how long the person had not been spoken with.
    `link` is how people reach the bot on this channel, with `{code}` where a code of
    invitation goes; "" where that is not known.
    """

    services: Services
    session: Session
    shop: Shop
    chat: Chat
    member: Member
    conversation: Conversation
    voice: Voice
    now: datetime
    cause: uuid.UUID
    reply_to: str | None = None
    link: str = ""
    is_group: bool = False
    mentioned: list[uuid.UUID] = field(default_factory=list)
    batches: list[uuid.UUID] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    confirmed: Intent | None = None
    answer_cause: str = ""
    picture_key: str | None = None
    has_asked: bool = False
    current_scan: Scan | None = None
    silence: timedelta = timedelta(0)
    _index: NameIndex | None = None

    def enter(self, shop: Shop, member: Member) -> None:
        """Talk about another shop from now on; what was said of the first is gone."""
        self.shop, self.member = shop, member
        self.voice = replace(
            self.voice,
            country=shop.country,
            currency=shop.currency,
            timezone=shop.timezone,
        )
        self.mentioned, self.batches, self.current_scan = [], [], None
        self.has_asked = False
        self.forget_names()

    def __post_init__(self) -> None:
        set_time(self.session, self.now)
        self.silence = self.now - self.conversation.updated_at

    @property
    def index(self) -> NameIndex:
        """The shop's names; looked for once in a turn, made when they have changed."""
        if self._index is None:
            session, shop_id = self.session, self.shop.id
            self._index = self.services.names.of(
                shop_id,
                catalogue.names_version(session, shop_id),
                lambda: catalogue.names(session, shop_id),
            )
        return self._index

    def forget_names(self) -> None:
        """After products were made, renamed or removed."""
        self._index = None

    def find(self, named: Named) -> Product | Match:
        """The product that is meant, or what to ask instead."""
        if named.product_id is not None:
            product = self._own(named.product_id)
            return product or Match(named.phrase)
        if not named.phrase:
            last = self.last_products()
            if len(last) == 1:
                return last[0]
            return Match("", tuple(last), is_known=bool(last))
        match = self.index.find(named.phrase)
        if match.only is not None:
            return self._own(match.only) or Match(named.phrase)
        options = match.found or match.similar
        known = (self._own(product_id) for product_id in options[:MOST_OPTIONS])
        products = [product for product in known if product]
        if match.found:  # each fits as well, so the order is one that people expect
            products.sort(key=lambda product: product.name.casefold())
        return Match(
            named.phrase,
            tuple(products),
            is_known=bool(match.found),
            is_close=match.is_close,
        )

    def mention(self, products: Sequence[Product]) -> None:
        """What "it" and "those" mean from now on."""
        for product in products:
            if product.id not in self.mentioned:
                self.mentioned.append(product.id)

    def last_products(self) -> list[Product]:
        """What was talked about last: in this message, else in those before."""
        known = self.mentioned or [
            uuid.UUID(product_id)
            for product_id in self.conversation.context.get("products", ())
        ]
        found = [self._own(str(product_id)) for product_id in known]
        return [product for product in found if product is not None]

    def ask(self, question: dict[str, Any]) -> bool:
        """Open a question; False when this turn has asked one already."""
        if self.has_asked:
            return False
        self.has_asked = True
        conversations.ask(
            self.conversation,
            {"id": self.cause.hex[:8], **question},
            now=self.now,
            expires_at=self.now + QUESTION_OPEN,
        )
        return True

    def confirms(self, intent: Intent) -> bool:
        """Whether the person has confirmed this wish; else it is asked for now.

        The wish's products are settled before, so that the same are meant later.
        """
        if self.confirmed == intent:
            return True
        self.ask({"kind": "confirm", "intent": to_json(intent)})
        return False

    def ask_which(
        self, match: Match, intent: Intent, *, or_new: bool = False
    ) -> Which | Unknown:
        """Ask which product is meant, to carry out the intent afterwards.

        `or_new`: that it is a new product is one of the answers.
        """
        options = tuple(Option(p.id, p.name) for p in match.products)
        if not options:
            return Unknown(match.phrase, not isinstance(intent, Remove | Rename))
        is_asked = self.ask(
            {
                "kind": "which",
                "phrase": match.phrase,
                "options": [str(option.product_id) for option in options],
                "names": [option.name for option in options],
                "or_new": or_new,
                "intent": to_json(intent),
            }
        )
        return Which(match.phrase, options, match.is_known, is_asked, or_new)

    @property
    def scan(self) -> Scan | None:
        """The photo whose numbers are meant: the one replied to, else the last one."""
        if self.current_scan is None:
            self.current_scan = (
                self._of_this_shop(self._scan_replied_to())
                or self._of_this_shop(self._scan_in_mind())
                or self._last_scan()
            )
        return self.current_scan

    def has_just_seen(self, scan: Scan) -> bool:
        """Whether the photo came so lately that a question may mean it."""
        return self.now - scan.created_at <= TALKED_OF

    @property
    def photo_replied_to(self) -> bool:
        """Whether the message replies to a photo, its answer, or one about it."""
        if self.reply_to is None or self._scan_replied_to() is None:
            return False
        answer = outbox.replied_to(self.session, self.chat.id, self.reply_to)
        if answer is None or (answer.cause or "").startswith("scan:"):
            return True
        wish = answer.about.get("wish") or {}
        return wish.get("intent") in {AskPhoto.__name__, AskPicture.__name__}

    def _of_this_shop(self, scan: Scan | None) -> Scan | None:
        """The chat may have belonged to another shop when the photo was sent."""
        return scan if scan and scan.shop_id == self.shop.id else None

    def _own(self, product_id: str) -> Product | None:
        product = catalogue.get(self.session, uuid.UUID(product_id))
        return product if product and product.shop_id == self.shop.id else None

    def _scan_replied_to(self) -> Scan | None:
        if self.reply_to is None:
            return None
        answer = outbox.replied_to(self.session, self.chat.id, self.reply_to)
        if answer is not None and answer.about.get("scan_id"):
            return self.session.get(Scan, uuid.UUID(answer.about["scan_id"]))
        own_photo = (  # any one of an album
            select(Scan)
            .join(ScanPhoto, ScanPhoto.scan_id == Scan.id)
            .join(InboxMessage, InboxMessage.id == ScanPhoto.inbox_id)
            .where(
                Scan.chat_id == self.chat.id,
                InboxMessage.external_id == self.reply_to,
            )
        )
        return self.session.scalars(own_photo.limit(1)).first()

    def _scan_in_mind(self) -> Scan | None:
        scan_id = self.conversation.context.get("scan_id")
        return self.session.get(Scan, uuid.UUID(scan_id)) if scan_id else None

    def _last_scan(self) -> Scan | None:
        return self.session.scalars(
            select(Scan)
            .where(
                Scan.chat_id == self.chat.id,
                Scan.shop_id == self.shop.id,
                Scan.status == ScanStatus.DONE,
                Scan.purpose == ScanPurpose.COUNT,
            )
            .order_by(Scan.created_at.desc())
            .limit(1)
        ).first()
