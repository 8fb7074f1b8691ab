"""The menu of commands that a messenger shows; told to the provider when registering.

The names are the same in every language; what they do is told in the person's.
"""

from __future__ import annotations

from bot.voice import Voice, languages


def menus() -> dict[str, dict[str, str]]:
    """Language to command to what it does."""
    return {language: menu(Voice(language)) for language in languages()}


def menu(voice: Voice) -> dict[str, str]:
    """Command, without its slash, to what it does; the most needed ones first."""
    return {
        "start": voice.say("Begin"),
        "help": voice.say("What you can ask me"),
        "scan": voice.say("How to photograph a shelf"),
        "stock": voice.say("Everything in stock"),
        "count": voice.say("How many there are: /count Coke"),
        "missing": voice.say("What is missing on the shelf"),
        "low": voice.say("What is running low"),
        "price": voice.say("See or set a price: /price Coke 550"),
        "compare": voice.say("Compare a price with other shops: /compare Coke"),
        "restock": voice.say("What to buy: /restock 8000"),
        "order": voice.say("Write an order to a supplier"),
        "sold": voice.say("Note a sale: /sold 3 Coke"),
        "received": voice.say("Note a delivery: /received 12 Coke"),
        "alert": voice.say("Warn me in time: /alert Coke 5"),
        "products": voice.say("All products"),
        "learn": voice.say("Teach me a product"),
        "undo": voice.say("Take back the last change"),
        "invite": voice.say("Invite somebody to the shop"),
        "shop": voice.say("Your shop, or another one of yours"),
        "language": voice.say("The language I answer in"),
        "export": voice.say("Your stock as a file"),
        "dashboard": voice.say("A link to the dashboard"),
        "stop": voice.say("Stop messages that you did not ask for"),
    }
