""" "This is the drinks fridge": the name that a person gives to the shelf of a photo.

Called by the conversation for texts and captions, before the grammar: below a photo
"this is Coke" teaches a product, so a shelf must be told from one for certain.
"""

from __future__ import annotations

import re

from bot.understand.words import fold

LONGEST = 5  # words

_THIS_IS = re.compile(
    r"^(?:(?:this|that|here|it)(?: (?:photo|picture|one))?(?: is|s)|this shows|"
    r"c[' ]?est|ceci est|voici|voila|ici c[' ]?est|cette photo est|"
    r"(?:hii|hili|hiki|hapa|picha hii) ni|est[aeo](?: foto)? es|aqui esta|"
    r"هذا هو|هذه هي|هذا|هذه|ده|دي)\s+"
)
_CALL_IT = re.compile(
    r"^(?:(?:call|name) this (?:shelf|fridge)|"
    r"this (?:shelf|fridge) is(?: called| named)?|"
    r"(?:appelle|nomme) (?:cette etagere|ce rayon|ce frigo)|"
    r"cette etagere (?:est|s'appelle)|(?:rafu|friji) hii (?:ni|inaitwa)|"
    r"(?:llama|nombra) (?:a )?est[ae] (?:estante|repisa)|"
    r"est[ae] (?:estante|repisa|nevera) (?:es|se llama)|"
    r"(?:هذا|ده) الرف(?: اسمه)?)\s+"
)
_ARTICLES = frozenset(
    {
        "the", "my", "our", "a", "an", "le", "la", "les", "mon", "ma", "notre", "un",
        "une", "el", "los", "las", "mi", "nuestra", "una",
    }
)  # fmt: skip
_PLACES = frozenset(
    {
        "shelf", "shelves", "fridge", "freezer", "cooler", "rack", "counter", "aisle",
        "cabinet", "cupboard", "storeroom", "stockroom", "gondola",
        "etagere", "frigo", "frigidaire", "refrigerateur", "congelateur", "rayon",
        "comptoir", "vitrine", "presentoir", "reserve",
        "rafu", "friji", "jokofu", "kabati", "kaunta", "stoo",
        "estante", "estanteria", "repisa", "anaquel", "nevera", "refrigerador", "refri",
        "congelador", "mostrador", "vitrina", "pasillo",
        "رف", "ثلاجه", "تلاجه", "فريزر", "كاونتر", "مخزن", "دولاب", "فاترينه",
    }
)  # fmt: skip
_ENDS = " .!،,"


def shelf_named(text: str) -> str | None:
    """The shelf's name as it was written; None for what names no shelf."""
    said = " ".join(text.replace("’", "'").split()).strip(_ENDS)
    if not said or "?" in said or "؟" in said or "=" in said:
        return None
    called = _rest(said, _CALL_IT)
    if called is not None:
        return called
    name = _rest(said, _THIS_IS)
    if name is None or not any(is_place(word) for word in name.split()):
        return None
    return name


def _rest(said: str, opening: re.Pattern[str]) -> str | None:
    """What is left of the text as it was written, without opening and article."""
    words = said.split()
    for count in range(min(4, len(words) - 1), 0, -1):
        folded = fold(" ".join(words[:count])) + " "
        if opening.fullmatch(folded):
            return _name(words[count:])
    return None


def _name(words: list[str]) -> str | None:
    """The words without an article, unless they are too many for a name."""
    if fold(words[0]) in _ARTICLES:
        words = words[1:]
    name = " ".join(words)
    if name[:2].lower() == "l'":
        name = name[2:]
    return name if name and len(words) <= LONGEST else None


def is_place(word: str) -> bool:
    """Whether it is a word for a shelf, in any of the languages."""
    folded = fold(word.strip(_ENDS))
    return folded in _PLACES or folded.removeprefix("ال") in _PLACES
