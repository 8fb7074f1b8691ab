"""CSV in whatever encoding and with whatever delimiter a spreadsheet has written it."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence

from bot.tables.rows import MAX_COLUMNS, Row, TableProblem, UnreadableTable

DELIMITERS = (",", ";", "\t", "|")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Excel writes on Windows, on a Mac and from DOS, likeliest first.
LATIN = ("cp1252", "mac_roman", "cp850")
USUAL = frozenset("àâäáãåæçèéêëíìîïñóòôöõœúùûüÿßÀÂÄÁÃÇÈÉÊÍÎÑÓÔÖÕÚÙÛÜ")
SIGNS = frozenset("€£¥¢₦°«»“”’‘…–—½¼¾²³®™¿¡ªº\xa0×")
# A quote that is never closed would swallow the rest of the file.
LONGEST_RECORD = 10


def read_text(data: bytes, recognised: Callable[[Sequence[str]], int]) -> list[Row]:
    """All lines but blank ones. `recognised` counts the column names it knows.

    Raises UnreadableTable for bytes that are no text.
    """
    lines = re.split(r"\r\n|\n|\r", decoded(data))
    delimiter, first = _delimiter(lines, recognised)
    rows = (Row(line, cells) for line, cells in _records(lines, first, delimiter))
    return [row for row in rows if not row.is_blank]


def decoded(data: bytes) -> str:
    """The text, by its byte order mark, as UTF-8, or by what its letters look like."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" in data[:1000]:
        return _decoded_utf16(data)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode(_legacy_encoding(data), errors="replace")
    if _is_binary(text):
        raise UnreadableTable(TableProblem.NOT_A_TABLE)
    return text


def _decoded_utf16(data: bytes) -> str:
    """Without a mark, every second byte of western text is zero."""
    half = len(data[:1000]) / 2
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[start:1000:2].count(0) > 0.7 * half:
            return data.decode(encoding, errors="replace")
    raise UnreadableTable(TableProblem.NOT_A_TABLE)


def _is_binary(text: str) -> bool:
    beginning = text[:4000]
    controls = sum(letter < " " and letter not in "\t\r\n\f" for letter in beginning)
    return controls > len(beginning) / 100


def _legacy_encoding(data: bytes) -> str:
    """Arabic words are runs of high bytes; the others differ in usual letters."""
    runs = re.findall(rb"[\x80-\xff]+", data)
    long_runs = sum(len(run) for run in runs if len(run) >= 3)
    if long_runs > 0.5 * sum(map(len, runs)):
        return "cp1256"
    return max(LATIN, key=lambda encoding: _plausibility(data, encoding))


def _plausibility(data: bytes, encoding: str) -> float:
    text = data.decode(encoding, errors="replace")
    score = 0.0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        letter = found.group()
        around = text[max(0, found.start() - 1) : found.end() + 1]
        within_word = len(around) == 3 and around[0].isalpha() and around[2].isalpha()
        if letter in USUAL:
            score += 1.0 if letter.islower() else 0.5
        elif letter in SIGNS and (letter in "’\xa0" or not within_word):
            score += 0.9
        else:
            score -= 1.0
    return score


def _delimiter(
    lines: Sequence[str], recognised: Callable[[Sequence[str]], int]
) -> tuple[str, int]:
    """The delimiter, and the index of the first line: Excel may have named it there."""
    told = re.fullmatch(r'"?sep=(.)"?', lines[0].strip("\ufeff "), re.IGNORECASE)
    if told:
        return told.group(1), 1
    beginning = [line for line in lines[:30] if line.strip()][:10]

    def knows(delimiter: str) -> tuple[int, int]:
        split = [_split(line, delimiter) for line in beginning]
        most_known = max((recognised(cells) for cells in split), default=0)
        return most_known, sum(len(cells) - 1 for cells in split)

    return max(DELIMITERS, key=knows), 0


def _records(
    lines: Sequence[str], first: int, delimiter: str
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and cells; a quoted cell may run over a few lines."""
    index = first
    while index < len(lines):
        length, cells = _record(lines[index : index + LONGEST_RECORD], delimiter)
        yield index + 1, cells
        index += length


def _record(lines: Sequence[str], delimiter: str) -> tuple[int, tuple[str, ...]]:
    if '"' in lines[0]:
        for length in range(1, len(lines) + 1):
            try:
                # A record ends where a strict reader has no open quote left.
                (cells,) = csv.reader(
                    ["\n".join(lines[:length])], delimiter=delimiter, strict=True
                )
            except (csv.Error, ValueError):
                continue
            return length, tuple(cells[:MAX_COLUMNS])
    return 1, _split(lines[0], delimiter)


def _split(line: str, delimiter: str) -> tuple[str, ...]:
    """Cells of one line, quotes or not."""
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        cells = [cell.strip().strip('"') for cell in line.split(delimiter)]
    return tuple(cells[:MAX_COLUMNS])
