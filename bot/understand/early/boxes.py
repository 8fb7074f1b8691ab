"""Boxes on the picture: one that holds no product, and where they can be corrected.

The grammar takes "remove box 3" for three boxes that are lost, and "3 is a price tag"
for the name of a product. Called by `telling`.
"""

from __future__ import annotations

from bot.understand.early.phrases import (
    first_fit,
    in_one_line,
    is_question,
    patterns,
)
from bot.understand.intents import FixBoxes, Intent, SkipGroup
from bot.understand.words import fold

_N = r"(?P<n>\d{1,4})"
_PRICE_TAGS = {
    "en": r"(?:price ?tags?|price labels?|shelf labels?|shelf tags?|tag|label|sticker|"
    r"price|poster|sign|advert|reflection|shadow|hole|gap|wall|shelf edge|shelf board|"
    r"mistake|box that is wrong|wrong box)",
    "fr": r"(?:etiquettes?(?: de prix| de rayon)?|prix|affiche|pancarte|autocollant|"
    r"reflet|ombre|mur|erreur)",
    "es": r"(?:etiquetas?(?: de precio| del? estante)?|precio|cartel|letrero|pegatina|"
    r"reflejo|sombra|pared|error)",
    "sw": r"(?:lebo(?: ya bei)?|kibandiko(?: cha bei)?|bei|bango|tangazo|kivuli|ukuta|"
    r"kosa|makosa)",
    "ar": r"(?:(?:بطاقه|ملصق|لافته|ليبل|تيكت)(?: (?:ال)?سعر| (?:ال)?رف)?|سعر|اعلان|ظل|"
    r"انعكاس|"
    r"حائط|جدار|خطا)",
}
_NO_PRODUCT = patterns(
    # remove box 3
    r"(?:please |pls )?(?:remove|delete|drop|erase|clear|cancel|take (?:out|away|off)|"
    r"get rid of) (?:the )?(?:box|boxes|frame|square|rectangle|number|no|mark|group)"
    rf" (?:number |no |nr |# ?)?{_N}(?: please| pls)?",
    r"(?:stp |svp )?(?:supprime[rz]?|enleve[rz]?|retire[rz]?|efface[rz]?|ote[rz]?) "
    r"(?:la |le |l )?(?:case|cadre|boite|carre|rectangle|numero|no)"
    rf" (?:numero |no )?{_N}(?: stp| svp)?",
    r"(?:por favor )?(?:borra|borrar|quita|quitar|elimina|eliminar|saca|sacar) "
    r"(?:el |la )?(?:cuadro|recuadro|caja|marco|rectangulo|numero|num)"
    rf" (?:numero |num )?{_N}(?: por favor)?",
    r"(?:tafadhali )?(?:ondoa|futa|toa) (?:kisanduku|sanduku|boksi|mraba|namba|nambari)"
    rf" (?:cha |ya |namba |nambari )*{_N}(?: tafadhali)?",
    r"(?:من فضلك )?(?:احذف|ازل|امسح|شيل|الغ|الغي) "
    rf"(?:ال)?(?:مربع|اطار|صندوق|رقم|مستطيل) (?:رقم )?{_N}(?: من فضلك)?",
    # number 3 is a price tag
    rf"(?:the )?(?:number |no |box |frame |# ?)*{_N} (?:is|its|it is|was|"
    rf"are) (?:only |just )?"
    rf"(?:a |an |the )?{_PRICE_TAGS['en']}",
    rf"(?:le |la )?(?:numero |no |case |cadre )*{_N} (?:est|c est|cest) (?:juste )?"
    rf"(?:une? |le |la |l )?{_PRICE_TAGS['fr']}",
    rf"(?:el |la )?(?:numero |num |cuadro |recuadro )*{_N} es (?:solo )?"
    rf"(?:una? |el |la )?{_PRICE_TAGS['es']}",
    rf"(?:namba |nambari |kisanduku |cha |"
    rf"ya )*{_N} ni (?:tu )?{_PRICE_TAGS['sw']}(?: tu)?",
    rf"(?:ال)?(?:رقم |مربع )*{_N} (?:هو |هي |هذا |هذه |عباره عن )?(?:مجرد )?"
    rf"(?:ال)?{_PRICE_TAGS['ar']}",
    # there is no product at 3
    r"(?:there is|theres|there s) (?:no product|nothing|no pack) (?:at|in|under|on)"
    rf" (?:number |box |no )*{_N}",
    r"(?:il n y a|y a|il ny a) (?:rien|pas de produit|aucun produit) (?:au|"
    r"dans le|dans la|"
    rf"sous le|a) (?:numero |case |cadre )*{_N}",
    r"no hay (?:nada|ningun producto|producto) en (?:el |la )?(?:numero |"
    r"cuadro |recuadro )*"
    rf"{_N}",
    rf"hakuna (?:kitu|bidhaa) (?:kwenye |katika )?(?:namba |nambari |kisanduku )*{_N}",
    rf"(?:لا يوجد|ما في|مفيش|لا) (?:شيء|منتج) (?:في|عند|تحت) (?:ال)?(?:رقم |"
    rf"مربع )*{_N}",
)
_PHOTO = (
    r"(?: (?:on|in|of|sur|dans|de|du|en|kwenye|katika|ya|za|في|على) "
    r"(?:the |this |that |la |le |cette |esta |este )?"
    r"(?:photo|picture|image|foto|imagen|picha|الصوره|صوره))?"
)
_FIX = patterns(
    r"(?:please |pls |can i |could i |let me |i want to |i need to |how (?:do|can) i |"
    r"where (?:do|can) i )*(?:fix|correct|edit|change|redraw|draw|adjust|move|add)"
    rf" (?:the |these |those |my |missing |wrong )*(?:boxes|frames|squares){_PHOTO}",
    rf"(?:the |these |those |some )?(?:boxes|"
    rf"frames){_PHOTO} are (?:all )?(?:wrong|off|bad|"
    rf"missing|not right){_PHOTO}",
    r"(?:je (?:veux|voudrais|peux) |comment |ou )*(?:corrige[rz]?|"
    r"modifie[rz]?|change[rz]?|"
    rf"redessine[rz]?|ajuste[rz]?|dessine[rz]?) (?:les |ces )?(?:cadres|"
    rf"cases|boites|carres){_PHOTO}",
    rf"(?:les |ces )(?:cadres|cases){_PHOTO} (?:sont faux|sont fausses|ne vont pas)",
    r"(?:quiero |puedo |como |donde )*(?:corregir|corrige|corrijo|editar|edita|cambiar|"
    rf"arreglar|arregla|ajustar|dibujar) (?:los |las |estos )?(?:cuadros|"
    rf"recuadros|marcos){_PHOTO}",
    rf"(?:los |estos )(?:cuadros|recuadros){_PHOTO} estan mal",
    r"(?:nataka |naweza |ninawezaje |jinsi ya |vipi )*(?:ku)?(?:rekebisha|"
    r"sahihisha|badilisha|"
    rf"hariri|chora) (?:visanduku|masanduku|miraba|maboksi){_PHOTO}",
    rf"(?:visanduku|masanduku){_PHOTO} (?:si sahihi|vimekosea|vibaya)",
    r"(?:اريد |ممكن |كيف |عايز )*(?:ان )?(?:صحح|تصحيح|اصحح|عدل|تعديل|اعدل|غير|ارسم) "
    rf"(?:ال)?(?:مربعات|اطارات|صناديق){_PHOTO}",
    rf"(?:ال)?(?:مربعات|اطارات){_PHOTO} (?:خطا|غلط|خاطئه|غير صحيحه)",
)


def boxes_said(text: str) -> Intent | None:
    """The number that is no product, or the wish to correct boxes; None for else."""
    folded = fold(in_one_line(text.rstrip("?؟ ")))
    skipped = first_fit(_NO_PRODUCT, folded)
    if skipped is not None and not is_question(text):
        return SkipGroup(int(skipped["n"]))
    return FixBoxes() if first_fit(_FIX, folded) else None
