"""What the words of a lexicon stand for.

A concept's value is one letter: the grammar writes a sentence as a string of these
letters and matches patterns on it. A phrase may stand for several concepts.
"""

from __future__ import annotations

from enum import StrEnum


class Concept(StrEnum):
    """The roles that words play in what shopkeepers say."""

    # stock
    COUNT = "C"  # how many
    HOW_MUCH = "Q"  # how much: a count or a price
    HAVE = "V"  # do we have
    THERE_ARE = "v"  # I have, there are
    LEFT = "L"  # left, in stock
    STOCK = "S"  # stock, list
    MISSING = "M"
    LOW = "W"
    WHERE = "α"  # where is
    SHELF = "Σ"  # shelf, fridge
    SPEED = "β"  # how fast does … sell, how long will … last
    SELLS = "γ"  # sells, goes: the verb of that question
    BEST = "δ"  # best sellers
    WORST = "ε"  # what does not sell
    VALUE = "ζ"  # worth, value of the stock
    HISTORY = "η"  # history of
    WHEN_LAST = "θ"  # when did I last
    SET = "T"
    SALE = "s"
    DELIVERY = "d"
    LOSS = "x"
    ADD = "A"
    REMOVE = "R"
    UNDO = "U"
    REDO = "D"
    # products
    PRICE = "P"
    COST = "н"  # what the shop pays
    RAISED = "ձ"  # went up: of prices
    COMPARE = "ξ"  # compare prices, cheaper elsewhere
    RENAME = "N"
    ALIAS = "K"
    MERGE = "в"
    MINIMUM = "m"
    PACK_SIZE = "k"
    SUPPLIER = "г"
    SUPPLIERS = "м"  # the list of suppliers
    CATEGORY = "д"
    KIND = "ќ"  # drinks, snacks: a category by its name
    NEW = "F"  # new product
    ENROL = "Ω"  # how do I teach a product
    SCAN = "Ψ"  # how do I take the photo
    THIS_IS = "h"
    THIS_SHELF = "Φ"  # this shelf is, call this shelf
    # alerts
    ALERT = "ι"  # tell me when, alert me
    TELL = "ў"  # tell me
    ALERTS = "κ"  # my alerts
    STOP = "λ"  # stop, turn off
    SNOOZE = "μ"
    WHY = "ν"
    BELOW = "ж"  # below, less than
    DROPS = "з"  # gets cheaper, price drops
    RUNS_OUT = "к"  # runs out, finishes
    QUIET = "п"  # quiet hours
    ADDRESS = "ф"  # an address for alerts
    MESSAGES = "ц"  # how many messages
    STOP_MESSAGES = "Λ"
    START_MESSAGES = "Ξ"
    # buying
    BUY = "о"  # what should I buy
    BUDGET = "π"  # with, budget
    ORDER = "ρ"  # order
    ORDERS = "υ"  # my orders
    APPROVE = "σ"
    CANCEL = "τ"
    ORDER_CAME = "ч"  # the order has arrived
    LEAD_TIME = "ш"  # brings it after so many days
    PHONE = "щ"
    IN_ORDER = "ա"  # in the order, from the order
    WHY_BUY = "բ"  # why should I buy
    DELIVERS = "գ"  # comes on those days
    LEAST_ORDER = "դ"  # the minimum order of a supplier
    # shelves, tags and what is seen over time
    SHELVES = "ե"  # which shelves
    PLAN = "զ"  # planogram, the plan of the shelf
    FORGET_PLAN = "է"
    LOOK_UP = "ը"  # what is this, barcode
    ACCEPT_PRICES = "թ"  # take the prices from the tags
    SHARE = "ժ"  # share my prices
    UNSHARE = "ի"
    KEEPS = "լ"  # shelf life, expires after
    TOO_MUCH = "ղ"  # too many for somebody: said of no stock
    SHRINK = "խ"
    TREND = "ծ"  # chart, over time
    STOCK_OUTS = "կ"  # how often it was out of stock
    SUMMARY = "հ"  # the summary of the week
    # people and the shop
    INVITE = "φ"
    ROLE = "χ"  # manager, with a meaning
    MEMBERS = "ψ"  # who works here
    DISMISS = "э"  # no longer works here
    JOIN = "л"
    SWITCH_SHOP = "Π"
    NAME_SHOP = "ю"
    EXPORT = "ω"
    FORMAT = "Γ"  # csv, excel, with a meaning
    DASHBOARD = "Δ"
    DELETE_DATA = "Θ"
    LANGUAGE = "B"
    TONGUE = "ы"  # French, Swahili, with a meaning
    CURRENCY = "E"
    # talk
    YES = "Y"
    NO = "O"
    HELP = "H"
    GREETING = "G"
    THANKS = "Z"
    INSULT = "б"
    # time
    DAY = "и"  # tomorrow, friday, with a meaning
    PERIOD = "й"  # today, this week, with a meaning
    TIME = "ъ"  # hours, days, with a meaning
    # small words
    IS = "I"
    NOT = "X"
    ALSO = "a"
    TO = "t"
    BY = "y"
    OF = "o"
    FROM = "ћ"  # from a supplier
    AND = "&"
    WHEN = "ё"  # when, if
    ANY = "ґ"  # any, every
    EACH = "e"
    GROUP = "g"  # number 3, item 3
    IT = "i"
    FILLER = "f"
    SHOW = "j"  # show me, list, what is
    ONE = "1"  # a, an
    SKIP = "z"  # 6 x: not a product
    ABOUT = "њ"  # what about, and how about


# Letters that are not phrases of a lexicon.
NUMBER = "n"
MONEY = "p"
UNIT = "u"
WORD = "w"
PRODUCT = "џ"  # a name that the shop knows
PLUS = "b"
MINUS = "c"
ORDINAL = "r"
