"""What a shopkeeper says in five languages, with the names of a shop at hand.

Each row is the message and the wishes as short text: the kind, then what is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from bot.understand.grammar import understand
from bot.understand.intents import Intent, Item, Named
from bot.understand.names import NameIndex

SHOP = NameIndex.of(
    [
        ("cola", "Kivo Cola 50cl"),
        ("cola-big", "Kivo Cola 1.5L"),
        ("orange", "Orbit Orange 50cl"),
        ("milk", "Tarmo Milk 400g"),
        ("sugar", "Sefi Sugar 1kg"),
        ("eggs", "Eggs"),
        ("bread", "Nandi Bread"),
        ("soap", "Bluma Soap 150g"),
        ("rice", "Sunda Rice 5kg"),
    ]
)

ENGLISH = """
how many of the big kivo do we still have        | Count cola-big
pls check sugar for me                           | Count sugar
hw many sugr remanin                             | Count sugar
wetin be the number of bread wey remain          | Count bread
is there enough milk left                        | Count milk
how many bananas do i have                       | Count ?bananas
show me all the drinks                           | ListStock drinks
wetin don finish for shop                        | Missing
what am i running low on                         | LowStock
where did i put the soap                         | WhereIs soap
how fast does sugar sell                         | SalesSpeed sugar
how many eggs do i sell per day                  | SalesSpeed eggs
what sells the most this week                    | BestSellers week
which goods are not moving                       | BestSellers slowest
how much is my stock worth                       | StockValue
when did i last receive milk                     | History milk delivery
how many eggs did i sell yesterday               | History eggs sale yesterday
sold 2 milk and one bread, how many are left?    | Move sale milk 2 bread 1; Count
i don sell 3 orbit                               | Move sale orange 3
a customer took half a carton of soap            | Move sale soap 0.5 carton
got 1.5 kg sugar                                 | Move delivery sugar 1.5 kg
rats ate 2 bread                                 | Move loss bread 2
sold 1 soap, 2 bread and got 4 milk | Move sale soap 1 bread 2; Move delivery milk 4
sugar is not 14, it's 12                         | Correct sugar 12
it's 12 not 14                                   | Correct it 12
and the orange one?                              | Also orange
what does milk go for                            | PriceOf milk
where is soap cheapest                           | ComparePrices soap
we now sell milk at 550                          | SetPrice milk 550
i buy sugar for 300 naira                        | SetCost sugar 300
merge orbit and soap                             | MergeProducts orange soap
sefi means sugar from brazil                     | AddAlias sugar sugar from brazil
the carton of soap has 24                        | SetPackSize soap 24 carton
we get milk from Mega Traders                    | SetSupplier milk Mega Traders
alert me when eggs are below 10                  | SetAlert eggs low 10
tell me when any drinks are under 5              | SetAlert drinks low 5
let me know when sugar gets cheaper              | SetAlert sugar price
stop alerting me about bread                     | StopAlert bread
remind me in 2 hours                             | Snooze 120
why did you send this                            | Why
what should i buy with 8k for the weekend        | WhatToBuy 8000 weekend
order 5 cartons of milk from Ali                 | DraftOrder milk 5 carton Ali
send the order                                   | ApproveOrder
add a new cashier                                | Invite staff
make Amina a manager                             | SetRole Amina manager
John no longer works here                        | RemoveMember John
switch to my other shop                          | SwitchShop
my shop is called Chez Awa                       | NameShop Chez Awa
this shelf is the drinks shelf                   | NameShelf drinks
send me an excel of everything                   | Export xlsx
delete all my data                               | DeleteData
prices are in naira                              | SetCurrency NGN
you are useless                                  | Insult
who won the match yesterday                      | NotUnderstood
which shelves do you know                        | ListShelves
does the fridge match the plan                   | Compliance fridge
forget the plan of the drinks shelf              | ForgetPlan drinks
what is missing in the fridge                    | Missing fridge
what is missing on the shelf                     | Missing
take the prices from the tags                    | AcceptPrices
what is this product?                            | LookUp
look up 5449000000996                            | LookUp 5449000000996
share my prices                                  | SharePrices is_on
stop sharing my prices                           | SharePrices
why should i buy 24 sugar                        | ExplainRestock sugar
what is disappearing                             | Shrink
shrinkage of milk this month                     | Shrink milk month
shelf life of bread is 5 days                    | SetShelfLife bread 5
make sugar 3 crates in the order                 | EditOrder sugar 3 crate
drop soap from the order                         | EditOrder soap
Bottlers comes on Tuesdays and Fridays | DescribeSupplier Bottlers tuesday friday
minimum order of Bottlers is 5000                | DescribeSupplier Bottlers 5000
email of Bottlers is b@b.example | DescribeSupplier Bottlers b@b.example
show me sugar this month                         | Trend sugar month
graph of milk price this year                    | Trend milk price year
weekly summary                                   | WeeklySummary
send the summary every monday                    | SetSummaryDay monday
stop the weekly summary                          | SetSummaryDay
milk 3, sugar 2, sold                            | Move sale milk 3 sugar 2
i bought the sugar at 1800 each                  | SetCost sugar 1800
cost of sugar is 1900                            | SetCost sugar 1900
sugar went up its now 900                        | SetPrice sugar 900
sold sugar x4                                    | Move sale sugar 4
stop disturbing me about eggs                    | StopAlert eggs
new shop                                         | SwitchShop
milk and sugar are the same thing, merge them    | MergeProducts milk sugar
wats d price of rice                             | PriceOf rice
sold milk at 500                                 | SetPrice milk 500
what is missing on shelf 1?                       | Missing shelf 1
what is on shelf 2?                               | ListStock shelf 2
which orders are open                             | ListOrders
tell me when soap is under 50 elsewhere           | SetAlert soap price 50
when was what out of stock                        | Trend stock_outs
which shelf has more soap                         | WhereIs soap is_most
which shelf is the soap on                        | WhereIs soap
"""

FRENCH = """
il me reste combien de lait                      | Count milk
y a encore du sucre                              | Count sugar
combien de gros kivo                             | Count cola-big
j'ai vendu deux laits et un pain                 | Move sale milk 2 bread 1
on m'a livré 3 cartons de savon                  | Move delivery soap 3 carton
2 pains sont périmés                             | Move loss bread 2
où est rangé le savon                            | WhereIs soap
à combien je vends le lait                       | PriceOf milk
mets le prix du sucre à 1 500 FCFA               | SetPrice sugar 1500
préviens-moi quand il reste moins de 5 pains     | SetAlert bread low 5
où est le lait le moins cher                     | ComparePrices milk
qu'est-ce que je dois acheter pour le week-end avec 20 000 francs \
| WhatToBuy 20000 weekend
le sucre n'est pas à 14 mais à 12                | Correct sugar 12
je ne vends plus de savon                        | Remove soap
et le riz ?                                      | Also rice
annule la dernière opération                     | Undo
envoie-moi le stock en excel                     | Export xlsx
quelles étagères connais-tu                      | ListShelves
le frigo respecte le plan ?                      | Compliance frigo
oublie le plan du frigo                          | ForgetPlan frigo
prends les prix des étiquettes                   | AcceptPrices
c'est quoi ce produit                            | LookUp
partage mes prix                                 | SharePrices is_on
arrête de partager mes prix                      | SharePrices
pourquoi acheter 24 sucre                        | ExplainRestock sugar
qu'est-ce qui disparaît                          | Shrink
durée de conservation du pain 5 jours            | SetShelfLife bread 5
retire le savon de la commande                   | EditOrder soap
Bottlers livre le mardi et le vendredi | DescribeSupplier Bottlers tuesday friday
minimum de commande de Bottlers 5000             | DescribeSupplier Bottlers 5000
graphique des ventes de sucre ce mois            | Trend sugar sales month
résumé de la semaine                             | WeeklySummary
envoie le résumé tous les lundis                 | SetSummaryDay monday
cb de sucre il reste                             | Count sugar
keskil manque                                    | Missing
j'ai acheté le sucre à 1800 l'unité              | SetCost sugar 1800
le sucre a augmenté maintenant c'est 900         | SetPrice sugar 900
dis moi quand le pain descend sous 4             | SetAlert bread low 4
que manque-t-il sur l'étagère 1 ?   | Missing étagère 1
quelle est la valeur du stock dans le temps   | Trend value
qu'est-ce qui était en rupture et quand   | Trend stock_outs
quelle étagère a le plus de soap   | WhereIs soap is_most
le coût du soap est 60   | SetCost soap 60
"""

SPANISH = """
cuántos huevos me quedan                         | Count eggs
hay leche todavía                                | Count milk
vendí dos leches y un pan                        | Move sale milk 2 bread 1
me trajeron 3 cajas de jabón                     | Move delivery soap 3 box
se rompieron 4 huevos                            | Move loss eggs 4
a cómo está el azúcar                            | PriceOf sugar
cuánto vale la leche                             | PriceOf milk
la leche vale 15 pesos                           | SetPrice milk 15
avísame cuando queden menos de 5 panes           | SetAlert bread low 5
qué compro con 8 mil pesos                       | WhatToBuy 8000
no son 14, son 12                                | Correct it 12
dónde sale más barato el arroz                   | ComparePrices rice
ya no vendemos jabón                             | Remove soap
y el arroz                                       | Also rice
recuérdamelo mañana                              | Snooze tomorrow
qué estantes conoces                             | ListShelves
la nevera cumple con el plan?                    | Compliance nevera
olvida el plan de la nevera                      | ForgetPlan nevera
toma los precios de las etiquetas                | AcceptPrices
qué es esto                                      | LookUp
comparte mis precios                             | SharePrices is_on
deja de compartir mis precios                    | SharePrices
por qué comprar 24 azúcar                        | ExplainRestock sugar
qué está desapareciendo                          | Shrink
el pan caduca en 5 días                          | SetShelfLife bread 5
quita el jabón del pedido                        | EditOrder soap
Bottlers viene los martes y viernes | DescribeSupplier Bottlers tuesday friday
pedido mínimo de Bottlers 5000                   | DescribeSupplier Bottlers 5000
gráfica de ventas de azúcar este mes             | Trend sugar sales month
resumen de la semana                             | WeeklySummary
manda el resumen cada lunes                      | SetSummaryDay monday
cto azúcar queda                                 | Count sugar
ya no hay azúcar                                 | Correct sugar 0
subió el azúcar ahora está en 12.50              | SetPrice sugar 12.50
hazme una lista de compras de 1500               | WhatToBuy 1500
¿qué falta en el estante 1?   | Missing estante 1
avísame cuando el soap esté más barato en otro lado | SetAlert soap price
cuánto vale el stock en el tiempo   | Trend value
qué estante tiene más soap   | WhereIs soap is_most
qué se agotó y cuándo   | Trend stock_outs
"""

SWAHILI = """
maziwa yamebaki mangapi                          | Count milk
bado kuna sukari                                 | Count sugar
nimeuza mayai kumi na mbili                      | Move sale eggs 12
tumeuza maziwa 2 na mkate mmoja                  | Move sale milk 2 bread 1
nimeletewa katoni tatu za sabuni                 | Move delivery soap 3 carton
mayai 4 yamevunjika                              | Move loss eggs 4
sukari ni bei gani                               | PriceOf sugar
bei ya maziwa sasa ni 65                         | SetPrice milk 65
niambie mkate ukifika chini ya 5                 | SetAlert bread low 5
niko na bob 5000 ninunue nini                    | WhatToBuy 5000
sabuni iko wapi                                  | WhereIs soap
hatuuzi sabuni tena                              | Remove soap
na mchele?                                       | Also rice
nimekosea                                        | Undo
rafu gani unazijua                               | ListShelves
friji inafuata mpango?                           | Compliance friji
hii ni nini                                      | LookUp
kubali bei za lebo                               | AcceptPrices
shiriki bei zangu na wengine                     | SharePrices is_on
acha kushiriki bei zangu                         | SharePrices
kwa nini ninunue sukari                          | ExplainRestock sugar
nini kinapotea                                   | Shrink
mkate unakaa siku 5                              | SetShelfLife bread 5
ondoa sabuni kwenye oda                          | EditOrder soap
Bottlers analeta kila jumanne                    | DescribeSupplier Bottlers tuesday
oda ya chini ya Bottlers ni 5000                 | DescribeSupplier Bottlers 5000
grafu ya mauzo ya sukari mwezi huu               | Trend sugar sales month
muhtasari wa wiki                                | WeeklySummary
nitumie muhtasari kila jumatatu                  | SetSummaryDay monday
mkate upo?                                       | Count bread
sukari imepanda sasa ni shilingi 900             | SetPrice sugar 900
acha kunisumbua na mayai                         | StopAlert eggs
nini kinakosekana kwenye rafu 1?   | Missing rafu 1
niambie soap ikiwa bei rahisi kwingine   | SetAlert soap price
gharama ya soap ni 60   | SetCost soap 60
nini kiliisha lini   | Trend stock_outs
rafu gani ina soap nyingi   | WhereIs soap is_most
"""

ARABIC = """
فاضل كام بيضة                                    | Count eggs
لسه فيه عيش                                      | Count bread
كم بقي من كيفو الكبيرة                           | Count cola-big
هل نفد السكر                                     | Count sugar
بعت ٣ لبن و٢ عيش                                 | Move sale milk 3 bread 2
استلمت كرتونتين صابون                            | Move delivery soap 2 carton
انكسر ٤ بيض                                      | Move loss eggs 4
بكام السكر                                       | PriceOf sugar
خلي سعر السكر ٤٠ جنيه                            | SetPrice sugar 40
السكر ١٢ مش ١٤                                   | Correct sugar 12
نبهني لما السكر يقل عن ٥                         | SetAlert sugar low 5
معايا ٨٠٠٠ جنيه اشتري ايه                        | WhatToBuy 8000
فين الصابون                                      | WhereIs soap
مش هبيع صابون تاني                               | Remove soap
وماذا عن الأرز                                   | Also rice
فكرني بعد ساعتين                                 | Snooze 120
خلي احمد مدير                                    | SetRole احمد manager
ايه الرفوف اللي عندي                             | ListShelves
التلاجة مطابقة للخطة؟                            | Compliance التلاجة
ايه المنتج ده                                    | LookUp
خد الاسعار من البطاقات                           | AcceptPrices
شارك اسعاري                                      | SharePrices is_on
لا تشارك أسعاري                                  | SharePrices
ليه اشتري ٢٤ سكر                                 | ExplainRestock sugar
ايه اللي بيختفي                                  | Shrink
العيش بيقعد ٥ ايام                               | SetShelfLife bread 5
شيل الصابون من الطلبية                           | EditOrder soap
بوتلرز بيجي يوم الثلاثاء والجمعة | DescribeSupplier بوتلرز tuesday friday
الحد الأدنى للطلب من بوتلرز ٥٠٠٠                 | DescribeSupplier بوتلرز 5000
رسم بياني للمبيعات الشهر ده                      | Trend sales month
ملخص الأسبوع                                     | WeeklySummary
ابعت الملخص كل جمعة                              | SetSummaryDay friday
اتكسر بيضتين                                    | Move loss eggs 2
3andi kam sefi                                   | Count sugar
اشتريت السكر الواحدة ب ٨٠                        | SetCost sugar 80
السكر بقى ب ٢٥٠                                  | SetPrice sugar 250
الفار أكل رغيف عيش                               | Move loss bread 1
بنبيع الرز بكام                                  | PriceOf rice
بعت السكر ب ٢٠                                   | Move sale sugar
السكر ب ٢٠                                       | SetPrice sugar 20
ايه الناقص في الرف 1؟   | Missing الرف 1
قيمة المخزون مع الوقت   | Trend value
اي رف فيه soap اكتر   | WhereIs soap is_most
ايه خلص امتى   | Trend stock_outs
"""


def rows() -> Iterator[Any]:
    """Every line of the tables."""
    tables = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "sw": SWAHILI, "ar": ARABIC}
    for language, table in tables.items():
        for line in table.strip().splitlines():
            said, wanted = (part.strip() for part in line.rsplit("|", 1))
            yield pytest.param(language, said, wanted, id=f"{language}: {said}")


@pytest.mark.parametrize(("language", "said", "wanted"), rows())
def test_message_means(language: str, said: str, wanted: str) -> None:
    understood = understand(said, language=language, names=SHOP)

    assert "; ".join(map(shown, understood.intents)) == wanted


def shown(intent: Intent) -> str:
    """The kind and what is in it; products by their key, unknown ones as "?name"."""
    if type(intent).__name__ == "NotUnderstood":
        return "NotUnderstood"
    parts = [type(intent).__name__]
    for field in fields(intent):
        parts += values(field.name, getattr(intent, field.name))
    return " ".join(parts)


def values(slot: str, value: Any) -> list[str]:
    if isinstance(value, tuple):
        return [shown for part in value for shown in values(slot, part)]
    if isinstance(value, Item):
        number = [] if value.quantity is None else [str(value.quantity)]
        return [key(value.product), *number, *([value.unit] if value.unit else [])]
    if isinstance(value, Named):
        return [key(value)]
    if value is None or (
        slot in {"is_guess", "currency"} and not isinstance(value, str)
    ):
        return []
    if slot == "currency" and value != "NGN":
        return []
    if isinstance(value, bool):
        return [slot] if value else []
    return [str(value)]


def key(named: Named) -> str:
    if not named.phrase:
        return "it"
    found = SHOP.find(named.phrase).found
    return "|".join(found) or f"?{named.phrase}"
