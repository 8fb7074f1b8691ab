"""Spanish: the most frequent verbs of a shop."""

from bot.understand.lexicon.concepts import Concept, Lexicon

LEXICON = Lexicon(
    language="es",
    phrases={
        Concept.COUNT: (
            "cuántos", "cuántas", "cuánto", "cuánta", "cuántos hay de",
            "cuántas hay de",
            "cuántos quedan de", "cuántas quedan de", "cuánto queda de", "número de",
            "cantidad de", "cuenta", "contar", "stock de", "qué cantidad de",
        ),
        Concept.HAVE: (
            "hay", "tengo", "tenemos", "queda", "quedan", "todavía hay", "aún hay",
            "todavía tengo",
        ),
        Concept.THERE_ARE: (
            "hay", "tengo", "tenemos", "quedan", "queda", "conté", "he contado",
        ),
        Concept.LEFT: (
            "quedan", "queda", "restantes", "en stock", "hay", "tengo", "me quedan",
            "me queda", "en la tienda", "tenemos", "nos quedan", "en existencia",
            "disponibles",
        ),
        Concept.STOCK: (
            "inventario", "lista", "existencias", "stock", "todo", "productos",
            "mis productos", "qué tengo", "qué hay", "lista de productos",
            "mi inventario",
            "todos los productos", "todo el inventario", "qué tengo en stock",
            "qué tenemos",
        ),
        Concept.MISSING: (
            "falta", "faltan", "qué falta", "agotado", "agotados", "huecos", "vacío",
            "se acabó", "se acabaron", "no hay", "ya no hay", "no queda", "no quedan",
            "qué se acabó", "sin stock", "se agotó", "se agotaron", "está agotado",
            "qué productos faltan", "qué está agotado", "ya no queda", "no tengo",
        ),
        Concept.LOW: (
            "bajo", "poco", "stock bajo", "pocos", "casi agotado", "por acabarse",
            "bajos",
            "qué está bajo", "qué se está acabando", "se está acabando", "queda poco",
            "qué hay que pedir", "de qué queda poco", "casi agotados",
            "está por acabarse",
        ),
        Concept.PRICE: (
            "precio", "precio de", "precio del", "el precio de", "el precio del",
            "cuesta",
            "cuestan", "cuánto cuesta", "cuánto cuestan", "cuánto vale", "vale",
            "valen",
            "a cuánto está", "se vende a", "precio de la", "cuál es el precio de",
            "el precio",
            "a cómo está", "cuál es el precio del", "cuál es el precio",
        ),
        Concept.SET: (
            "pon", "poner", "cambia", "cambiar", "corrige", "corregir", "ajusta",
            "actualiza", "que sean", "ponle",
        ),
        Concept.SALE: (
            "vendí", "vendimos", "vendido", "vendidos", "se vendieron", "se vendió",
            "vendidas",
            "he vendido", "hemos vendido", "venta de", "venta", "ventas", "vendi",
            "vendo",
        ),
        Concept.DELIVERY: (
            "recibí", "recibimos", "llegaron", "llegó", "compré", "compramos",
            "recibido",
            "he recibido", "hemos recibido", "entrega de", "entraron", "me llegaron",
            "entrega", "recibidos", "nos llegaron", "he comprado",
        ),
        Concept.LOSS: (
            "vencidos", "vencido", "perdí", "perdimos", "rotos", "roto", "dañados",
            "dañado",
            "robados", "robado", "caducados", "caducado", "tiré", "se rompieron",
            "se rompió",
            "se vencieron", "caducaron", "rotas", "vencidas", "podridos", "se dañaron",
            "me robaron", "están vencidos", "están rotos", "botamos", "boté",
            "se echaron a perder",
            "vencieron", "rota", "vencida", "caducadas",
        ),
        Concept.ADD: ("añade", "agrega", "suma", "agregar", "añadir", "más"),
        Concept.REMOVE: (
            "elimina", "quita", "borra", "ya no vendo", "eliminar", "quitar", "borrar",
            "resta", "menos",
        ),
        Concept.RENAME: (
            "renombra", "renombrar", "cambia el nombre de", "cámbiale el nombre a",
        ),
        Concept.ALIAS: (
            "también se llama", "alias", "se llama también", "también conocido como",
            "se llama",
        ),
        Concept.MINIMUM: (
            "mínimo", "mínimo de", "el mínimo de", "al menos", "mín", "avísame cuando",
            "menos de", "por debajo de", "baje de", "mínimo para", "el mínimo del",
            "haya menos de",
        ),
        Concept.PACK_SIZE: ("por caja", "en una caja", "por paquete", "por cartón"),
        Concept.UNDO: (
            "deshacer", "deshaz", "anula", "anular", "cancela", "deshazlo",
            "me equivoqué",
            "está mal", "cancelar", "error", "deshaz eso", "revertir", "retrocede",
        ),
        Concept.REDO: ("rehacer", "rehaz", "rehazlo"),
        Concept.YES: (
            "sí", "claro", "vale", "correcto", "de acuerdo", "ok", "por supuesto",
            "exacto", "así es", "dale", "bueno",
        ),
        Concept.NO: (
            "no", "no gracias", "déjalo", "ninguno", "ninguna", "ahora no", "nada",
        ),
        Concept.HELP: (
            "ayuda", "ayúdame", "qué puedes hacer", "cómo funciona", "qué sabes hacer",
            "cómo se usa", "necesito ayuda",
        ),
        Concept.GREETING: (
            "hola", "buenos días", "buenas tardes", "buenas noches", "buenas",
            "qué tal", "cómo estás", "buen día",
        ),
        Concept.THANKS: (
            "gracias", "muchas gracias", "genial", "perfecto", "excelente", "adiós",
            "muy bien", "hasta luego", "chao",
        ),
        Concept.LANGUAGE: (
            "idioma", "habla", "en", "habla en", "responde en", "cambia el idioma",
            "lengua",
        ),
        Concept.CURRENCY: ("moneda", "divisa", "la moneda", "mi moneda"),
        Concept.NEW: (
            "nuevo producto", "producto nuevo", "también vendo", "vendo también",
            "agrega el producto",
        ),
        Concept.THIS_IS: (
            "esto es", "este es", "esta es", "estos son", "es", "estas son", "es el",
            "es la",
            "este producto es", "nombre", "aquí está", "nuevo producto", "producto",
        ),
        Concept.IS: (
            "es", "son", "está en", "están", "igual a", "era", "eran", "está", "está a",
            "tiene",
        ),
        Concept.NOT: ("no es", "no son"),
        Concept.ALSO: ("también", "además"),
        Concept.TO: ("a", "en", "como", "por", "para"),
        Concept.OF: ("de", "del", "de la", "de los", "de las"),
        Concept.AND: ("y", "e", "luego", "y también", "y luego"),
        Concept.EACH: (
            "cada uno", "cada una", "por unidad", "la unidad", "c/u", "por pieza",
        ),
        Concept.GROUP: ("número", "el número", "num", "nº", "el", "no."),
        Concept.ONE: ("un", "una"),
        Concept.SKIP: ("x", "nada", "ignora", "no es un producto", "no", "omitir"),
        Concept.IT: (
            "eso", "esos", "esas", "ese", "lo mismo", "los mismos", "ellos", "esto",
        ),
        Concept.FILLER: (
            "por favor", "porfa", "el", "la", "los", "las", "mi", "mis", "hoy",
            "ahora", "solo", "todavía", "aún", "ya", "me", "nos", "yo", "que", "pues",
            "ayer",
            "esta mañana", "hay", "tengo", "se", "más", "en total", "tenemos", "lo",
            "qué",
            "cuáles", "cuál", "quedan", "queda", "disculpa", "perdón", "oye", "jefe",
        ),
        Concept.SHOW: (
            "muestra", "muéstrame", "dame", "ver", "qué", "cuál es", "cuáles son",
            "dime", "enséñame", "lista de", "quiero ver",
        ),
    },
    numbers={
        "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
        "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece":
        13,
        "catorce": 14, "quince": 15, "dieciséis": 16, "diecisiete": 17, "dieciocho": 18,
        "diecinueve": 19, "veinte": 20, "veintiuno": 21, "veintidós": 22, "veinticinco":
        25,
        "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
        "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100, "mil": 1000,
    },
    units={
        "caja": "box", "cajas": "box", "cartón": "carton", "cartones": "carton",
        "docena": "dozen", "docenas": "dozen", "paquete": "pack", "paquetes": "pack",
        "botella": "piece", "botellas": "piece", "lata": "piece", "latas": "piece",
        "bolsa": "bag", "bolsas": "bag", "unidades": "piece", "unidad": "piece",
        "piezas": "piece", "pieza": "piece", "x": "piece",
    },
    goods={
        "leche": "milk", "pan": "bread", "panes": "bread", "arroz": "rice", "azúcar":
        "sugar",
        "agua": "water", "huevos": "eggs", "huevo": "egg", "aceite": "oil", "jabón":
        "soap",
        "cerveza": "beer", "cervezas": "beer", "jugo": "juice", "zumo": "juice", "sal":
        "salt",
        "harina": "flour", "té": "tea", "café": "coffee", "mantequilla": "butter",
    },
    ordinals={
        "primero": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercero": 3, "tercera":
        3,
    },
)  # fmt: skip
