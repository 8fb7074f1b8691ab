"""The web application on the real database, without a socket."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.messages import ChatRef, InboundMessage, Reply
from bot.services import Services
from storage import outbox
from storage.models import Chat, InboxMessage
from webhooks.app import create_app


@dataclass
class Visitor:
    """Somebody with the page open: a cookie jar and the page's requests."""

    client: FlaskClient
    services: Services

    def post(
        self, files: tuple[tuple[bytes, str], ...] = (), **fields: str
    ) -> TestResponse:
        """Send a message; files are (bytes, name)."""
        photos = [(io.BytesIO(data), name) for data, name in files]
        return self.client.post("/chat/messages", data={**fields, "photos": photos})

    def messages(self, **query: int) -> list[dict[str, Any]]:
        response = self.client.get("/chat/messages", query_string=query)
        assert response.status_code == 200
        found = response.get_json()["messages"]
        assert isinstance(found, list)
        return found

    def is_typing(self) -> bool:
        return bool(self.client.get("/chat/messages").get_json()["typing"])

    def received(self) -> list[InboundMessage]:
        """What the inbox holds of this visitor, in order."""
        own = [message["id"] for message in self.messages() if message["from"] == "me"]
        with self.services.db.transaction() as session:
            rows = session.scalars(select(InboxMessage).order_by(InboxMessage.seq))
            return [
                InboundMessage.from_json(row.message)
                for row in rows
                if row.external_id in own
            ]

    def answer(self, text: str, **values: Any) -> uuid.UUID:
        """Answer in this visitor's chat as a worker would."""
        external_id = self.received()[-1].chat.id
        with self.services.db.transaction() as session:
            chat = session.scalars(
                select(Chat).where(Chat.external_id == external_id)
            ).one()
            row = outbox.add(
                session,
                chat_id=chat.id,
                cause=None,
                reply=Reply(ChatRef("web", external_id), text, **values).to_json(),
                now=self.services.clock(),
            )
        assert row is not None
        return row


@pytest.fixture
def open_page(services: Services) -> Callable[[], Visitor]:
    """Another visitor each time, on one application."""
    app = create_app(services)

    def open_as_stranger() -> Visitor:
        client = app.test_client()
        assert client.get("/chat").status_code == 200
        return Visitor(client, services)

    return open_as_stranger


@pytest.fixture
def visitor(open_page: Callable[[], Visitor]) -> Visitor:
    return open_page()
