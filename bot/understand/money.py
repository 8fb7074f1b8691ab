"""Words and signs of money, and what people call the currencies."""

from __future__ import annotations

CURRENCIES: dict[str, str] = {
    "₦": "NGN", "naira": "NGN", "ngn": "NGN",
    "ksh": "KES", "kes": "KES", "kshs": "KES", "bob": "KES",
    "tsh": "TZS", "tzs": "TZS", "ugx": "UGX", "shilling": "", "shillings": "",
    "shilingi": "", "₵": "GHS", "cedi": "GHS", "cedis": "GHS", "ghs": "GHS",
    "$": "", "dollar": "", "dollars": "", "usd": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "£": "", "pound": "", "pounds": "", "gbp": "GBP", "egp": "EGP",
    "جنيه": "EGP", "جنيهات": "EGP", "ريال": "SAR", "درهم": "", "دينار": "",
    "cfa": "XOF", "fcfa": "XOF", "xof": "XOF", "xaf": "XAF", "franc": "", "francs": "",
    "dirham": "MAD", "dirhams": "MAD", "dinar": "", "dinars": "",
    "rand": "ZAR", "zar": "ZAR", "peso": "", "pesos": "", "mxn": "MXN",
    "rupee": "INR", "rupees": "INR", "₹": "INR", "inr": "INR", "rwf": "RWF",
    "birr": "ETB", "etb": "ETB", "sar": "SAR", "aed": "AED", "dzd": "DZD",
    "tnd": "TND", "ars": "ARS", "soles": "PEN",
    "clp": "CLP", "xcd": "XCD", "zmw": "ZMW", "kwacha": "ZMW", "brl": "BRL",
}  # fmt: skip
"""Folded word or sign to the currency's code; "" where several countries use it."""

LIKELY = {
    "$": "USD", "dollar": "USD", "dollars": "USD", "£": "GBP", "pound": "GBP",
    "pounds": "GBP", "shilling": "KES", "shillings": "KES", "shilingi": "KES",
    "franc": "XOF", "francs": "XOF", "dirham": "MAD", "dirhams": "MAD", "درهم": "MAD",
    "dinar": "DZD", "dinars": "DZD", "دينار": "DZD", "peso": "MXN", "pesos": "MXN",
    "dolar": "USD", "dolares": "USD", "دولار": "USD", "يورو": "EUR", "livre": "EGP",
    "pesos mexicanos": "MXN", "peso mexicano": "MXN", "pesos colombianos": "COP",
    "peso colombiano": "COP", "pesos argentinos": "ARS", "peso argentino": "ARS",
    "francs cfa": "XOF", "franc cfa": "XOF", "shilingi ya kenya": "KES",
    "shilingi ya tanzania": "TZS", "ya tanzania": "TZS", "shilingi ya uganda": "UGX",
    "kenyan shillings": "KES", "tanzanian shillings": "TZS", "ya kenya": "KES",
    "ugandan shillings": "UGX", "us dollars": "USD", "ya uganda": "UGX",
    "جنيه مصري": "EGP", "الجنيه المصري": "EGP", "درهم مغربي": "MAD",
    "ريال سعودي": "SAR", "درهم اماراتي": "AED", "دينار جزائري": "DZD",
    "دينار تونسي": "TND", "dinar tunisien": "TND", "dirham marocain": "MAD",
    "livres": "EGP", "libras": "GBP", "sol": "PEN", "dola": "USD", "yuro": "EUR",
}  # fmt: skip
"""What a person most likely means who chooses a currency by a name of several."""

CURRENCY_CODES = frozenset(code for code in CURRENCIES.values() if code) | {
    "MAD", "PEN", "COP", "CAD", "AUD", "CHF", "CNY", "BDT", "PKR", "MZN", "AOA",
    "CDF", "BIF", "SOS", "SDG", "LYD", "JOD", "LBP", "IQD", "QAR", "KWD", "OMR",
    "BHD", "YER", "UYU", "BOB", "GTQ", "HNL", "NIO", "CRC", "DOP", "PYG", "MUR",
    "NAD", "BWP", "MWK", "GMD", "SLE", "LRD", "GNF", "MGA", "TRY", "PHP", "IDR",
}  # fmt: skip
"""Codes that a person may choose for the shop."""
