"""The outside sources, with their rules: who asks, how often, how a code is written.

Too many requests in a minute, an unnamed program or an escaped comma are violations.
The minute is that of `now`, which a test may set.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Response, jsonify, request

from tests.fakes.server import FakeServer, Trouble

PICTURE = b"\xff\xd8\xff\xe0 a picture"


@dataclass
class FakeSource(FakeServer):
    """What all sources share. `asked` are the requests in order: (call, arguments)."""

    now: Callable[[], float] = time.monotonic
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    per_minute: dict[str, int] = field(default_factory=dict)
    _times: dict[str, list[float]] = field(default_factory=dict)

    def calls(self, call: str) -> int:
        return sum(name == call for name, _ in self.asked)

    def reset(self) -> None:
        for kept in (self.asked, self.troubles, self.violations, self._times):
            kept.clear()

    def be_busy(self, call: str, times: int = 1, retry_after: str = "") -> None:
        """429, with the time to wait where one is given."""
        headers = {"Retry-After": retry_after} if retry_after else {}
        self._answer_instead(call, times, lambda: Response("", 429, headers))

    def break_down(self, call: str, times: int = 1, status: int = 502) -> None:
        self._answer_instead(call, times, lambda: Response("down", status))

    def talk_nonsense(self, call: str, body: str, times: int = 1) -> None:
        self._answer_instead(call, times, lambda: Response(body, 200))

    def _answer_instead(
        self, call: str, times: int, answer: Callable[[], Response]
    ) -> None:
        self.troubles.append(Trouble(call, times, answer=answer))

    def serve(self, call: str, act: Callable[[], Response]) -> Response:
        """Note the request, check the rules, then answer."""
        self.asked.append((call, request.args.to_dict()))
        agent = request.headers.get("User-Agent", "")
        if not agent.startswith("AtlasVision/") or not agent.endswith(")"):
            self.violate(f"{call}: the program does not say who it is: {agent!r}")
        if self._is_too_often(call):
            self.violate(f"{call}: more than {self.per_minute[call]} in a minute")
            return Response("", 503)
        return self.guarded(call, act)

    def _is_too_often(self, call: str) -> bool:
        limit = self.per_minute.get(call)
        now = self.now()
        recent = [at for at in self._times.get(call, ()) if at > now - 60]
        self._times[call] = [*recent, now]
        return limit is not None and len(recent) >= limit


@dataclass
class FakeFoodFacts(FakeSource):
    """Open Food Facts: `products` by code as the source writes it."""

    products: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    picture_type: str = "image/jpeg"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.per_minute = {"product": 15, "search": 10}

    def know(self, code: str, **product: Any) -> None:
        """Somebody has written this product down."""
        self.products[code] = {"code": code, "lang": "en", **product}

    def add_picture(self, name: str, data: bytes = PICTURE) -> str:
        self.pictures[name] = data
        return f"{self.url}/images/{name}"

    def reset(self) -> None:
        super().reset()
        self.products.clear()
        self.pictures.clear()

    def add_routes(self) -> None:
        add = self.app.add_url_rule
        add("/api/v2/product/<code>.json", "product", self._product)
        add("/api/v2/search", "search", self._search)
        add("/cgi/search.pl", "by_name", self._by_name)
        add("/images/<name>", "picture", self._picture)

    def _product(self, code: str) -> Response:
        return self.serve("product", lambda: self._one(code))

    def _one(self, code: str) -> Response:
        if not code.isdigit() or len(code) > 24:
            return jsonify({"status": 0, "status_verbose": "no code or invalid code"})
        product = self.products.get(code)
        if product is None:
            missing = jsonify({"status": 0, "status_verbose": "product not found"})
            missing.status_code = 404
            return missing
        return jsonify({"status": 1, "code": code, "product": product})

    def _search(self) -> Response:
        def act() -> Response:
            if b"%2C" in request.query_string.upper():
                self.violate("search: the source does not know escaped commas")
            codes = request.args.get("code", "").split(",")
            return self._found([self.products[c] for c in codes if c in self.products])

        return self.serve("search", act)

    def _by_name(self) -> Response:
        def act() -> Response:
            words = request.args["search_terms"].casefold().split()
            found = [
                product
                for product in self.products.values()
                if all(w in str(product.get("product_name")).casefold() for w in words)
            ]
            return self._found(found)

        return self.serve("search", act)

    def _found(self, products: list[dict[str, Any]]) -> Response:
        size = request.args.get("page_size", default=24, type=int)
        return jsonify({"count": len(products), "products": products[:size]})

    def _picture(self, name: str) -> Response:
        def act() -> Response:
            if name not in self.pictures:
                return Response("", 404)
            return Response(self.pictures[name], content_type=self.picture_type)

        return self.serve("picture", act)


@dataclass
class FakeOpenPrices(FakeSource):
    """Open Prices: `prices` are rows as the source gives them."""

    prices: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.per_minute = {"prices": 15}

    def know(
        self, code: str, price: Any, day: str, currency: str = "EUR", **values: Any
    ) -> None:
        """Somebody has photographed this price."""
        country = values.pop("country", None)
        row = {
            "product_code": code,
            "price": price,
            "currency": currency,
            "date": day,
            "price_is_discounted": False,
            "price_per": None,
            "duplicate_of": None,
            "location": {"osm_address_country_code": country} if country else None,
        }
        self.prices.append({**row, **values})

    def reset(self) -> None:
        super().reset()
        self.prices.clear()

    def add_routes(self) -> None:
        self.app.add_url_rule("/api/v1/prices", "prices", self._prices)

    def _prices(self) -> Response:
        return self.serve("prices", self._page)

    def _page(self) -> Response:
        wanted = request.args.get("product_code__in", "").split(",")
        since = request.args.get("date__gte", "")
        size = min(request.args.get("size", default=10, type=int), 100)
        if request.args.get("size", default=10, type=int) > 100:
            self.violate("prices: a page has 100 rows at most")
        rows = [
            row
            for row in self.prices
            if row["product_code"] in wanted
            and str(row["date"]) >= since
            and row["currency"] == request.args.get("currency", row["currency"])
        ]
        rows.sort(key=lambda row: str(row["date"]), reverse=True)
        page = {"items": rows[:size], "page": 1, "size": size, "total": len(rows)}
        return jsonify({**page, "pages": -(-len(rows) // size)})


@dataclass
class FakeShopSearch(FakeSource):
    """A search endpoint of the RapidAPI kind; `answer` is what it gives."""

    key: str = "a-key"
    answer: Any = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.per_minute = {"search": 12}

    def add_routes(self) -> None:
        self.app.add_url_rule("/search", "search", self._search)

    def _search(self) -> Response:
        def act() -> Response:
            if request.headers.get("X-RapidAPI-Key") != self.key:
                return Response('{"message": "Invalid API key."}', 403)
            if request.headers.get("X-RapidAPI-Host") != "127.0.0.1":
                self.violate("search: the gateway wants the name of its host")
            return jsonify(self.answer)

        return self.serve("search", act)
