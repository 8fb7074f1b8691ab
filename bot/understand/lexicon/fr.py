"""French: the most frequent verbs of a shop."""

from bot.understand.lexicon.concepts import Concept, Lexicon

LEXICON = Lexicon(
    language="fr",
    phrases={
        Concept.COUNT: (
            "combien de", "combien d'", "combien", "cb de", "combien reste-t-il de",
            "combien il reste de", "combien il me reste de", "combien ai-je de",
            "combien avons-nous de", "nombre de", "il me reste combien de",
            "il reste combien de", "on a combien de", "j'ai combien de", "compte",
            "combien me reste-t-il de", "stock de", "quantité de", "compter",
        ),
        Concept.HAVE: (
            "il reste", "il nous reste", "il en reste",
            "est-ce qu'il reste", "reste-t-il", "y a-t-il", "est-ce que j'ai",
            "est-ce qu'on a", "ai-je", "avons-nous", "as-tu", "est-ce qu'il y a",
            "y a t il", "il y a encore", "ai-je encore", "reste t il",
        ),
        Concept.THERE_ARE: (
            "j'ai", "on a", "nous avons", "il y a", "il y en a", "j'en ai",
            "il reste", "il me reste", "j'ai compté", "on en a", "il en reste",
        ),
        Concept.LEFT: (
            "reste", "restent", "restant", "restants", "en stock", "il reste",
            "encore", "en rayon", "il me reste", "reste-t-il", "en reste-t-il",
            "est-ce qu'il en reste", "il en reste", "me reste-t-il", "j'ai", "on a",
            "en magasin", "disponible", "disponibles",
        ),
        Concept.STOCK: (
            "stock", "inventaire", "liste", "mon stock", "le stock", "tout le stock",
            "tout", "produits", "mes produits", "les produits", "qu'est-ce que j'ai",
            "qu'est-ce que j'ai en stock", "qu'est-ce qu'on a", "liste des produits",
            "tous les produits", "liste du stock", "état du stock", "état des stocks",
        ),
        Concept.MISSING: (
            "manque", "manquent", "manquant", "manquants", "rupture", "en rupture",
            "rupture de stock", "vide", "épuisé", "fini", "il ne reste plus de",
            "plus de", "il n'y a plus de", "je n'ai plus de", "on n'a plus de",
            "qu'est-ce qui manque", "ce qui manque", "que manque-t-il", "terminé",
            "il manque quoi", "quoi manque", "produits manquants", "est fini",
            "qu'est-ce qu'il manque", "qu'est-ce qui est fini", "finis", "épuisés",
        ),
        Concept.LOW: (
            "bas", "stock bas", "stock faible", "stocks bas", "stocks faibles",
            "faible",
            "presque fini", "presque épuisé", "bientôt fini", "à commander",
            "qu'est-ce qui est bas", "bientôt en rupture", "presque terminé",
            "qu'est-ce qui est presque fini", "que dois-je commander",
        ),
        Concept.PRICE: (
            "prix", "le prix", "prix de", "prix du", "prix des", "le prix de",
            "prix d'",
            "le prix du", "le prix des", "coûte", "coûtent", "quel est le prix de",
            "quel est le prix du", "combien coûte", "combien coûtent", "à combien est",
            "combien vaut", "prix de vente", "se vend à", "se vend", "c'est combien",
            "quel est le prix", "quel est le prix des", "à combien",
        ),
        Concept.SET: (
            "mets", "mettre", "change", "changer", "corrige", "corriger", "modifie",
            "fixe", "mettez", "mettons", "modifier", "plutôt", "mets le", "mets la",
        ),
        Concept.SALE: (
            "vendu", "vendus", "vendue", "vendues", "j'ai vendu", "on a vendu", "vente",
            "nous avons vendu", "vente de", "ventes", "je viens de vendre", "vends",
            "ont été vendus", "a été vendu",
        ),
        Concept.DELIVERY: (
            "reçu", "reçus", "reçue", "reçues", "j'ai reçu", "on a reçu", "livraison",
            "livraison de", "nous avons reçu", "acheté", "j'ai acheté", "arrivé",
            "on a acheté", "livré", "livrés", "arrivés", "réception de", "arrivage de",
            "arrivage", "sont arrivés",
        ),
        Concept.LOSS: (
            "périmé", "périmés", "perdu", "perdus", "cassé", "cassés", "abîmé", "volé",
            "abîmés", "volés", "jeté", "jetés", "j'ai perdu", "j'ai jeté", "gâté",
            "gâtés", "sont périmés", "est périmé", "sont cassés", "on a perdu",
            "on a jeté", "expiré", "expirés", "périmée", "périmées", "cassée",
            "cassées",
            "sont périmées", "pourri", "pourris", "perte", "pertes", "perte de",
        ),
        Concept.ADD: ("ajoute", "ajouter", "ajoutez", "plus"),
        Concept.REMOVE: (
            "supprime", "supprimer", "enlève", "enlever", "retire", "retirer",
            "je ne vends plus de", "je ne vends plus", "efface", "moins",
            "on ne vend plus",
        ),
        Concept.RENAME: ("renomme", "renommer"),
        Concept.ALIAS: (
            "s'appelle aussi", "aussi appelé", "alias", "est aussi", "on l'appelle",
            "veut dire", "c'est aussi", "est la même chose que", "s'appelle",
        ),
        Concept.MINIMUM: (
            "minimum", "min", "minimum de", "minimum pour", "le minimum de",
            "au moins", "alerte à", "préviens-moi quand", "moins de", "en dessous de",
            "sous", "descend sous", "passe sous", "est sous", "le minimum du",
            "minimum du", "seuil", "seuil de", "seuil du", "alerte-moi quand",
        ),
        Concept.PACK_SIZE: (
            "par carton", "dans un carton", "taille du carton de", "par pack",
            "par caisse", "par casier",
        ),
        Concept.UNDO: (
            "annule", "annuler", "annulez", "annule ça", "reviens en arrière", "retour",
            "défaire", "annule cela", "c'est faux", "erreur", "annule tout", "défais",
            "annule s'il te plaît", "annule le dernier",
        ),
        Concept.REDO: ("rétablir", "rétablis", "refais", "refaire", "remets"),
        Concept.YES: (
            "oui", "ouais", "d'accord", "ok", "c'est ça", "bien sûr", "exact", "vas-y",
            "c'est bon", "correct", "oui merci", "ouii", "voilà",
        ),
        Concept.NO: (
            "non", "non merci", "laisse", "pas maintenant", "jamais", "aucun",
            "laisse tomber",
            "ni l'un ni l'autre", "laisse comme ça",
        ),
        Concept.HELP: (
            "aide", "aide-moi", "aidez-moi", "que peux-tu faire", "comment ça marche",
            "que sais-tu faire", "à l'aide", "comment faire", "qui es-tu",
            "mode d'emploi",
            "qu'est-ce que tu peux faire", "besoin d'aide",
        ),
        Concept.GREETING: (
            "bonjour", "salut", "bonsoir", "coucou", "bjr", "bsr", "slt", "ça va",
            "comment ça va", "comment vas-tu", "bonne journée",
        ),
        Concept.THANKS: (
            "merci", "merci beaucoup", "super", "parfait", "génial", "mrc", "cool",
            "au revoir", "très bien", "bravo", "à bientôt", "merci bien",
        ),
        Concept.LANGUAGE: (
            "langue", "parle", "en", "réponds en", "parle en", "change la langue",
        ),
        Concept.CURRENCY: ("devise", "monnaie", "la devise", "ma devise"),
        Concept.NEW: (
            "nouveau produit", "ajoute le produit", "je vends aussi", "nouvel article",
        ),
        Concept.THIS_IS: (
            "c'est", "c'est du", "c'est le", "c'est la", "voici", "ceci est", "ce sont",
            "voici le", "voici la", "voilà", "c'est un", "c'est une", "nom", "produit",
            "c'est de la", "voici du", "nouveau produit", "voici un", "voici une",
        ),
        Concept.IS: (
            "est", "sont", "c'est", "ce sont", "égal", "est de", "a", "vaut", "est à",
            "font", "fait", "contient", "était", "sont à",
        ),
        Concept.NOT: ("n'est pas", "pas", "ne sont pas", "ce n'est pas"),
        Concept.ALSO: ("aussi", "également", "encore"),
        Concept.TO: ("à", "en", "au", "pour", "par", "comme"),
        Concept.OF: ("de", "du", "des", "d'", "de la", "de l'"),
        Concept.AND: ("et", "puis", "et aussi", "ainsi que", "et puis"),
        Concept.EACH: ("pièce", "la pièce", "chacun", "l'unité", "par pièce"),
        Concept.GROUP: ("numéro", "le numéro", "num", "n°", "le", "nº", "no"),
        Concept.ONE: ("un", "une"),
        Concept.SKIP: (
            "rien", "ignore", "ignorer", "pas un produit", "x", "non", "passe",
        ),
        Concept.IT: (
            "ça", "cela", "ceux-là", "celui-là", "les mêmes", "le même", "eux",
        ),
        Concept.FILLER: (
            "le", "la", "les", "l'", "s'il te plaît", "s'il vous plaît", "svp", "stp",
            "mon", "ma", "mes", "aujourd'hui", "encore", "maintenant", "juste", "bon",
            "alors", "donc", "il", "y", "en", "ai-je", "est-ce que", "je", "j'",
            "il y a",
            "seulement", "que", "qu'", "on", "a", "ai", "avons", "plus", "est-ce",
            "hier",
            "me", "moi", "nous", "ce matin", "reste", "d'", "très", "chef", "désolé",
            "voilà",
            "dans", "sur", "qui", "quoi", "fait",
        ),
        Concept.SHOW: (
            "montre", "montre-moi", "affiche", "donne", "donne-moi", "quel est",
            "quels sont",
            "quelle est", "qu'est-ce qui", "qu'est-ce que", "voir", "dis-moi", "quels",
            "quelles", "que", "quoi", "envoie", "liste",
        ),
    },
    numbers={
        "zéro": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
        "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
        "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17, "dix-huit": 18,
        "dix-neuf": 19, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
        "soixante": 60, "cent": 100, "cents": 100, "mille": 1000, "soixante-dix": 70,
        "quatre-vingt": 80, "quatre-vingts": 80, "quatre-vingt-dix": 90,
    },
    units={
        "carton": "carton", "cartons": "carton", "caisse": "crate", "caisses": "crate",
        "casier": "crate", "casiers": "crate", "boîte": "piece", "boîtes": "piece",
        "douzaine": "dozen", "douzaines": "dozen", "paquet": "pack", "paquets": "pack",
        "pack": "pack", "packs": "pack", "sac": "bag", "sacs": "bag", "pièces": "piece",
        "pièce": "piece", "bouteille": "piece", "bouteilles": "piece", "unités":
        "piece",
        "canette": "piece", "canettes": "piece", "sachet": "piece", "sachets": "piece",
        "x": "piece",
    },
    goods={
        "lait": "milk", "pain": "bread", "riz": "rice", "sucre": "sugar", "eau":
        "water",
        "oeuf": "egg", "oeufs": "eggs", "huile": "oil", "savon": "soap", "bière":
        "beer",
        "jus": "juice", "sel": "salt", "farine": "flour", "thé": "tea", "café":
        "coffee",
        "beurre": "butter", "coca": "coca-cola",
    },
    ordinals={"premier": 1, "première": 1, "deuxième": 2, "second": 2, "troisième": 3},
)  # fmt: skip
