"""Numbers in words and figures: "14", "١٤", "1,200", "twenty-five", "deux cents".

Called by the grammar. The words of a language are data of its lexicon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

MOST = Decimal(10) ** 9


def figure(text: str) -> Decimal | None:
    """The value of a number token in figures; None when it is not a sensible one.

    A separator before exactly three digits groups thousands, any other one is the
    decimal sign: 1,200 and 1.200 are twelve hundred, 1,5 and 1.50 are not.
    """
    plain = text.replace(",", ".")
    parts = plain.split(".")
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]) and parts[0] != "0":
        plain = "".join(parts)
    elif len(parts) > 2:
        plain = "".join(parts[:-1]) + "." + parts[-1]
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value < MOST else None


def spelled(keys: Sequence[str], words: Mapping[str, int]) -> tuple[int, int] | None:
    """Value and length of the number in words at the start of `keys`.

    Works for languages that add (twenty five), join by a small word (veinte y cinco)
    or multiply before hundred and thousand.
    """
    total = group = used = 0
    for position, key in enumerate(keys[:8]):
        value = _value(key, words)
        if value is None:
            if used and _joins(keys, position, words):
                continue
            break
        if used and not _may_follow(total, group, value):
            break
        total, group = _add(total, group, value)
        used = position + 1
    return (total + group, used) if used else None


def _value(key: str, words: Mapping[str, int]) -> int | None:
    if key in words:
        return words[key]
    if "-" not in key:
        return None
    parts = [words.get(part) for part in key.split("-")]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


_JOINING = frozenset({"and", "et", "y", "na", "و"})


def _joins(keys: Sequence[str], position: int, words: Mapping[str, int]) -> bool:
    """Whether an "and" here is inside a number: a unit follows tens or hundreds."""
    if keys[position] not in _JOINING or position + 1 >= len(keys):
        return False
    before = words.get(keys[position - 1], 0)
    after = words.get(keys[position + 1])
    return after is not None and before >= 20 and after < before


def _may_follow(total: int, group: int, value: int) -> bool:
    if value == 1000:
        return group > 0 and total == 0
    if value == 100:
        return 0 < group < 20
    if group == 0:
        return total > 0
    return (group >= 20 and group % 100 == 0) or (group % 100 >= 20 and value < 10)


def _add(total: int, group: int, value: int) -> tuple[int, int]:
    if value == 1000:
        return total + max(group, 1) * 1000, 0
    if value == 100:
        return total, max(group, 1) * 100
    return total, group + value
