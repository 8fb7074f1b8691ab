"""The pages speak the language of the visitor's browser."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from bot.services import Services
from bot.voice import Voice
from webhooks import wording
from webhooks.app import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

TRANSLATED = ("ar", "es", "fr", "sw")
ENGLISH = ("Send a photo of your shelf", "Take a photo", "Copy text", "Try again")


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


def page(client: FlaskClient, languages: str) -> str:
    response = client.get("/chat", headers={"Accept-Language": languages})
    assert response.status_code == 200
    return response.get_data(as_text=True)


def block(html: str) -> dict[str, str]:
    found = re.search(
        r'<script type="application/json" id="words">(.*?)</script>', html
    )
    assert found
    words: dict[str, str] = json.loads(found[1])
    return words


@pytest.mark.parametrize(
    ("languages", "language", "direction"),
    [
        ("fr-CI,fr;q=0.9", "fr", "ltr"),
        ("ar-EG", "ar", "rtl"),
        ("de-DE,sw;q=0.8,en;q=0.5", "sw", "ltr"),
        ("es-419,es;q=0.9", "es", "ltr"),
        ("de", "en", "ltr"),
        ("", "en", "ltr"),
    ],
)
def test_page_is_in_the_first_language_of_the_browser_that_is_spoken(
    client: FlaskClient, languages: str, language: str, direction: str
) -> None:
    html = page(client, languages)

    assert f'<html lang="{language}" dir="{direction}">' in html
    assert Voice(language).say("Send a photo of your shelf") in unescape(html)
    assert block(html) == wording.script_words(Voice(language))


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_on_the_page(client: FlaskClient, language: str) -> None:
    english, words = wording.script_words(Voice("en")), block(page(client, language))

    assert not [text for text in ENGLISH if text in page(client, language)]
    assert [key for key in words if words[key] == english[key]] in (
        [],
        ["message", "photo", "photos"],  # French has the same words
    )


def test_no_script_is_in_the_page_itself(client: FlaskClient) -> None:
    html = page(client, "ar")

    scripts = re.findall(r"<script([^>]*)>", html)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert " style=" not in html and not re.search(r"\son\w+=", html)


def test_refusal_and_error_are_told_in_the_language(client: FlaskClient) -> None:
    headers = {"Accept-Language": "es", "Accept": "application/json"}
    refused = client.get("/chat/messages", headers=headers).get_json()
    missing = client.get("/nowhere", headers={**headers, "Accept": "text/html"})

    assert refused["error"] == "unknown_visitor"
    assert refused["text"] == "Este chat ya no está abierto. Recarga la página."
    assert 'lang="es"' in missing.get_data(as_text=True)
    assert "No hay nada en esta dirección." in missing.get_data(as_text=True)
