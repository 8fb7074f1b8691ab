"""Which price fits a blurred line of print best, printed as the shop prints prices.

Called by `pipeline.vision.prices.small_labels`. The recogniser says for each step along
the line how likely each letter is; the likeliest of each make "K5h 3A0" of far labels.
Here all prices that may be printed are weighed against all steps together (the forward
pass of connectionist temporal classification, over a beam of numbers), and one is told
only where it is far likelier than all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from pipeline.vision.prices.style import PriceStyle
from pipeline.vision.prices.tags import PrintedPrice, find_currency
from pipeline.vision.text.letters import Letters

# Chance of the best price among all; chosen on drawn shelves and training photos only.
_SURE, _DOUBTFUL = 0.85, 0.8
_MOST_SURPRISE = 15.0  # log-odds of the likeliest letters against those of any price
_BEAM = 40
_DIGITS = "0123456789"
_NEVER, _LEAST = -1e9, 1e-7
_UNHEARD = -60.0  # log-odds of what only another look says

Floats = npt.NDArray[np.float64]
Number = tuple[str, str]  # the digits of the whole and of the cents


@dataclass(frozen=True, slots=True)
class _Lines:
    """Beginnings of a line; for each and for each number of steps taken the log-odds
    that these say it, the last one its last letter or no letter."""

    numbers: tuple[Number, ...]
    last: tuple[str, ...]
    on_letter: Floats  # (lines, steps + 1)
    on_blank: Floats

    def likeliest(self) -> _Lines:
        """A beam of them."""
        if len(self.numbers) <= _BEAM:
            return self
        kept = np.argsort(-self.on_letter.max(axis=1), kind="stable")[:_BEAM]
        return _Lines(
            tuple(self.numbers[k] for k in kept),
            tuple(self.last[k] for k in kept),
            self.on_letter[kept],
            self.on_blank[kept],
        )

    def ended(self) -> Floats:
        """The log-odds of each that all steps say just this."""
        ends: Floats = np.logaddexp(self.on_letter[:, -1], self.on_blank[:, -1])
        return ends


@dataclass(frozen=True, slots=True)
class Fit:
    """The price that a line surely shows, or None; `is_doubtful` where it is a price in
    this style, and several may be meant."""

    price: PrintedPrice | None = None
    is_doubtful: bool = False


def best_fit(looks: Sequence[Letters], style: PriceStyle) -> Fit:
    """What a line shows in this style; `looks` are cut a little otherwise each and
    count alike."""
    said = [_odds_of_all(letters, style) for letters in looks]
    numbers = sorted(set().union(*said))
    if not numbers:
        return Fit()
    odds = np.array([[part.get(n, _UNHEARD) for n in numbers] for part in said])
    of_print = odds.mean(axis=0)
    of_price = of_print + [style.log_odds(*number) for number in numbers]
    best = int(of_price.argmax())
    chance = 1.0 / float(np.exp(of_price - of_price[best]).sum())
    surprise = _likeliest_of_all(looks) - float(of_print[best])
    if surprise > _MOST_SURPRISE:
        return Fit()
    # How other prices end may silence what the print says, not turn it into another.
    is_turned = int(of_print.argmax()) != best
    if chance < _SURE or is_turned:
        return Fit(is_doubtful=chance < _DOUBTFUL or is_turned)
    return Fit(_printed(numbers[best], style))


def _odds_of_all(letters: Letters, style: PriceStyle) -> dict[Number, float]:
    """The log-odds of all prices that the steps may say."""
    found: dict[Number, float] = {}
    for lines in _Speller(letters).prices(style):
        found.update(zip(lines.numbers, lines.ended().tolist(), strict=True))
    return found


def _likeliest_of_all(looks: Sequence[Letters]) -> float:
    """The log-odds of the likeliest letters, whatever they make."""
    odds = [np.log(np.maximum(x.chances.max(axis=1), _LEAST)).sum() for x in looks]
    return float(np.mean(odds))


def _printed(number: Number, style: PriceStyle) -> PrintedPrice | None:
    whole, cents = number
    amount = Decimal(f"{whole}.{cents}" if cents else whole)
    currency = find_currency(f"{style.before}{whole}{style.after}")
    return PrintedPrice(amount, currency) if amount else None


class _Speller:
    """Spells lines letter by letter against the steps of one strip."""

    def __init__(self, letters: Letters) -> None:
        chances = letters.chances.astype(np.float64)
        self._steps: Floats = np.log(np.maximum(chances, _LEAST))
        self._places = letters.places

    def prices(self, style: PriceStyle) -> Iterator[_Lines]:
        """All prices of the style that the steps may say, by their length."""
        alphabet = f"{style.before}{style.after}{style.point}{style.thousands}"
        if any(letter not in self._places for letter in alphabet + _DIGITS):
            return
        start = self._with_text(self._nothing(), style.before)
        for whole in self._wholes(start, style):
            lines = whole
            if style.point:
                lines = self._with_text(lines, style.point)
                lines = self._with_digit(self._with_digit(lines, 1), 1)
            yield self._with_text(lines, style.after)

    def _wholes(self, start: _Lines, style: PriceStyle) -> Iterator[_Lines]:
        heads = [start]
        for length in range(1, style.most_digits + 1):
            if length <= 3 or not style.thousands:
                heads.append(self._with_digit(heads[-1], 0))
                yield heads[-1]
            else:
                lines = self._with_text(heads[length - 3], style.thousands)
                for _ in range(3):
                    lines = self._with_digit(lines, 0)
                yield lines

    def _nothing(self) -> _Lines:
        blanks = np.concatenate([[0.0], np.cumsum(self._steps[:, 0])])
        return _Lines(
            (("", ""),), ("",), np.full((1, len(blanks)), _NEVER), blanks[None]
        )

    def _with_text(self, lines: _Lines, text: str) -> _Lines:
        for letter in text:
            every = range(len(lines.numbers))
            lines = self._longer(lines, every, letter * len(every), lines.numbers)
        return lines

    def _with_digit(self, lines: _Lines, part: int) -> _Lines:
        """With each digit that may come next, in the whole (0) or the cents (1)."""
        chosen, digits, numbers = [], "", []
        for index, number in enumerate(lines.numbers):
            if part == 0 and number[0] == "0":
                continue  # no price goes on after a first zero
            for digit in _DIGITS:
                chosen.append(index)
                digits += digit
                whole, cents = number
                longer = (whole + digit, cents) if part == 0 else (whole, cents + digit)
                numbers.append(longer)
        return self._longer(lines, chosen, digits, numbers).likeliest()

    def _longer(
        self,
        lines: _Lines,
        chosen: Sequence[int],
        letters: str,
        numbers: Sequence[Number],
    ) -> _Lines:
        """The chosen lines, each with one more letter."""
        index = np.array(chosen, int)
        is_other = np.array(
            [lines.last[k] != letter for k, letter in zip(chosen, letters, strict=True)]
        )
        before = lines.on_blank[index]
        # The same letter twice needs a blank between.
        entering = np.where(
            is_other[:, None],
            np.logaddexp(before, lines.on_letter[index]),
            before,
        )
        said = self._steps[:, [self._places[letter] for letter in letters]].T
        on_letter = np.full_like(before, _NEVER)
        on_blank = np.full_like(before, _NEVER)
        for step, blank in enumerate(self._steps[:, 0], start=1):
            last = on_letter[:, step - 1]
            coming = np.logaddexp(last, entering[:, step - 1])
            on_letter[:, step] = coming + said[:, step - 1]
            on_blank[:, step] = np.logaddexp(on_blank[:, step - 1], last) + blank
        return _Lines(tuple(numbers), tuple(letters), on_letter, on_blank)
