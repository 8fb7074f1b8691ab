"""What links join: parts of a number of things, as `pipeline.vision.rows` and
`pipeline.drawing.runs` need them."""

from __future__ import annotations

from collections.abc import Iterable


def linked(count: int, links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """0 to count - 1 in parts that are joined by links, directly or through others;
    each part in order, and the parts by their first."""
    leader = list(range(count))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for one, other in links:
        leader[lead(one)] = lead(other)
    parts: dict[int, list[int]] = {}
    for index in range(count):
        parts.setdefault(lead(index), []).append(index)
    return list(parts.values())
