"""Words per language as data; the grammar is the same for all of them.

One module per language holds a `Lexicon`. To add a language, write one and list it in
`LEXICONS`; words are written as people type them, folding is done here.
"""

from __future__ import annotations

from bot.understand.lexicon import ar, en, es, fr, sw
from bot.understand.lexicon.concepts import Concept, Lexicon

LEXICONS: dict[str, Lexicon] = {
    lexicon.language: lexicon
    for lexicon in (en.LEXICON, fr.LEXICON, sw.LEXICON, ar.LEXICON, es.LEXICON)
}

__all__ = ["LEXICONS", "Concept", "Lexicon"]
