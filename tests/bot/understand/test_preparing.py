"""A worker that has prepared itself reads no words when the first message comes."""

from __future__ import annotations

from bot.understand.classifier import weights
from bot.understand.grammar import understand
from bot.understand.intents import Count, Named
from bot.understand.lexicon import LANGUAGES, lexicon
from bot.understand.preparing import prepare


def test_all_words_are_there_before_the_first_message() -> None:
    lexicon.cache_clear()
    weights.cache_clear()

    prepare()
    read = lexicon.cache_info().misses, weights.cache_info().misses
    understood = understand("how many coke?")

    assert read == (len(LANGUAGES), 1)
    assert (lexicon.cache_info().misses, weights.cache_info().misses) == read
    assert understood.intents == (Count((Named("coke"),)),)
