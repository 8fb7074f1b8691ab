"""What is said of boxes on the picture, in five languages; and what is not meant so."""

from __future__ import annotations

import pytest

from bot.understand.early.boxes import boxes_said
from bot.understand.intents import FixBoxes, SkipGroup

NO_PRODUCT = (
    "number 3 is a price tag",
    "3 is a price tag",
    "3 is only a shadow",
    "Box 3 is a shelf label.",
    "remove box 3",
    "please delete the box number 3",
    "take out box 3",
    "there is no product at 3",
    "le numéro 3 est une étiquette",
    "le 3 est une étiquette de prix",
    "supprime la case 3",
    "enlève le cadre 3 stp",
    "il n'y a rien dans le cadre 3",
    "el número 3 es una etiqueta de precio",
    "borra el cuadro 3",
    "quita el recuadro 3 por favor",
    "no hay nada en el cuadro 3",
    "namba 3 ni lebo ya bei",
    "ondoa kisanduku 3",
    "futa namba 3",
    "hakuna bidhaa kwenye namba 3",
    "رقم 3 بطاقة سعر",
    "٣ ملصق",
    "احذف المربع 3",
    "احذف رقم ٣",
)
FIX = (
    "fix the boxes",
    "how can I correct the boxes?",
    "the boxes are wrong",
    "draw the missing boxes on the photo",
    "corriger les cadres",
    "corrige les cases sur la photo",
    "corregir los recuadros",
    "los cuadros están mal",
    "rekebisha visanduku",
    "visanduku si sahihi",
    "صحح المربعات",
    "تعديل المربعات في الصورة",
)
OTHER = (
    "3 boxes of coke",
    "sold 3 boxes",
    "remove 3 coke",
    "remove coke",
    "delete my data",
    "3 is coke",
    "3 is a label maker",
    "is 3 a price tag?",
    "price 3",
    "take out 3 boxes of milk",
    "quita 3 cajas de leche",
    "supprime coca",
    "احذف كوكا",
    "toa 3 coke",
    "3 ni coke",
)


@pytest.mark.parametrize("text", NO_PRODUCT)
def test_number_that_holds_no_product_is_left_out(text: str) -> None:
    assert boxes_said(text) == SkipGroup(3)


@pytest.mark.parametrize("text", FIX)
def test_wish_to_correct_boxes_is_known(text: str) -> None:
    assert boxes_said(text) == FixBoxes()


@pytest.mark.parametrize("text", OTHER)
def test_everything_else_is_left_to_the_grammar(text: str) -> None:
    assert boxes_said(text) is None
