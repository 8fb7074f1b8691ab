"""Which of several readings of one label is its price, and when none is sure.

Called by `pipeline.vision.prices.labels` and `pipeline.shelf`. Print a few pixels high
reads otherwise each time it is cut out anew, while what is right comes again; and the
labels of one product on a shelf say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.vision.prices.tags import PrintedPrice

_SETTLED = 1.9  # summed scores of readings that agree, each up to 1
_SURE = 1.2  # when there is no more to read
_LEAD = 2.0  # times the weight of any other amount
# Mean score of the readings that agree; chosen on drawn shelves and training photos.
_CLEAR = 0.9
# The weight of a price that fits far better than all others; less than two readings.
FITS = 1.7
_DOUBTFUL = 0.6  # the most that readings of a cut or blurred label weigh
_SAID_BESIDE = 0.8  # weight of what another label of the same product says


@dataclass(frozen=True, slots=True)
class Vote:
    """One reading of a label and how sure it is: up to 1 for one look."""

    price: PrintedPrice
    weight: float


@dataclass(frozen=True, slots=True)
class PriceVotes:
    """All readings of a label; `is_cut` where the photo's edge may hide digits,
    `is_blurred` where several prices fit its print. Neither is believed alone."""

    votes: tuple[Vote, ...] = ()
    is_cut: bool = False
    is_blurred: bool = False

    def and_also(self, *votes: Vote) -> PriceVotes:
        """With more readings of the same label."""
        return replace(self, votes=(*self.votes, *votes))

    def is_open(self, least: float = 0.0) -> bool:
        """Whether another look may tell more; not where less than `least` is known."""
        if self.is_cut:
            return False
        heaviest = sorted(self._weights().values(), reverse=True)
        if least and (not heaviest or heaviest[0] < least):
            return False
        is_settled = bool(heaviest) and heaviest[0] >= _SETTLED
        is_disputed = len(heaviest) > 1 and heaviest[0] < 2 * heaviest[1]
        return not is_settled or is_disputed

    def winner(self, beside: Sequence[PriceVotes] = ()) -> PrintedPrice | None:
        """The price that is sure; `beside` are labels of the same product, which
        count for amounts that this label may show."""
        weights = self._weights()
        told = {price.amount for other in beside if (price := other.winner())}
        for other in beside:
            for amount, weight in other._weights().items():
                if self._may_be(amount):
                    more = _SAID_BESIDE * min(weight, 2 * _SETTLED)
                    weights[amount] = weights.get(amount, 0.0) + more
        ranked = sorted(weights, key=lambda amount: -weights[amount])
        if not ranked or weights[ranked[0]] < _SURE:
            return None
        if len(ranked) > 1 and weights[ranked[0]] < _LEAD * weights[ranked[1]]:
            return None
        if ranked[0] not in told and not self._is_clear(ranked[0]):
            return None
        return self._as_printed(ranked[0], beside)

    def _is_clear(self, amount: Decimal) -> bool:
        said = [vote.weight for vote in self.votes if vote.price.amount == amount]
        return bool(said) and sum(said) >= _CLEAR * len(said)

    def _weights(self) -> dict[Decimal, float]:
        weights: dict[Decimal, float] = {}
        for vote in self.votes:
            amount = vote.price.amount
            weights[amount] = weights.get(amount, 0.0) + vote.weight
        most = _DOUBTFUL if self.is_cut or self.is_blurred else 10.0 * _SETTLED
        return {amount: min(weight, most) for amount, weight in weights.items()}

    def _may_be(self, amount: Decimal) -> bool:
        """Whether one reading says so; of a cut label also with digits missing."""
        read = [vote.price.amount for vote in self.votes]
        return amount in read or (
            self.is_cut and any(_is_part(part, amount) for part in read)
        )

    def _as_printed(
        self, amount: Decimal, beside: Sequence[PriceVotes]
    ) -> PrintedPrice:
        votes = [*self.votes, *(vote for other in beside for vote in other.votes)]
        said = [vote.price for vote in votes if vote.price.amount == amount]
        currencies = [price.currency for price in said if price.currency]
        currency = max(currencies, key=currencies.count) if currencies else None
        return PrintedPrice(amount, currency, said[0].unit)


def _is_part(read: Decimal, amount: Decimal) -> bool:
    """Whether the read digits are the amount's, but for some at one end."""
    part, whole = _digits(read), _digits(amount)
    return whole.startswith(part) or whole.endswith(part)


def _digits(amount: Decimal) -> str:
    """ "45" for 45.00, "1250" for 12.50."""
    plain = f"{amount:.2f}"
    return plain.removesuffix(".00").replace(".", "")
