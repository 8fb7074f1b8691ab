"""The fake notices what Twilio would refuse; else other tests prove little."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from twilio.request_validator import RequestValidator

from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio, sign

NUMBER = "+233200000001"
TO = f"whatsapp:{NUMBER}"
TEMPLATE = "HX" + "1" * 32


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        fake.templates[TEMPLATE] = "Hello {{1}}, see you."
        yield fake


def create(
    twilio: FakeTwilio, password: str = TOKEN, **fields: str | list[str]
) -> httpx.Response:
    return httpx.post(
        f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        data={"To": TO, "From": SENDER, **fields},
        auth=(ACCOUNT, password),
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Body": "x" * 1601}, 21617),
        ({}, 21619),
        ({"Body": "x", "From": "whatsapp:+19999999999"}, 63007),
        ({"Body": "x", "ContentSid": TEMPLATE}, 21620),
        ({"ContentSid": "HX0"}, 21655),
        ({"ContentSid": TEMPLATE}, 21656),
        ({"ContentSid": TEMPLATE, "ContentVariables": '{"1": "a\\nb"}'}, 21656),
        ({"Body": "c" * 1025, "MediaUrl": "https://shop.example/a.jpg"}, 63021),
    ],
)
def test_broken_rule_is_a_violation_and_an_error(
    fields: dict[str, str], code: int, twilio: FakeTwilio
) -> None:
    answer = create(twilio, **fields)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert len(twilio.violations) == 1


def test_unknown_parameter_is_a_violation(twilio: FakeTwilio) -> None:
    create(twilio, Body="x", Text="y")

    assert twilio.violations == ["Messages does not know Text"]


@pytest.mark.parametrize(
    "number", ["+233200000001", "whatsapp:233", "whatsapp:+0123456"]
)
def test_address_must_be_a_whatsapp_number(number: str, twilio: FakeTwilio) -> None:
    assert create(twilio, To=number, Body="x").json()["code"] == 21211


def test_wrong_password_is_refused(twilio: FakeTwilio) -> None:
    assert create(twilio, "wrong", Body="x").status_code == 401
    assert twilio.messages == []


def test_free_text_outside_the_window_fails_after_it_was_taken(
    twilio: FakeTwilio,
) -> None:
    assert create(twilio, Body="x").status_code == 201
    variables = '{"1": "Ama"}'
    assert create(twilio, ContentSid=TEMPLATE, ContentVariables=variables).is_success

    twilio.settle()

    assert [(sent.status, sent.error_code) for sent in twilio.messages] == [
        ("failed", 63016),
        ("delivered", None),
    ]
    assert [sent.body for sent in twilio.visible(NUMBER)] == ["Hello Ama, see you."]


def test_picture_that_cannot_be_fetched_is_a_violation(twilio: FakeTwilio) -> None:
    twilio.inbound(NUMBER, "hi")
    create(twilio, MediaUrl=f"{twilio.url}/nowhere.jpg")

    twilio.settle()

    assert twilio.visible(NUMBER) == []
    assert twilio.violations == ["a media link cannot be fetched by HEAD and GET"]


def test_own_signature_is_the_librarys() -> None:
    url, form = "https://shop.example/webhook?a=1", {"B": " x ", "A": "é", "C": ""}

    assert RequestValidator(TOKEN).validate(url, form, sign(TOKEN, url, form))
