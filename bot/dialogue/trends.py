"""Performers of wishes to see how things went: a chart, with a sentence below it."""

from __future__ import annotations

from bot.actions import trends
from bot.actions.roles import Verb, refusal
from bot.dialogue.finding import with_product
from bot.dialogue.performers import Performers
from bot.replies.trend_charts import chart_of
from bot.results import Result
from bot.talk import Talk
from bot.understand import intents as want
from storage.models import Product


def trend(talk: Talk, wish: want.Trend) -> list[Result]:
    refused = refusal(talk.member, Verb.SEE_VALUE)
    if wish.measure == "value" and refused is not None:
        return [refused]

    def show(product: Product | None) -> Result:
        result = trends.trend(
            talk.session,
            talk.shop,
            talk.now,
            product=product,
            measure=wish.measure,
            period=wish.period,
            with_worth=refused is None,
        )
        draw(talk, result)
        return result

    return with_product(talk, wish, show) if wish.product else [show(None)]


def draw(talk: Talk, result: Result) -> None:
    """Put the result's chart into the answer, if it has one."""
    chart = chart_of(talk.voice, result)
    if chart is None:
        return
    # Imported here: fonts and pictures are of no use to who only answers questions.
    from pipeline.charts import drawing

    talk.picture_key = talk.services.blobs.put(drawing.draw(chart), "image/png")


PERFORMERS: Performers = {
    want.Trend: (Verb.LOOK, trend),
}
