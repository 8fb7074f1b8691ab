"""A reply as the WhatsApp messages that carry it, within the provider's limits."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.channels.base import DeliveryError
from bot.channels.text import split_text
from bot.links import MediaLinks
from bot.messages import Choice, Reply
from bot.voice import voice_for
from storage.blobs import BlobNotFound, BlobStore

log = structlog.get_logger(__name__)

MAX_TEXT = 1600
MAX_CAPTION = 1024
MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_MEDIA_BYTES = 16 * 1024 * 1024
MAX_VARIABLE = 255
IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True, slots=True)
class Part:
    """One message: a text, a file by its public link with a caption, or a template."""

    body: str = ""
    media_url: str | None = None
    content_sid: str | None = None
    content_variables: str | None = None
    has_buttons: bool = False

    def fields(self) -> dict[str, Any]:
        """What Twilio's `messages.create` needs besides the addresses."""
        if self.content_sid:
            return {
                "content_sid": self.content_sid,
                "content_variables": self.content_variables,
            }
        media = {"media_url": [self.media_url]} if self.media_url else {}
        return {**({"body": self.body} if self.body else {}), **media}


def parts_of(reply: Reply, blobs: BlobStore, links: MediaLinks | None) -> list[Part]:
    """The messages of a reply, in order; the same reply gives the same texts.

    Choices become a numbered list. Raises DeliveryError for an empty reply.
    """
    text = "\n\n".join(filter(None, (reply.text.strip(), numbered(reply.choices))))
    image = _link(reply.image_key, blobs, links, MAX_IMAGE_BYTES, IMAGE_SUFFIXES)
    if reply.image_key and image is None:
        text = f"{text}\n\n{_no_picture(reply.language)}".strip()
    first_limit = MAX_CAPTION if image else MAX_TEXT
    parts = [Part(body) for body in split_text(text, MAX_TEXT, first_limit=first_limit)]
    if image:
        parts = [replace((parts or [Part()])[0], media_url=image), *parts[1:]]
    document = _link(reply.document_key, blobs, links, MAX_MEDIA_BYTES)
    if document:
        parts.append(Part(media_url=document))
    if not parts:
        raise DeliveryError("empty", permanent=True)
    return parts


def _no_picture(language: str | None) -> str:
    return voice_for(language).say("(The picture cannot be shown here.)")


def template_parts(reply: Reply, content_sid: str) -> list[Part]:
    """The reply in templates of one variable: one, or one for each of its briefs."""
    if reply.briefs:
        return [_template_part(brief, content_sid) for brief in reply.briefs]
    return [_template_part(reply.brief or reply.text, content_sid)]


def _template_part(text: str, content_sid: str) -> Part:
    """A text inside an approved template, cut where it is too long.

    A variable may not hold line breaks or runs of spaces, nor more than 255 characters
    (https://www.twilio.com/docs/content/using-variables-with-content-api).
    """
    flat = re.sub(r"\s+", " ", text).strip()
    words = (split_text(flat, MAX_VARIABLE - 1) or ["-"])[0]
    if len(words) < len(flat):
        words += "…"
    return Part(
        body=words,
        content_sid=content_sid,
        content_variables=json.dumps({"1": words}, ensure_ascii=False),
    )


def numbered(choices: Sequence[Choice]) -> str:
    """Choices as lines to answer by number."""
    return "\n".join(
        f"{number}. {choice.label}" for number, choice in enumerate(choices, start=1)
    )


def _link(
    key: str | None,
    blobs: BlobStore,
    links: MediaLinks | None,
    limit: int,
    suffixes: tuple[str, ...] = (),
) -> str | None:
    """The public link of a file that WhatsApp takes; None where there cannot be one."""
    if key is None:
        return None
    problem = _problem(key, blobs, links, limit, suffixes)
    if problem or links is None:
        log.warning("whatsapp_file_left_out", blob=key, problem=problem)
        return None
    return links.url(key)


def _problem(
    key: str,
    blobs: BlobStore,
    links: MediaLinks | None,
    limit: int,
    suffixes: tuple[str, ...],
) -> str | None:
    if links is None:
        return "PUBLIC_BASE_URL is not set"
    if suffixes and not key.endswith(suffixes):
        return "kind of image"
    try:
        return "too large" if len(blobs.get(key)) > limit else None
    except BlobNotFound:
        return "missing"
