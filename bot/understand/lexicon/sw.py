"""Swahili: the most frequent verbs of a shop."""

from bot.understand.lexicon.concepts import Concept, Lexicon

LEXICON = Lexicon(
    language="sw",
    phrases={
        Concept.COUNT: (
            "ngapi", "ni ngapi", "kuna ngapi", "nina ngapi", "tuna ngapi", "hesabu",
            "idadi ya", "zimebaki ngapi", "imebaki ngapi", "vimebaki ngapi",
            "hesabu ya",
            "mangapi", "wangapi", "zipo ngapi", "kuna idadi gani ya", "ziko ngapi",
        ),
        Concept.HAVE: ("je kuna", "tuna", "nina", "je tuna", "je nina", "una"),
        Concept.THERE_ARE: ("kuna", "nina", "tuna", "ziko", "zipo", "nimehesabu"),
        Concept.LEFT: (
            "zimebaki", "imebaki", "vimebaki", "yamebaki", "baki", "zilizobaki",
            "iliyobaki", "bado", "dukani", "iko", "ipo",
        ),
        Concept.STOCK: (
            "stoki", "stock", "orodha", "bidhaa", "bidhaa zote", "hesabu yote",
            "orodha ya bidhaa", "nina nini", "kuna nini", "bidhaa zangu", "akiba",
            "mali",
        ),
        Concept.MISSING: (
            "nini kimeisha", "umeisha", "limeisha", "imeisha", "zimeisha", "kimeisha",
            "vimeisha", "hakuna",
            "inakosekana", "zinakosekana", "nini kinakosekana", "nini hakuna",
            "yameisha",
            "nini zimeisha", "nini imeisha", "nini inakosekana", "kinakosekana",
        ),
        Concept.LOW: (
            "inakaribia kuisha", "zinakaribia kuisha", "kinakaribia kuisha", "chache",
            "nini kinakaribia kuisha", "pungufu", "imepungua", "zimepungua",
            "nini inakaribia kuisha", "nini kimepungua", "nini zimepungua",
        ),
        Concept.PRICE: (
            "bei", "bei ya", "bei gani", "ni bei gani", "inauzwa", "inauzwa kwa",
            "bei ya kuuza", "shilingi ngapi", "ni shilingi ngapi", "pesa ngapi",
            "ni pesa ngapi",
        ),
        Concept.SET: ("weka", "badilisha", "sahihisha", "rekebisha", "badili", "iwe"),
        Concept.SALE: (
            "nimeuza", "tumeuza", "niliuza", "uza", "zimeuzwa", "imeuzwa", "mauzo ya",
            "nimeuzia", "tuliuza", "mauzo",
        ),
        Concept.DELIVERY: (
            "nimepokea", "tumepokea", "nimenunua", "tumenunua", "zimefika", "imefika",
            "nimeletewa", "pokea", "nilipokea", "nimeongeza", "tumeletewa", "vimefika",
        ),
        Concept.LOSS: (
            "zimeharibika", "imeharibika", "zimeoza", "imeoza", "zimepotea", "imepotea",
            "zimevunjika", "imevunjika", "zimeibiwa", "imeibiwa", "nimepoteza",
            "zimepitwa na wakati", "imepitwa na wakati", "vimeharibika", "vimevunjika",
            "zimeexpire", "imeexpire", "ime-expire", "zime-expire", "yameharibika",
        ),
        Concept.ADD: ("ongeza",),
        Concept.REMOVE: ("ondoa", "futa", "toa"),
        Concept.RENAME: ("badilisha jina la", "ipe jina", "badili jina la"),
        Concept.ALIAS: ("pia inaitwa", "inaitwa pia", "inaitwa"),
        Concept.MINIMUM: (
            "kiwango cha chini", "angalau", "kiwango cha chini cha", "chini ya",
            "niambie",
        ),
        Concept.UNDO: (
            "tengua", "rudisha", "futa hiyo", "nimekosea", "rudi nyuma", "batilisha",
            "makosa",
        ),
        Concept.REDO: ("fanya tena", "rudia"),
        Concept.YES: (
            "ndiyo", "ndio", "naam", "sawa", "haya", "sawa sawa", "ni sawa", "eeh",
        ),
        Concept.NO: ("hapana", "la", "siyo", "acha", "hakuna kati ya hizo", "sio"),
        Concept.HELP: (
            "msaada", "nisaidie", "saidia", "unaweza kufanya nini", "naomba msaada",
        ),
        Concept.GREETING: (
            "habari", "jambo", "hujambo", "mambo", "shikamoo", "habari yako", "sasa",
            "habari za asubuhi", "habari za leo", "salamu", "niaje", "habari gani",
            "vipi",
        ),
        Concept.THANKS: (
            "asante", "asante sana", "shukrani", "nashukuru", "ahsante", "kwaheri",
            "vizuri",
        ),
        Concept.LANGUAGE: ("lugha", "kwa", "ongea", "jibu kwa", "zungumza"),
        Concept.CURRENCY: ("sarafu", "fedha"),
        Concept.NEW: ("bidhaa mpya", "ninauza pia", "nauza pia"),
        Concept.THIS_IS: (
            "hii ni", "hizi ni", "huyu ni", "hiki ni", "hili ni", "jina ni", "jina",
            "hizo ni", "bidhaa mpya",
        ),
        Concept.IS: ("ni", "iwe", "zina", "ina"),
        Concept.NOT: ("si", "sio", "siyo"),
        Concept.ALSO: ("pia", "vilevile"),
        Concept.TO: ("kwa", "kuwa", "hadi", "iwe"),
        Concept.OF: ("ya", "za", "la", "wa", "cha", "vya"),
        Concept.AND: ("na", "halafu", "kisha"),
        Concept.EACH: ("kila moja", "kila"),
        Concept.GROUP: ("namba", "nambari"),
        Concept.SKIP: ("x", "acha", "hapana", "si bidhaa"),
        Concept.IT: ("hiyo", "hizo", "hizi", "hii", "zile", "hivyo"),
        Concept.FILLER: (
            "tafadhali", "tu", "leo", "sasa", "bado", "je", "naomba", "jana", "ni",
            "pia",
            "kwa", "mimi", "bosi", "samahani", "hivi", "jumla", "kuna", "nina", "tuna",
            "ziko", "zimebaki", "imebaki", "dukani",
        ),
        Concept.SHOW: ("nionyeshe", "onyesha", "nipe", "nini", "niambie", "nione"),
    },
    numbers={
        "sifuri": 0, "moja": 1, "mbili": 2, "tatu": 3, "nne": 4, "tano": 5, "sita": 6,
        "saba": 7, "nane": 8, "tisa": 9, "kumi": 10, "ishirini": 20, "thelathini": 30,
        "arobaini": 40, "hamsini": 50, "sitini": 60, "sabini": 70, "themanini": 80,
        "tisini": 90,
    },
    units={
        "katoni": "carton", "kreti": "crate", "kreti za": "crate", "dazani": "dozen",
        "pakiti": "pack", "boksi": "box", "chupa": "piece", "kopo": "piece",
        "makopo": "piece", "mfuko": "bag", "mifuko": "bag", "vipande": "piece", "x":
        "piece",
    },
    goods={
        "maziwa": "milk", "mkate": "bread", "mikate": "bread", "mchele": "rice",
        "sukari": "sugar", "maji": "water", "mayai": "eggs", "yai": "egg", "mafuta":
        "oil",
        "sabuni": "soap", "bia": "beer", "juisi": "juice", "chumvi": "salt",
        "unga": "flour", "chai": "tea", "kahawa": "coffee", "siagi": "butter",
    },
    ordinals={"kwanza": 1, "pili": 2},
)  # fmt: skip
