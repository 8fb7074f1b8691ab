"""What is said as a whole message and exactly: "stop", times of the night, addresses.

Read before any sentence is: "22:00" and "ntfys://…" are not split into words, and a
message that is only "STOP" must be obeyed whatever was talked about.
"""

from __future__ import annotations

import re

from bot.understand.gtin import is_gtin
from bot.understand.intents import (
    AddAddress,
    DescribeSupplier,
    Intent,
    LookUp,
    RemoveAddress,
    SetQuietHours,
    StartMessages,
    StopMessages,
)
from bot.understand.words import fold, tidy_name

# As providers and regulators know them, in the five languages; folded.
_STOP = frozenset(
    {
        "stop", "stopall", "unsubscribe", "opt out", "optout", "stop messages",
        "arret", "arreter", "arretez", "desabonner",
        "alto", "parar", "detener", "cancelar suscripcion",
        "simama", "acha ujumbe", "jiondoe", "sitisha",
        "ايقاف", "اوقف", "توقف", "الغاء الاشتراك", "وقف", "قف",
    }
)  # fmt: skip
_START = frozenset(
    {
        "start", "unstop", "opt in", "optin", "subscribe", "start messages",
        "demarrer", "commencer", "reprendre", "reprends",
        "iniciar", "reanudar", "comenzar", "empezar",
        "anza", "anza tena",
        "ابدا", "ابدء", "استيناف", "تشغيل", "اشتراك",
    }
)  # fmt: skip
_QUIET = re.compile(
    r"quiet|silen|do not disturb|don.?t disturb|dnd\b|calme|tranquil|derange|molest"
    r"|descanso|kimya|utulivu|usinisumbue|هدوء|الصمت|ازعاج|تزعج"
)
_NO_ALERTS = re.compile(
    r"\b(no|pas d|aucune|sin|hakuna)\b.*\b(alert|message|notification|mensaje|ujumbe)"
    r"|(بدون|لا) .*(تنبيه|رساي)"
)
_OFF = re.compile(
    r"\b(no|off|remove|delete|cancel|stop|end|without|plus|supprim\w*|desactiv\w*"
    r"|annul\w*|sin|quita\w*|elimina\w*|hakuna|ondoa|zima|futa)\b|الغ|بدون|احذف"
)
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:\s*(?:[:.h]|heures?)\s*(\d{2})?)?"
    r"\s*(am\b|pm\b|a\.m\.|p\.m\.|ص\b|م\b|صباح|مساء)?(?![\d:])"
)
_URL = re.compile(r"(?<!\S)<?([A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s<>]*)>?")
_EMAIL = re.compile(r"(?<!\S)[\w.+%-]+@[\w-]+(?:\.[\w-]+)+(?!\S)")
_MAIL_OF = re.compile(
    r"(?:the\s+|l.)?(?:e-?mail|mail|courriel|correo|barua pepe|ايميل|بريد)"
    r"(?:\s+address)?\s+"
    r"(?:of|for|de|du|des|del|ya|wa|ل|بتاع)\s+(.{2,60}?)"
    r"(?:\s+(?:is|est|es|ni|هو))?\s*[:=]?\s+([\w.+%-]+@[\w-]+(?:\.[\w-]+)+)[.]?",
    re.IGNORECASE,
)
_ALERTS = re.compile(
    r"alert|e-?mail|mail|notif|send|envoi|courriel|correo|envia|manda|avis|arifa|tuma"
    r"|barua|تنبيه|ابعت|ارسل|ايميل|بريد|address|adresse|direccion|anwani|عنوان"
)
_ADDRESS_NUMBER = re.compile(
    r"(?:remove|delete|supprime[rz]?|retire[rz]?|quitar?|elimina|borra|ondoa|futa"
    r"|احذف|امسح|شيل)\s+(?:the\s+|l.?|la\s+|el\s+)?"
    r"(?:address|adresse|direccion|anwani|العنوان|عنوان)"
    r"(?:\s+(?:number\s+|numero\s+|no\.?\s+|nambari\s+)?(\d{1,2}))?"
)


def read_exactly(text: str) -> Intent | None:
    """The setting that a cleaned text states; None for every other text."""
    folded = fold(text).strip(" .!?؟")
    if folded in _STOP:
        return StopMessages()
    if folded in _START:
        return StartMessages()
    return (
        _barcode(folded)
        or _supplier_mail(text)
        or _address(text, folded)
        or _quiet_hours(folded)
    )


def _barcode(folded: str) -> LookUp | None:
    """ "5449000000996", "look up 5449000000996": digits that are a barcode."""
    codes = [word for word in folded.split() if is_gtin(word)]
    is_short = len(folded.split()) <= 5
    return LookUp(codes[0]) if len(codes) == 1 and is_short else None


def _supplier_mail(text: str) -> DescribeSupplier | None:
    """ "email of Bottlers is sales@bottlers.com"."""
    said = _MAIL_OF.fullmatch(text.strip())
    return DescribeSupplier(tidy_name(said[1]), email=said[2]) if said else None


def _address(text: str, folded: str) -> Intent | None:
    """An address with words about alerts around it; a URL needs none."""
    numbered = _ADDRESS_NUMBER.fullmatch(folded)
    if numbered is not None:
        return RemoveAddress(numbered[1])
    url, mail = _URL.search(text), _EMAIL.search(text)
    said = url[1] if url else mail[0] if mail else None
    if said is None or (url and said.startswith(("http://", "https://"))):
        return None
    around = fold(text.replace(said, " "))
    if url is None and not _ALERTS.search(around):
        return None
    return RemoveAddress(said) if _OFF.search(around) else AddAddress(said)


def _quiet_hours(folded: str) -> SetQuietHours | None:
    """ "quiet from 22:00 to 7", "no quiet hours", "quiet hours?"."""
    is_about_it = _QUIET.search(folded) is not None
    times = [clock for clock in map(_clock, _TIME.finditer(folded)) if clock]
    if len(times) == 2 and (is_about_it or _NO_ALERTS.search(folded)):
        return SetQuietHours(_sorted_out(times[0]), _sorted_out(times[1]))
    if is_about_it and _OFF.search(folded) and not times:
        return SetQuietHours() if _names_hours(folded) else None
    return None


def _names_hours(folded: str) -> bool:
    return re.search(r"hour|heure|hora|saa|ساع|وقت|time", folded) is not None


def _sorted_out(clock: tuple[int, int]) -> str:
    return f"{clock[0]:02}:{clock[1]:02}"


def _clock(found: re.Match[str]) -> tuple[int, int] | None:
    """Hours and minutes of a time that is one: "22:00", "10pm", "7h30"."""
    hours, minutes = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").replace(".", "")
    if half in ("pm", "م", "مساء") and 1 <= hours < 12:
        hours += 12
    if half in ("am", "ص", "صباح") and hours == 12:
        hours = 0
    return (hours % 24, minutes) if hours <= 24 and minutes < 60 else None
