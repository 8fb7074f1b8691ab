"""Numbers in words and figures: "14", "١٤", "1,200", "twenty-five", "deux cents".

Called by `reading`. The words of a language are data of its lexicon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

MOST = Decimal(10) ** 9
_JOINING = frozenset({"and", "et", "y", "na", "و"})
THOUSAND, _HUNDRED = 1000, 100


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


def spelled(
    keys: Sequence[str],
    words: Mapping[str, Decimal],
    multipliers: Mapping[str, int] | None = None,
) -> tuple[Decimal, int] | None:
    """Value and length of the number in words at the start of `keys`.

    Works for languages that add (twenty five), join by a small word (veinte y cinco)
    or multiply before hundred and thousand; `multipliers` stand before their number,
    as in the Swahili "mia mbili".
    """
    total = group = Decimal(0)
    used = 0
    for position, key in enumerate(keys[:8]):
        value = _value(key, words, multipliers or {})
        if value is None:
            if used and _joins(keys, position, words, multipliers or {}):
                continue
            break
        if multipliers and key in multipliers:
            times = _after(keys, position, words)
            if used and value >= (total or group):
                break
            total, group = total + group + value * _times(times), Decimal(0)
            used = position + (2 if _times(times) == times else 1)
            continue
        if position < used:
            continue
        is_joined = used < position and used > 0
        if used and not is_joined and not _may_follow(total, group, value):
            break
        total, group = _add(total, group, value)
        used = position + 1
    return (total + group, used) if used else None


def _after(
    keys: Sequence[str], position: int, words: Mapping[str, Decimal]
) -> Decimal | None:
    """The number behind a multiplier, in words or figures."""
    if position + 1 >= len(keys):
        return None
    key = keys[position + 1]
    return figure(key) if key.isdecimal() else words.get(key)


def _times(value: Decimal | None) -> Decimal:
    is_digit = value is not None and 1 <= value < 100
    return value if value is not None and is_digit else Decimal(1)


def _value(
    key: str, words: Mapping[str, Decimal], multipliers: Mapping[str, int]
) -> Decimal | None:
    if key in multipliers:
        return Decimal(multipliers[key])
    if key in words:
        return words[key]
    if "-" not in key:
        return None
    parts = [words.get(part) for part in key.split("-")]
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def _joins(
    keys: Sequence[str],
    position: int,
    words: Mapping[str, Decimal],
    multipliers: Mapping[str, int],
) -> bool:
    """Whether an "and" here is inside a number: a unit follows tens or hundreds."""
    if keys[position] not in _JOINING or position + 1 >= len(keys):
        return False
    before = _value(keys[position - 1], words, multipliers) or Decimal(0)
    after = words.get(keys[position + 1])
    if multipliers and position > 1 and keys[position - 2] in multipliers:
        before = Decimal(multipliers[keys[position - 2]])
    least = 10 if multipliers else 20  # "kumi na mbili" is twelve
    return after is not None and before >= least and after < before


def _may_follow(total: Decimal, group: Decimal, value: Decimal) -> bool:
    if value == THOUSAND:
        return group > 0 and total == 0
    if value == _HUNDRED:
        return 0 < group < 20
    if group == 0:
        return total > 0
    return (group >= 20 and group % 100 == 0) or (group % 100 >= 20 and value < 10)


def _add(total: Decimal, group: Decimal, value: Decimal) -> tuple[Decimal, Decimal]:
    if value == THOUSAND:
        return total + max(group, Decimal(1)) * 1000, Decimal(0)
    if value == _HUNDRED:
        return total, max(group, Decimal(1)) * 100
    return total, group + value
