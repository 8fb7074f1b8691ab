from __future__ import annotations

import pytest

from bot.channels.base import Channel, Delivery, MediaUnavailable
from bot.channels.local import LocalChannel
from bot.messages import ChatRef, MediaKind, MediaRef, Reply
from storage.blobs import LocalBlobs
from tests.factories import make_message

CHAT = ChatRef("web", "chat-1")


@pytest.fixture
def channel(blobs: LocalBlobs) -> Channel:
    return LocalChannel("web", blobs)


def test_photo_is_fetched_from_the_blob_store(
    channel: Channel, blobs: LocalBlobs
) -> None:
    key = blobs.put(b"photo", "image/jpeg")

    assert channel.fetch(MediaRef(MediaKind.PHOTO, key)) == b"photo"


def test_lost_photo_is_gone_for_good(channel: Channel) -> None:
    with pytest.raises(MediaUnavailable) as error:
        channel.fetch(MediaRef(MediaKind.PHOTO, "0" * 64 + ".jpg"))

    assert (error.value.reason, error.value.permanent) == ("gone", True)


def test_answer_is_out_with_one_id_and_is_not_sent_twice(channel: Channel) -> None:
    reply = Reply(CHAT, "14 × Coke")

    first = list(channel.send(Delivery(reply)))
    again = list(channel.send(Delivery(reply, sent_ids=tuple(first))))

    assert len(first) == 1
    assert again == []


def test_nothing_is_shown_before_the_answer_but_the_typing_sign(
    channel: Channel,
) -> None:
    channel.show_typing(CHAT)
    channel.acknowledge(make_message("hello"))

    assert channel.send_placeholder(CHAT, "One moment", None) is None
    assert channel.marks_albums is True
