"""Questions about a number drawn on the picture: "what is number 3?", "3 ni nini".

The grammar takes "3 ni nini" for a name, and "ما هو رقم 3" for a count. Called by the
conversation.
"""

from __future__ import annotations

import re

from bot.understand.early.phrases import first_fit, in_one_line, patterns
from bot.understand.intents import AskPhoto
from bot.understand.words import fold

_NUMBER = (
    r"(?:(?:the |that |le |la |el |ال)?(?:number|num|nr|no|n°|nº|numero|box|case|cadre|"
    r"cuadro|namba|nambari|kisanduku|رقم|الرقم|نمبر) ?(?:cha |ya )?)"
)
_SURELY = rf"{_NUMBER}#?(?P<n>\d{{1,3}})"
_PERHAPS = rf"(?:{_NUMBER}|the |le |la |el |al )?#?(?P<n>\d{{1,3}})"
_ON_IT = (
    r"(?: (?:on|in|of|sur|dans|de|en|kwenye|katika|ya|في|على|علي) (?:the |this |la |le "
    r"|cette |esta )?(?:photo|picture|pic|image|foto|imagen|picha|الصوره|صوره))?"
)
_WHAT = patterns(
    rf"(?:so |and |ok |pls |please )*(?:what|wat|whats|wats|which product)"
    rf"(?: is| are| product is|s)? {_PERHAPS}(?: again)?{_ON_IT}",
    rf"{_PERHAPS} is what{_ON_IT}",
    rf"(?:c ?est|cest|ce) (?:quoi|koi|kwa) {_PERHAPS}{_ON_IT}",
    rf"(?:qu ?est[ -]ce que(?: c est)?|quel produit est|c est quel produit)"
    rf" {_PERHAPS}{_ON_IT}",
    rf"{_PERHAPS} (?:c ?est|cest) (?:quoi|koi)",
    rf"(?:que|q|cual) (?:es|producto es) {_PERHAPS}{_ON_IT}",
    rf"{_PERHAPS} (?:que|cual) es",
    rf"{_PERHAPS} ni (?:nini|kitu gani|bidhaa gani|ipi){_ON_IT}",
    rf"(?:nini|ni nini|bidhaa gani) (?:ni |iko )?{_SURELY}{_ON_IT}",
    rf"(?:ايه|ما|ما هو|ماهو|ما هي|ايه هو|شنو هو|وش) {_SURELY}{_ON_IT}",
    rf"{_SURELY} (?:ايه|ايه ده|ما هو)",
)
_COUNT = patterns(
    rf"how many(?: (?:packs|pieces|are there))?(?: (?:of|is|in|are|for))? "
    rf"{_SURELY}{_ON_IT}",
    rf"combien (?:y a t il )?(?:de |du |pour )?{_SURELY}{_ON_IT}",
    rf"cuantos? (?:hay )?(?:de |del )?{_SURELY}{_ON_IT}",
    rf"{_SURELY} (?:ziko|iko|zipo|ni) ngapi{_ON_IT}",
    rf"(?:كم|كام) (?:من |في )?{_SURELY}{_ON_IT}",
)
_PRICE = patterns(
    rf"(?:how much (?:is|does|for)|price of|what is the price of|whats the price of) "
    rf"{_SURELY}(?: cost)?{_ON_IT}",
    rf"(?:quel est le prix de|prix de|cest combien|combien coute) "
    rf"(?:la |le |l )?(?:{_NUMBER})?(?P<n>\d{{1,3}}){_ON_IT}",
    rf"(?:cual es el precio de|precio de|cuanto cuesta|que precio tiene) "
    rf"(?:la |el )?(?:{_NUMBER})?(?P<n>\d{{1,3}}){_ON_IT}",
    rf"(?:bei ya|bei gani ya) (?:{_NUMBER})?(?P<n>\d{{1,3}})(?: ni ngapi)?{_ON_IT}",
    rf"(?:بكام|سعر|كم سعر|كام سعر) {_SURELY}{_ON_IT}",
)
_WHERE = patterns(
    rf"(?:where|wheres|where is) (?:is )?{_SURELY}{_ON_IT}",
    rf"(?:ou est|ou se trouve|montre moi|montre) {_SURELY}{_ON_IT}",
    rf"(?:donde esta|muestrame|muestra) {_SURELY}{_ON_IT}",
    rf"{_SURELY} (?:iko|ipo|ziko) wapi{_ON_IT}",
    rf"(?:فين|اين|وين) {_SURELY}{_ON_IT}",
)
_ASKED = (("count", _WHAT), ("count", _COUNT), ("tag", _PRICE), ("where", _WHERE))


def number_asked(text: str) -> AskPhoto | None:
    """What it asks about a number of the picture; None for any other text."""
    said = fold(in_one_line(text.replace("?", " ").replace("؟", " ").replace("¿", " ")))
    said = " ".join(re.sub(r"[,'’]", " ", said).split())
    for what, known in _ASKED:
        found = first_fit(known, said)
        if found is not None:
            return AskPhoto(what, group=int(found["n"]))
    return None
