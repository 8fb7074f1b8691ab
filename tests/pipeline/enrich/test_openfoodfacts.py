"""What Open Food Facts says of a product, and what is made of its odd answers."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.enrich import openfoodfacts
from pipeline.enrich.answers import ProductFacts, SourceError
from pipeline.enrich.fetching import Access, get_picture
from tests.fakes.sources import PICTURE, FakeFoodFacts

CODE = "6001234567890"
GTIN = "06001234567890"


def test_product_is_told_with_all_that_a_shop_asks(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    food_facts.know(
        CODE,
        product_name="Choco Spread",
        brands="Kito,Kito Foods",
        quantity="400 g",
        nutriscore_grade="e",
        allergens_tags=["en:milk", "en:sesame-seeds"],
        categories_tags=["en:spreads", "en:hazelnut-spreads"],
        image_front_url="https://images.openfoodfacts.org/a.jpg",
    )

    facts = openfoodfacts.by_code(facts_access, GTIN)

    assert facts == ProductFacts(
        GTIN,
        "Choco Spread",
        brand="Kito",
        size="400 g",
        nutri_score="e",
        allergens=("milk", "sesame seeds"),
        categories=("en:spreads", "en:hazelnut-spreads"),
        picture_url="https://images.openfoodfacts.org/a.jpg",
    )
    assert ProductFacts.from_json(facts.to_json()) == facts
    assert "name" in food_facts.asked[0][1]["fields"]


def test_unknown_product_is_none(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    assert openfoodfacts.by_code(facts_access, GTIN) is None
    assert food_facts.calls("product") == 1


def test_code_of_twelve_digits_is_asked_for_and_understood_as_thirteen(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    food_facts.know("0049000006346", product_name="Cola")

    facts = openfoodfacts.by_code(facts_access, "00049000006346")

    assert facts and facts.gtin == "00049000006346"


def test_short_code_keeps_its_eight_digits(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    food_facts.know("40084015", product_name="Bar")

    facts = openfoodfacts.by_code(facts_access, "00000040084015")

    assert facts and facts.gtin == "00000040084015"


def test_several_products_need_one_request(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    food_facts.know(CODE, product_name="One")
    food_facts.know("6001234567906", product_name="Two")
    wanted = [GTIN, "06001234567906", "06001234567913"]

    found = openfoodfacts.by_codes(facts_access, wanted)

    assert {gtin: facts.name for gtin, facts in found.items()} == {
        GTIN: "One",
        "06001234567906": "Two",
    }
    assert [name for name, _ in food_facts.asked] == ["search"]


def test_products_are_found_by_name(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    food_facts.know(CODE, product_name="Choco Spread")
    food_facts.know("6001234567906", product_name="Tea")

    found = openfoodfacts.by_name(facts_access, "choco spread")

    assert [facts.name for facts in found] == ["Choco Spread"]


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ({"product_name_de": "Schnitte", "lang": "de"}, "Schnitte"),
        ({"product_name_fr": "Tartine"}, "Tartine"),
        ({"product_name": "  Two \n lines "}, "Two lines"),
        ({"product_name": "Cola <b>Classic</b> & *Co* _12_"}, "Cola Classic & Co 12"),
        ({"product_name": "Win at https://evil.example/x now"}, "Win at now"),
        ({"product_name": "A\u202egnp\u200b.exe"}, "Agnp.exe"),
        ({"product_name": "word " * 60}, ("word " * 16).strip()),
    ],
    ids=str,
)
def test_name_is_one_plain_short_line(
    food_facts: FakeFoodFacts,
    facts_access: Access,
    product: dict[str, Any],
    name: str,
) -> None:
    food_facts.know(CODE, **product)

    facts = openfoodfacts.by_code(facts_access, GTIN)

    assert facts and facts.name == name


@pytest.mark.parametrize(
    "odd",
    [
        {"nutriscore_grade": "unknown"},
        {"nutriscore_grade": None, "allergens_tags": "milk"},
        {"categories_tags": "en:teas"},
        {"brands": 7, "quantity": ["400 g"], "image_url": {"a": 1}},
    ],
    ids=str,
)
def test_odd_values_are_left_out(
    food_facts: FakeFoodFacts, facts_access: Access, odd: dict[str, Any]
) -> None:
    food_facts.know(CODE, product_name="Tea", **odd)

    assert openfoodfacts.by_code(facts_access, GTIN) == ProductFacts(GTIN, "Tea")


def test_product_without_any_name_is_as_good_as_unknown(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    food_facts.know(CODE)

    assert openfoodfacts.by_code(facts_access, GTIN) is None


@pytest.mark.parametrize(
    ("retry_after", "wait"), [("7", 7.0), ("", None), ("soon", None), ("99999", 3600)]
)
def test_busy_source_says_how_long_to_wait(
    food_facts: FakeFoodFacts,
    facts_access: Access,
    retry_after: str,
    wait: float | None,
) -> None:
    food_facts.be_busy("product", retry_after=retry_after)

    with pytest.raises(SourceError) as caught:
        openfoodfacts.by_code(facts_access, GTIN)

    assert (caught.value.reason, caught.value.retry_after_s) == ("slow_down", wait)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>down</html>", "broken"),
        ('{"status": 1, "product": ["no"]}', "broken"),
        ("[1, 2]", "broken"),
        ('{"product": ' + '{"a":' * 5000 + "1" + "}" * 5001, "broken"),
        ('"' + "x" * 5_000_000 + '"', "broken"),
    ],
    ids=["page", "list", "top", "deep", "huge"],
)
def test_nonsense_is_an_error_of_the_source(
    food_facts: FakeFoodFacts, facts_access: Access, body: str, reason: str
) -> None:
    food_facts.talk_nonsense("product", body)

    with pytest.raises(SourceError, match=reason):
        openfoodfacts.by_code(facts_access, GTIN)


def test_dropped_line_and_breakdown_are_told_apart_from_an_unknown_product(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    food_facts.drop_connection("product")
    with pytest.raises(SourceError, match="unreachable"):
        openfoodfacts.by_code(facts_access, GTIN)

    food_facts.break_down("product")
    with pytest.raises(SourceError, match="unreachable"):
        openfoodfacts.by_code(facts_access, GTIN)

    food_facts.break_down("product", status=403)
    with pytest.raises(SourceError, match="refused"):
        openfoodfacts.by_code(facts_access, GTIN)


def test_picture_comes_only_from_the_source_and_only_if_it_is_one(
    food_facts: FakeFoodFacts, facts_access: Access
) -> None:
    good = food_facts.add_picture("good.jpg")
    page = food_facts.add_picture("page.jpg", b"<script>")
    huge = food_facts.add_picture("huge.jpg", b"\xff\xd8\xff" + b"x" * 2_500_000)
    hosts = openfoodfacts.picture_hosts(food_facts.url)

    assert get_picture(facts_access, good, hosts=hosts) == PICTURE
    assert get_picture(facts_access, page, hosts=hosts) is None
    assert get_picture(facts_access, huge, hosts=hosts) is None
    assert get_picture(facts_access, f"{food_facts.url}/images/no", hosts=hosts) is None
    asked = len(food_facts.asked)
    for elsewhere in (
        good.replace("127.0.0.1", "localhost"),
        good.replace("127.0.0.1", "127.0.0.1.evil.example"),
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        f"http://images.openfoodfacts.org@{good.removeprefix('http://')}",
        "http://[",
    ):
        assert get_picture(facts_access, elsewhere, hosts=hosts) is None
    assert len(food_facts.asked) == asked


def test_fake_notices_an_unnamed_program_and_haste(food_facts: FakeFoodFacts) -> None:
    import httpx

    food_facts.now = lambda: 1.0
    for _ in range(16):
        httpx.get(f"{food_facts.url}/api/v2/product/1.json")

    assert any("does not say who" in rule for rule in food_facts.violations)
    assert any("more than 15" in rule for rule in food_facts.violations)
    food_facts.violations.clear()
