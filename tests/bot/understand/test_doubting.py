"""What was only said, and did not happen, is never booked unasked."""

from __future__ import annotations

import pytest

from bot.understand.grammar import understand
from bot.understand.intents import (
    Correct,
    Count,
    History,
    Intent,
    Item,
    ListOrders,
    Move,
    Named,
    SetCost,
    SetPrice,
)
from bot.understand.names import NameIndex

NAMES = NameIndex.of(
    [
        ("fanta", "Fanta Orange 50cl"),
        ("sprite", "Sprite 50cl"),
        ("bread", "Sliced Bread 400g"),
        ("indomie", "Indomie Chicken 70g"),
        ("eggs", "Eggs"),
        ("spaghetti", "Golden Penny Spaghetti 500g"),
        ("sardines", "Titus Sardines 125g"),
    ]
)


def meant(text: str, language: str) -> tuple[Intent, ...]:
    return understand(text, language=language, names=NAMES).intents


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "if i sell 10 sprite how much i go get"),
        ("en", "tomorrow we receive 20 bread"),
        ("en", "we did not sell 3 sprite"),
        ("en", "i will sell 3 sprite"),
        ("en", "supplier go drop 5 spaghetti nxt week"),
        ("fr", "et si on achetait 50 oeufs"),
        ("en", "there were 15 sprite yesterday"),
        ("es", "ayer habia 15 sprite"),
        ("ar", "امبارح كان فيه 15 سبرايت"),
        ("sw", "lipa karim 4500 kwa sprite 3"),
        ("ar", "ادفع 4500 لكريم على 3 سبرايت"),
        ("fr", "si je vends 10 sprite je gagne cb"),
        ("fr", "demain ya 20 pains qui arrivent"),
        ("fr", "un client veut 12 sprite pour samedi"),
        ("fr", "on a pas vendu 3 sprite"),
        ("es", "si vendo 10 sprite cuanto gano"),
        ("es", "mañana llegan 20 panes"),
        ("es", "un cliente quiere 12 sprite para el sabado"),
        ("es", "no vendi 3 sprite"),
        ("sw", "nikiuza sprite 10"),
        ("sw", "leo sijauza mkate hata mmoja"),
        ("sw", "kesho nitauza sprite 3"),
        ("ar", "لو بعت 10 سبرايت هكسب كام"),
        ("ar", "زبون عايز 12 سبرايت"),
        ("ar", "ما بعت 3 سبرايت"),
        ("ar", "بكرة استلم 20 عيش"),
    ],
)
def test_nothing_that_has_not_happened_is_booked(language: str, text: str) -> None:
    booked = [i for i in meant(text, language) if isinstance(i, Move | Correct)]

    assert all(intent.is_doubtful for intent in booked)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "sold 3 sprite this morning"),
        ("en", "could you add 3 sprite please"),
        ("en", "pls record 3 sprite sold today"),
        ("en", "i need to remove 3 sprite"),
        ("fr", "g vendu 3 sprite ce matin svp"),
        ("fr", "s'il te plait ajoute 3 sprite"),
        ("es", "vendí 3 sprite esta mañana"),
        ("es", "puedes agregar 3 sprite"),
        ("sw", "nimeuza sprite 3 leo asubuhi"),
        ("ar", "لو سمحت بعت 3 سبرايت"),
        ("ar", "b3t 3 sprite lyom"),
        ("fr", "jen ai vendu 3 des sprite"),
        ("es", "vendio 3 sprite anotalo"),
        ("ar", "المعلم باع 3 سبرايت سجل"),
    ],
)
def test_what_has_happened_is_booked_unasked(language: str, text: str) -> None:
    (intent,) = meant(text, language)

    assert isinstance(intent, Move)
    assert intent.items[0].quantity == 3
    assert not intent.is_doubtful


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "did we sell 5 fanta today"),
        ("fr", "est ce kon a vendu 5 fanta aujourd'hui"),
        ("es", "vendimos 5 fanta hoy?"),
        ("sw", "je tumeuza fanta 5 leo"),
        ("ar", "هل بعنا 5 فانتا النهارده"),
    ],
)
def test_question_whether_so_many_were_sold_tells_the_sales(
    language: str, text: str
) -> None:
    (intent,) = meant(text, language)

    assert isinstance(intent, History)
    assert intent.kind == "sale"
    assert intent.period == "today"
    assert intent.product is not None


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("وصلني كرتونين اندومي دجاج", 2, "carton"),
        ("وصلني كرتونتين اندومي دجاج", 2, "carton"),
        ("استلمت صندوقان اندومي دجاج", 2, "box"),
        ("بعت علبتين سردين", 2, None),
        ("بعت كيسان سردين", 2, "bag"),
    ],
)
def test_arabic_dual_of_a_unit_is_two(
    text: str, quantity: int, unit: str | None
) -> None:
    (intent,) = meant(text, "ar")

    assert isinstance(intent, Move)
    assert (intent.items[0].quantity, intent.items[0].unit) == (quantity, unit)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "reçu 2 cartons dindomie et 1 carton de spaghetti"),
        ("es", "recibi 2 cartones de indomie y 1 carton de espagueti"),
        ("ar", "استلمت كرتونتين اندومي وكرتونة سباغيتي"),
    ],
)
def test_bundle_of_the_second_product_is_kept(language: str, text: str) -> None:
    (intent,) = meant(text, language)

    assert isinstance(intent, Move)
    assert [(i.quantity, i.unit) for i in intent.items] == [
        (2, "carton"),
        (1, "carton"),
    ]


def test_number_that_is_wrong_takes_nothing_back() -> None:
    said = meant("contaste 12 sprite pero esta mal", "es")

    assert not any(isinstance(intent, Move | Correct) for intent in said)
    assert "Undo" not in {type(intent).__name__ for intent in said}


def test_only_so_many_is_no_delivery() -> None:
    assert meant("pu ke 4 pains", "fr") == (Correct((Item(Named("pains"), 4),)),)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "fanta is 250 in the other shop"),
        ("fr", "le fanta est a 250 chez le voisin"),
        ("es", "la fanta esta a 250 con el vecino"),
        ("sw", "fanta ni 250 kwa duka la jirani"),
        ("ar", "الفانتا ب 250 عند الجيران"),
        ("en", "sugar will be 1800 from tomorrow"),
    ],
)
def test_price_of_others_or_of_another_day_is_not_taken_over(
    language: str, text: str
) -> None:
    said = meant(text, language)

    assert not any(isinstance(intent, SetPrice | SetCost) for intent in said)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a customer wants 3 sprite"),
        ("fr", "un client veut 3 sprite"),
        ("es", "un cliente quiere 3 sprite"),
        ("ar", "زبون عايز 3 سبرايت"),
    ],
)
def test_what_a_customer_wants_is_answered_with_what_there_is(
    language: str, text: str
) -> None:
    (intent,) = meant(text, language)

    assert isinstance(intent, Count)
    assert len(intent.products) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the order has not arrived yet"),
        ("en", "should i send the order"),
        ("en", "when the order has come i will call you"),
        ("fr", "la commande n'est pas encore arrivee"),
        ("fr", "si la commande est arrivée dis moi"),
        ("es", "el pedido no ha llegado"),
        ("es", "mañana llega el pedido"),
        ("sw", "oda haijafika"),
        ("ar", "الطلب ما وصل"),
        ("ar", "لو الطلب وصل قولي"),
    ],
)
def test_talk_of_an_order_lists_the_orders(language: str, text: str) -> None:
    assert meant(text, language) == (ListOrders(),)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "العيش مخلصش"),
        ("ar", "العيش لسه ما خلص"),
        ("es", "el pan no se acabo"),
    ],
)
def test_what_is_not_finished_is_not_set_to_none(language: str, text: str) -> None:
    (intent,) = meant(text, language)

    assert isinstance(intent, Count)


def test_price_that_is_not_wanted_is_not_set() -> None:
    said = meant("dont change the price of sprite to 300", "en")

    assert not any(isinstance(intent, SetPrice) for intent in said)
