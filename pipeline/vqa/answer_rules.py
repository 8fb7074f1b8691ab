"""What may be asked of a model, and what of its answer may be shown.

Numbers of products come from counting alone (the best models get under half of crowded
shelves right), so questions for numbers are not asked and answers with numbers are not
shown. Neither is what a label may have made the model say: links, code, calls of tools.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from pipeline.vqa.prompts import UNKNOWN

LONGEST_ANSWER = 200


class Problem(StrEnum):
    """Why a model's answer is not shown."""

    SILENT = "silent"  # it says nothing, or that the photo does not show it
    NUMBER = "number"
    UNFIT = "unfit"  # a link, code, a call of a tool, a whole essay
    LANGUAGE = "language"  # not in the letters of the language that was asked in


_COUNT_WORDS = re.compile(
    r"""
    how\ (many|much|few) | \bnumber\ of\b | \bcount(s|ed|ing)?\b | \bquantit
    | \bamount\ of\b | \btotal\b | \b(units?|pieces)\ (are|do|left)\b
    | \bcombien\b | \bnombre\b | \bcompte[rz]?\b
    | \bcuant[oa]s?\b | \bnumero\ de\b | \bcantidad\b | \bcuent[ae]n?\b | \bcontar\b
    | \bngapi\b | \bidadi\b | \bhesabu\b | \bkiasi\ gani\b | \bjumla\b
    | (?<!\w)(ب)?كم(?!\w) | (?<!\w)(ال)?عدد | (?<!\w)(ال)?كميه | (?<!\w)احسب(?!\w)
    | (?<!\w)مجموع
    | (more|less|fewer|over|under)\ than\ \d | at\ (least|most)\ \d
    | (plus|moins)\ de\ \d | au\ moins\ \d | (mas|menos)\ de\ \d | al\ menos\ \d
    | zaidi\ ya\ \d | angalau\ \d | اكثر\ من\ \d | اقل\ من\ \d
    """,
    re.VERBOSE,
)
_NUMBER_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred hundreds thousand thousands million dozen "
    "dozens zero",
    "fr": "deux trois quatre cinq six sept huit dix onze douze treize quatorze quinze "
    "seize vingt trente quarante cinquante soixante cent cents mille douzaine zero",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien "
    "ciento cientos mil docena cero",
    "sw": "mbili wawili viwili tatu watatu vitatu nne wanne vinne tano watano vitano "
    "sita saba nane tisa kumi ishirini thelathini arobaini hamsini sitini sabini "
    "themanini tisini mia elfu dazeni sifuri",
    "ar": "اثنان اثنين ثلاث ثلاثه اربع اربعه خمس خمسه ست سته سبع سبعه ثمان ثمانيه تسع "
    "تسعه عشر عشره عشرون عشرين ثلاثون مئه مائه الف دزينه صفر",
}
_NUMBERS = {language: set(words.split()) for language, words in _NUMBER_WORDS.items()}
# "500 ml" and "7up" are names of packs; "the stock is 500" is not.
_MEASURE = r"(?:g|gr|kg|mg|ml|cl|dl|l|lt|ltr|oz|lb|litres?|liters?|grammes?|grams?|%)"
_PACK_SIZE = re.compile(rf"\b\d+(?:[.,]\d+)?\s?{_MEASURE}(?!\w)", re.IGNORECASE)
_UNFIT = re.compile(
    r"""
    \w+://  |  \bwww\.  |  \b[\w-]+\.(com|net|org|io|info|link|app|me|ly|co)\b
    |  @\w  |  [{}<>`]  |  \b(tool|function)_?call  |  \bignore\ (all|your|the|any)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_THOUGHTS = re.compile(r"<think>.*?(</think>|\Z)", re.DOTALL | re.IGNORECASE)
_QUOTES = ' \n\t*_"“”«»'
_SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")
_WORD = re.compile(r"[^\W_]+")
_UNSURE = ("unknown", "cannot tell", "can't tell", "not sure", "unanswerable")


def asks_for_number(question: str) -> bool:
    """Whether the answer would be a number of products (or of anything else)."""
    return _COUNT_WORDS.search(_folded(question)) is not None


def first_sentence(text: str) -> str:
    """What a model said at first, without its thoughts and decoration."""
    said = _THOUGHTS.sub(" ", text).replace("**", "").strip(_QUOTES)
    line = next((part for part in said.splitlines() if part.strip()), "")
    return _SENTENCE_END.split(line.strip())[0].strip()


def problem_of(text: str, language: str, names: frozenset[str] = frozenset()) -> str:
    """The key of what is wrong with an answer in a language; "" when it may be shown.

    `names` are the shop's own product names: digits in them are no count.
    """
    said = text.strip()
    if not said or _says_nothing(said):
        return Problem.SILENT
    if len(said) > LONGEST_ANSWER or _UNFIT.search(said):
        return Problem.UNFIT
    if _has_number(said, language, names):
        return Problem.NUMBER
    if not _is_written_as(said, language):
        return Problem.LANGUAGE
    return ""


def _says_nothing(said: str) -> bool:
    plain = said.casefold().strip(" .!")
    return plain == UNKNOWN.casefold() or plain.startswith(_UNSURE) or plain == "?"


def _has_number(said: str, language: str, names: frozenset[str]) -> bool:
    """Digits and words for numbers, except in names of products and sizes of packs."""
    rest = _folded(said)
    for name in sorted(map(_folded, names), key=len, reverse=True):
        if any(char.isalpha() for char in name):
            rest = rest.replace(name, " ")
    words = _WORD.findall(_PACK_SIZE.sub(" ", rest))
    if any(word[0].isnumeric() for word in words):
        return True
    return any(word in _number_words(language) for word in words)


def _number_words(language: str) -> set[str]:
    """Those of the language, and the English ones, in which models slip back."""
    own = _NUMBERS.get(language, set())
    return own | (_NUMBERS["en"] - {"ten"} if language == "es" else _NUMBERS["en"])


def _is_written_as(said: str, language: str) -> bool:
    """At least half of the letters are those of the language."""
    letters = [char for char in said if char.isalpha()]
    if not letters:
        return False
    wanted = "ARABIC" if language == "ar" else "LATIN"
    fitting = sum(wanted in unicodedata.name(char, "") for char in letters)
    return fitting * 2 >= len(letters)


def _folded(text: str) -> str:
    """Lower case without accents; Arabic letters in their plain form."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.replace("ة", "ه").replace("ى", "ي").replace("ـ", "")
