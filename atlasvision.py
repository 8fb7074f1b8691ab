"""The command line, and with `commands/` the composition root.

`atlasvision COMMAND --help` explains each command. A command's module is imported only
when it runs, so `read` starts without a database and `serve` without models.
"""

from __future__ import annotations

import importlib
import sys

import click

from bot.settings import SettingsError, load_settings

COMMANDS = {
    "demo": "commands.demo:demo",
    "seed": "commands.seed:seed",
    "serve": "commands.serve:serve",
    "worker": "commands.worker:worker",
    "scheduler": "commands.worker:scheduler",
    "telegram-poll": "commands.telegram_poll:telegram_poll",
    "telegram-register": "commands.telegram_register:telegram_register",
    "chat": "commands.chat:chat",
    "read": "commands.read:read",
    "enrol": "commands.enrol:enrol",
    "stock": "commands.stock:stock",
    "migrate": "commands.migrate:migrate",
    "models": "commands.models:models",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="atlasvision")
@click.pass_context
def cli(context: click.Context) -> None:
    """Send a photo of your shelf; get back what is on it and what is missing."""
    try:
        context.obj = load_settings()
    except SettingsError as error:
        click.echo(f"Configuration: {error}", err=True)
        sys.exit(2)


def main() -> None:
    """Entry point of the `atlasvision` script."""
    cli(prog_name="atlasvision")


if __name__ == "__main__":
    main()
