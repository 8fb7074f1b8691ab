"""What understanding needs before its first message. Called when a worker starts."""

from __future__ import annotations

from bot.understand.classifier import weights
from bot.understand.lexicon import lexicons


def prepare() -> None:
    """Read the words of all languages and the classifier; later calls do nothing."""
    lexicons()
    weights()
