"""The summary of the week, and when it comes by itself: "résumé chaque lundi".

The grammar takes "no more summary" for what is missing, and "summary every Monday" in
other languages for a reminder.
"""

from __future__ import annotations

from bot.understand.building.trends import WEEKDAYS
from bot.understand.early.phrases import first_fit, in_one_line, patterns
from bot.understand.early.times import names_later
from bot.understand.intents import SendAtTime, SetSummaryDay, WeeklySummary
from bot.understand.lexicon import Concept, lexicons
from bot.understand.words import fold

_SUMMARY = (
    r"(?:the |my |a |weekly |le |la |mon |un |el |los |mi |de |d |del )*"
    r"(?:summary|summaries|recap|weekly report|resumes?|bilans?|recap(?:itulatif)?|"
    r"rapport hebdo(?:madaire)?|resumen(?:es)?|reporte semanal|informe semanal|"
    r"muhtasari|ripoti ya wiki|ملخص|الملخص|ملخصات|الملخصات|خلاصه|تقرير الاسبوع|"
    r"التقرير الاسبوعي)"
    r"(?: (?:weekly|of the week|for the week|of my week|hebdo(?:madaire)?s?|"
    r"de la semaine|semanal|de la semana|wa wiki|wa kila wiki|الاسبوع|الاسبوعي|اسبوعي|"
    r"للاسبوع))*"
)
_SEND = (
    r"(?:please |pls |svp |stp |por favor |tafadhali |من فضلك |can you |i want |"
    r"je veux |quiero |nataka |اريد |عايز |عاوز )*"
    r"(?:(?:send|give|get)(?: me| us)? |(?:envoie|donne|mets)[sz]?(?:[ -]moi)? |"
    r"(?:manda|envia|dame|pon)(?:me|nos)? |(?:nitumie|tuma|nipe) |"
    r"(?:ابعت|ارسل|اعطني|هات|ابعتلي)(?: لي)? )?"
)
_EACH = (
    r"(?:on |every |each |chaque |le |les |tous les |du |cada |el |los |todos los |"
    r"kila |siku ya |kila siku ya |كل |كل يوم |يوم |ايام )"
)
_ON_DAY = patterns(
    rf"{_SEND}{_SUMMARY} {_EACH}(?P<day>\w+)"
    r"(?: please| stp| svp| por favor| tafadhali)?",
    r"(?:every |each |chaque |tous les |cada |todos los |kila |كل |كل يوم )"
    rf"(?P<day>\w+),? {_SEND}{_SUMMARY}",
)
_NO_MORE = patterns(
    r"(?:please |stp |svp |por favor |tafadhali |من فضلك )*"
    r"(?:no more|no|stop(?: sending)?(?: me)?|dont send(?: me)?|do not send(?: me)?|"
    r"end|cancel|i dont want|turn off|without|"
    r"plus|plus aucun|stop au|arrete[sz]?(?: denvoyer| de menvoyer)?|annule|supprime|"
    r"(?:ne )?menvoie[sz]? plus|n ?envoie[sz]? plus|je ne veux plus|je veux plus|pas|"
    r"ya no quiero|no quiero mas|no quiero|no mas|no me (?:mandes|envies)(?: mas)?|sin|"
    r"deja de (?:mandar|enviar)(?:me)?|cancela|quita|"
    r"sitaki(?: tena)?|usitume(?: tena)?|usinitumie(?: tena)?|acha(?: kutuma)?|"
    r"simamisha|hakuna|لا اريد|مش عايز|مش عاوز|ما بدي|بلاش|لا ترسل|لا تبعت|اوقف|وقف|"
    r"الغ|الغي|بدون|كفايه)"
    rf" {_SUMMARY}"
    r"(?: any ?more| again| tena| تاني| بعد الان| svp| stp| por favor)*"
)

_NOW = patterns(rf"{_SEND}{_SUMMARY}(?: please| pls| stp| svp| por favor| tafadhali)?")
_AT_TIME = patterns(
    rf"{_SEND}{_SUMMARY} (?P<when>.+)", rf"(?P<when>.+?) {_SEND}{_SUMMARY}"
)


def summary_said(text: str) -> SetSummaryDay | WeeklySummary | SendAtTime | None:
    """The summary now, or on which day it comes from now on, or that none does."""
    said = fold(in_one_line(text)).replace("-", " ").replace("  ", " ")
    if first_fit(_NO_MORE, said):
        return SetSummaryDay()
    if first_fit(_NOW, said):
        return WeeklySummary()
    found = first_fit(_ON_DAY, said)
    day = _weekday(found["day"]) if found else None
    if day is not None:
        return SetSummaryDay(day)
    found = first_fit(_AT_TIME, said)
    if found is None or any(_weekday(word) for word in found["when"].split()):
        return None
    return SendAtTime(is_summary=True) if names_later(found["when"]) else None


def _weekday(word: str) -> str | None:
    """The weekday that a word of any language names: "lundi", "mondays"."""
    for spelled in ((word,), (f"ال{word}",), ("كل", word)):
        for known in lexicons():
            entry = known.phrases.get(spelled)
            day = entry.meanings.get(Concept.DAY.value) if entry else None
            if day in WEEKDAYS:
                return day
    return None
