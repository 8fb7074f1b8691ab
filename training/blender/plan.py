"""What stands where: shelf rows, columns of units, sales, gaps. Pure, no Blender.

Metres; x along the shelf, y into it (0 is the front edge), z up.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from products import Product

ROUND_SHAPES = {"can", "slimcan", "tin", "pet", "oil", "glass", "jar", "lidtin", "tub"}


@dataclass(frozen=True, slots=True)
class Column:
    """One selling position: units of one product behind and above each other."""

    product: Product
    x: float
    ranks: int
    levels: int = 1
    sold: int = 0

    @property
    def is_empty(self) -> bool:
        return self.sold >= self.ranks


@dataclass(frozen=True, slots=True)
class Row:
    """One shelf board: its top, the clear height above it and its depth."""

    z: float
    clear: float
    depth: float
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One pack in its place; `front` when it is the foremost of its column."""

    product: Product
    x: float
    y: float
    z: float
    yaw: float
    front: bool


@dataclass(frozen=True, slots=True)
class Space:
    """An empty selling position, as the rectangle its packs' fronts would fill."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Habit:
    """How a shelf is kept: share of empty and of half-sold columns, order, depth."""

    empty: float = 0.05
    half_sold: float = 0.2
    ranks: int = 3
    untidy: float = 1.0
    facings: tuple[int, int] = (2, 4)


@dataclass(slots=True)
class Stocker:
    """Fills rows with blocks of products; each product is used once a scene."""

    products: Sequence[Product]
    rng: random.Random
    habit: Habit
    used: set[str] = field(default_factory=set)

    def fill(self, row: Row, width: float, categories: Sequence[str]) -> Row:
        """Put products of the categories side by side until the row is full."""
        columns: list[Column] = []
        x = -width / 2 + 0.012
        for product in self._choose(row, categories):
            facings = self.rng.randint(*self.habit.facings)
            levels = self._levels(product, row)
            for number in range(facings):
                wide = product.metres[0]
                if x + wide > width / 2 - 0.006:
                    break
                last = number == facings - 1 and levels > 1
                high = levels - self.rng.randint(0, 1) if last else levels
                columns.append(self._column(product, x + wide / 2, row, high))
                self.used.add(product.product_id)
                x += wide + self.rng.uniform(0.002, 0.006)
            x += self.rng.uniform(0.003, 0.012)
            if x > width / 2 - 0.05:
                break
        return replace(row, columns=tuple(columns))

    def _choose(self, row: Row, categories: Sequence[str]) -> list[Product]:
        fitting = [
            product
            for product in self.products
            if product.family.category in categories
            and row.clear * 0.42 < product.metres[1] * product.family.stack
            and product.metres[1] < row.clear - 0.02
        ]
        fresh = [p for p in fitting if p.product_id not in self.used] or fitting
        lines: dict[tuple[str, str, str, str], list[Product]] = {}
        for product in fresh:
            family = product.family
            key = (family.brand, family.kind, family.shape, product.size.text)
            lines.setdefault(key, []).append(product)
        order = list(lines.values())
        self.rng.shuffle(order)
        chosen = [product for line in order for product in line]
        return chosen * 3

    def _levels(self, product: Product, row: Row) -> int:
        room = int((row.clear - 0.03) / product.metres[1])
        most = max(1, min(product.family.stack, room))
        return self.rng.randint(max(1, most - 1), most)

    def _column(self, product: Product, x: float, row: Row, levels: int) -> Column:
        deep = product.metres[2]
        room = max(1, int((row.depth - 0.03) / (deep + 0.004)))
        ranks = min(
            room, self.rng.randint(max(1, self.habit.ranks - 1), self.habit.ranks)
        )
        chance = self.rng.random()
        if chance < self.habit.empty:
            sold = ranks
        elif chance < self.habit.empty + self.habit.half_sold:
            sold = self.rng.randint(0, ranks - 1)
        else:
            sold = 0
        return Column(product, x, ranks, levels, sold)


def sell(rows: Sequence[Row], rng: random.Random, share: float) -> list[Row]:
    """Give the same rows after some sales: runs of columns empty, others less deep."""
    after = []
    for row in rows:
        columns = list(row.columns)
        for start in range(len(columns)):
            if rng.random() < share * 0.35:
                for k in range(start, min(len(columns), start + rng.randint(1, 2))):
                    columns[k] = replace(columns[k], sold=columns[k].ranks)
            elif rng.random() < share:
                left = columns[start].ranks - columns[start].sold
                columns[start] = replace(
                    columns[start], sold=columns[start].sold + min(1, max(0, left - 1))
                )
        after.append(replace(row, columns=tuple(columns)))
    return after


def units_of(rows: Sequence[Row], rng: random.Random, untidy: float) -> list[Unit]:
    """Give every unit that still stands on the rows, slightly out of line."""
    units: list[Unit] = []
    for row in rows:
        for column in row.columns:
            units += _column_units(row, column, rng, untidy)
    return units


def _column_units(
    row: Row, column: Column, rng: random.Random, untidy: float
) -> list[Unit]:
    product = column.product
    _, high, deep = product.metres
    is_round = product.family.shape in ROUND_SHAPES
    units = []
    for rank in range(column.ranks):
        for level in range(column.levels):
            # Every unit draws its own luck, also a sold one, so that the units left
            # over stand in the same place before and after a sale.
            yaw = math.radians(rng.gauss(0, (9 if is_round else 1.6) * untidy))
            if is_round and rng.random() < 0.05 * untidy:
                yaw += rng.choice((-1, 1)) * rng.uniform(0.5, 1.3)
            dx = rng.gauss(0, 0.0012 * untidy)
            y = (
                0.016
                + deep / 2
                + rank * (deep + 0.004)
                + abs(rng.gauss(0, 0.004 * untidy))
            )
            if rank >= column.sold:
                z = row.z + level * (high + 0.0005)
                front = rank == column.sold
                units.append(Unit(product, column.x + dx, y, z, yaw, front))
    return units


def spaces_of(row: Row) -> list[Space]:
    """Give the empty stretches of a row; neighbouring empty columns are one."""
    spaces: list[Space] = []
    run: list[Column] = []
    for column in (*row.columns, None):
        if column is not None and column.is_empty:
            run.append(column)
        elif run:
            spaces.append(_space(row, run))
            run = []
    return spaces


def _space(row: Row, run: list[Column]) -> Space:
    left = run[0].x - run[0].product.metres[0] / 2
    right = run[-1].x + run[-1].product.metres[0] / 2
    top = row.z + max(column.product.metres[1] for column in run)
    return Space(left, right, row.z, top)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A price tag under a block of facings."""

    product: Product
    x: float
    z: float


def tickets_of(row: Row, drop: float) -> list[Ticket]:
    """Give one tag a block, under its first facing, `drop` below the board's top."""
    tickets: list[Ticket] = []
    for before, column in zip((None, *row.columns), row.columns, strict=False):
        if before is None or before.product != column.product:
            tickets.append(Ticket(column.product, column.x, row.z - drop))
    return tickets
