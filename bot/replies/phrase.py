"""What says a result: used by the modules of this package for their tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.voice import Voice

Phrase = Callable[[Voice, Any], str]
