"""Which column of a table means what, whatever it is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.tables.rows import Cell

# Best name first: of two columns that could be meant, the one named better is taken.
SYNONYMS: Mapping[str, str] = {
    "name": (
        "name, product name, product, item name, item, products, items, article, "
        "title, goods, description, "
        "nom, nom du produit, produit, produits, designation, libelle, "
        "nombre, nombre del producto, producto, productos, articulo, descripcion, "
        "nome, nome do produto, produto, descricao, "
        "jina, jina la bidhaa, bidhaa, اسم المنتج, الاسم, اسم, المنتج, الصنف"
    ),
    "aliases": (
        "aliases, alias, other names, alternative names, also known as, aka, synonyms, "
        "autres noms, otros nombres, majina mengine, أسماء أخرى"
    ),
    "gtin": (
        "gtin, ean, barcode, bar code, ean13, gtin13, upc, ean code, gtin14, ean8, "
        "gtin ean, ean upc, upc ean, upc a, barcodes, barcode number, "
        "code barres, code barre, codebarre, codigo de barras, msimbo pau, "
        "الباركود, باركود"
    ),
    "sku": (
        "sku, item code, product code, article code, item number, item no, "
        "article number, stock code, code, ref, reference, product id, item id, "
        "code produit, code article, codigo, codigo del producto, msimbo, الرمز, كود"
    ),
    "category": (
        "category, categories, product category, department, section, group, "
        "product group, family, product type, type, "
        "categorie, rayon, famille, categoria, familia, jamii, kundi, الفئة, فئة, القسم"
    ),
    "quantity": (
        "quantity, qty, quantity in stock, quantity on hand, qty on hand, on hand, "
        "in stock, stock, stock quantity, stock qty, stock on hand, current stock, "
        "stock level, opening stock, count, units, pieces, pcs, balance, "
        "quantite, qte, quantite en stock, en stock, "
        "cantidad, cant, existencias, existencia, stock actual, "
        "quantidade, qtd, qtde, estoque, idadi, hisa, الكمية, كمية, المخزون"
    ),
    "minimum": (
        "minimum, min, minimum stock, min stock, minimum quantity, min quantity, "
        "min qty, minimum qty, minimum level, min level, reorder level, "
        "reorder point, reorder, reorder at, low stock, alert level, threshold, "
        "stock minimum, stock min, seuil, seuil d alerte, stock d alerte, "
        "minimo, stock minimo, cantidad minima, existencia minima, quantidade minima, "
        "estoque minimo, kiwango cha chini, الحد الأدنى, حد الطلب"
    ),
    "price": (
        "price, selling price, sale price, sales price, retail price, unit price, "
        "price per unit, list price, rrp, srp, mrp, shelf price, "
        "prix, prix de vente, prix unitaire, pv, pu, "
        "precio, precio de venta, precio unitario, pvp, "
        "preco, preco de venda, preco unitario, bei, bei ya kuuza, "
        "السعر, سعر, سعر البيع"
    ),
    "cost": (
        "cost, cost price, unit cost, buying price, purchase price, wholesale price, "
        "cost per unit, cost per piece, prix d achat, prix achat, cout, "
        "costo, coste, precio de compra, precio de costo, custo, preco de custo, "
        "bei ya kununua, gharama, سعر الشراء, التكلفة, تكلفة"
    ),
    "pack_size": (
        "pack size, packsize, units per pack, units per case, units per carton, "
        "per pack, per case, per carton, case size, carton size, pieces per carton, "
        "qty per carton, pack qty, pack quantity, case qty, pack, "
        "colisage, pcb, unites par carton, unidades por caja, unidades por paquete, "
        "unidades por caixa, idadi kwa katoni, حجم العبوة, عدد في الكرتون"
    ),
    "unit": (
        "unit, uom, unit of measure, unit of measurement, measure, selling unit, "
        "unite, unite de mesure, unidad, unidad de medida, unidade, kipimo, "
        "الوحدة, وحدة"
    ),
    "supplier": (
        "supplier, suppliers, supplier name, vendor, vendor name, distributor, "
        "wholesaler, fournisseur, proveedor, distribuidor, fornecedor, "
        "msambazaji, muuzaji, المورد, مورد"
    ),
    "shelf_life_days": (
        "shelf life days, shelf life, keeps days, keeps, days it keeps, "
        "duree de conservation, conservation jours, conservation, se garde jours, "
        "vida util, vida util dias, dias de conservacion, dura dias, validade dias, "
        "siku za kudumu, hudumu siku, مدة الصلاحية, الصلاحية بالايام, الصلاحية"
    ),
}


@dataclass(frozen=True, slots=True)
class Header:
    """The place of each known column, and the names of all others."""

    places: Mapping[str, int]
    ignored: tuple[str, ...] = ()


def plain(text: str) -> str:
    """A column's name without capitals, accents, signs and anything in brackets."""
    bare = re.sub(r"[(\[{].*?[)\]}]", " ", text.casefold())
    letters = (
        letter if letter.isalnum() else " "
        for letter in unicodedata.normalize("NFKD", bare.replace("’", " "))
        if not unicodedata.combining(letter)
    )
    return "".join("".join(letters).split())


# Plain name → column and rank; ranks tell which of two names is the better one.
KNOWN = {
    plain(name): (column, rank)
    for column, names in SYNONYMS.items()
    for rank, name in enumerate(names.split(","))
}


def recognised(cells: Sequence[Cell]) -> int:
    """How many known columns these cells name; none if the name is not among them."""
    columns = {KNOWN[key][0] for key in map(_key, cells) if key in KNOWN}
    return len(columns) if "name" in columns else 0


def read_header(cells: Sequence[Cell]) -> Header:
    """Where the columns are. Of two that mean the same, the better named is taken."""
    best: dict[str, tuple[int, int]] = {}  # column → rank and place
    for place, cell in enumerate(cells):
        column, rank = KNOWN.get(_key(cell), (None, 0))
        if column is not None and (rank, place) < best.get(column, (999, 0)):
            best[column] = (rank, place)
    places = {column: place for column, (_, place) in best.items()}
    taken = set(places.values())
    others = [str(cell).strip() for i, cell in enumerate(cells) if i not in taken]
    return Header(places, tuple(name for name in others if name))


def _key(cell: Cell) -> str:
    return plain(str(cell).replace("_", " ")) or "?"
