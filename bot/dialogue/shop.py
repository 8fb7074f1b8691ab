"""Performers of what is said about the shop as a whole: language, currency."""

from __future__ import annotations

from dataclasses import replace

from bot.actions.roles import Verb
from bot.dialogue.performers import Performers
from bot.results import (
    CurrencySet,
    LanguageSet,
    Result,
)
from bot.talk import Talk
from bot.understand import intents as want
from bot.voice import languages
from storage import conversations


def set_language(talk: Talk, wish: want.SetLanguage) -> list[Result]:
    """Pin a language for this person, or go back to that of each message."""
    if wish.language in languages():
        talk.voice = replace(talk.voice, language=wish.language or "en")
        conversations.remember(
            talk.conversation, talk.now, pinned_language=wish.language
        )
        if not talk.is_group:
            talk.chat.locale = wish.language
        return [LanguageSet(wish.language)]
    if wish.language == want.EACH_LANGUAGE:
        conversations.remember(talk.conversation, talk.now, pinned_language=None)
    return [LanguageSet(wish.language)]


def set_currency(talk: Talk, wish: want.SetCurrency) -> list[Result]:
    talk.shop.currency = wish.currency
    talk.voice = replace(talk.voice, currency=wish.currency)
    return [CurrencySet(wish.currency)]


PERFORMERS: Performers = {
    want.SetLanguage: (Verb.TALK, set_language),
    want.SetCurrency: (Verb.SET_SHOP, set_currency),
}
