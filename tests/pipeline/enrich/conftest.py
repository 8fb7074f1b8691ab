"""The sources as servers on this machine, each empty for every test."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from pipeline.enrich.fetching import Access, user_agent
from pipeline.enrich.shop_search import gateway
from tests.fakes.sources import FakeFoodFacts, FakeOpenPrices, FakeShopSearch

AGENT = user_agent("ada@example.org")


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


@pytest.fixture(scope="session")
def food_facts_server() -> Iterator[FakeFoodFacts]:
    with FakeFoodFacts() as server:
        yield server


@pytest.fixture
def food_facts(food_facts_server: FakeFoodFacts) -> Iterator[FakeFoodFacts]:
    food_facts_server.reset()
    yield food_facts_server
    assert food_facts_server.violations == []


@pytest.fixture
def facts_access(food_facts: FakeFoodFacts, http: httpx.Client) -> Access:
    return Access(http, food_facts.url, AGENT)


@pytest.fixture(scope="session")
def open_prices_server() -> Iterator[FakeOpenPrices]:
    with FakeOpenPrices() as server:
        yield server


@pytest.fixture
def open_prices_source(open_prices_server: FakeOpenPrices) -> Iterator[FakeOpenPrices]:
    open_prices_server.reset()
    yield open_prices_server
    assert open_prices_server.violations == []


@pytest.fixture
def prices_access(open_prices_source: FakeOpenPrices, http: httpx.Client) -> Access:
    return Access(http, open_prices_source.url, AGENT)


@pytest.fixture(scope="session")
def shop_server() -> Iterator[FakeShopSearch]:
    with FakeShopSearch() as server:
        yield server


@pytest.fixture
def shop_search(shop_server: FakeShopSearch) -> Iterator[FakeShopSearch]:
    shop_server.reset()
    shop_server.answer = {}
    yield shop_server
    assert shop_server.violations == []


@pytest.fixture
def shop_access(shop_search: FakeShopSearch, http: httpx.Client) -> Access:
    return gateway(http, f"{shop_search.url}/search", shop_search.key, AGENT)
