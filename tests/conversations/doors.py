"""The four ways in: what a person does there, and what they see of the answers.

A door turns what somebody does into what the provider's fake would send us, and reads
the answers where the person would: on the fake's screen. Every person has a chat of
their own, but for `in_group` (a group of Telegram's; one shared page elsewhere).
"""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import phonenumbers
from sqlalchemy import select

from bot import inbound
from bot.channels import whatsapp_inbound
from bot.channels.telegram_updates import accept_update
from bot.messages import (
    ChatRef,
    Choice,
    InboundMessage,
    MediaKind,
    MediaRef,
    Reply,
    Sender,
)
from bot.services import Services
from pipeline.films.kinds import is_video
from storage.models import Chat, OutboxMessage
from storage.models.messages import OutboxStatus
from tests.fakes.telegram import BOT, FakeTelegram, Shown
from tests.fakes.twilio import FakeTwilio, Sent

_numbers = itertools.count(1)
_LISTED = re.compile(r"(\d+)\. (.+)")


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person does: writes, sends photos, videos or a table, presses a button."""

    text: str = ""
    photos: Sequence[bytes] = ()
    file: tuple[str, bytes] | None = None  # name and content
    press: Choice | None = None
    reply_to: str | None = None  # id of what was heard
    start: str | None = None  # the token of an invite link
    unsupported: str | None = None
    is_aside: bool = False  # said to others in a group, not to the bot
    media: tuple[MediaRef, ...] = ()  # as is; local doors only
    locale: str = "en-NG"


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer as its person sees it."""

    id: str
    text: str
    choices: tuple[Choice, ...] = ()
    has_picture: bool = False
    document: str | None = None  # its name


class Door(Protocol):
    """One channel, with the people behind it."""

    channel: str

    def ref(self, person: str) -> ChatRef:
        """The chat in which the person writes."""
        ...

    def sender_id(self, person: str) -> str:
        """What the provider calls the person."""
        ...

    def do(self, person: str, deed: Deed) -> None:
        """Bring what the person does into the inbox."""
        ...

    def heard(self, person: str) -> list[Heard]:
        """All answers on the person's screen, oldest first."""
        ...


@dataclass
class LocalDoor:
    """Web chat or console: one message however many files, answers from the outbox."""

    services: Services
    channel: str = "web"
    chat: ChatRef | None = None  # one chat for everybody
    chats: dict[str, ChatRef] = field(default_factory=dict)

    def ref(self, person: str) -> ChatRef:
        own = ChatRef(self.channel, f"{person}-{uuid.uuid4().hex}")
        return self.chat or self.chats.setdefault(person, own)

    def sender_id(self, person: str) -> str:
        return person

    def do(self, person: str, deed: Deed) -> None:
        media = [
            MediaRef(
                _kind_of(photo), self._put(photo, _type_of(photo)), _type_of(photo)
            )
            for photo in deed.photos
        ]
        if deed.file is not None:
            name, data = deed.file
            key = self._put(data, "text/csv")
            media.append(MediaRef(MediaKind.DOCUMENT, key, "text/csv", name))
        text, choice = deed.text, deed.press and deed.press.value
        if deed.press is not None and self.channel == "console":
            text, choice = self._number_of(person, deed.press), None
        inbound.accept(
            self.services,
            InboundMessage(
                chat=self.ref(person),
                external_id=uuid.uuid4().hex,
                sender=Sender(person, person),
                sent_at=self.services.clock(),
                text=text,
                media=(*media, *deed.media),
                choice=choice,
                locale=deed.locale,
                reply_to=deed.reply_to,
                unsupported=deed.unsupported,
                start=deed.start,
            ),
        )

    def heard(self, person: str) -> list[Heard]:
        ref = self.ref(person)
        with self.services.db.transaction() as session:
            rows = session.scalars(
                select(OutboxMessage)
                .join(Chat, Chat.id == OutboxMessage.chat_id)
                .where(Chat.channel == ref.channel, Chat.external_id == ref.id)
                .where(OutboxMessage.status == OutboxStatus.SENT)
                .order_by(OutboxMessage.seq)
            ).all()
        return [
            _as_heard(str(row.provider_ids[0]), Reply.from_json(row.reply))
            for row in rows
        ]

    def _put(self, data: bytes, content_type: str) -> str:
        return self.services.blobs.put(data, content_type)

    def _number_of(self, person: str, choice: Choice) -> str:
        """A line of a terminal picks by number."""
        return str(self.heard(person)[-1].choices.index(choice) + 1)


@dataclass
class TelegramDoor:
    """Private chats, or one group in which the bot is called by its name."""

    services: Services
    fake: FakeTelegram
    in_group: bool = False
    channel: str = "telegram"
    ids: dict[str, int] = field(default_factory=dict)
    group: int = field(default_factory=lambda: -100_000 - next(_numbers))

    def ref(self, person: str) -> ChatRef:
        return ChatRef(self.channel, str(self._chat(person)))

    def sender_id(self, person: str) -> str:
        return str(self._id(person))

    def do(self, person: str, deed: Deed) -> None:
        for update in self._updates(person, deed):
            for kind in update.keys() - {"update_id"}:
                update[kind]["from"] = self._person(person, deed.locale)
            accept_update(self.services, update)

    def heard(self, person: str) -> list[Heard]:
        return [_shown(shown) for shown in self.fake.answers(self._chat(person))]

    def _id(self, person: str) -> int:
        return self.ids.setdefault(person, 5_000_000 + next(_numbers))

    def _chat(self, person: str) -> int:
        chat = self.group if self.in_group else self._id(person)
        self.fake.open_chat(chat)
        return chat

    def _person(self, person: str, locale: str) -> dict[str, Any]:
        language = locale.partition("-")[0]
        return {
            "id": self._id(person),
            "is_bot": False,
            "first_name": person,
            "language_code": language,
        }

    def _updates(self, person: str, deed: Deed) -> list[dict[str, Any]]:
        chat, said = self._chat(person), self._said(deed)
        if deed.press is not None:
            return [self.fake.press(chat, deed.press.value)]
        more: dict[str, Any] = {}
        if deed.reply_to is not None:
            more["reply_to_message"] = self._quoted(chat, deed.reply_to)
        if deed.unsupported is not None:
            more[deed.unsupported] = _STICKER
            return [self.fake.send(chat, **more)]
        if deed.file is not None:
            return [self.fake.send_document(chat, *deed.file, said, **more)]
        if deed.photos:
            if len(deed.photos) > 1:
                more["media_group_id"] = str(next(_numbers))
            first, *others = deed.photos
            return [
                self._send(chat, first, said, **more),
                *(self._send(chat, photo, **more) for photo in others),
            ]
        text = f"/start {deed.start}" if deed.start else said
        return [self.fake.send_text(chat, text, **more)]

    def _send(self, chat: int, photo: bytes, *said: str, **more: Any) -> dict[str, Any]:
        send = self.fake.send_video if is_video(photo) else self.fake.send_photo
        return send(chat, photo, *said, **more)

    def _said(self, deed: Deed) -> str:
        """In a group the bot answers who calls it, so people call it."""
        if not self.in_group or deed.is_aside or deed.text.startswith("/"):
            return deed.text
        return f"@{BOT['username']} {deed.text}"

    def _quoted(self, chat: int, heard_id: str) -> dict[str, Any]:
        number = int(heard_id.removeprefix("m"))
        kind = "private" if chat > 0 else "group"
        return {
            "message_id": number,
            "from": BOT,
            "date": 1,
            "chat": {"id": chat, "type": kind},
        }


_STICKER = {
    "file_id": "sticker",
    "file_unique_id": "sticker",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}


@dataclass
class WhatsAppDoor:
    """Phone numbers; choices are numbered lines, answered by their number."""

    services: Services
    fake: FakeTwilio
    country: str = "NG"
    channel: str = "whatsapp"
    phones: dict[str, str] = field(default_factory=dict)

    def ref(self, person: str) -> ChatRef:
        return ChatRef(self.channel, self._phone(person))

    def sender_id(self, person: str) -> str:
        return self._phone(person).lstrip("+")

    def do(self, person: str, deed: Deed) -> None:
        for form in self._forms(person, deed):
            message = whatsapp_inbound.parse(form, self.services.clock())
            assert message is not None
            inbound.accept(self.services, message)

    def heard(self, person: str) -> list[Heard]:
        self.fake.settle()
        return [_said(sent) for sent in self.fake.visible(self._phone(person))]

    def _phone(self, person: str) -> str:
        if person not in self.phones:
            kind = phonenumbers.PhoneNumberType.MOBILE
            example = phonenumbers.example_number_for_type(self.country, kind)
            assert example is not None
            own = str(example.national_number)[:-4] + f"{next(_numbers):04}"
            self.phones[person] = f"+{example.country_code}{own}"
        return self.phones[person]

    def _forms(self, person: str, deed: Deed) -> list[dict[str, str]]:
        phone = self._phone(person)
        more = {"ProfileName": person}
        if deed.reply_to is not None:
            more["OriginalRepliedMessageSid"] = deed.reply_to
        if deed.press is not None:
            return [self.fake.inbound(phone, **self._pressed(person, deed.press))]
        if deed.unsupported is not None:
            more["MessageType"] = deed.unsupported
        if deed.photos:
            first, *others = [(_type_of(photo), photo) for photo in deed.photos]
            return [
                self.fake.inbound(phone, deed.text, first, **more),
                *(self.fake.inbound(phone, "", photo) for photo in others),
            ]
        files = []
        text = f"/start {deed.start}" if deed.start else deed.text
        if deed.file is not None:
            name, data = deed.file
            files, text = [("text/csv", data)], text or name
        return [self.fake.inbound(phone, text, *files, **more)]

    def _pressed(self, person: str, choice: Choice) -> dict[str, str]:
        """A button under its message, or the number of a line of the newest list."""
        shown = self.fake.visible(self._phone(person))
        for sent in reversed(shown):
            if (choice.label, choice.value) in sent.buttons:
                return {"ButtonText": choice.label, "ButtonPayload": choice.value}
        listed = _said(shown[-1]).choices
        assert choice in listed, f"{choice.label!r} is not in the newest list"
        return {"Body": choice.value}


def _kind_of(photo: bytes) -> MediaKind:
    return MediaKind.VIDEO if is_video(photo) else MediaKind.PHOTO


def _type_of(photo: bytes) -> str:
    return "video/mp4" if is_video(photo) else "image/jpeg"


def _as_heard(heard_id: str, reply: Reply) -> Heard:
    return Heard(
        id=heard_id,
        text=reply.text,
        choices=reply.choices,
        has_picture=reply.image_key is not None,
        document=reply.document_name if reply.document_key else None,
    )


def _shown(shown: Shown) -> Heard:
    return Heard(
        id=f"m{shown.id}",
        text=shown.text,
        choices=tuple(Choice(*pair) for row in shown.buttons for pair in row),
        has_picture=shown.kind == "photo",
        document=shown.filename if shown.kind == "document" else None,
    )


def _said(sent: Sent) -> Heard:
    """The numbered lines at the end are choices; their value is their number."""
    lines = sent.body.splitlines()
    choices: list[Choice] = []
    while lines and (listed := _LISTED.fullmatch(lines[-1])):
        lines.pop()
        choices.insert(0, Choice(listed[2], listed[1]))
    is_picture = sent.seen.startswith((b"\xff\xd8", b"\x89PNG"))
    choices += [Choice(*button) for button in sent.buttons]
    return Heard(
        id=sent.sid,
        text="\n".join(lines).strip(),
        choices=tuple(choices),
        has_picture=is_picture,
        document="file" if sent.media and not is_picture else None,
    )
