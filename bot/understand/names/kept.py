"""The name indexes of the shops that were talked about last, kept between messages.

Called by the conversation. An index is used again as long as the version of the shop's
names is the same; making one of ten thousand names takes longer than all else.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock

from bot.understand.names.index import NameIndex

MOST = 64  # shops

_Names = Iterable[tuple[object, str]]


class KeptIndexes:
    """The last used indexes by shop; safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
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
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return index
