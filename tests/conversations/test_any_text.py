"""Whatever is written: an answer, never an error, and nothing changed by nonsense."""

from __future__ import annotations

import random

import pytest

from bot.invites import make_invite
from bot.messages import ChatRef, MediaKind, MediaRef
from storage import shops
from storage.models.shops import Role
from tests.conversations.stage import Stage

APOLOGY = "something went wrong"
ALPHABET = (
    "abc COKE fanta 0123456789 =:,.;!?+-/\\'\"<>&%$€₦ \n\t"
    "éßñç العربية ٣٤ עברית हिन्दी 中文 🎉👍🏽 \u202e\u200f\u0000\ud800\ufeff"
)
WORDS = (
    "sold received coke fanta 3 12 is are how many left and the of to undo yes no 2 "
    "= x price min set remove rename missing low stock combien vendu ngapi nimeuza كم "
    "بعت cuántos vendí a carton also not it those / , . ? ! 1.5 -3 +4 #5 99999999999"
).split()


@pytest.fixture
def shop(stage: Stage) -> Stage:
    stage.open_shop(
        {}, [{"name": "Coke", "quantity": 5}, {"name": "Fanta", "quantity": 4}]
    )
    return stage


@pytest.mark.parametrize("seed", range(4))
def test_random_characters_get_an_answer(shop: Stage, seed: int) -> None:
    chance = random.Random(seed)

    for _ in range(12):
        text = "".join(chance.choices(ALPHABET, k=chance.randint(1, 200)))
        (answer,) = shop.send(text)
        assert answer.text and APOLOGY not in answer.text, ascii(text)


@pytest.mark.parametrize("seed", range(4))
def test_random_words_get_an_answer(shop: Stage, seed: int) -> None:
    chance = random.Random(seed)
    shop.send(photos=[{"see": [{"Coke": 5}, {"green can": 2}]}])

    for _ in range(15):
        text = " ".join(chance.choices(WORDS, k=chance.randint(1, 9)))
        (answer,) = shop.send(text)
        assert answer.text and APOLOGY not in answer.text, text


@pytest.mark.parametrize(
    "text",
    [
        "the weather is nice today, is it not",
        "Robert'); DROP TABLE students;--",
        "<b>sold</b> &amp; nothing",
        "\u202eekoc 3 dlos",
        "lorem ipsum dolor sit amet " * 370,
        "how many " * 1200,
        "3",
        "=",
        "sold",
        "remove",
        "price",
        "1 = 2 = 3 = 4",
    ],
)
def test_what_is_not_understood_changes_nothing(shop: Stage, text: str) -> None:
    (answer,) = shop.send(text)

    assert answer.text and APOLOGY not in answer.text
    assert shop.stock() == {"Coke": 5, "Fanta": 4}


@pytest.mark.parametrize(
    "value", ["", "q:", "undo:", "undo:x", "q:1:2:3", "x" * 64, "q:0:yes"]
)
def test_odd_button_changes_nothing(shop: Stage, value: str) -> None:
    (answer,) = shop.send(choice=value)

    assert "nothing was changed" in answer.text
    assert shop.stock() == {"Coke": 5, "Fanta": 4}


@pytest.mark.parametrize("kind", [MediaKind.VIDEO, MediaKind.AUDIO])
def test_video_and_voice_are_answered_politely(shop: Stage, kind: MediaKind) -> None:
    (answer,) = shop.send(media=(MediaRef(kind, "ref"),))

    assert "photo" in answer.text


def test_state_survives_a_restart(shop: Stage) -> None:
    shop.send("sold coke")
    again = Stage(shop.services, shop.vision, shop.advance, chat=shop.chat)
    again.answers, again.provider_ids = shop.answers[:], shop.provider_ids[:]

    (answer,) = again.send("2")

    assert answer.text == "Sold 2 Coke: 3 left."


def test_number_picks_a_choice_where_choices_are_a_numbered_list(stage: Stage) -> None:
    stage.chat = ChatRef("whatsapp", "+2348012345678")
    stage.open_shop({}, [{"name": "Coke", "quantity": 5}])

    stage.send("sold 2 coke")
    (undone,) = stage.send("1")
    stage.send("sold coke")
    (sold,) = stage.send("1")
    stage.advance(31 * 60)
    (late,) = stage.send("1")

    assert undone.text == "Taken back: Coke 3 → 5"
    assert sold.text == "Sold 1 Coke: 4 left."
    assert late.text.startswith("1 of what?")


def test_number_alone_undoes_nothing_where_there_are_buttons(shop: Stage) -> None:
    shop.send("sold 2 coke")

    (answer,) = shop.send("1")

    assert answer.text.startswith("1 of what?")
    assert shop.stock() == {"Coke": 3, "Fanta": 4}


def test_invited_chat_joins_its_shop(shop: Stage) -> None:
    with shop.services.db.transaction() as session:
        row = shops.shop_named(session, "Corner shop")
        assert row is not None
        key = shop.services.settings.signing_key()
        token = make_invite(key, row.id, Role.VIEWER)
    guest = Stage(shop.services, shop.vision, shop.advance)

    (answer,) = guest.send(start=token, by="Guest")
    answers = [guest.send(text, by="Guest")[0].text for text in ("coke", "sold 1 coke")]

    assert answer.text.startswith("Welcome to Corner shop. I know 2 products here.")
    assert answers == ["Coke: 5", "You may look, but not change anything in this shop."]


def test_forged_invite_opens_a_shop_of_its_own(shop: Stage) -> None:
    guest = Stage(shop.services, shop.vision, shop.advance)

    (welcome,) = guest.send(start="f" * 56, by="Guest")
    (answer,) = guest.send("how many coke", by="Guest")

    assert welcome.text.startswith("Welcome!")
    assert answer.text.startswith("I don’t know “coke”.")
