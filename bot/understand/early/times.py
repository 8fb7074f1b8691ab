"""Words for another time than now: "at 6pm", "demain", "saa kumi".

Called by the readers of orders and summaries: nothing is sent at a set time.
"""

from __future__ import annotations

import re

_CLOCK = r"\d{1,2}(?:[:.h]\d{2})?"
_LATER = re.compile(
    r"\b(?:"
    rf"(?:at|by|around|before|after|until|till|from) "
    rf"(?:{_CLOCK} ?(?:am|pm|oclock)?\b|noon|midnight|lunch|"
    r"night|dawn)|"
    r"\d{1,2}(?:[:.]\d{2})? ?(?:am|pm|oclock|hrs)\b|\d{1,2}[:h]\d{2}\b|"
    r"tomorrow|tonight|later|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|"
    r"next (?:week|month|time)|this (?:evening|afternoon|weekend)|"
    r"in the (?:morning|afternoon|evening)|every (?:day|week|morning|evening|month)|"
    r"in (?:an?|half an|a few|some|one|two|three|\d+) ?"
    r"(?:hours?|h|min(?:ute)?s?|days?|weeks?)\b|"
    r"when |once |unless |as soon as (?!possible|you can)|"
    r"(?:a|vers|avant|apres|des|jusqua) "
    rf"(?:{_CLOCK} ?h|midi\b|minuit\b|{_CLOCK} heures)|"
    r"(?:apres )?demain|ce soir|cet apres midi|plus tard|tout a lheure|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di\b|dimanche|la semaine prochaine|"
    r"dans (?:une?|\d+|quelques|deux|trois) (?:h\b|heures?|min|jours?|semaines?)|"
    r"quand |lorsqu|des que (?!possible)|"
    rf"(?:a|antes de|despues de|hacia|sobre) las? (?:{_CLOCK}|una|dos|tres|"
    r"cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\b|"
    r"a mediodia|al mediodia|a medianoche|"
    r"manana|esta (?:noche|tarde)|mas tarde|luego|despues|lunes|martes|miercoles|"
    r"jueves|viernes|sabado|domingo|la (?:proxima|otra) semana|la semana que viene|"
    r"(?:en|dentro de) (?:una?|\d+|unas|unos|dos|tres) (?:horas?|min|dias?|semanas?)|"
    r"cuando |"
    r"saa (?!hii|hizi)|kesho|baadaye|baada ya|jioni|usiku|asubuhi|"
    r"juma(?:tatu|nne|tano|mosi|pili)|alhamisi|ijumaa|wiki ijayo|mwezi ujao|"
    r"الساعه|بكره|بكرا|غدا|باكر|بعدين|لاحقا|مساء|المساء|صباحا|الصبح|بالليل|الليله|"
    r"(?:ال)?(?:اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)\b|الاحد|يوم الحد|لما |عندما |"
    r"بعد (?:ساعه|ساعتين|شويه|قليل|يوم|يومين|\d+)|الاسبوع (?:الجاي|القادم|المقبل)"
    r")"
)


def names_later(folded: str) -> bool:
    """Whether another time than now is named, or a condition."""
    return _LATER.search(folded) is not None


def begins_later(folded: str) -> bool:
    """Whether that is how it begins."""
    return _LATER.match(folded) is not None
