"""Help in words: short, by topic, with sentences to copy. Tests read the sentences."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages import Choice
from bot.voice import Voice

Texts = Callable[[Voice], list[str]]


def help_text(voice: Voice, topic: str | None = None) -> str:
    """About one topic; without one the shortest help, which leads to the topics."""
    if topic is not None and topic in _TOPICS:
        heads = (
            _HEADS[topic](voice) if topic in _HEADS else _label_as_head(voice, topic)
        )
        return "\n".join([*heads, *_listed(_TOPICS[topic](voice))])
    head = voice.say("Send me a photo of a shelf and I count it. You can also say:")
    more = voice.say("Choose a topic for more:")
    return "\n".join([head, *_listed(first_sentences(voice)), more])


def not_understood(voice: Voice) -> str:
    """Nothing was done, and what would have worked."""
    sorry = voice.say("I did not understand that. Nothing was changed.")
    hint = voice.say("You can say for example, or write “help”:")
    return "\n".join([f"{sorry} {hint}", *_listed(first_sentences(voice))])


def hello(voice: Voice) -> str:
    greeting = voice.say("Hello! Send me a photo of a shelf and I count it.")
    hint = voice.say("You can say for example, or write “help”:")
    return "\n".join([greeting, hint, *_listed(first_sentences(voice))])


def help_choices(voice: Voice) -> list[Choice]:
    """One button for each topic."""
    return [Choice(label, f"help:{topic}") for topic, label in labels(voice).items()]


def labels(voice: Voice) -> dict[str, str]:
    """What the topics are called, by key, in the order of the buttons."""
    return {
        "photos": voice.say("Photos"),
        "stock": voice.say("Stock"),
        "sales": voice.say("Sales and deliveries"),
        "prices": voice.say("Prices"),
        "buying": voice.say("Buying"),
        "alerts": voice.say("Alerts"),
        "products": voice.say("Products"),
        "people": voice.say("Shop and people"),
    }


def sentences(voice: Voice) -> list[str]:
    """Every sentence that help gives as an example."""
    topics = [text for texts in _TOPICS.values() for text in texts(voice)]
    return list(dict.fromkeys([*first_sentences(voice), *topics]))


def first_sentences(voice: Voice) -> list[str]:
    return [
        voice.say("how many Coke?"),
        voice.say("Coke is 14"),
        voice.say("sold 3 Coke and 2 Fanta"),
        voice.say("what should I buy?"),
    ]


def how_to_scan(voice: Voice) -> str:
    """How a photo must be taken, and what it gives."""
    return "\n".join(
        [
            voice.say(
                "Take one shelf from the front, all of it, with light and a still hand."
            ),
            voice.say("Photos that you send together are counted as one shelf."),
            voice.say("You get the picture back with a number on every product."),
        ]
    )


def how_to_enrol(voice: Voice) -> str:
    """The ways to make a product known."""
    return "\n".join(
        [
            voice.say(
                "Send a photo of one product and write below it: “this is Peak Milk "
                "400g, price 550, minimum 6”."
            ),
            voice.say("Or send a table with your products (CSV or Excel)."),
        ]
    )


def _label_as_head(voice: Voice, topic: str) -> list[str]:
    return [voice.say("{label}:", label=labels(voice)[topic])]


def _listed(texts: list[str]) -> list[str]:
    return [f"• {text}" for text in texts]


def _photos_head(voice: Voice) -> list[str]:
    return [how_to_scan(voice), voice.say("Then name and correct what you see:")]


def _photos(voice: Voice) -> list[str]:
    return [
        voice.say("2 = Fanta 50cl"),
        voice.say("4 = Peak 400g, 5 is also Coke, 6 x"),
        voice.say("Coke is 14"),
        voice.say("how many Coke on the top shelf?"),
    ]


def _stock(voice: Voice) -> list[str]:
    return [
        voice.say("how many Coke?"),
        voice.say("stock"),
        voice.say("what is missing?"),
        voice.say("what is low?"),
        voice.say("where is Milo?"),
        voice.say("when did I last have Milo?"),
    ]


def _sales(voice: Voice) -> list[str]:
    return [
        voice.say("sold 3 Coke and 2 Fanta"),
        voice.say("received 2 cartons of Indomie"),
        voice.say("2 bread expired"),
        voice.say("chart of sales"),
        voice.say("weekly summary"),
        voice.say("undo"),
    ]


def _prices(voice: Voice) -> list[str]:
    return [
        voice.say("price of Coke"),
        voice.say("price Coke 550"),
        voice.say("what is my stock worth?"),
    ]


def _buying(voice: Voice) -> list[str]:
    return [
        voice.say("what should I buy with 8000?"),
        voice.say("how fast does Coke sell?"),
        voice.say("minimum Coke 6"),
        voice.say("write an order"),
    ]


def _alerts(voice: Voice) -> list[str]:
    return [
        voice.say("tell me when Coke is under 5"),
        voice.say("my alerts"),
        voice.say("stop the alert for Coke"),
        voice.say("stop messages"),
    ]


def _products_head(voice: Voice) -> list[str]:
    return [how_to_enrol(voice), voice.say("You can also write:")]


def _products(voice: Voice) -> list[str]:
    return [
        voice.say("new product Coke 50cl, price 550"),
        voice.say("rename Coke to Coca-Cola"),
        voice.say("a carton of Coke has 24"),
        voice.say("remove Coke"),
    ]


def _people(voice: Voice) -> list[str]:
    return [
        voice.say("invite staff"),
        voice.say("my shops"),
        voice.say("language French"),
        voice.say("currency NGN"),
        voice.say("export"),
    ]


_HEADS: dict[str, Texts] = {"photos": _photos_head, "products": _products_head}
_TOPICS: dict[str, Texts] = {
    "photos": _photos,
    "stock": _stock,
    "sales": _sales,
    "prices": _prices,
    "buying": _buying,
    "alerts": _alerts,
    "products": _products,
    "people": _people,
}
