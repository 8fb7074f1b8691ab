"""What both kinds of file become before anybody asks what the columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# A cell of a spreadsheet may be a number; in text files everything is text.
Cell = str | Decimal

MAX_BYTES = 5_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 60


class TableProblem(StrEnum):
    """Why a file is of no use as a product table."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_A_TABLE = "not_a_table"
    OLD_FORMAT = "old_format"  # .xls, .ods, or protected by a password
    DAMAGED = "damaged"
    NO_NAME_COLUMN = "no_name_column"


class UnreadableTable(Exception):
    """No row of this file can be used; `problem` says why."""

    def __init__(self, problem: TableProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line; `line` is what an editor or a spreadsheet shows."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        return not any(str(cell).strip() for cell in self.cells)
