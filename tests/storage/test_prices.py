"""Observed prices and the latest of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from storage import prices
from storage.db import Database
from tests.conftest import Clock
from tests.factories import make_product, make_shop


def test_latest_price_of_a_source_or_of_any(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")
        for days, price, source in [(2, "240", "label"), (1, "250", "table")]:
            prices.record(
                session,
                shop_id=shop.id,
                product_id=coke.id,
                product_name=coke.name,
                price=Decimal(price),
                currency="NGN",
                source=source,
                recorded_at=clock() - timedelta(days=days),
            )

        latest = prices.last_known(session, coke.id)
        label = prices.last_known(session, coke.id, source="label")

        assert latest is not None and latest.price == Decimal("250")
        assert label is not None and label.price == Decimal("240")
        assert prices.last_known(session, coke.id, source="web") is None


def test_price_outlives_its_product(database: Database) -> None:
    with database.transaction() as session:
        coke = make_product(session, make_shop(session), name="Coke")
        row = prices.record(
            session,
            shop_id=None,
            product_id=coke.id,
            product_name="Coke",
            price=Decimal("1.50"),
            currency="EUR",
            source="open_prices",
        )
        session.delete(coke)
        session.flush()
        session.refresh(row)

        assert (row.product_id, row.product_name) == (None, "Coke")
        assert row.recorded_at is not None
