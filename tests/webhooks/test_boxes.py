"""The endpoints of a photo's boxes: who may open them, and what they take."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bot.box_pages import MOST_SAVES
from bot.links import BoxLinks
from bot.messages import InboundMessage
from bot.services import Services
from storage.models import BoxCorrection, Chat, InboxMessage, Member, Scan, Shop
from storage.models.shops import Role
from tests.factories import make_member, make_product, make_shop
from tests.shelves_on_pages import HungShelf, hang_shelf
from tests.webhooks.conftest import Visitor

JPEG = b"\xff\xd8\xff photo"


@pytest.fixture
def shelf(visitor: Visitor) -> HungShelf:
    assert visitor.post(text="hello").status_code == 201
    return hang_shelf(visitor.services, JPEG)


def shown(client: FlaskClient, path: str) -> dict[str, Any]:
    html = client.get(path).get_data(as_text=True)
    found = re.search(
        r'<script type="application/json" id="shown">(.*?)</script>', html
    )
    assert found
    page: dict[str, Any] = json.loads(found[1])
    return page


def save(
    client: FlaskClient, path: str, client_id: str = "one", **values: Any
) -> TestResponse:
    page = shown(client, path)
    data = {"client_id": client_id, "base": "", "names": {}, "boxes": page["boxes"]}
    return client.post(path, json={**data, **values})


def drafts(services: Services) -> int:
    with services.db.transaction() as session:
        return session.scalar(select(func.count(BoxCorrection.id))) or 0


def test_picture_in_the_chat_leads_to_its_boxes(
    visitor: Visitor, shelf: HungShelf
) -> None:
    answer = next(m for m in visitor.messages() if m["from"] == "bot")

    assert answer["boxes_url"] == shelf.path
    assert visitor.client.get(shelf.path).status_code == 200


def test_answer_without_a_picture_leads_nowhere(
    visitor: Visitor, shelf: HungShelf
) -> None:
    visitor.answer("There are 9 Coke.")

    assert visitor.messages()[-1]["boxes_url"] is None


def test_page_has_boxes_names_and_photo_under_the_strict_policy(
    visitor: Visitor, shelf: HungShelf
) -> None:
    response = visitor.client.get(shelf.path)
    html = response.get_data(as_text=True)

    assert len(shown(visitor.client, shelf.path)["boxes"]) == 19
    assert '<option value="Fanta Orange 50cl">' in html
    assert re.search(r'<img src="/media/[^"]+" width="800" height="600"', html)
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy
    assert " style=" not in html and " onclick=" not in html
    assert response.headers["Cache-Control"] == "no-store"


def test_what_is_drawn_becomes_a_message_of_that_person(
    visitor: Visitor, shelf: HungShelf
) -> None:
    response = save(visitor.client, shelf.path)

    assert response.status_code == 201
    with visitor.services.db.transaction() as session:
        correction = session.scalars(select(BoxCorrection)).one()
        rows = session.scalars(select(InboxMessage).order_by(InboxMessage.seq)).all()
        message = InboundMessage.from_json(rows[-1].message)
        chat = session.get_one(Chat, shelf.chat)
        assert message.choice == f"boxes:{correction.id}"
        assert message.chat.id == chat.external_id
    assert visitor.messages()[-1]["text"] == "Boxes corrected"


def test_link_opens_without_the_cookie_of_the_chat(
    services: Services, visitor: Visitor, shelf: HungShelf
) -> None:
    stranger = visitor.client.application.test_client()

    assert save(stranger, shelf.path).status_code == 201


def test_save_opens_no_window_at_the_provider(
    visitor: Visitor, shelf: HungShelf
) -> None:
    def last_heard() -> Any:
        with visitor.services.db.transaction() as session:
            return session.get_one(Chat, shelf.chat).last_inbound_at

    before = last_heard()
    visitor.services.clock.advance(600)  # type: ignore[attr-defined]

    assert save(visitor.client, shelf.path).status_code == 201
    assert last_heard() == before


def test_same_save_twice_is_one(visitor: Visitor, shelf: HungShelf) -> None:
    assert save(visitor.client, shelf.path).status_code == 201
    assert save(visitor.client, shelf.path).status_code == 201

    assert drafts(visitor.services) == 1
    assert len(visitor.received()) == 2


@pytest.mark.parametrize("token", ["x", "x.y.z", "", "%00"])
def test_forged_link_is_not_found(
    visitor: Visitor, shelf: HungShelf, token: str
) -> None:
    assert visitor.client.get(f"/boxes/{token}").status_code == 404
    assert visitor.client.post(f"/boxes/{token}", json={}).status_code in (404, 405)


def test_link_signed_for_pictures_opens_no_boxes(
    visitor: Visitor, shelf: HungShelf
) -> None:
    picture = visitor.messages()[-1]["image_url"]

    path = picture.replace("/media/", "/boxes/")

    assert visitor.client.get(path).status_code == 404


def test_person_who_has_left_the_shop_sees_nothing(
    visitor: Visitor, shelf: HungShelf
) -> None:
    with visitor.services.db.transaction() as session:
        member = session.get_one(Member, shelf.member)
        member.removed_at = visitor.services.clock()

    assert visitor.client.get(shelf.path).status_code == 404
    assert all(m["boxes_url"] is None for m in visitor.messages())


def test_person_of_another_shop_sees_nothing(
    visitor: Visitor, shelf: HungShelf
) -> None:
    with visitor.services.db.transaction() as session:
        stranger = make_member(session, make_shop(session)).id
    links = BoxLinks("", visitor.services.settings.signing_key())

    path = links.path(shelf.scan, stranger)

    assert visitor.client.get(path).status_code == 404


def test_person_who_may_only_look_is_not_led_to_the_boxes(
    visitor: Visitor, shelf: HungShelf
) -> None:
    with visitor.services.db.transaction() as session:
        session.get_one(Member, shelf.member).role = Role.VIEWER

    data = {"client_id": "a", "base": "", "names": {}, "boxes": []}

    assert visitor.client.get(shelf.path).status_code == 404
    assert visitor.client.post(shelf.path, json=data).status_code == 404
    assert all(m["boxes_url"] is None for m in visitor.messages())
    assert drafts(visitor.services) == 0


def test_chat_that_has_gone_over_to_another_shop_is_told_nothing(
    visitor: Visitor, shelf: HungShelf
) -> None:
    with visitor.services.db.transaction() as session:
        session.get_one(Chat, shelf.chat).shop_id = make_shop(session).id

    assert visitor.client.get(shelf.path).status_code == 404


def test_link_holds_for_a_week(visitor: Visitor, shelf: HungShelf) -> None:
    links = BoxLinks("", visitor.services.settings.signing_key())
    token = shelf.path.removeprefix("/boxes/")

    assert links.opened(token) == (shelf.scan, shelf.member)
    assert links.opened(token, max_age_s=-1) is None


def test_names_of_products_are_only_ever_text(
    visitor: Visitor, shelf: HungShelf
) -> None:
    evil = '</script><img src=x onerror="alert(1)">\'&'
    with visitor.services.db.transaction() as session:
        shop = session.get_one(Shop, shelf.shop)
        product = make_product(session, shop, name=evil)
        scan = session.get_one(Scan, shelf.scan)
        groups = [
            {**scan.meta["groups"][0], "product_id": str(product.id)},
            scan.meta["groups"][1],
        ]
        scan.meta = {**scan.meta, "groups": groups}

    html = visitor.client.get(shelf.path).get_data(as_text=True)

    assert "<img src=x" not in html
    assert shown(visitor.client, shelf.path)["groups"][0]["name"] == evil


def test_page_reads_from_right_to_left_where_people_do(
    visitor: Visitor, shelf: HungShelf
) -> None:
    response = visitor.client.get(shelf.path, headers={"Accept-Language": "ar"})
    html = response.get_data(as_text=True)

    assert '<html lang="ar" dir="rtl">' in html
    assert re.search(r'<main [^>]*dir="ltr"', html)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_boxes_are_only_read_and_saved(
    visitor: Visitor, shelf: HungShelf, method: str
) -> None:
    response = visitor.client.open(shelf.path, method=method)

    assert response.status_code == 405


def test_larger_than_any_drawing_is_refused_unread(
    visitor: Visitor, shelf: HungShelf
) -> None:
    response = visitor.client.post(
        shelf.path, data="[" * 1_100_000, content_type="application/json"
    )

    assert (response.status_code, drafts(visitor.services)) == (413, 0)


def test_photo_that_is_gone_is_not_found(visitor: Visitor, shelf: HungShelf) -> None:
    with visitor.services.db.transaction() as session:
        session.delete(session.get_one(Scan, shelf.scan))

    assert visitor.client.get(shelf.path).status_code == 404
    response = visitor.client.post(shelf.path, json={"client_id": "a", "boxes": []})
    assert (response.status_code, response.get_json()["error"]) == (404, "gone")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
    ],
)
def test_other_sites_cannot_draw(
    visitor: Visitor, shelf: HungShelf, headers: dict[str, str]
) -> None:
    page = shown(visitor.client, shelf.path)
    data = {"client_id": "a", "base": "", "names": {}, "boxes": page["boxes"]}

    response = visitor.client.post(shelf.path, json=data, headers=headers)

    assert response.status_code == 403
    assert drafts(visitor.services) == 0


@pytest.mark.parametrize(
    "body",
    [
        "null",
        "[]",
        "{",
        '{"client_id": "a"}',
        '{"client_id": 5, "boxes": [], "names": {}}',
        '{"client_id": "../a", "boxes": [], "names": {}}',
        '{"client_id": "a", "base": "", "boxes": [null], "names": {}}',
        '{"client_id": "a", "boxes": [{"kind": "gap", "photo": 0, "box": [0, 0, 9'
        + "0" * 400
        + ', 9]}], "names": {}}',
        '{"client_id": "a", "boxes": [{"kind": "gap", "photo": 0, "box": [0, 0, NaN,'
        ' Infinity]}], "names": {}}',
        '{"client_id": "a", "base": "", "boxes": [], "names": {"1": {"name": "'
        + "x" * 121
        + '"}}}',
        "[" * 500_000,
        '{"client_id": "a", "base": "", "boxes": {}, "names": []}',
        '{"client_id": "a", "base": "", "boxes": [], "names": {"x": {}}}',
        '{"client_id": "a", "base": "", "boxes": [], "names": {"1": {"product_id": 3}'
        "}}",
    ],
)
def test_what_is_no_drawing_is_refused(
    visitor: Visitor, shelf: HungShelf, body: str
) -> None:
    response = visitor.client.post(
        shelf.path, data=body, content_type="application/json"
    )

    assert (response.status_code, drafts(visitor.services)) == (422, 0)
    assert response.get_json()["text"]


def test_more_boxes_than_a_photo_has_are_refused(
    visitor: Visitor, shelf: HungShelf
) -> None:
    box = {"kind": "gap", "photo": 0, "box": [0, 0, 9, 9], "group": 0, "source": None}

    assert save(visitor.client, shelf.path, boxes=[box] * 1501).status_code == 422


def test_page_that_was_overtaken_is_told_so(visitor: Visitor, shelf: HungShelf) -> None:
    with visitor.services.db.transaction() as session:
        session.add(
            BoxCorrection(
                shop_id=shelf.shop,
                scan_id=shelf.scan,
                client_id="another",
                applied_at=visitor.services.clock(),
            )
        )

    assert save(visitor.client, shelf.path).status_code == 409


def test_saving_over_and_over_is_slowed_down(
    visitor: Visitor, shelf: HungShelf
) -> None:
    for number in range(MOST_SAVES):
        assert save(visitor.client, shelf.path, f"save-{number}").status_code == 201

    response = save(visitor.client, shelf.path, "one-more")

    assert (response.status_code, response.get_json()["error"]) == (429, "too_fast")
