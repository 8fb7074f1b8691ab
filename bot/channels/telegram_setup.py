"""Tell Telegram where updates go and which commands the bot shows."""

from __future__ import annotations

from bot.channels.telegram_api import TelegramApi
from bot.channels.telegram_inbound import UPDATE_KINDS

WEBHOOK_PATH = "/webhooks/telegram"

# Language ("" for all others) → command → what the menu says about it.
COMMANDS: dict[str, dict[str, str]] = {
    "": {
        "help": "What you can send me",
        "stock": "What is in stock",
        "undo": "Take back the last change",
    },
    "fr": {
        "help": "Ce que vous pouvez m'envoyer",
        "stock": "Ce qui est en stock",
        "undo": "Annuler le dernier changement",
    },
    "es": {
        "help": "Lo que puedes enviarme",
        "stock": "Lo que hay en existencias",
        "undo": "Deshacer el último cambio",
    },
    "ar": {
        "help": "ما الذي يمكنك إرساله",
        "stock": "ما هو متوفر في المخزون",
        "undo": "التراجع عن آخر تغيير",
    },
    "sw": {
        "help": "Unachoweza kunitumia",
        "stock": "Bidhaa zilizopo",
        "undo": "Tengua badiliko la mwisho",
    },
}


def set_webhook(api: TelegramApi, public_base_url: str, secret: str) -> None:
    """Have updates delivered to this address with this secret header; repeatable.

    Raises TelegramError.
    """
    api.call(
        "setWebhook",
        {
            "url": f"{public_base_url.rstrip('/')}{WEBHOOK_PATH}",
            "secret_token": secret,
            "allowed_updates": UPDATE_KINDS,
        },
    )


def remove_webhook(api: TelegramApi) -> None:
    """Have updates kept for polling; those that wait stay. Raises TelegramError."""
    api.call("deleteWebhook", {"drop_pending_updates": False})


def set_commands(api: TelegramApi) -> None:
    """Show the bot's commands, in each language; repeatable. Raises TelegramError."""
    for language, commands in COMMANDS.items():
        listed = [
            {"command": command, "description": description}
            for command, description in commands.items()
        ]
        api.call(
            "setMyCommands", {"commands": listed, "language_code": language or None}
        )
