"""Bring the catalogues in bot/texts up to date with the code: `make texts`.

Every text marked by `say` or `plural`, in Python and in the templates of the pages, is
added to each catalogue; what no code says any more is dropped; a changed English text
is a new text. Translations are never guessed. Tells what is still to be translated,
and fails while something is. `en.po` is written in full: copy it to start a language.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "bot" / "texts"
SOURCE_LANGUAGE = "en"
KEYWORDS = {"say": None, "plural": (1, 2)}
SOURCES = {
    "bot": [("**.py", "python")],
    "webhooks": [("**.py", "python"), ("templates/**.html", "jinja2")],
}
WIDTH = 88
HEADER = """\
# AtlasVision: what the bot and its pages say, {language}.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def spoken() -> Catalog:
    """Every text of the code, in the order of the code, without translations."""
    found = Catalog(fuzzy=False)
    for folder, methods in SOURCES.items():
        texts = extract_from_dir(ROOT / folder, methods, keywords=KEYWORDS)
        for file, _, text, comments, _ in sorted(texts, key=lambda text: text[:2]):
            place = (f"{folder}/{file}", 0)
            found.add(text, locations=[place], auto_comments=comments)
    return found


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is on disk."""
    with (TEXTS / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def untranslated(texts: Catalog) -> Iterator[Message]:
    """The texts that lack a translation or one of its plural forms."""
    for message in texts:
        forms = message.string if message.pluralizable else (message.string,)
        if message.id and not all(forms):
            yield message


def update(language: str, source: Catalog) -> Catalog:
    """Merge the code's texts into a catalogue and write it; gives the result."""
    texts = catalogue(language)
    texts.update(copy.deepcopy(source), no_fuzzy_matching=True)
    for message in texts:
        if message.pluralizable and len(message.string) < texts.num_plurals:
            message.string = ("",) * texts.num_plurals
        if message.id and language == SOURCE_LANGUAGE:
            message.string = message.id
    _write(language, texts)
    return texts


def _write(language: str, texts: Catalog) -> None:
    """Without dates and line numbers, so that only texts make a difference."""
    plural_forms = texts.plural_forms.rstrip("; ")
    header = HEADER.format(language=language, plural_forms=plural_forms)
    with (TEXTS / f"{language}.po").open("wb") as file:
        file.write(header.encode())
        write_po(
            file,
            texts,
            width=WIDTH,
            omit_header=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def main() -> None:
    source = spoken()
    missing = 0
    for path in sorted(TEXTS.glob("*.po")):
        for message in untranslated(update(path.stem, source)):
            missing += 1
            print(f"{path.stem}: {message.id!r} is not translated")
    print(f"{len(source)} texts, {missing} translations missing.")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
