"""Where a new shop probably is, from the phone number or the locale of its owner.

Prefixes and zones are those of `phonenumbers`; currencies, official languages and
territories are CLDR's, by `babel`.
"""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies
from phonenumbers import timezone as phone_timezone

from bot.messages import InboundMessage
from bot.voice import languages

DEFAULT_CURRENCY = "USD"
DEFAULT_ZONE = "UTC"

# The zone of most people, where a country has several: no library tells it.
_MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CD": "Africa/Kinshasa",
    "CL": "America/Santiago", "CN": "Asia/Shanghai", "EC": "America/Guayaquil",
    "ES": "Europe/Madrid", "ID": "Asia/Jakarta", "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv",
    "US": "America/New_York", "DE": "Europe/Berlin", "FR": "Europe/Paris",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a person probably is."""

    country: str | None
    locale: str
    currency: str
    timezone: str


def guess_origin(message: InboundMessage) -> Origin:
    """Country, language, currency and time zone of who wrote the message."""
    locale = _parsed(message.locale)
    country = locale.territory if locale else None
    zone = None
    number = _phone_number(message)
    if number is not None:
        country = phonenumbers.region_code_for_number(number) or country
        zones = phone_timezone.time_zones_for_number(number)
        zone = zones[0] if len(zones) == 1 and "/" in zones[0] else None
    language = locale.language if locale else _language_of(country)
    return Origin(
        country,
        f"{language}_{country}" if country else language,
        currency_of(country),
        zone or _zone_of(country),
    )


def currency_of(country: str | None) -> str:
    """What is paid with there now."""
    current = get_territory_currencies(country) if country else None
    return str(current[-1]) if current else DEFAULT_CURRENCY


def _parsed(name: str | None) -> Locale | None:
    try:
        return Locale.parse((name or "").replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return None


def _phone_number(message: InboundMessage) -> phonenumbers.PhoneNumber | None:
    """WhatsApp's senders are phone numbers; nobody else's are."""
    if message.chat.channel != "whatsapp":
        return None
    digits = "".join(c for c in message.sender.id if c.isdecimal())
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _language_of(country: str | None) -> str:
    """The first official language that the bot speaks, else English."""
    official = get_official_languages(country, de_facto=True) if country else ()
    return next((name for name in official if name in languages()), "en")


def _zone_of(country: str | None) -> str:
    if country is None:
        return DEFAULT_ZONE
    if country in _MAIN_ZONES:
        return _MAIN_ZONES[country]
    zones = sorted(
        zone
        for zone, territory in get_global("zone_territories").items()
        if territory == country
    )
    return str(zones[0]) if zones else DEFAULT_ZONE
