"""Performers of wishes to see how things went: charts, and the summary of a week."""

from __future__ import annotations

from bot.actions import trends
from bot.actions.roles import Verb, refusal
from bot.actions.summary_days import set_day
from bot.actions.week import week
from bot.channels.templates import has_template
from bot.dialogue.finding import with_product
from bot.dialogue.performers import Performers
from bot.replies.trend_charts import chart_of
from bot.results import Result
from bot.summaries import TEMPLATE
from bot.talk import Talk
from bot.understand import intents as want
from storage import summaries
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


def weekly_summary(talk: Talk, wish: want.WeeklySummary) -> list[Result]:
    plan = summaries.planned(talk.session, talk.chat.id, talk.shop.id)
    found = week(talk.session, talk.shop, talk.now, is_by_itself=plan is not None)
    draw(talk, found.chart)
    return [found]


def set_summary_day(talk: Talk, wish: want.SetSummaryDay) -> list[Result]:
    return [
        set_day(
            talk.session,
            talk.shop,
            talk.chat,
            talk.member,
            wish.weekday,
            talk.now,
            has_template=has_template(talk.services.settings, TEMPLATE),
        )
    ]


PERFORMERS: Performers = {
    want.Trend: (Verb.LOOK, trend),
    want.WeeklySummary: (Verb.SEE_VALUE, weekly_summary),
    want.SetSummaryDay: (Verb.SEE_VALUE, set_summary_day),
}
