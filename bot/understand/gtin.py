"""Barcode numbers: whether digits are a GTIN. Called by the grammar."""

from __future__ import annotations

LENGTHS = frozenset({8, 12, 13, 14})


def is_gtin(digits: str) -> bool:
    """Whether it is a GTIN-8, -12, -13 or -14 with its check digit (GS1, modulo 10)."""
    if len(digits) not in LENGTHS or not (digits.isascii() and digits.isdecimal()):
        return False
    *body, check = (int(digit) for digit in digits)
    weighed = sum(n * (1 if i % 2 else 3) for i, n in enumerate(reversed(body)))
    return (weighed + check) % 10 == 0
