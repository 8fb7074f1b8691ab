"""The language of a message, which is the language of its answer."""

from __future__ import annotations

import pytest

from bot.understand.grammar import understand


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("nimeuza 3 coke na 2 fanta. thanks a lot", "sw"),
        ("bonjour, how many coke are left", "en"),
        ("j'ai vendu 3 coca et 2 fanta, combien de lait il reste? thanks", "fr"),
        ("thanks a lot", "en"),
        ("14", None),
        ("Coca-Cola 50cl", None),
        ("la leche", None),
        ("'; x --", None),
        ("لبن", "ar"),
        ("كم باقي من Coca-Cola؟", "ar"),
    ],
)
def test_mixed_message_is_answered_in_the_language_of_most_of_it(
    text: str, language: str | None
) -> None:
    assert understand(text).language == language
