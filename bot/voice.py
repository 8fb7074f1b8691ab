"""How the bot speaks to one chat: language, money, numbers and dates.

Texts are gettext: English is in the code, other languages in `bot/texts/LANGUAGE.po`.
The .po files are read and compiled in memory on first use, so there is no build step
and nothing compiled in the repository. Only `say` and `plural` mark texts; a test
extracts them and compares them with every catalogue.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from storage.models import Shop

TEXTS = Path(__file__).parent / "texts"
SOURCE_LANGUAGE = "en"


@cache
def languages() -> tuple[str, ...]:
    """The languages the bot answers in."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in TEXTS.glob("*.po")))


@cache
def _translations(language: str) -> gettext.NullTranslations:
    path = TEXTS / f"{language}.po"
    if language not in languages() or not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Voice:
    """One language with the shop's ways of writing money, numbers and times."""

    language: str = SOURCE_LANGUAGE
    country: str | None = None
    currency: str = "USD"
    timezone: str = "UTC"

    def say(self, message: str, /, **values: object) -> str:
        """A text in this language, with its values filled in."""
        return _translations(self.language).gettext(message).format(**values)

    def plural(self, one: str, many: str, /, n: int, **values: object) -> str:
        """A text that depends on the number `n`."""
        message = _translations(self.language).ngettext(one, many, n)
        return message.format(n=self.number(n), **values)

    def number(self, value: int | float | Decimal) -> str:
        return format_decimal(value, locale=_locale(self.language, self.country))

    def money(self, amount: Decimal) -> str:
        """An amount in the shop's currency, without empty decimals."""
        locale = _locale(self.language, self.country)
        if amount != amount.to_integral_value():
            return str(format_currency(amount, self.currency, locale=locale))
        pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
        return str(
            format_currency(
                amount,
                self.currency,
                pattern,
                locale=locale,
                currency_digits=False,
            )
        )

    def moment(self, when: datetime) -> str:
        """Day and time in the shop's time zone."""
        locale = _locale(self.language, self.country)
        zone = ZoneInfo(self.timezone)
        return format_datetime(when, "EEE d MMM, HH:mm", tzinfo=zone, locale=locale)

    def both(self, parts: Sequence[str]) -> str:
        """ "a, b and c"."""
        return format_list(list(parts), locale=_locale(self.language, self.country))

    def either(self, parts: Sequence[str]) -> str:
        """ "a, b or c"."""
        locale = _locale(self.language, self.country)
        return format_list(list(parts), style="or", locale=locale)


@cache
def _locale(language: str, country: str | None) -> Locale:
    try:
        return Locale(language, country)
    except UnknownLocaleError:
        return Locale(language)


def voice_for(locale: str | None) -> Voice:
    """The voice for a BCP 47 locale alone, before anything of the shop is known."""
    language = (locale or SOURCE_LANGUAGE).replace("_", "-").split("-")[0].lower()
    return Voice(language if language in languages() else SOURCE_LANGUAGE)


def voice_of(shop: Shop, context: Mapping[str, object], locale: str | None) -> Voice:
    """The pinned language, else the one spoken last, else the person's, the shop's."""
    wanted = (
        context.get("pinned_language"),
        context.get("language"),
        (locale or "").replace("_", "-").split("-")[0].lower(),
        shop.locale.split("_")[0],
    )
    language = next((str(name) for name in wanted if name in languages()), "en")
    return Voice(language, shop.country, shop.currency, shop.timezone)
