"""A table of products that was sent, in words."""

from __future__ import annotations

from bot.actions.enrolment import (
    Enrolment,
    Problem,
    RowProblem,
    TableProblem,
    UnreadableTable,
    ValueProblem,
)
from bot.voice import Voice

MOST_PROBLEMS = 8


def enrolled(voice: Voice, result: Enrolment) -> str:
    counts = [
        voice.plural("{n} new product", "{n} new products", result.created),
        voice.plural("{n} changed", "{n} changed", result.updated),
        voice.plural("{n} unchanged", "{n} unchanged", result.unchanged),
    ]
    lines = [voice.say("Table read: {counts}.", counts=voice.listed(counts))]
    if result.categories_guessed:
        lines.append(
            voice.plural(
                "I put {n} product under a category by its name.",
                "I put {n} products under categories by their names.",
                result.categories_guessed,
            )
        )
    if result.ignored_columns:
        columns = voice.listed(result.ignored_columns[:MOST_PROBLEMS])
        lines.append(voice.say("Columns I did not use: {columns}", columns=columns))
    lines += [_problem(voice, problem) for problem in result.problems[:MOST_PROBLEMS]]
    hidden = len(result.problems) - MOST_PROBLEMS
    if hidden > 0:
        lines.append(
            voice.plural("… and {n} more line", "… and {n} more lines", hidden)
        )
    return "\n".join(lines)


def _problem(voice: Voice, problem: Problem) -> str:
    why = _why(voice, problem)
    values = {"line": voice.number(problem.line), "why": why}
    if problem.is_left_out:
        return voice.say("Line {line} was left out: {why}", **values)
    return voice.say("Line {line}: {why}", **values)


def _why(voice: Voice, problem: Problem) -> str:
    if isinstance(problem.problem, ValueProblem):
        return why_value(voice, problem.problem, problem.column)
    value = problem.value
    texts = {
        RowProblem.NO_NAME: voice.say("it has no name"),
        RowProblem.REPEATED: voice.say("the same product as in line {n}", n=value),
        RowProblem.NAME_TAKEN: voice.say("its code belongs to {name}", name=value),
    }
    return texts[problem.problem]


def why_value(voice: Voice, problem: ValueProblem, column: str) -> str:
    """Why a cell of a table cannot be taken as it is."""
    texts = {
        ValueProblem.NOT_A_NUMBER: voice.say("{column} is not a number", column=column),
        ValueProblem.NEGATIVE: voice.say("{column} is below zero", column=column),
        ValueProblem.NOT_WHOLE: voice.say(
            "{column} is not a whole number", column=column
        ),
        ValueProblem.TOO_LARGE: voice.say("{column} is too large", column=column),
        ValueProblem.TOO_LONG: voice.say("{column} is too long", column=column),
        ValueProblem.BAD_CODE: voice.say("{column} is not a valid code", column=column),
        ValueProblem.FORMULA: voice.say("{column} is a formula", column=column),
    }
    return texts[problem]


def unreadable_table(voice: Voice, result: UnreadableTable) -> str:
    texts = {
        TableProblem.EMPTY: voice.say("That table is empty."),
        TableProblem.TOO_LARGE: voice.say("That table is too large for me."),
        TableProblem.TOO_MANY_ROWS: voice.say("That table has too many lines for me."),
        TableProblem.NOT_A_TABLE: voice.say("I can’t read that file as a table."),
        TableProblem.OLD_FORMAT: voice.say(
            "I can’t read this kind of table. Please save it as .xlsx or .csv, "
            "without a password."
        ),
        TableProblem.DAMAGED: voice.say("That file is damaged. Please send it again."),
        TableProblem.NO_NAME_COLUMN: voice.say(
            "I found no column “name”. Put the column names in the first line: name, "
            "quantity, minimum, price and so on."
        ),
    }
    return texts[result.problem]
