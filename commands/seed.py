"""`atlasvision seed FOLDER`: a shop from a product table and packshots.

The folder holds `catalogue.csv` (the columns of `enrol`) and `catalogue/SKU.jpg`, one
clean photo per product. `atlasvision demo` uses it for its demo shop.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
import httpx

from bot.actions.enrolment import enrol_table, read_table
from bot.services import ShelfVision
from bot.settings import Settings
from commands.compose import make_blobs, make_vision, open_database
from commands.failures import plain_failures
from commands.logs import configure_logging
from storage import catalogue, shops
from storage.blobs import BlobStore
from storage.db import Database
from storage.models import Product

REPORT_EVERY = 25  # some seconds, on a small machine


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--shop", "shop_name", required=True)
@click.option("--currency", default="USD", show_default=True)
@click.option("--country", default=None)
@click.option("--timezone", default="UTC", show_default=True)
@click.pass_obj
@plain_failures()
def seed(
    settings: Settings,
    folder: Path,
    shop_name: str,
    currency: str,
    country: str | None,
    timezone: str,
) -> None:
    """Make a shop from FOLDER/catalogue.csv and FOLDER/catalogue/*.jpg."""
    configure_logging(settings, "seed")
    with open_database(settings) as database:
        with database.transaction() as session:
            if shops.shop_named(session, shop_name) is None:
                shops.create_shop(
                    session,
                    shop_name,
                    currency=currency,
                    country=country,
                    locale="en",
                    timezone=timezone,
                )
        products = enrol_products(database, folder, shop_name)
        with httpx.Client() as http:
            vision = make_vision(settings, http)
            looks = learn_looks(
                database, make_blobs(settings), vision, folder, products
            )
    click.echo(f"{shop_name}: {len(products)} products, {looks} new looks")


def enrol_products(database: Database, folder: Path, shop_name: str) -> list[Product]:
    """The products of the table, in the shop; the same table twice changes nothing."""
    path = folder / "catalogue.csv"
    table = read_table(path.read_bytes())
    with database.transaction() as session:
        shop = shops.shop_named(session, shop_name)
        assert shop is not None
        enrol_table(session, shop.id, table)
        return catalogue.products(session, shop.id)


def learn_looks(
    database: Database,
    blobs: BlobStore,
    vision: ShelfVision,
    folder: Path,
    products: list[Product],
) -> int:
    """Store a packshot's look for each product that has none of this model yet."""
    learnt = 0
    for number, product in enumerate(products, start=1):
        if number % REPORT_EVERY == 0:
            click.echo(f"  {number} of {len(products)} products")
        packshot = folder / "catalogue" / f"{product.sku}.jpg"
        if not packshot.is_file():
            continue
        with database.transaction() as session:
            if catalogue.has_reference(
                session, product.id, model=vision.looks_version, source="packshot"
            ):
                continue
        data = packshot.read_bytes()
        reference = replace(vision.enrol(data).reference, source="packshot")
        key = blobs.put(data, "image/jpeg")
        with database.transaction() as session:
            catalogue.add_reference(
                session,
                product.id,
                reference,
                model=vision.looks_version,
                image_key=key,
            )
        learnt += 1
    return learnt
