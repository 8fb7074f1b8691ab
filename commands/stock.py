"""`atlasvision stock`: what the books say, for people or as JSON."""

from __future__ import annotations

import json
from typing import Any

import click

from bot.settings import Settings
from commands.compose import open_database
from commands.failures import BadInput, plain_failures
from storage import catalogue, shops
from storage.models import Product

DEFAULT_SHOP = "My shop"
COLUMNS = ("name", "quantity", "minimum", "price", "unit")


@click.command()
@click.option("--shop", "shop_name", default=DEFAULT_SHOP, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per product.")
@click.pass_obj
def stock(settings: Settings, shop_name: str, as_json: bool) -> None:
    """Print the products of a shop with their quantities."""
    with plain_failures(), open_database(settings) as database:
        with database.transaction() as session:
            shop = shops.shop_named(session, shop_name)
            if shop is None:
                raise BadInput(f"there is no shop named {shop_name!r}")
            rows = [_row(row) for row in catalogue.products(session, shop.id)]
    lines = map(_json, rows) if as_json else _aligned(rows)
    for line in lines:
        click.echo(line)


def _row(product: Product) -> dict[str, Any]:
    return {
        "name": product.name,
        "sku": product.sku,
        "gtin": _short(product.gtin),
        "category": product.category,
        "quantity": product.quantity,
        "minimum": product.minimum,
        "price": None if product.price is None else float(product.price),
        "pack_size": product.pack_size,
        "unit": product.unit,
    }


def _short(gtin: str | None) -> str | None:
    """The GTIN as it is printed on the pack: 8, 12, 13 or 14 digits."""
    if gtin is None:
        return None
    digits = gtin.lstrip("0")
    length = next(length for length in (8, 12, 13, 14) if length >= len(digits))
    return digits.zfill(length)


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _shown(value: str | int | float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _aligned(rows: list[dict[str, Any]]) -> list[str]:
    table = [list(COLUMNS)]
    for row in rows:
        table.append([_shown(row[name]) for name in COLUMNS])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in table
    ]
