"""The Telegram webhook: who may post, what is kept, what is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.services import Services
from storage.db import Database
from storage.models import Chat
from tests.factories import make_shop
from tests.fakes.queue import RecordingQueue
from tests.webhooks.received import inbox
from webhooks.app import create_app

FIXTURES = Path(__file__).parents[1] / "fixtures" / "telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


def load(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


@pytest.fixture
def client_with(
    make_services: Callable[..., Services],
) -> Callable[..., FlaskClient]:
    def client(secret: str = "right-secret", **parts: Any) -> FlaskClient:
        settings = {"TELEGRAM_WEBHOOK_SECRET": secret}
        return create_app(make_services(settings, **parts)).test_client()

    return client


@pytest.fixture
def client(client_with: Callable[..., FlaskClient]) -> FlaskClient:
    return client_with()


def post(client: FlaskClient, update: Any, secret: str | None = "right-secret") -> Any:
    headers = {} if secret is None else {HEADER: secret}
    return client.post("/webhooks/telegram", json=update, headers=headers)


def post_raw(client: FlaskClient, body: bytes) -> TestResponse:
    return client.post(
        "/webhooks/telegram", data=body, headers={HEADER: "right-secret"}
    )


@pytest.mark.parametrize(
    "name",
    ["photo", "photo_caption", "text", "text_rtl", "button", "csv_document", "sticker"],
)
def test_message_is_kept_and_its_chat_is_queued(
    name: str, client: FlaskClient, database: Database, queue: RecordingQueue
) -> None:
    answer = post(client, load(name))

    [row] = inbox(database)
    assert (answer.status_code, answer.data) == (200, b"")
    assert row.raw == load(name)
    assert queue.chats == [row.chat_id]


def test_album_is_two_messages_of_one_chat(
    client: FlaskClient, database: Database
) -> None:
    post(client, load("album_first"))
    post(client, load("album_second"))

    rows = inbox(database)
    assert [row.message["album"] for row in rows] == ["13579", "13579"]
    assert len({row.chat_id for row in rows}) == 1


def test_second_delivery_of_same_update_is_ignored(
    client: FlaskClient, database: Database, queue: RecordingQueue
) -> None:
    for _ in range(3):
        assert post(client, load("photo")).status_code == 200

    assert len(inbox(database)) == len(queue.chats) == 1


def test_same_message_number_in_two_chats_is_two_messages(
    client: FlaskClient, database: Database
) -> None:
    post(client, load("text"))
    post(client, load("group_text"))

    assert len(inbox(database)) == 2
    with database.transaction() as session:
        assert set(session.scalars(select(Chat.external_id))) == {
            "70011",
            "-100200300",
        }


@pytest.mark.parametrize(
    "name",
    ["edited_message", "unknown_update", "joined", "my_chat_member", "channel_post"],
)
def test_update_that_is_no_message_is_answered_and_forgotten(
    name: str, client: FlaskClient, database: Database, queue: RecordingQueue
) -> None:
    answer = post(client, load(name))

    assert (answer.status_code, answer.data) == (200, b"")
    assert inbox(database) == []
    assert queue.chats == []


@pytest.mark.parametrize("secret", [None, "", "wrong-secret", "right-secre", "ключ"])
def test_post_without_the_secret_is_refused(
    secret: str | None, client: FlaskClient, database: Database
) -> None:
    headers = {} if secret is None else {HEADER: secret.encode().decode("latin-1")}

    answer = client.post("/webhooks/telegram", json=load("text"), headers=headers)

    assert answer.status_code == 403
    assert b"right-secret" not in answer.data
    assert inbox(database) == []


@pytest.mark.parametrize("secret", ["old-secret", "new-secret"])
def test_both_secrets_are_good_while_one_replaces_the_other(
    secret: str, client_with: Callable[..., FlaskClient], database: Database
) -> None:
    client = client_with("new-secret, old-secret")

    assert post(client, load("text"), secret).status_code == 200
    assert post(client, load("text"), "new-secret, old-secret").status_code == 403
    assert len(inbox(database)) == 1


@pytest.mark.parametrize("secret", [None, "", "any"])
def test_webhook_without_a_configured_secret_is_closed(
    secret: str | None, client_with: Callable[..., FlaskClient], database: Database
) -> None:
    assert post(client_with(""), load("text"), secret).status_code == 403
    assert inbox(database) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b'{"update_id": NaN}',
        b"[" * 100_000,
        b'{"update_id": ' + b"9" * 5000 + b"}",
    ],
)
def test_broken_body_is_refused(
    body: bytes, client: FlaskClient, database: Database
) -> None:
    assert post_raw(client, body).status_code == 400
    assert inbox(database) == []


def test_huge_body_is_refused(client: FlaskClient, database: Database) -> None:
    update = load("text")
    update["message"]["text"] = "x" * 2_000_000

    assert post(client, update).status_code == 413
    assert inbox(database) == []


@pytest.mark.parametrize("text", ["nul \x00 byte", "half \ud83d emoji"])
def test_text_that_the_database_cannot_hold_is_kept_without_it(
    text: str, client: FlaskClient, database: Database
) -> None:
    update = load("text")
    update["message"]["text"] = text

    answer = post_raw(client, json.dumps(update).encode())

    assert answer.status_code == 200
    [row] = inbox(database)
    assert row.message["text"].startswith(text.split()[0])


def test_database_that_is_down_makes_telegram_try_again(
    client_with: Callable[..., FlaskClient], queue: RecordingQueue
) -> None:
    nowhere = Database(NOWHERE)

    answer = post(client_with(db=nowhere), load("text"))

    nowhere.dispose()
    assert answer.status_code == 503
    assert queue.chats == []


def test_other_methods_are_not_served(client: FlaskClient) -> None:
    assert client.get("/webhooks/telegram").status_code == 405


@pytest.mark.parametrize("told_by", ["migrate_to_chat_id", "migrate_from_chat_id"])
def test_group_that_became_a_supergroup_keeps_its_shop_and_every_message(
    told_by: str, client: FlaskClient, database: Database
) -> None:
    """The new group counts its messages from one again."""
    written = load("group_text")
    written["message"]["chat"] = {"id": -55, "type": "group", "title": "Shop"}
    post(client, written)
    with database.transaction() as session:
        shop = make_shop(session)
        session.scalars(select(Chat)).one().shop_id = shop.id
    moved = load("migrated")
    old, new = -55, -100200300
    if told_by == "migrate_from_chat_id":
        del moved["message"]["migrate_to_chat_id"]
        moved["message"]["migrate_from_chat_id"] = old
        moved["message"]["chat"] = {"id": new, "type": "supergroup", "title": "Shop"}

    for _ in range(2):
        post(client, moved)
    written["message"]["chat"] = {"id": new, "type": "supergroup", "title": "Shop"}
    post(client, written)

    assert len(inbox(database)) == 2
    with database.transaction() as session:
        chats = session.scalars(select(Chat)).all()
        assert {chat.external_id for chat in chats} == {str(old), str(new)}
        assert {chat.shop_id for chat in chats} == {shop.id}
