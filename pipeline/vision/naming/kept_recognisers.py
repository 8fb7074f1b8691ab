"""The recognisers of the catalogues that were used last, kept between photos.

Called by `pipeline.shelf`. Whoever gives the very same catalogue again gets the
recogniser that was made of it; one of 10,000 products takes a while to make.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from pipeline.types import Catalogue
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.naming.recognise import Recogniser

MOST_REFERENCES = 100_000  # of all together; 80 MB
MOST = 16


class KeptRecognisers:
    """The last used recognisers; safe to use from several threads."""

    def __init__(self, most_references: int = MOST_REFERENCES) -> None:
        self._most_references = most_references
        # By identity; the catalogue is kept, so that no other can take its place.
        self._kept: OrderedDict[int, tuple[Catalogue, Recogniser, int]] = OrderedDict()
        self._lock = Lock()

    def of(self, catalogue: Catalogue, dimensions: int, scale: LookScale) -> Recogniser:
        """The recogniser of this catalogue."""
        with self._lock:
            if id(catalogue) in self._kept:
                self._kept.move_to_end(id(catalogue))
                return self._kept[id(catalogue)][1]
        recogniser = Recogniser(catalogue, dimensions, scale)
        references = sum(len(product.references) for product in catalogue.products)
        with self._lock:
            self._kept[id(catalogue)] = catalogue, recogniser, references
            self._let_go()
        return recogniser

    def _let_go(self) -> None:
        total = sum(references for _, _, references in self._kept.values())
        while len(self._kept) > 1 and (
            total > self._most_references or len(self._kept) > MOST
        ):
            _, (_, _, references) = self._kept.popitem(last=False)
            total -= references
