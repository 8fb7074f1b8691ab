"""Whole messages that mean a setting: stop, start, quiet hours, addresses."""

from __future__ import annotations

import pytest

from bot.understand.grammar import understand
from bot.understand.intents import (
    AddAddress,
    Intent,
    RemoveAddress,
    SetQuietHours,
    StartMessages,
    StopMessages,
)


def only(text: str) -> Intent:
    understood = understand(text)
    assert len(understood.intents) == 1, understood
    return understood.intents[0]


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop.", "unsubscribe", "ARRÊT", "arret", "Alto", "simama", "إيقاف"],
)
def test_stop_is_obeyed_in_every_language(text: str) -> None:
    assert only(text) == StopMessages()


@pytest.mark.parametrize(
    "text", ["START", "unstop", "démarrer", "Iniciar", "anza", "ابدأ"]
)
def test_start_is_understood_in_every_language(text: str) -> None:
    assert only(text) == StartMessages()


@pytest.mark.parametrize("text", ["stop alerts for bread", "the bus stop has 5 coke"])
def test_sentence_with_stop_in_it_stops_no_messages(text: str) -> None:
    assert StopMessages() not in understand(text).intents


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("quiet from 22:00 to 7:00", "22:00", "07:00"),
        ("quiet hours 10pm to 6.30am", "22:00", "06:30"),
        ("no alerts between 21 and 8", "21:00", "08:00"),
        ("heures calmes de 22h à 7h30", "22:00", "07:30"),
        ("no molestar de 23:15 a 6", "23:15", "06:00"),
        ("saa za kimya 22:00 hadi 06:00", "22:00", "06:00"),
        ("ساعات الهدوء من ٢٢:٠٠ الى ٧", "22:00", "07:00"),
    ],
)
def test_quiet_hours_have_two_times(text: str, start: str, end: str) -> None:
    assert only(text) == SetQuietHours(start, end)


@pytest.mark.parametrize(
    "text", ["no quiet hours", "remove quiet hours", "plus d'heures calmes"]
)
def test_quiet_hours_are_taken_away(text: str) -> None:
    assert only(text) == SetQuietHours()


def test_quiet_hours_are_asked_for() -> None:
    assert only("quiet hours?") == SetQuietHours(is_asked=True)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("send alerts to ntfys://ntfy.sh/My-Shop", "ntfys://ntfy.sh/My-Shop"),
        (
            "alerts to mailto://u:P@smtp.example.com?to=Ada@Example.com",
            "mailto://u:P@smtp.example.com?to=Ada@Example.com",
        ),
        ("email alerts to Ada@Example.com", "Ada@Example.com"),
        ("/alert ntfy://topic", "ntfy://topic"),
        ("envoie les alertes à ada@example.fr", "ada@example.fr"),
    ],
)
def test_address_is_taken_as_it_was_typed(text: str, url: str) -> None:
    assert only(text) == AddAddress(url)


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("remove address 2", "2"),
        ("delete the address", None),
        ("supprime l'adresse 1", "1"),
        ("no more alerts to ada@example.com", "ada@example.com"),
    ],
)
def test_address_is_taken_away(text: str, which: str | None) -> None:
    assert only(text) == RemoveAddress(which)


@pytest.mark.parametrize("text", ["https://example.com/price", "ada@example.com"])
def test_link_and_name_alone_are_no_address_for_alerts(text: str) -> None:
    assert not isinstance(only(text), AddAddress)
