"""A simple question in English, for models that know no other language.

Called by the chat for BLIP and ViLT. It knows the open questions that shop owners ask,
"is the THING so?" in five languages, and gives None for all others: a question that is
put wrongly gets a wrong answer.
"""

from __future__ import annotations

import re
import unicodedata

# Folded beginnings of words, in French, Spanish, Swahili and Arabic.
_THINGS = {
    "fridge": "frigo refrigerateur nevera refrigerador frigorifico friji jokofu ثلاج "
    "الثلاج براد البراد",
    "freezer": "congelateur congelador friza فريزر الفريزر مجمد المجمد",
    "floor": "sol plancher suelo piso sakafu ارض الارض",
    "shelf": "etagere rayon estante estanteria rafu رف الرف رفوف الرفوف",
    "packaging": "emballage paquet empaque envase paquete kifungashio pakiti "
    "vifungashio تغليف التغليف عبو العبو غلاف الغلاف",
    "box": "carton boite caja sanduku boksi صندوق الصندوق كرتون الكرتون علب العلب",
    "bottle": "bouteille botella chupa زجاج الزجاج قنين القنين",
    "door": "porte puerta mlango باب الباب",
    "light": "lumiere lampe eclairage luz lampara taa ضوء الضوء مصباح المصباح انار",
    "label": "etiquette etiqueta lebo ملصق الملصق",
    "window": "vitre fenetre ventana dirisha نافذ النافذ شباك الشباك",
    "counter": "comptoir mostrador kaunta طاول الطاول",
    "glass": "verre vidrio kioo",
    "sign": "panneau enseigne letrero cartel bango لافت اللافت",
}
_STATES = {
    "clean": "propre limpi safi نظيف",
    "dirty": "sale salie suci chafu وسخ متسخ قذر",
    "damaged": "abime endommage casse dano danad dana estropead haribik iliharib "
    "imeharib umeharib تالف متضرر مكسور",
    "open": "ouvert abiert wazi fungul imefunguliw مفتوح",
    "closed": "ferme cerrad fungwa imefungwa مغلق مسدود",
    "tidy": "range ordonne ordenad panga pangwa nadhifu مرتب منظم",
    "wet": "mouille humide mojad majimaji loweka مبلل رطب",
    "broken": "brise fissure rot vunjik imevunjika محطم متشقق",
    "torn": "dechire rasgad chanika imechanika ممزق",
    "full": "plein llen jaa imejaa ممتل مليء",
    "empty": "vide vaci tupu فارغ خالي",
    "on": "allume encendid washwa imewashwa مضاء مشتغل",
    "rusty": "rouille oxidad kutu صدئ",
    "fresh": "frais fresc mbichi طازج",
    "dusty": "poussier polvo vumbi مغبر غبار",
}
_LETTERS = re.compile(r"[^\W\d_]+")


def in_english(question: str, language: str) -> str | None:
    """The question in English, or None where that is not known for sure."""
    if language == "en":
        return question
    words = _LETTERS.findall(_folded(question))
    thing = _only(_THINGS, words)
    state = _only(_STATES, words)
    return f"is the {thing} {state}?" if thing and state else None


def _only(glossary: dict[str, str], words: list[str]) -> str | None:
    """What the words name, if they name exactly one thing of the glossary."""
    found = {
        english
        for english, beginnings in glossary.items()
        for beginning in beginnings.split()
        for word in words
        if _begins(word, beginning)
    }
    return found.pop() if len(found) == 1 else None


def _begins(word: str, beginning: str) -> bool:
    """Whether the word is this one with an ending, such as a plural or a gender."""
    shortest = 3 if beginning.isascii() else 2
    if len(beginning) < shortest:
        return word == beginning
    if len(beginning) <= 4 and beginning.isascii():
        return word in {
            beginning + end for end in ("", "s", "e", "es", "a", "as", "o", "os")
        }
    return word.startswith(beginning)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.replace("ة", "").replace("ى", "ي").replace("ـ", "").replace("أ", "ا")
