"""What the slots of training utterances are filled with: goods, people, days, money.

Half of the goods are known to the imagined shop and half are not, since people ask for
what it does not sell as well. Used by `training.understanding` only.
"""

from __future__ import annotations

from functools import cache

_KNOWN = """
Bluma Soap 150g|Kivo Cola 50cl|Kivo Cola 1.5L|Tarmo Milk 400g|Sunda Rice 5kg
Zuri Tea|Palma Oil 1L|Nandi Bread|Orbit Orange 50cl|Lemba Flour 2kg|Sefi Sugar 1kg
Maroni Pasta|Gola Tomato Paste|Brava Biscuits|Pingo Yogurt|Rafiki Juice 1L
Dawa Toothpaste|Nuru Candles|Tembo Batteries|Kahawa Coffee 50g|Safi Detergent
Lulu Diapers|Simba Chips|Ndovu Water 600ml|Eggs|Onions|Salt|Matches|Sardine Tins
Noodles Chicken|Noodles Onion|Peanut Butter|Ketchup|Mayonnaise|Tissue Paper
Razor Blades|Body Lotion|Hair Food|Corn Flakes|Chocolate Bar
""".replace("\n", "|")
_UNKNOWN = """
wekwek|dulu powder|basmara|tikolo|fizzina|bolero drink|mango nectar|soya chunks
garri|plantain chips|harissa|couscous|semolina|cassava|groundnuts|candy floss
shampoo lila|bar of wax|cooking gas|airtime|umbrella|socks|pencils|exercise books
mosquito coil|كشري|شاي ليبرا|سمنة|مكرونة|تونة|جبنة|كعك|maharage|dengu|ndengu|omena
sukuma|unga wa dona|galletas|frijoles|atún|salchichas|papel higiénico|jamón|lentejas
moutarde|beignets|attiéké|lessive|vinaigre|confiture|cigarettes|bonbons|couches
piles|bougies|sprout|laggo|mentos
""".replace("\n", "|")
NAMES = (
    "Amina|Joseph|Fatou|Karim|Chidi|Ngozi|Wanjiru|Otieno|Pedro|Lucía|Carmen|Ali|"
    "Hassan|Mona|أحمد|منى|سعيد|Bosco Traders|Mega Store|Al Noor|Chez Awa|"
    "Duka la Mama|Tienda Sol|La Esquina|drinks corner|blue shelf|الركن|رف المشروبات|"
    "Soda ya mama|pop|fizzy|brown sugar|the tall one|Nandi Brown Loaf 600g|"
    "Kivo Zero 33cl|Big Cola|Gaz|Mimi Stores|Dépôt central|Grossiste Diallo|"
    "Distribuidora Luna|شركة النور|مؤسسة الأمل|Kibanda"
).split("|")

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "u": ("cartons", "carton", "packs", "crates", "dozen", "bags", "boxes", "kg"),
        "c": ("drinks", "snacks", "dairy", "cosmetics", "cleaning things", "sweets"),
        "d": ("tomorrow", "the weekend", "friday", "monday", "next week", "the month"),
        "t": ("2 days", "an hour", "3 hours", "a week", "30 minutes", "5 days"),
        "r": ("manager", "staff", "viewer", "owner", "worker", "cashier"),
        "w": ("today", "yesterday", "this week", "last month", "this month"),
        "l": ("english", "french", "swahili", "arabic", "spanish"),
        "money": ("{}", "{} naira", "{} bob", "ksh {}", "₦{}", "{} shillings", "${}"),
        "polite": ("please", "abeg", "hello", "boss", "hey", "pls", "ok", "now", "sir"),
    },
    "fr": {
        "u": ("cartons", "carton", "paquets", "casiers", "douzaines", "sacs", "kilos"),
        "c": ("boissons", "biscuits", "produits laitiers", "cosmétiques", "bonbons"),
        "d": ("demain", "le week-end", "vendredi", "lundi", "la semaine prochaine"),
        "t": ("2 jours", "une heure", "3 heures", "une semaine", "30 minutes"),
        "r": ("gérant", "employé", "vendeur", "lecteur", "associé", "vendeuse"),
        "w": ("aujourd'hui", "hier", "cette semaine", "ce mois", "le mois dernier"),
        "l": ("français", "anglais", "swahili", "arabe", "espagnol"),
        "money": ("{}", "{} francs", "{} FCFA", "{} CFA", "{} dirhams", "{} euros"),
        "polite": (
            "s'il te plaît",
            "stp",
            "bonjour",
            "chef",
            "svp",
            "ok",
            "maintenant",
        ),
    },
    "es": {
        "u": ("cajas", "caja", "paquetes", "cartones", "docenas", "bolsas", "kilos"),
        "c": ("bebidas", "galletas", "lácteos", "dulces", "limpieza"),
        "d": ("mañana", "el fin de semana", "el viernes", "el lunes", "la semana"),
        "t": ("2 días", "una hora", "3 horas", "una semana", "30 minutos"),
        "r": ("encargado", "empleado", "vendedora", "observador", "socio", "gerente"),
        "w": ("hoy", "ayer", "esta semana", "este mes", "el mes pasado"),
        "l": ("español", "inglés", "francés", "árabe", "suajili"),
        "money": ("{}", "{} pesos", "${}", "{} soles", "{} euros", "{} dólares"),
        "polite": ("por favor", "porfa", "hola", "jefe", "oye", "ahora", "amigo"),
    },
    "sw": {
        "u": ("katoni", "kreti", "pakiti", "dazani", "mifuko", "maboksi", "kilo"),
        "c": ("vinywaji", "biskuti", "vipodozi", "maziwa", "vitafunio"),
        "d": ("kesho", "wikendi", "ijumaa", "jumatatu", "wiki ijayo"),
        "t": ("siku 2", "saa moja", "masaa 3", "wiki moja", "dakika 30"),
        "r": ("meneja", "mfanyakazi", "mtazamaji", "mmiliki", "keshia"),
        "w": ("leo", "jana", "wiki hii", "mwezi huu", "wiki iliyopita"),
        "l": ("kiswahili", "kiingereza", "kifaransa", "kiarabu", "kihispania"),
        "money": ("{}", "shilingi {}", "bob {}", "ksh {}", "{} bob", "sh {}"),
        "polite": ("tafadhali", "boss", "hebu", "naomba", "sasa", "mkuu"),
    },
    "ar": {
        "u": ("كرتونة", "كراتين", "علب", "دستة", "صناديق", "أكياس", "كيلو"),
        "c": ("مشروبات", "بسكويت", "ألبان", "حلويات", "منظفات"),
        "d": ("بكرة", "نهاية الأسبوع", "الجمعة", "الاثنين", "الأسبوع القادم"),
        "t": ("ساعة", "3 ساعات", "أسبوع", "5 أيام", "30 دقيقة"),
        "r": ("مدير", "موظف", "محاسب", "شريك", "بائع"),
        "w": ("النهارده", "امبارح", "هذا الأسبوع", "الشهر ده", "اليوم"),
        "l": ("عربي", "انجليزي", "بالفرنسي", "الإسبانية", "العربية"),
        "money": ("{}", "{} جنيه", "{} درهم", "{} ريال", "{} دينار"),
        "polite": ("من فضلك", "لو سمحت", "يا باشا", "طيب", "دلوقتي"),
    },
}


@cache
def known_products() -> tuple[str, ...]:
    """Names of the imagined shop, whole and as people shorten them."""
    whole = [name.strip() for name in _KNOWN.split("|") if name.strip()]
    brands = [name.split()[0] for name in whole if len(name.split()) > 1]
    return tuple(dict.fromkeys([*whole, *brands]))


@cache
def unknown_products() -> tuple[str, ...]:
    return tuple(name.strip() for name in _UNKNOWN.split("|") if name.strip())
