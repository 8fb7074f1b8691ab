"""What a table of performers is: each kind of wish with its verb and who does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.actions.roles import Verb
from bot.results import Result
from bot.talk import Talk

Performer = Callable[[Talk, Any], list[Result]]
Performers = dict[type, tuple[Verb, Performer]]
"""Whoever may not do the verb is told so, and the performer is not called."""
