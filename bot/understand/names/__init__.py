"""Finding a product by whatever it is called, and finding names inside a sentence."""

from bot.understand.names.index import Match, NameIndex
from bot.understand.names.words import split

__all__ = ["Match", "NameIndex", "split"]
