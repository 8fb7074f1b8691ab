"""How the bot speaks to one person: language, money, numbers, dates and directions.

Texts are gettext: English is in the code, every language in `bot/texts/LANGUAGE.po`.
The .po files are read and compiled in memory on first use, so there is no build step
and nothing compiled in the repository. Only `say` and `plural` mark texts; `make texts`
extracts them, and a test compares them with every catalogue.

Digits are written as 0-9 in every language, as on the picture and in product names;
people may write others. What runs against the direction of the text (a Latin name in
Arabic) is isolated, so that the numbers beside it stay where they belong:
https://www.w3.org/International/articles/inline-bidi-markup/
"""

from __future__ import annotations

import gettext
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    get_day_names,
)
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)

from storage.models import Shop

TEXTS = Path(__file__).parent / "texts"
SOURCE_LANGUAGE = "en"
RIGHT_TO_LEFT = frozenset({"ar"})

_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_LEFT_MARK, _RIGHT_MARK = "\u200e", "\u200f"
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")
_LAST_DOT = re.compile(r"\.(?=\u200f?$)")
_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")


@cache
def languages() -> tuple[str, ...]:
    """The languages the bot answers in, the source language first."""
    found = sorted(path.stem for path in TEXTS.glob("*.po"))
    return tuple(sorted(found, key=lambda language: language != SOURCE_LANGUAGE))


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

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT

    @property
    def direction(self) -> str:
        """As HTML names it."""
        return "rtl" if self.is_right_to_left else "ltr"

    def say(self, message: str, /, **values: object) -> str:
        """A text in this language, with its values filled in."""
        text = _translations(self.language).gettext(message)
        return text.format(**self._isolated(values))

    def plural(self, one: str, many: str, /, n: int, **values: object) -> str:
        """A text that depends on the number `n`."""
        text = _translations(self.language).ngettext(one, many, n)
        return text.format(n=self.number(n), **self._isolated(values))

    def name(self, text: str) -> str:
        """A name that stands beside other text: isolated if it runs the other way.

        An address stays as it is: a chat would take the mark for a part of it.
        """
        against = {"L"} if self.is_right_to_left else {"R", "AL"}
        if _ISOLATE in text or "://" in text:
            return text
        if not against & set(map(unicodedata.bidirectional, text)):
            return text
        return f"{_ISOLATE}{text}{_END_ISOLATE}"

    def lines(self, text: str) -> str:
        """The whole answer, every line of it in the direction of the language.

        A chat takes a line's direction from its first letter, which may be that of a
        product's name, or from nothing where a line holds only numbers. Some look
        into an isolate for it and some pass it over, so no line starts with one.
        """
        return "\n".join(map(self._begun, text.split("\n")))

    def number(self, value: int | float | Decimal) -> str:
        text = format_decimal(value, locale=self._locale)
        return f"{_LEFT_MARK}{text}" if self.is_right_to_left and value < 0 else text

    def money(self, amount: Decimal) -> str:
        """An amount in the shop's currency, without empty decimals."""
        locale = self._locale
        pattern = locale.currency_formats["standard"].pattern
        is_whole = amount == amount.to_integral_value()
        text = format_currency(
            amount,
            self.currency,
            pattern.replace(".00", "") if is_whole else pattern,
            locale=locale,
            currency_digits=not is_whole,
        )
        text = _LETTER_BEFORE_DIGIT.sub("\xa0", text)
        return _LAST_DOT.sub("", text)  # it may end a sentence

    def rough_money(self, amount: float) -> str:
        """A large amount, without what is smaller than anybody minds."""
        return self.money(Decimal(str(round(amount, 0 if abs(amount) >= 100 else 2))))

    def short(self, value: float) -> str:
        """A number for an axis: "12K"."""
        return format_compact_decimal(value, fraction_digits=1, locale=self._locale)

    def dated(self, when: datetime, parts: str) -> str:
        """These parts of a time (as CLDR calls them: "MMMd") by the shop's clock."""
        zone = ZoneInfo(self.timezone)
        return format_skeleton(parts, when, zone, locale=self._locale)

    def moment(self, when: datetime) -> str:
        """Day and time in the shop's time zone."""
        zone = ZoneInfo(self.timezone)
        pattern = f"EEE d MMM{self._comma}HH:mm"
        return format_datetime(when, pattern, tzinfo=zone, locale=self._locale)

    def weekday(self, day: int) -> str:
        """The name of a day of the week; Monday is 0."""
        return str(get_day_names("wide", "format", self._locale)[day])

    def day(self, when: date) -> str:
        """A day, with its year: it may be long ago."""
        return format_date(when, "d MMM y", locale=self._locale)

    def percent(self, share: Decimal) -> str:
        """A share of 1 in whole percents."""
        text = format_percent(share, locale=self._locale)
        return f"{_LEFT_MARK}{text}" if self.is_right_to_left else text

    def listed(self, parts: Sequence[str]) -> str:
        """ "a, b, c", with the comma of the language."""
        return self._comma.join(map(self.name, parts))

    def both(self, parts: Sequence[str]) -> str:
        """ "a, b and c"."""
        return format_list(list(map(self.name, parts)), locale=self._locale)

    def either(self, parts: Sequence[str]) -> str:
        """ "a, b or c"."""
        names = list(map(self.name, parts))
        return format_list(names, style="or", locale=self._locale)

    def _begun(self, line: str) -> str:
        """The line, marked unless it starts in its direction anyway."""
        kinds = (unicodedata.bidirectional(character) for character in line)
        first = next((kind for kind in kinds if kind in {"L", "R", "AL", "FSI"}), "")
        if self.is_right_to_left:
            is_clear = first in {"R", "AL"} or not line.strip()
            return line if is_clear else f"{_RIGHT_MARK}{line}"
        return line if first in {"L", ""} else f"{_LEFT_MARK}{line}"

    def _isolated(self, values: Mapping[str, object]) -> dict[str, object]:
        return {
            key: self.name(value) if isinstance(value, str) else value
            for key, value in values.items()
        }

    @property
    def _comma(self) -> str:
        return "، " if self.is_right_to_left else ", "

    @property
    def _locale(self) -> Locale:
        return _locale(self.language, self.country)


@cache
def _locale(language: str, country: str | None) -> Locale:
    try:
        return Locale(language, country)
    except UnknownLocaleError:
        return Locale(language)


def without_marks(text: str) -> str:
    """The text without the invisible characters that only steer its direction."""
    return _DIRECTION_MARKS.sub("", text)


def language_of(locale: str | None) -> str | None:
    """The language of a BCP 47 locale, if it is one that the bot speaks."""
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return language if language in languages() else None


def voice_for(locale: str | None) -> Voice:
    """The voice for a BCP 47 locale alone, before anything of the shop is known."""
    return Voice(language_of(locale) or SOURCE_LANGUAGE)


def voice_of(shop: Shop, context: Mapping[str, object], locale: str | None) -> Voice:
    """The pinned language, else the one spoken last, else the person's, the shop's."""
    wanted = (
        context.get("pinned_language"),
        context.get("language"),
        language_of(locale),
        shop.locale.split("_")[0],
    )
    language = next((str(name) for name in wanted if name in languages()), "en")
    return Voice(language, shop.country, shop.currency, shop.timezone)
