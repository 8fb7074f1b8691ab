"""Who may do what, and where: roles hold for buttons, shops stay apart."""

from __future__ import annotations

from typing import Any

from bot import invites
from storage import shops
from storage.models.shops import Role
from tests.conversations.stage import Stage

COKE = {"name": "Coke", "quantity": 5}


def invitation(stage: Stage, role: Role, **shop: Any) -> str:
    """To another shop, which has one product of its own."""
    with stage.services.db.transaction() as session:
        other = shops.create_shop(session, "Other shop", **shop)
        stage._stock(session, other, {"name": "Milk", "quantity": 1})
        key, now = stage.services.settings.signing_key(), stage.services.clock()
        return invites.issue(session, key, other.id, role, now=now).code


def test_viewer_cannot_press_the_buttons_of_others(stage: Stage) -> None:
    stage.people = {"Vera": Role.VIEWER}
    stage.open_shop({}, [COKE])
    stage.send("sold 3 coke")

    (answer,) = stage.press("Undo", by="Vera")

    assert "You can look at this shop, but not change" in answer.text
    assert stage.stock() == {"Coke": 2}


def test_question_of_one_shop_is_not_answered_in_another(stage: Stage) -> None:
    stage.open_shop({}, [COKE])
    stage.send("remove coke")
    stage.send("/start", start=invitation(stage, Role.VIEWER))

    stage.send("yes")

    assert stage.stock() == {"Coke": 5, "Milk": 1}


def test_photo_of_one_shop_is_not_named_in_another(stage: Stage) -> None:
    stage.open_shop({}, [COKE])
    stage.send(photos=[{"see": [{"red can": 3}]}])
    photo = stage.answers[-1].id
    stage.send("/start", start=invitation(stage, Role.OWNER))

    stage.send("1 = milk", reply_to=photo)
    stage.send("1 = Fanta", reply_to=photo)

    assert stage.stock() == {"Coke": 5, "Milk": 1}
