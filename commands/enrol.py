"""`atlasvision enrol FILE`: products and their stock from a CSV or XLSX table."""

from __future__ import annotations

from pathlib import Path

import click

from bot.actions.enrolment import (
    Enrolment,
    Problem,
    ProductTable,
    RowProblem,
    TableProblem,
    UnreadableTable,
    ValueProblem,
    enrol_table,
    read_table,
)
from bot.settings import Settings
from bot.tables.rows import MAX_BYTES, MAX_ROWS
from commands.compose import open_database
from commands.failures import BadInput, plain_failures
from storage import shops

DEFAULT_SHOP = "My shop"
FILE_PROBLEMS = {
    TableProblem.EMPTY: "there is nothing in it",
    TableProblem.TOO_LARGE: f"it is larger than {MAX_BYTES // 1_000_000} MB",
    TableProblem.TOO_MANY_ROWS: f"it has more than {MAX_ROWS:,} rows",
    TableProblem.NOT_A_TABLE: "it is neither CSV nor XLSX",
    TableProblem.OLD_FORMAT: "save it as XLSX or CSV, without a password",
    TableProblem.DAMAGED: "the file is damaged",
    TableProblem.NO_NAME_COLUMN: "no column is called `name`",
}
ROW_PROBLEMS = {
    RowProblem.NO_NAME: "has no name",
    RowProblem.REPEATED: "same {column} as line {value}",
    RowProblem.NAME_TAKEN: "its code is that of {value!r}, its name another product's",
    ValueProblem.NOT_A_NUMBER: "{column} {value!r} is not a number",
    ValueProblem.NEGATIVE: "{column} {value!r} is below zero",
    ValueProblem.NOT_WHOLE: "{column} {value!r} is not a whole number",
    ValueProblem.TOO_LARGE: "{column} {value!r} is too large",
    ValueProblem.TOO_LONG: "{column} {value!r} is too long",
    ValueProblem.BAD_CODE: "{column} {value!r} is not a valid code",
    ValueProblem.FORMULA: "{column} {value!r} is a formula without its result",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", "shop_name", default=DEFAULT_SHOP, show_default=True)
@click.pass_obj
def enrol(settings: Settings, file: Path, shop_name: str) -> None:
    """Add or update products from FILE (CSV or XLSX).

    The column `name` is needed; known are also aliases (| between), gtin, sku,
    category, quantity, minimum, price, cost, pack_size, unit and supplier. Bad rows
    are listed and the good ones go in; the same file twice changes nothing twice.
    """
    table = _read(file)
    with plain_failures(), open_database(settings) as database:
        with database.transaction() as session:
            shop = shops.shop_for(session, shop_name)
            result = enrol_table(session, shop.id, table)
    for line in _report(shop_name, result):
        click.echo(line)


def _read(file: Path) -> ProductTable:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UnreadableTable(TableProblem.TOO_LARGE)
        table = read_table(file.read_bytes())
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from error
    except UnreadableTable as error:
        raise BadInput(f"{file}: {FILE_PROBLEMS[error.problem]}") from error
    if not table.rows:
        reasons = [f"{file}: no row can be used", *map(_sentence, table.problems)]
        raise BadInput("\n".join(reasons))
    return table


def _report(shop_name: str, result: Enrolment) -> list[str]:
    lines = [
        f"{shop_name}: {result.created} new, {result.updated} updated, "
        f"{result.unchanged} unchanged"
    ]
    if result.ignored_columns:
        lines.append(f"Ignored columns: {', '.join(result.ignored_columns)}")
    return lines + [_sentence(problem) for problem in result.problems]


def _sentence(problem: Problem) -> str:
    reason = ROW_PROBLEMS[problem.problem].format(
        column=problem.column, value=problem.value
    )
    outcome = "row left out" if problem.is_left_out else f"{problem.column} left out"
    return f"Line {problem.line}: {reason} ({outcome})"
