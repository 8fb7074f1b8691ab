"""Console chats on a real database; what answers is left to the workers' own tests."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.messages import MediaKind, Reply
from bot.services import Services
from commands.console import LineError, open_console
from storage import outbox
from storage.models import Chat, OutboxMessage, Shop

SHOP = "Mama Njeri"


def test_a_second_console_of_a_shop_is_another_chat(services: Services) -> None:
    with (
        open_console(services, SHOP) as first,
        open_console(services, SHOP) as second,
    ):
        assert first.ref != second.ref

    with services.db.transaction() as session:
        assert session.scalar(select(func.count(Shop.id))) == 1
        assert len(set(session.scalars(select(Chat.shop_id)))) == 1


def test_a_console_goes_on_where_the_last_one_ended(services: Services) -> None:
    with open_console(services, SHOP) as first:
        pass

    with open_console(services, SHOP) as second:
        assert second.ref == first.ref


def test_many_consoles_that_start_at_once_make_one_shop(services: Services) -> None:
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def start() -> None:
        together.wait()
        try:
            with open_console(services, SHOP):
                together.wait()
        except Exception as error:
            failures.append(error)
            together.abort()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with services.db.transaction() as session:
        assert session.scalar(select(func.count(Shop.id))) == 1
        assert session.scalar(select(func.count(Chat.id))) == 4


@pytest.mark.parametrize(
    ("line", "kind", "caption"),
    [
        ("photo {}/my shelf.jpg", MediaKind.PHOTO, ""),
        ('photo "{}/my shelf.jpg" the top one', MediaKind.PHOTO, "the top one"),
        ("file {}/my shelf.jpg", MediaKind.PHOTO, ""),
        ("file {}/products.csv", MediaKind.DOCUMENT, ""),
        ("video {}/clip.mp4 fridge", MediaKind.VIDEO, "fridge"),
        ("file {}/clip.mp4", MediaKind.VIDEO, ""),
    ],
)
def test_files_are_sent_as_what_they_are(
    services: Services, tmp_path: Path, line: str, kind: MediaKind, caption: str
) -> None:
    for name in ("my shelf.jpg", "products.csv", "clip.mp4"):
        (tmp_path / name).write_bytes(name.encode())

    with open_console(services, SHOP) as console:
        message = console.message(line.format(tmp_path))

    (media,) = message.media
    assert media.kind == kind
    assert message.text == caption


@pytest.mark.parametrize(
    "line", ["photo nowhere.jpg", "photo /", "photo \0.jpg", f"photo {'x' * 9000}"]
)
def test_a_file_that_cannot_be_read_is_an_error_of_the_line(
    services: Services, line: str
) -> None:
    with open_console(services, SHOP) as console, pytest.raises(LineError):
        console.message(line)


def test_what_nobody_asked_for_is_shown_too_unless_it_was_taken_back(
    services: Services,
) -> None:
    with open_console(services, SHOP) as console:
        with services.db.transaction() as session:
            chat = session.scalars(select(Chat)).one()
            for text in ("told", "taken back", "not out yet"):
                outbox.add(
                    session,
                    chat_id=chat.id,
                    cause=None,
                    reply=Reply(console.ref, text).to_json(),
                    now=services.clock(),
                    is_push=True,
                )
            rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
            told, taken_back, _ = rows
            outbox.mark_sent(session, told.id, services.clock())
            outbox.mark_failed(session, taken_back.id, "stopped")

        assert [reply.text for reply in console.news()] == ["told"]
        assert list(console.news()) == []
