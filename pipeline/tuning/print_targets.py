"""What is printed where a line was read, as far as a confirmed name tells it.

Called by `bot.adapting`. A line on a pack whose name a shop has confirmed is a lesson
only where all of it is a run of that name's words, but for letters that were misread:
"NESCAFE G0LD" on "Nescafé Gold 100 g" says NESCAFÉ GOLD. Whatever else is printed there
(slogans, weights, other languages) nobody has confirmed, so it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.vision.naming.names import words_of

_LEAST = 75.0  # of 100: one letter in four may be misread
_CLEARER = 4.0  # of 100, than another run of other words
_SHORTEST = 4  # letters and digits of a line
_MOST_WORDS = 6
_WORD = re.compile(r"[^\s]+")
_NUMBER = re.compile(r"\d+(?:[ .,]\d+)*")


def corrected(line: str, names: Iterable[str]) -> str | None:
    """The line as the name spells it, in the line's capitals; None: it is not told."""
    read = plain(line)
    if len(read) < _SHORTEST:
        return None
    found = sorted(
        {(fuzz.ratio(read, plain(run)), run) for name in names for run in _runs(name)},
        reverse=True,
    )
    if not found or found[0][0] < _LEAST:
        return None
    best, run = found[0]
    others = [ratio for ratio, other in found if plain(other) != plain(run)]
    if len(plain(run)) < _SHORTEST or (others and best - others[0] < _CLEARER):
        return None
    if _digits(run) and _digits(run) != _digits(line):
        return None  # another size is rather another pack than misread
    return _in_capitals_of(line, run)


def corrected_price(line: str, amount: Decimal) -> str | None:
    """The line with the amount that the shop's list says, where at most one digit was
    misread; None where it says another number, or none, or several."""
    numbers = list(_NUMBER.finditer(line))
    if len(numbers) != 1:
        return None
    read, wanted = numbers[0].group(), f"{amount:.2f}"
    forms = (wanted, wanted.replace(".", ","), str(amount.to_integral_value()))
    for form in forms[: 3 if amount == amount.to_integral_value() else 2]:
        same = len(_digits(form)) == len(_digits(read))
        if same and Levenshtein.distance(_digits(form), _digits(read)) <= 1:
            return (
                line[: numbers[0].start()]
                + _with_digits(read, _digits(form))
                + (line[numbers[0].end() :])
            )
    return None


def is_same_print(one: str, other: str) -> bool:
    """Whether a search for names and prices sees no difference."""
    return plain(one) == plain(other) and bool(plain(one))


def plain(text: str) -> str:
    """Letters and digits alone, without accents and capitals."""
    return "".join(words_of(text)).replace(",", ".")


def _runs(name: str) -> Iterator[str]:
    words = _WORD.findall(name)
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
            yield " ".join(words[start:end])


def _in_capitals_of(line: str, run: str) -> str:
    letters = [char for char in line if char.isalpha()]
    if letters and sum(char.isupper() for char in letters) > 0.7 * len(letters):
        return run.upper()
    if letters and not any(char.isupper() for char in letters):
        return run.lower()
    return run


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _with_digits(read: str, digits: str) -> str:
    """The digits in the places of those that were read."""
    left: Sequence[str] = list(digits)
    places = iter(left)
    return "".join(next(places) if char.isdigit() else char for char in read)
