"""Questions what has changed on a shelf: "what moved?", "what's new on the fridge?".

Whole sentences, for most of their words mean other things elsewhere: "moved" sells,
"new" is a product, and "quoi de neuf" alone a greeting. Called by `asking`.
"""

from __future__ import annotations

from bot.shelf_names import is_place
from bot.understand.early.phrases import as_written, first_fit, in_one_line, patterns
from bot.understand.intents import AskPhoto
from bot.understand.words import fold

_SINCE = r"(?P<since>.+)"
_SHELF = r"(?P<shelf>.+?)"
_CHANGES = patterns(
    r"(?:so |and |ok |tell me |show me |please )*"
    r"(?:whats|what (?:is|are|has|have|all)|what|wetin|anything|something|things|"
    r"(?:did|has|is|have) (?:anything|something|things|there anything)|any|"
    r"are there any|is there (?:any|a)|which (?:things|products)(?: have)?|"
    r"what (?:has|have) been|what all has) ?(?:been |got |just )?"
    r"(?:change[ds]?|changing|moved?|new|different|differences?|updated|shifted|"
    r"been moved|the (?:changes|differences?))"
    rf"(?: (?:on|in|at|of|with|for|to) {_SHELF})?"
    rf"(?: (?:since|from|compared (?:to|with)) {_SINCE})?",
    r"(?:dis moi |montre moi |alors |et )*"
    r"(?:quest ce qui|ce qui|quoi|qui|quest ce quil y a|il y a quoi|quy a t il|"
    r"est ce que (?:quelque chose|ca)|y a t il|est ce quil y a|il y a|il y a eu|quel|"
    r"quels|quelles?|quelque chose)"
    r" (?:a |est |sont |ont |y a |quelque chose |de |du |des |les? |la |un |sest )*"
    r"(?:change|changement|changements|bouge|bougee?s?|nouveau|nouveaux|neuf|different|"
    r"differents|differences?|modifie|deplace|nouveautes?)"
    rf"(?: (?:sur|dans|au|du|de|a|en) {_SHELF})?"
    rf"(?: (?:depuis|par rapport a) {_SINCE})?",
    r"(?:dime |muestrame |y |a ver )*"
    r"(?:que|q|ke|algo|hay algo|hay|hubo|que cosas?|que productos?|cuales son|que hay)"
    r" (?:ha |han |se |es |esta |hay |de |algun |algo |las? |los |el |ha habido )*"
    r"(?:cambio|cambios|cambiado|cambiaron|movio|movieron|movido|nuevo|nuevos|novedad|"
    r"novedades|diferente|diferencias?|distinto)"
    rf"(?: (?:en|del|de|al|sobre) {_SHELF})?(?: desde {_SINCE})?",
    r"(?:je |niambie |nionyeshe )*"
    r"(?:(?:kuna |ni )?(?:nini|kitu gani|vitu gani|kipi|vipi|kitu|chochote|kuna)"
    r" ?(?:ki|vi|li|ime|kime|vime|lime|yame|me|cho|ilicho)?"
    r"(?:badilika|sogea|hama|kipya|jipya|vipya|mpya|tofauti|mabadiliko|badilishwa|"
    r"kilichobadilika|kilichosogea|vilivyobadilika|songa)(?: gani| yoyote)?|"
    r"(?:kime|vime|ime|kuna kili|kili|vili)(?:cho|vyo)?(?:badilika|sogea|hama) nini|"
    r"(?:kuna )?mabadiliko(?: gani| yoyote)?|kuna kilichobadilika)"
    rf"(?: (?:kwenye|katika|kwa|ya|la|juu ya|ndani ya) {_SHELF})?"
    rf"(?: (?:tangu|toka) {_SINCE})?",
    r"(?:قل لي |قولي |وريني |طيب )*"
    r"(?:ماذا|ما الذي|ما اللي|ما هو|ما هي|ما|ايش|شو|ايه|اش|وش|هل|في|هل في|هل هناك|"
    r"هل يوجد|فيه|حاجه|شيء)"
    r" (?:اللي |الذي |هناك |شي |شيء |حاجه |اي |قد )*"
    r"(?:تغير|اتغير|تغيرت|اتغيرت|تحرك|اتحرك|انتقل|تبدل|اختلف|الجديد|جديد|تغيير|تغييرات|"
    r"التغييرات|التغيرات|الفرق|فرق|الاختلاف)(?: شيء| حاجه| شي)?"
    rf"(?: (?:علي|في|ب|من|عن) {_SHELF})?(?: (?:منذ|من|عن) {_SINCE})?",
)
_ALONE = frozenset({"quoi de neuf", "que hay de nuevo", "ايه الجديد"})
"""Greetings, where no shelf is named."""
_ANY_SHELF = frozenset(
    {
        "it", "this", "that", "there", "here", "shelf", "shelves", "rack", "photo",
        "picture", "etagere", "rayon", "letagere", "rayons", "image", "la",
        "ici", "estante", "repisa", "anaquel", "estanteria", "foto", "imagen", "ahi",
        "rafu", "rafuni", "picha", "hapo", "hapa", "رف", "الرف", "الرفوف", "الصوره",
        "صوره", "هنا", "هناك",
    }
)  # fmt: skip
_ARTICLES = frozenset(
    "the my our this that a le la les mon ma ce cet cette l el los las mi esta este "
    "esa ese هذا هذه ده دي".split()
)
_YESTERDAY = frozenset("yesterday yesterdays hier ayer jana امس امبارح البارحه".split())
_BEFORE = _YESTERDAY | frozenset(
    "photo picture pic image time before last previous morning week monday foto imagen "
    "vez antes semana fois avant semaine derniere precedente ultima anterior picha "
    "mwisho iliyopita wiki mara الصوره صوره السابقه الماضيه الاخيره مره الاسبوع".split()
)


def change_asked(text: str) -> AskPhoto | None:
    """The comparison that a sentence asks for; None for any other sentence."""
    said = " ".join(in_one_line(text).replace("-", " ").strip("?¿؟¡ ").split())
    folded = fold(said)
    found = first_fit(_CHANGES, folded)
    if found is None:
        return None
    shelf, since = found["shelf"], found["since"] or ""
    if shelf is None and not since and folded in _ALONE:
        return None
    if since and _BEFORE.isdisjoint(since.split()):
        return None
    name = _name(said, shelf) if shelf else ""
    if name is None:
        return None
    day = "yesterday" if _YESTERDAY & set(since.split()) else "last"
    return AskPhoto("compare", since=day, shelf=name or None, or_books=not shelf)


def _name(said: str, shelf: str) -> str | None:
    """The shelf's name as it was written, "" for any shelf; None for no shelf."""
    words = shelf.split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    if " ".join(words) in _ANY_SHELF:
        return ""
    if not any(is_place(word) for word in words):
        return None
    return as_written(said, " ".join(words))
