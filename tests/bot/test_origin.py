"""Where a new shop probably is: its currency, country and time zone."""

from __future__ import annotations

import pytest

from bot.actions.origin import guess_origin
from bot.messages import ChatRef, Sender
from tests.factories import make_message


@pytest.mark.parametrize(
    ("locale", "country", "currency", "timezone"),
    [
        ("en-NG", "NG", "NGN", "Africa/Lagos"),
        ("sw_KE", "KE", "KES", "Africa/Nairobi"),
        ("ar-EG", "EG", "EGP", "Africa/Cairo"),
        ("fr-CI", "CI", "XOF", "Africa/Abidjan"),
        ("es-MX", "MX", "MXN", "America/Mexico_City"),
        ("en", None, "USD", "UTC"),
        ("", None, "USD", "UTC"),
        (None, None, "USD", "UTC"),
        ("no such locale", None, "USD", "UTC"),
    ],
)
def test_origin_of_a_locale(
    locale: str | None, country: str | None, currency: str, timezone: str
) -> None:
    origin = guess_origin(make_message(locale=locale))

    assert (origin.country, origin.currency, origin.timezone) == (
        country,
        currency,
        timezone,
    )


def test_phone_number_tells_more_than_the_locale() -> None:
    message = make_message(
        chat=ChatRef("whatsapp", "whatsapp:+2348012345678"),
        sender=Sender("whatsapp:+2348012345678"),
        locale="en-US",
    )

    origin = guess_origin(message)

    assert (origin.country, origin.currency) == ("NG", "NGN")


def test_number_that_is_none_is_left_alone() -> None:
    message = make_message(
        chat=ChatRef("whatsapp", "x"), sender=Sender("whatsapp:+1"), locale="en-KE"
    )

    assert guess_origin(message).country == "KE"
