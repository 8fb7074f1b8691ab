"""The name indexes of the shops that were talked about last, kept between messages.

Called by the conversation. An index is used again only for the very names it was made
of, so no change can be missed, whoever made it, nor one that was rolled back be kept.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock

from bot.understand.names.index import NameIndex

MOST_NAMES = 50_000  # of all shops together; about 100 MB
MOST_SHOPS = 64

_Names = Iterable[tuple[object, str]]


class KeptIndexes:
    """The last used indexes by shop; safe to use from several threads."""

    def __init__(self, most_names: int = MOST_NAMES) -> None:
        self._most_names = most_names
        self._kept: OrderedDict[uuid.UUID, tuple[Hashable, NameIndex]] = OrderedDict()
        self._lock = Lock()

    def of(
        self, shop_id: uuid.UUID, version: Hashable, names: Callable[[], _Names]
    ) -> NameIndex:
        """The index of this version; `names` is only called where it is not kept."""
        with self._lock:
            kept = self._kept.get(shop_id)
            if kept is not None and kept[0] == version:
                self._kept.move_to_end(shop_id)
                return kept[1]
        index = NameIndex.of(names())
        with self._lock:
            self._kept[shop_id] = (version, index)
            self._kept.move_to_end(shop_id)
            self._let_go()
        return index

    def _let_go(self) -> None:
        """Of the shops not talked about for longest; the last one always stays."""
        total = sum(len(index.names) for _, index in self._kept.values())
        while len(self._kept) > 1 and (
            total > self._most_names or len(self._kept) > MOST_SHOPS
        ):
            _, (_, oldest) = self._kept.popitem(last=False)
            total -= len(oldest.names)
