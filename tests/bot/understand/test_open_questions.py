"""What only a look at the photo can tell, and what is never left to a model."""

from __future__ import annotations

import pytest

from bench.utterances.shop import load_shop
from bot.understand.grammar import understand
from bot.understand.intents import AskPicture, Intent, Move
from bot.understand.names import NameIndex

NAMES = NameIndex.of(load_shop().names)
OPEN = [
    ("en", "is the door open?"),
    ("en", "what is the mood of this shop?"),
    ("en", "are the lights on"),
    ("en", "are there any customers waiting?"),
    ("en", "is the glass broken?"),
    ("en", "is the shelf made of wood or metal?"),
    ("en", "can you describe the picture"),
    ("en", "does it look like a supermarket or a kiosk?"),
    ("en", "does my display look good"),
    ("en", "how can i make this shelf look better?"),
    ("en", "what is written on the poster?"),
    ("en", "does the freezer look frosted over?"),
    ("en", "is anything falling over"),
    ("en", "are there insects on the shelf?"),
    ("fr", "est-ce que la porte est ouverte ?"),
    ("fr", "quelle est l'ambiance de cette boutique ?"),
    ("fr", "les lumières sont allumées ?"),
    ("fr", "y a-t-il des clients qui attendent ?"),
    ("fr", "la vitre est-elle cassée ?"),
    ("fr", "en quoi est faite l'étagère ?"),
    ("fr", "décris ce que tu vois"),
    ("fr", "la photo est-elle floue ?"),
    ("fr", "comment est mon étagère ?"),
    ("fr", "les étiquettes sont-elles tournées vers l'avant ?"),
    ("fr", "y a-t-il une fissure dans la vitre du frigo ?"),
    ("fr", "la prise est-elle branchée ?"),
    ("fr", "le couvercle du bocal a l'air ouvert ?"),
    ("fr", "y a-t-il un chat dans le magasin ?"),
    ("es", "¿está abierta la puerta?"),
    ("es", "¿qué ambiente tiene esta tienda?"),
    ("es", "¿hay alguien en la imagen?"),
    ("es", "los tomates se ven maduros?"),
    ("es", "¿las cajas tienen polvo?"),
    ("es", "¿de qué color es la pared?"),
    ("es", "¿qué está pasando en esta foto?"),
    ("es", "¿está muy oscura la foto?"),
    ("es", "¿qué opinas de mi estante?"),
    ("es", "¿se lee bien el letrero?"),
    ("es", "hay hielo en el congelador"),
    ("es", "¿algo se ve peligroso?"),
    ("es", "¿hay latas abolladas?"),
    ("es", "¿mis empleados llevan uniforme?"),
    ("sw", "je mlango uko wazi?"),
    ("sw", "hali ya duka hili ikoje?"),
    ("sw", "kuna mtu kwenye picha?"),
    ("sw", "mkate unaonekana mpya?"),
    ("sw", "kuna chupa inavuja?"),
    ("sw", "rafu imetengenezwa kwa nini?"),
    ("sw", "elezea unachokiona"),
    ("sw", "picha haionekani vizuri?"),
    ("sw", "rafu yangu inaonekanaje?"),
    ("sw", "chupa zimeelekea mbele?"),
    ("sw", "kuna uchafu sakafuni?"),
    ("sw", "kuna waya unaning'inia"),
    ("sw", "pakiti ya maziwa imevimba?"),
    ("sw", "kaunta imepangwa vizuri?"),
    ("ar", "هل الباب مفتوح؟"),
    ("ar", "كيف هو جو هذا المحل؟"),
    ("ar", "هل الأنوار شغالة"),
    ("ar", "هل يوجد زبائن ينتظرون؟"),
    ("ar", "هل الزجاج مكسور؟"),
    ("ar", "هل الرف من الخشب أم من الحديد؟"),
    ("ar", "ممكن توصف الصورة"),
    ("ar", "هل يبدو سوبرماركت أم كشك؟"),
    ("ar", "هل العرض بتاعي شكله حلو؟"),
    ("ar", "هل الملصقات متجهة للأمام؟"),
    ("ar", "هل يوجد شرخ في زجاج الثلاجة؟"),
    ("ar", "هل الفيشة موصلة؟"),
    ("ar", "هل غطاء البرطمان يبدو مفتوح؟"),
    ("ar", "هل يوجد قطة في المحل؟"),
    ("en", "is the gate shut?"),
    ("en", "does this bottle cap look loose?"),
    ("en", "is the light in the cooler off?"),
    ("en", "can you tell me what you notice in this picture"),
    ("en", "does the front of the shop look attractive?"),
    ("en", "is somebody smoking"),
    ("en", "did somebody spill something"),
    ("fr", "le portail est-il fermé ?"),
    ("fr", "le bouchon de cette bouteille a-t-il l'air mal vissé ?"),
    ("fr", "il y a des mouches autour du pain ?"),
    ("fr", "qu'est-ce qui ne va pas sur cette photo"),
    ("fr", "l'autocollant se décolle-t-il"),
    ("fr", "faut-il nettoyer le frigo ?"),
    ("fr", "la poubelle déborde-t-elle ?"),
    ("es", "¿está cerrado el portón?"),
    ("es", "¿la tapa de esta botella se ve floja?"),
    ("es", "¿está apagada la luz de la nevera?"),
    ("es", "¿la imagen está bastante nítida?"),
    ("es", "¿hay latas hinchadas?"),
    ("es", "¿el cartel está al revés?"),
    ("sw", "geti limefungwa?"),
    ("sw", "kifuniko cha chupa hii kinaonekana kimelegea?"),
    ("sw", "taa ya friji imezimwa?"),
    ("sw", "kuna shida gani kwenye picha hii?"),
    ("sw", "stika inabanduka?"),
    ("sw", "friji inahitaji kusafishwa?"),
    ("sw", "pipa la taka limejaa?"),
    ("ar", "هل البوابة مقفولة؟"),
    ("ar", "هل غطاء الزجاجة دي باين مش محكم؟"),
    ("ar", "نور الثلاجة مطفي؟"),
    ("ar", "قولي ملاحظاتك على الصورة"),
    ("ar", "هل واجهة المحل شكلها جذاب؟"),
    ("ar", "هل في حد بيدخن؟"),
    ("ar", "هل حد دلق حاجة؟"),
]
CLOSED = [
    ("en", "is there milk?"),
    ("en", "is the milk on the second shelf?"),
    ("en", "how many doors does the fridge have?"),
    ("en", "how many people are in the picture"),
    ("en", "where is the door?"),
    ("en", "what is the price of the door mat?"),
    ("en", "what did customers buy today"),
    ("en", "a customer took 3 coke"),
    ("en", "do you have fresh milk?"),
    ("en", "are my alerts on?"),
    ("en", "which orders are open"),
    ("es", "qué pedidos están abiertos"),
    ("sw", "oda gani ziko wazi"),
    ("en", "the floor is wet"),
    ("fr", "le lait est-il sur la deuxième étagère ?"),
    ("fr", "combien de personnes sur la photo"),
    ("fr", "où est la porte ?"),
    ("fr", "un client a pris 3 coca"),
    ("es", "¿cuántas personas hay en la foto?"),
    ("es", "¿tenemos leche fresca?"),
    ("sw", "kuna watu wangapi kwenye picha"),
    ("sw", "mteja amechukua coke 3"),
    ("ar", "كم شخص في الصورة"),
    ("ar", "هل عندنا حليب طازج؟"),
]


def heard(text: str, language: str, names: NameIndex = NAMES) -> Intent:
    (wish,) = understand(text, language=language, names=names).intents
    return wish


@pytest.mark.parametrize(("language", "text"), OPEN)
def test_how_something_looks_is_an_open_question(language: str, text: str) -> None:
    assert isinstance(heard(text, language), AskPicture)


@pytest.mark.parametrize(("language", "text"), CLOSED)
def test_numbers_prices_and_places_are_no_open_questions(
    language: str, text: str
) -> None:
    assert not isinstance(heard(text, language), AskPicture)


def test_question_moves_no_stock_of_what_nobody_sells() -> None:
    said = understand("les paquets sont-ils écrasés ?", language="fr", names=NAMES)

    assert not any(isinstance(wish, Move) for wish in said.intents)


def test_word_of_a_scene_that_names_a_product_is_that_product() -> None:
    names = NameIndex.of([("cat", "Whiskas Cat Food 1kg"), ("coke", "Coke")])

    assert not isinstance(heard("is there cat food?", "en", names), AskPicture)
    assert isinstance(heard("is there a dog in the shop?", "en", names), AskPicture)
