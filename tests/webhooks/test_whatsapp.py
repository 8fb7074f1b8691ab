"""The WhatsApp webhooks: signature over the public address, messages, late reports."""

from __future__ import annotations

import json
import os
import random
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from bot.services import Services
from storage import deliveries, outbox
from storage.db import Database
from storage.models import DeliveryReport, OutboxMessage
from tests.conftest import Clock
from tests.factories import make_chat
from tests.fakes.queue import RecordingQueue
from tests.fakes.twilio import sign
from tests.webhooks.received import inbox
from webhooks.app import create_app
from webhooks.security import is_signed_by_twilio

FIXTURES = Path(__file__).parents[1] / "fixtures" / "whatsapp"
PUBLIC = "https://shop.example/av"
TOKEN = "right-token"
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


def load(name: str) -> dict[str, str]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


@pytest.fixture
def client_with(
    make_services: Callable[..., Services],
) -> Callable[..., FlaskClient]:
    def client(token: str = TOKEN, public: str = PUBLIC, **parts: Any) -> FlaskClient:
        settings = {"TWILIO_AUTH_TOKEN": token, "PUBLIC_BASE_URL": public}
        return create_app(make_services(settings, **parts)).test_client()

    return client


@pytest.fixture
def client(client_with: Callable[..., FlaskClient]) -> FlaskClient:
    return client_with()


def post(
    client: FlaskClient,
    form: Mapping[str, str],
    path: str = "/webhooks/whatsapp",
    *,
    token: str = TOKEN,
    signed_url: str | None = None,
    signature: str | None = None,
) -> TestResponse:
    """Post as Twilio does: signed over the public address, sent to the inner one."""
    if signature is None:
        signature = sign(token, signed_url or PUBLIC + path, form)
    headers = {"X-Twilio-Signature": signature} if signature else {}
    return client.post(path, data=dict(form), headers=headers)


@pytest.mark.parametrize(
    "name",
    ["photo", "photo_caption", "text", "text_rtl", "button", "sticker", "new_fields"],
)
def test_message_is_kept_and_its_chat_is_queued(
    name: str, client: FlaskClient, database: Database, queue: RecordingQueue
) -> None:
    answer = post(client, load(name))

    [row] = inbox(database)
    assert (answer.status_code, answer.data) == (200, b"")
    assert row.raw == load(name)
    assert queue.chats == [row.chat_id]


def test_second_delivery_of_same_message_is_ignored(
    client: FlaskClient, database: Database, queue: RecordingQueue
) -> None:
    for _ in range(2):
        assert post(client, load("photo")).status_code == 200

    assert len(inbox(database)) == len(queue.chats) == 1


def test_form_without_a_whatsapp_message_is_answered_and_forgotten(
    client: FlaskClient, database: Database
) -> None:
    assert post(client, load("sms")).status_code == 200
    assert inbox(database) == []


@pytest.mark.parametrize("path", ["/webhooks/whatsapp", "/webhooks/whatsapp/status"])
class TestSignature:
    def test_is_needed(self, path: str, client: FlaskClient) -> None:
        assert post(client, load("status"), path, signature="").status_code == 403

    @pytest.mark.parametrize("signature", ["AAAA", "é", "x" * 28])
    def test_that_is_wrong_is_refused(
        self, signature: str, path: str, client: FlaskClient
    ) -> None:
        form = load("status")

        assert post(client, form, path, signature=signature).status_code == 403

    def test_with_another_token_is_refused(
        self, path: str, client: FlaskClient
    ) -> None:
        assert post(client, load("status"), path, token="wrong").status_code == 403

    def test_over_another_address_is_refused(
        self, path: str, client: FlaskClient
    ) -> None:
        url = f"http://localhost{path}"

        answer = post(client, load("status"), path, signed_url=url)

        assert answer.status_code == 403

    def test_covers_every_field(self, path: str, client: FlaskClient) -> None:
        form = load("status")
        signature = sign(TOKEN, PUBLIC + path, form)

        answer = post(client, {**form, "Extra": ""}, path, signature=signature)

        assert answer.status_code == 403

    @pytest.mark.parametrize("token", ["new-token", "old-token"])
    def test_of_both_tokens_is_good_while_one_replaces_the_other(
        self, token: str, path: str, client_with: Callable[..., FlaskClient]
    ) -> None:
        client = client_with("new-token,old-token")

        assert post(client, load("status"), path, token=token).status_code == 200

    def test_is_refused_while_no_token_is_configured(
        self, path: str, client_with: Callable[..., FlaskClient]
    ) -> None:
        assert post(client_with(""), load("status"), path, token="").status_code == 403

    def test_includes_the_query_of_the_address(
        self, path: str, client: FlaskClient
    ) -> None:
        with_query = f"{path}?shop=a%20b&x=%C3%A9"

        assert post(client, load("status"), with_query).status_code == 200
        moved = sign(TOKEN, f"{PUBLIC}{path}?shop=other", load("status"))
        answer = post(client, load("status"), with_query, signature=moved)
        assert answer.status_code == 403

    def test_without_a_public_address_is_over_the_address_called(
        self, path: str, client_with: Callable[..., FlaskClient]
    ) -> None:
        client = client_with(public="")
        url = f"http://localhost{path}"

        answer = post(client, load("status"), path, signed_url=url)

        assert answer.status_code == 200


def test_spaces_around_values_are_part_of_the_signature(
    client: FlaskClient, database: Database
) -> None:
    form = {**load("text"), "Body": "  coke \n", "Odd": " \t"}

    assert post(client, form).status_code == 200
    assert inbox(database)[0].message["text"] == "coke"


def vectors() -> list[Any]:
    """Published signatures; ATLASVISION_SIGNATURE_VECTORS names their file."""
    path = os.environ.get("ATLASVISION_SIGNATURE_VECTORS", "")
    if not path:
        return []
    published = json.loads(Path(path).read_text())
    cases, form = [], None
    for case in (case for case in published["cases"] if "params" in case):
        form = form if case["params"] == "same" else case["params"]
        values = (published["auth_token"], {**case, "params": form})
        cases.append(pytest.param(*values, id=case["name"]))
    return cases


@pytest.mark.parametrize(("token", "case"), vectors())
def test_published_signature_is_accepted(token: str, case: dict[str, Any]) -> None:
    path = case["url"].split("/", 3)[3]
    base = case["url"][: -len(path) - 1]
    app = Flask("vectors")
    form = MultiDict(map(tuple, case["params"]))
    headers = {"X-Twilio-Signature": case["signature"]}

    with app.test_request_context(
        f"/{path}", method="POST", data=form, headers=headers
    ):
        accepted = is_signed_by_twilio(request, ["other", token], base)
        with_other_token = is_signed_by_twilio(request, ["other"], base)

    assert accepted is case["valid"]
    assert not with_other_token


def test_huge_form_is_refused(client: FlaskClient, database: Database) -> None:
    answer = post(client, {**load("text"), "Body": "x" * 600_000})

    assert answer.status_code == 413
    assert inbox(database) == []


@pytest.mark.parametrize("path", ["/webhooks/whatsapp", "/webhooks/whatsapp/status"])
def test_database_that_is_down_is_a_passing_failure(
    path: str, client_with: Callable[..., FlaskClient]
) -> None:
    nowhere = Database(NOWHERE)
    form = {**load("text"), "MessageStatus": "sent"}

    answer = post(client_with(db=nowhere), form, path)

    nowhere.dispose()
    assert answer.status_code == 503


class TestStatus:
    SID = "SM" + "7" * 32

    @pytest.fixture
    def reply_id(self, database: Database, clock: Clock) -> uuid.UUID:
        """A reply of two parts that has been sent."""
        with database.transaction() as session:
            chat = make_chat(session, channel="whatsapp")
            reply_id = outbox.add(
                session, chat_id=chat.id, cause="inbox:1", reply={}, now=clock()
            )
            assert reply_id
            outbox.part_sent(session, reply_id, "SM" + "6" * 32)
            outbox.part_sent(session, reply_id, self.SID)
            outbox.mark_sent(session, reply_id, clock())
        return reply_id

    def report(self, client: FlaskClient, status: str, **fields: str) -> int:
        form = {
            "MessageSid": self.SID,
            "MessageStatus": status,
            "To": "whatsapp:+233200000001",
            **fields,
        }
        return post(client, form, "/webhooks/whatsapp/status").status_code

    def stored(self, database: Database) -> tuple[str, str | None]:
        with database.transaction() as session:
            row = session.get_one(DeliveryReport, self.SID)
            return row.status, row.error_code

    def reply_state(
        self, database: Database, reply_id: uuid.UUID
    ) -> tuple[str, str | None]:
        with database.transaction() as session:
            row = session.get_one(OutboxMessage, reply_id)
            return row.status, row.error

    def test_goes_forward_only_in_any_order_and_repeated(
        self, client: FlaskClient, database: Database, reply_id: uuid.UUID
    ) -> None:
        statuses = ["queued", "sending", "sent", "delivered", "read"] * 2
        random.Random(4).shuffle(statuses)

        for status in statuses:
            assert self.report(client, status) == 200

        assert self.stored(database) == ("read", None)
        assert self.reply_state(database, reply_id) == ("sent", None)

    @pytest.mark.parametrize("late", ["queued", "sent", "failed"])
    def test_failure_marks_the_reply_whatever_comes_after(
        self, late: str, client: FlaskClient, database: Database, reply_id: uuid.UUID
    ) -> None:
        self.report(client, "sent")
        self.report(client, "failed", ErrorCode="63016")
        self.report(client, late)

        assert self.stored(database) == ("failed", "63016")
        assert self.reply_state(database, reply_id) == ("failed", "failed 63016")

    def test_undelivered_is_a_failure_too(
        self, client: FlaskClient, database: Database, reply_id: uuid.UUID
    ) -> None:
        self.report(client, "undelivered", ErrorCode="63024")

        assert self.reply_state(database, reply_id) == ("failed", "undelivered 63024")

    def test_failure_leaves_other_replies_alone(
        self, client: FlaskClient, database: Database, reply_id: uuid.UUID
    ) -> None:
        self.report(client, "failed", MessageSid="SM" + "5" * 32)

        assert self.reply_state(database, reply_id) == ("sent", None)

    def test_failure_that_overtakes_the_outbox_is_found_when_the_reply_is_out(
        self, client: FlaskClient, database: Database, clock: Clock
    ) -> None:
        with database.transaction() as session:
            chat = make_chat(session, channel="whatsapp")
            reply_id = outbox.add(
                session, chat_id=chat.id, cause=None, reply={}, now=clock()
            )
        assert reply_id
        self.report(client, "failed", ErrorCode="63016")
        assert self.reply_state(database, reply_id) == ("pending", None)

        with database.transaction() as session:
            outbox.part_sent(session, reply_id, self.SID)
            outbox.mark_sent(session, reply_id, clock())
            found = deliveries.fail_reported(session, [self.SID])

        assert found
        assert self.reply_state(database, reply_id) == ("failed", "failed 63016")

    def test_report_without_id_or_status_is_harmless(
        self, client: FlaskClient, database: Database
    ) -> None:
        assert self.report(client, "") == 200
        assert self.report(client, "sent", MessageSid="") == 200
        with database.transaction() as session:
            assert session.scalars(select(DeliveryReport)).all() == []
