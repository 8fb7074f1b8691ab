"""What sentences mean, as tables: the sentence, then what is understood."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from bot.understand.grammar import understand
from bot.understand.intents import (
    AddAlias,
    Also,
    Correct,
    Count,
    CountGroup,
    Greeting,
    Help,
    Intent,
    Item,
    ListStock,
    LowStock,
    Missing,
    Move,
    Named,
    NameGroup,
    NewProduct,
    No,
    NotUnderstood,
    Number,
    PriceOf,
    Redo,
    Remove,
    Rename,
    SetAlert,
    SetCurrency,
    SetLanguage,
    SetMinimum,
    SetPackSize,
    SetPrice,
    SkipGroup,
    Thanks,
    TooLarge,
    Undo,
    Yes,
)
from bot.understand.names import NameIndex

IT = ""


def count(*names: str) -> Count:
    return Count(tuple(Named(name) for name in names))


def guess(*names: str) -> Count:
    return Count(tuple(Named(name) for name in names), is_guess=True)


def items(
    *said: tuple[int | None, str] | tuple[int | None, str, str],
) -> tuple[Item, ...]:
    return tuple(Item(Named(one[1]), one[0], *one[2:]) for one in said)


def correct(*said: tuple[int, str]) -> Correct:
    return Correct(items(*said))


def maybe(*said: tuple[int, str]) -> Correct:
    return Correct(items(*said), is_guess=True)


def sold(*said: tuple[int | None, str]) -> Move:
    return Move("sale", items(*said))


def received(*said: tuple[int | None, str] | tuple[int | None, str, str]) -> Move:
    return Move("delivery", items(*said))


def lost(*said: tuple[int | None, str]) -> Move:
    return Move("loss", items(*said))


ENGLISH: list[tuple[str, list[Intent]]] = [
    ("how many coke", [count("coke")]),
    ("how many coke do i have left?", [count("coke")]),
    ("How many bottles of coke are there", [count("coke")]),
    ("do i still have milk", [count("milk")]),
    ("pls how many coke and fanta", [count("coke", "fanta")]),
    ("hello, how many coke?", [count("coke")]),
    ("how much coke left", [count("coke")]),
    ("how many low fat milk", [count("low fat milk")]),
    ("coke left?", [count("coke")]),
    ("how many are left?", [Count()]),
    ("coke", [guess("coke")]),
    ("and fanta?", [Also(items((None, "fanta")))]),
    ("is coke finished?", [count("coke")]),
    ("is there any bread", [count("bread")]),
    ("coke is 14", [correct((14, "coke"))]),
    ("coke: 14", [correct((14, "coke"))]),
    ("set coke to 14", [correct((14, "coke"))]),
    ("I have fourteen coke", [correct((14, "coke"))]),
    ("there are 14 coke", [correct((14, "coke"))]),
    ("14 coke left", [correct((14, "coke"))]),
    ("coke should be 9", [correct((9, "coke"))]),
    ("correct coke to 9", [correct((9, "coke"))]),
    ("make it 12", [correct((12, IT))]),
    ("only 3 left", [correct((3, IT))]),
    ("no more coke", [correct((0, "coke"))]),
    ("coke is finished", [correct((0, "coke"))]),
    ("coke is zero", [correct((0, "coke"))]),
    ("we have zero coke", [correct((0, "coke"))]),
    ("coke zero", [guess("coke zero")]),
    ("coke zero is 4", [correct((4, "coke zero"))]),
    ("sold 2 coke zero and 1 fanta", [sold((2, "coke zero"), (1, "fanta"))]),
    ("received 3 zero sugar coke", [received((3, "zero sugar coke"))]),
    ("1 = Fanta & Co zero", [NameGroup(1, "Fanta & Co zero")]),
    ("coke zero ngapi", [count("coke zero")]),
    ("coke is -5", [TooLarge()]),
    ("2 = Milk (1L)", [NameGroup(2, "Milk (1L)")]),
    ("2 = <b>A & B*_</b> [x]", [NameGroup(2, "<b>A & B*_</b> [x]")]),
    ("sold 3 Milk (1L) and 2 Bread [white]",
     [sold((3, "Milk (1L)"), (2, "Bread [white]"))]),
    ("(coke)", [guess("coke")]),
    ("price of coke is 120, minimum 6",
     [SetPrice(Named("coke"), Decimal(120)), SetMinimum(Named(IT), 6)]),
    ("minimum coke is 6, price 120",
     [SetMinimum(Named("coke"), 6), SetPrice(Named(IT), Decimal(120))]),
    ("coke carton is 24", [SetPackSize(Named("coke"), 24)]),
    ("24 per carton", [SetPackSize(Named(IT), 24)]),
    ("coke bottle is 24", [correct((24, "coke bottle"))]),
    ("out of fanta", [correct((0, "fanta"))]),
    ("coke 14", [maybe((14, "coke"))]),
    ("14 coke", [maybe((14, "coke"))]),
    ("3x coke", [maybe((3, "coke"))]),
    ("coke 14, fanta 3", [maybe((14, "coke"), (3, "fanta"))]),
    ("coke 14 fanta 3", [maybe((14, "coke"), (3, "fanta"))]),
    ("- coke 14\n- fanta 3", [maybe((14, "coke"), (3, "fanta"))]),
    ("sold 3 coke", [sold((3, "coke"))]),
    ("I just sold twenty-five coke", [sold((25, "coke"))]),
    ("sold a coke", [sold((1, "coke"))]),
    ("sold coke", [sold((None, "coke"))]),
    ("3 coke sold", [sold((3, "coke"))]),
    ("sold 3 coke 2 fanta", [sold((3, "coke"), (2, "fanta"))]),
    ("sold: 3 coke, 2 fanta", [sold((3, "coke"), (2, "fanta"))]),
    ("sold\ncoke 3\nfanta 2", [sold((3, "coke"), (2, "fanta"))]),
    ("sold 3 coke and 2 fanta, how many are left?",
     [sold((3, "coke"), (2, "fanta")), Count()]),
    ("sold 3 coke 2 fanta how many are left",
     [sold((3, "coke"), (2, "fanta")), Count()]),
    ("sold 3 coke and received 5 bread",
     [sold((3, "coke")), received((5, "bread"))]),
    ("received 2 cartons of indomie", [received((2, "indomie", "carton"))]),
    ("received a carton of indomie", [received((1, "indomie", "carton"))]),
    ("bought 2 dozen eggs", [received((2, "eggs", "dozen"))]),
    ("add 5 coke", [received((5, "coke"))]),
    ("+5 coke", [received((5, "coke"))]),
    ("coke +5", [received((5, "coke"))]),
    ("coke -3", [sold((3, "coke"))]),
    ("2 bread expired", [lost((2, "bread"))]),
    ("I threw away 2 milk", [lost((2, "milk"))]),
    ("remove 3 coke", [lost((3, "coke"))]),
    ("2 = Coca-Cola 50cl", [NameGroup(2, "Coca-Cola 50cl")]),
    ("2 is coke", [NameGroup(2, "coke")]),
    ("number 3 is Close Up", [NameGroup(3, "Close Up")]),
    ("4 = Peak 400g, 5 is also Coke, 6 x",
     [NameGroup(4, "Peak 400g"), NameGroup(5, "Coke"), SkipGroup(6)]),
    ("5 and 6 are coke", [NameGroup(5, "coke"), NameGroup(6, "coke")]),
    ("2 is not coke", [NameGroup(2, "")]),
    ("2 = 14", [CountGroup(2, 14)]),
    ("what's missing?", [Missing()]),
    ("what is low", [LowStock()]),
    ("show me my stock", [ListStock()]),
    ("how many products do i have", [ListStock()]),
    ("price of coke", [PriceOf(Named("coke"))]),
    ("how much is coke", [PriceOf(Named("coke"))]),
    ("how much does coke cost?", [PriceOf(Named("coke"))]),
    ("coke price 550", [SetPrice(Named("coke"), Decimal(550))]),
    ("set the price of coke to 1,250.50",
     [SetPrice(Named("coke"), Decimal("1250.50"))]),
    ("coke is 550 naira", [SetPrice(Named("coke"), Decimal(550))]),
    ("coke costs ₦550", [SetPrice(Named("coke"), Decimal(550))]),
    ("rename coke to Coca-Cola 50cl", [Rename(Named("coke"), "Coca-Cola 50cl")]),
    ("coke is also called cola", [AddAlias(Named("coke"), "cola")]),
    ("cola = Coca-Cola 50cl", [AddAlias(Named("Coca-Cola 50cl"), "cola")]),
    ("remove coke", [Remove(Named("coke"))]),
    ("minimum of coke is 6", [SetMinimum(Named("coke"), 6)]),
    ("coke min 6", [SetMinimum(Named("coke"), 6)]),
    ("tell me when coke is below 5",
     [SetAlert(Named("coke"), threshold=Decimal(5))]),
    ("a carton of indomie has 40", [SetPackSize(Named("indomie"), 40, "carton")]),
    ("add coke", [NewProduct("coke")]),
    ("new product Peak Milk 400g, min 6, price 550",
     [NewProduct("Peak Milk 400g", 6, Decimal(550))]),
    ("undo that please", [Undo()]),
    ("redo", [Redo()]),
    ("yes please", [Yes()]),
    ("no thanks", [No()]),
    ("2", [Number(2)]),
    ("the second one", [Number(2)]),
    ("the lemon one", [guess("lemon")]),
    ("help", [Help()]),
    ("good morning", [Greeting()]),
    ("thank you so much!", [Thanks()]),
    ("speak french", [SetLanguage("fr")]),
    ("currency naira", [SetCurrency("NGN")]),
    ("coke is 1.5", [TooLarge()]),
    ("sold 2.5 coke", [TooLarge()]),
    ("coke is 99999999999999999999", [TooLarge()]),
    ("/count coke", [count("coke")]),
    ("/stock@some_bot", [ListStock()]),
    ("/sold 2 coke", [sold((2, "coke"))]),
    ("/language fr", [SetLanguage("fr")]),
    ("/start", [Greeting()]),
    ("", [NotUnderstood("")]),
]  # fmt: skip

OTHERS: list[tuple[str, str, list[Intent]]] = [
    ("fr", "combien de coca il me reste ?", [count("coca")]),
    ("fr", "j'ai vendu 3 coca et 2 fanta", [sold((3, "coca"), (2, "fanta"))]),
    ("fr", "vendu trois coca", [sold((3, "coca"))]),
    ("fr", "reçu 2 cartons d'indomie", [received((2, "indomie", "carton"))]),
    ("fr", "coca est 14", [correct((14, "coca"))]),
    ("fr", "prix du coca", [PriceOf(Named("coca"))]),
    ("fr", "qu'est-ce qui manque ?", [Missing()]),
    ("fr", "annule", [Undo()]),
    ("fr", "2 est Fanta", [NameGroup(2, "Fanta")]),
    ("fr", "il reste du lait ?", [count("lait")]),
    ("sw", "coke ngapi", [count("coke")]),
    ("sw", "nimeuza coke 3 na fanta 2", [sold((3, "coke"), (2, "fanta"))]),
    ("sw", "nimeuza coke tatu", [sold((3, "coke"))]),
    ("sw", "bei ya coke", [PriceOf(Named("coke"))]),
    ("sw", "tengua", [Undo()]),
    ("sw", "asante sana", [Thanks()]),
    ("ar", "كم كوكا عندي", [count("كوكا")]),
    ("ar", "بعت ٣ كوكا", [sold((3, "كوكا"))]),
    ("ar", "بعت ثلاثة كوكا", [sold((3, "كوكا"))]),
    ("ar", "سعر الكوكا", [PriceOf(Named("الكوكا"))]),
    ("ar", "تراجع", [Undo()]),
    ("es", "¿cuántos coca quedan?", [count("coca")]),
    ("es", "vendí 3 coca y 2 fanta", [sold((3, "coca"), (2, "fanta"))]),
    ("es", "vendi tres coca", [sold((3, "coca"))]),
    ("es", "el precio del pan", [PriceOf(Named("pan"))]),
    ("es", "qué falta", [Missing()]),
    ("es", "deshacer", [Undo()]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "intents"), ENGLISH, ids=[row[0] for row in ENGLISH])
def test_english_sentence(text: str, intents: list[Intent]) -> None:
    assert list(understand(text).intents) == intents


@pytest.mark.parametrize(
    ("language", "text", "intents"), OTHERS, ids=[row[1] for row in OTHERS]
)
def test_sentence_of_another_language(
    language: str, text: str, intents: list[Intent]
) -> None:
    understood = understand(text)

    assert list(understood.intents) == intents
    assert understood.language == language


@pytest.mark.parametrize(
    "text",
    [
        "I am 35 years old",
        "the weather is nice today",
        "call me at 5",
    ],
)
def test_idle_words_are_guesses_at_most(text: str) -> None:
    for intent in understand(text).intents:
        assert isinstance(intent, NotUnderstood) or getattr(intent, "is_guess", False)


def test_name_that_holds_a_number_is_no_count() -> None:
    names = NameIndex.of([("a", "7 Up"), ("b", "Peak 400")])

    assert understand("peak 400", names=names).intents == (guess("peak 400"),)
    assert understand("7 up 12", names=names).intents == (maybe((12, "7 up")),)


def test_ambiguous_text_is_read_in_the_language_spoken_last() -> None:
    understood = understand("no", language="es")

    assert understood.intents == (No(),)
    assert understood.language == "es"


@pytest.mark.parametrize(
    "text",
    [
        "a " * 5000,
        "is coke is " * 360,
        "sold 3 coke and " * 240,
        "12 " * 1300,
        ("the 3 " * 11 + ". ") * 50,
        "(" * 3999,
        "x" * 10_000,
        "\u202e\u200f\u0000\ud800" * 900,
        "🎉" * 3000,
        "-1 = = : = 5 , , . ." * 150,
    ],
)
def test_long_and_odd_texts_are_understood_quickly(text: str) -> None:
    started = time.process_time()

    understood = understand(text)

    assert understood.intents
    assert time.process_time() - started < 2.0
