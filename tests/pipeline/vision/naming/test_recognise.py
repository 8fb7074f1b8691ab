"""Names from codes, print and looks; an honest None where it is not sure."""

from __future__ import annotations

import numpy as np
import pytest
from rapidfuzz import fuzz

from pipeline.types import Box, Catalogue, CatalogueProduct, Detection, Reference
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.naming.name_odds import (
    NAMES,
    NameWeights,
    Seen,
    chances,
    likeliest,
    measures,
)
from pipeline.vision.naming.names import NameIndex, words_of
from pipeline.vision.naming.recognise import GroupEvidence, Recogniser

SIZE = 64
NO_LOOKS = np.zeros((0, SIZE), np.float32)


def look(seed: int, wobble: float = 0.0) -> Vectors:
    """A unit vector; the same seed with a small wobble is nearly the same look."""
    vector = np.random.default_rng(seed).normal(size=SIZE)
    other = np.random.default_rng(seed + 1000).normal(size=SIZE)
    mixed = vector / np.linalg.norm(vector) + wobble * other / np.linalg.norm(other)
    return (mixed / np.linalg.norm(mixed)).astype(np.float32)


def looks(*vectors: Vectors) -> Vectors:
    return np.stack(vectors)


def product(
    product_id: str,
    name: str,
    *references: Vectors,
    aliases: tuple[str, ...] = (),
    gtin: str | None = None,
) -> CatalogueProduct:
    known = tuple(Reference(tuple(float(v) for v in vector)) for vector in references)
    return CatalogueProduct(product_id, name, aliases, gtin, known)


def recogniser(*products: CatalogueProduct) -> Recogniser:
    return Recogniser(Catalogue(products), SIZE)


COLA = product("cola", "Coca-Cola 50cl", look(1))
ZERO = product("zero", "Coca-Cola Zero 50cl", look(2))
MILK = product("milk", "Peak Milk 400g", look(3), gtin="5000213101025")


def test_same_look_names_the_product() -> None:
    seen = GroupEvidence(looks(look(1, 0.1), look(1, 0.15)))

    identity = recogniser(COLA, ZERO, MILK).identify(seen)

    assert identity.product_id == "cola"
    assert identity.candidates[0].name == "Coca-Cola 50cl"


def test_other_look_stays_unknown() -> None:
    identity = recogniser(COLA, ZERO, MILK).identify(GroupEvidence(looks(look(9))))

    assert identity.product_id is None


def test_look_alike_in_the_catalogue_gives_candidates_only() -> None:
    twin = product("twin", "Cola Light", look(1, 0.19))

    identity = recogniser(COLA, twin).identify(GroupEvidence(looks(look(1, 0.1))))

    assert identity.product_id is None
    assert {c.product_id for c in identity.candidates} == {"cola", "twin"}


def test_facings_of_a_group_vote_together() -> None:
    odd_one = look(1, 0.75)
    recognise = recogniser(COLA, MILK).identify

    alone = recognise(GroupEvidence(looks(odd_one)))
    together = recognise(GroupEvidence(looks(odd_one, *[look(1, 0.02)] * 4)))

    assert alone.product_id is None
    assert together.product_id == "cola"


def test_barcode_is_sure_whatever_the_look() -> None:
    seen = GroupEvidence(looks(look(1)), gtins=("05000213101025",))

    identity = recogniser(COLA, MILK).identify(seen)

    assert (identity.product_id, identity.score) == ("milk", 1.0)


def test_two_codes_on_one_group_decide_nothing() -> None:
    other = product("other", "Other", gtin="96385074")
    seen = GroupEvidence(NO_LOOKS, gtins=("05000213101025", "00000096385074"))

    assert recogniser(MILK, other).identify(seen).product_id is None


@pytest.mark.parametrize(
    "prints", [("PEAK", "MILK", "400g"), ("peak milk",), ("PEAKMILK", "PEAK MILK")]
)
def test_print_names_a_product_without_references(prints: tuple[str, ...]) -> None:
    milk = product("milk", "Peak Milk 400g")
    oil = product("oil", "Golden Penny Oil 1L")

    identity = recogniser(milk, oil).identify(GroupEvidence(NO_LOOKS, prints))

    assert identity.product_id == "milk"


def test_sizes_that_were_not_read_leave_the_choice_open() -> None:
    small, large = (
        product("small", "Peak Milk 170g"),
        product("large", "Peak Milk 400g"),
    )
    seen = GroupEvidence(NO_LOOKS, ("PEAK MILK",))

    identity = recogniser(small, large).identify(seen)

    assert identity.product_id is None
    assert {c.product_id for c in identity.candidates} == {"small", "large"}


def test_accents_and_aliases_are_understood() -> None:
    coffee = product("gold", "Nescafé Gold", aliases=("ネスカフェ ゴールド",))
    recognise = recogniser(coffee, product("oil", "Golden Oil")).identify

    for prints in (("NESCAFE", "GOLD"), ("ネスカフェ", "ゴールド")):
        assert recognise(GroupEvidence(NO_LOOKS, prints)).product_id == "gold"


def test_half_a_name_gives_candidates_only() -> None:
    tea = product("tea", "Lipton Yellow Label Tea")
    green = product("green", "Lipton Green Tea")

    identity = recogniser(tea, green).identify(GroupEvidence(NO_LOOKS, ("LIPTON",)))

    assert identity.product_id is None
    assert {c.product_id for c in identity.candidates} <= {"tea", "green"}


def test_name_that_is_part_of_another_needs_the_look_as_well() -> None:
    recognise = recogniser(COLA, ZERO).identify

    by_print = recognise(GroupEvidence(NO_LOOKS, ("Coca-Cola",)))
    by_both = recognise(GroupEvidence(looks(look(1, 0.2)), ("Coca-Cola",)))
    longer = recognise(GroupEvidence(NO_LOOKS, ("Coca-Cola", "ZERO", "50cl")))

    assert by_print.product_id is None
    assert by_both.product_id == "cola"
    assert longer.product_id == "zero"


def test_print_of_another_product_overrules_a_look() -> None:
    seen = GroupEvidence(looks(look(1, 0.1)), ("PEAK", "MILK"))

    assert recogniser(COLA, MILK).identify(seen).product_id is None


def test_empty_catalogue_and_foreign_embeddings_are_harmless() -> None:
    foreign = CatalogueProduct("x", "X Ray", references=(Reference((1.0, 0.0)),))

    assert recogniser().identify(GroupEvidence(looks(look(1)))).product_id is None
    identity = recogniser(foreign).identify(GroupEvidence(looks(look(1))))
    assert identity.candidates == ()


def test_rare_words_weigh_more_than_common_ones() -> None:
    index = NameIndex(
        Catalogue(
            (
                product("a", "Fresh Juice Mango"),
                product("b", "Fresh Juice Apple"),
                product("c", "Fresh Juice Guava"),
            )
        )
    )

    fits, foreign = index.fits(["FRESH", "MANGO"])

    assert fits["a"].read > 2 * fits["b"].read
    assert fits["a"].foreign < fits["b"].foreign <= foreign
    assert index.fits(["Unrelated"]) == ({}, 0.0)


def test_word_that_a_round_pack_cuts_off_is_still_read() -> None:
    index = NameIndex(Catalogue((product("a", "Fizzaro Tropical"),)))

    fits, _ = index.fits(["ZZARO", "TROPI"])

    assert 0.4 < fits["a"].read < 0.9
    assert index.fits(["ro"]) == ({}, 0.0)


def facing(left: float, width: float, height: float, row: int = 1) -> Detection:
    return Detection(Box(left, 400 - height, left + width, 400), 0.9, row)


def known(
    product_id: str, name: str, vector: Vectors, shape: float
) -> CatalogueProduct:
    reference = Reference(tuple(float(v) for v in vector), shape=shape)
    return CatalogueProduct(product_id, name, references=(reference,))


def test_sizes_of_one_pack_are_told_apart_by_what_stands_beside_them() -> None:
    catalogue = Catalogue(
        (
            known("small", "Cola 500 ml", look(1), 0.3),
            known("large", "Cola 1.5 l", look(1, 0.01), 0.3),
            known("milk", "Milk 1 l", look(3), 0.4),
            known("juice", "Juice 1 l", look(4), 0.5),
        )
    )
    # In centimetres 17.7, 25.5, 18.4 and 15.9 high, at ten pixels each.
    beside = [
        GroupEvidence(looks(look(3, 0.1)), facings=(facing(0, 73, 184),)),
        GroupEvidence(looks(look(4, 0.1)), facings=(facing(90, 79, 159),)),
    ]
    small = GroupEvidence(looks(look(1, 0.1)), facings=(facing(200, 53, 177),))
    large = GroupEvidence(looks(look(1, 0.1)), facings=(facing(200, 77, 255),))
    recognise = Recogniser(catalogue, SIZE).identify_all

    assert recognise([small, *beside])[0].product_id == "small"
    assert recognise([large, *beside])[0].product_id == "large"
    alone = recognise([small])[0]
    assert alone.product_id is None
    assert {c.product_id for c in alone.candidates} == {"small", "large"}


def test_size_that_was_printed_decides() -> None:
    catalogue = Catalogue(
        (
            known("small", "Cola 500 ml", look(1), 0.3),
            known("large", "Cola 1.5 l", look(1), 0.3),
        )
    )
    seen = GroupEvidence(looks(look(1, 0.1)), ("COLA", "1,5 L"))

    assert Recogniser(catalogue, SIZE).identify(seen).product_id == "large"


def test_size_without_a_photo_is_as_likely_as_the_one_that_has_one() -> None:
    seen_one = known("small", "Cola 500 ml", look(1), 0.3)
    other = product("large", "Cola 1.5 l")

    identity = recogniser(seen_one, other).identify(GroupEvidence(looks(look(1, 0.1))))

    assert identity.product_id is None
    assert {c.product_id for c in identity.candidates} == {"small", "large"}


def test_words_are_folded() -> None:
    assert words_of("Nescafé GOLD, 0,5 L") == ("nescafe", "gold", "0,5", "l")


def test_parts_of_words_are_found_as_if_all_words_were_compared() -> None:
    rng = np.random.default_rng(5)
    letters = list("abcdeilnorst")
    words = ["".join(rng.choice(letters, rng.integers(5, 13))) for _ in range(400)]
    index = NameIndex(Catalogue(tuple(product(w, w) for w in dict.fromkeys(words))))
    asked = 0
    for whole in words[:60]:
        part = whole[1 : 2 + max(3, int(0.55 * len(whole)))]
        compared = {
            word
            for word in words
            if len(part) < len(word) <= len(part) / 0.55
            and fuzz.partial_ratio(part, word, score_cutoff=88)
        }
        if any(fuzz.ratio(part, word) >= 78 for word in words):
            continue
        asked += 1

        fits, _ = index.fits([part])

        assert set(fits) == compared
    assert asked > 20


def test_equal_chances_are_in_the_order_of_the_catalogue() -> None:
    chance = np.array([0.1, 0.3, 0.1, 0.3, 0.2, 0.1])

    assert likeliest(chance, 5).tolist() == [1, 3, 4, 0, 2]
    assert likeliest(chance, 9).tolist() == [1, 3, 4, 0, 2, 5]


def test_chances_are_those_of_the_measures_that_were_fitted() -> None:
    rng = np.random.default_rng(1)
    distance = rng.uniform(0.2, 1.2, 30)
    distance[::7] = np.nan
    read = rng.uniform(0, 1, 30)
    seen = Seen(
        distance,
        read,
        rng.uniform(0, 2, 30),
        rng.uniform(0, 1, 30),
        rng.normal(0, 0.3, 30),
        rng.choice([-1.0, 0.0, 1.0], 30),
        rng.normal(0, 0.3, 30),
        rng.random(30) < 0.5,
        80.0,
    )
    weights = NameWeights()
    utility = measures(seen) @ [getattr(weights, name) for name in NAMES]
    shares = np.exp(utility) / np.exp(utility).sum()

    assert np.allclose(chances(seen, weights), shares[:-1])


@pytest.mark.parametrize(
    ("print_of_reference", "seen", "product_id"),
    [
        ("FIZZARO LEMON", "Soleva", None),  # another brand that looks alike
        ("FIZZARO LEMON", "TZZARC", "drink"),  # the right one, badly read
        ("", "Soleva", "drink"),  # what is printed on it is not known
    ],
)
def test_print_of_another_brand_outweighs_the_look(
    print_of_reference: str, seen: str, product_id: str | None
) -> None:
    reference = Reference(look(1), print_of_reference)
    drink = CatalogueProduct("drink", "Fizzaro", references=(reference,))
    group = GroupEvidence(looks(look(1, 0.05)), (seen,))

    identity = recogniser(drink, MILK).identify(group)

    assert identity.product_id == product_id
    assert identity.candidates[0].product_id == "drink"


@pytest.mark.parametrize(
    ("print_of_reference", "seen", "product_id"),
    [
        ("FISADO PASTA PENNE", ("Tanaboli", "PASTA", "PENNE"), None),
        ("FISADO PASTA PENNE", ("Fisao", "PASTA", "TRY IT"), "pasta"),
        ("FISADO PASTA PENNE", ("PASTA", "PENNE"), "pasta"),  # the brand is in glare
        ("FISADO PASTA PENNE", ("FISADO", "CRROM"), "pasta"),  # another word is misread
        ("PASTA PENNE", ("Tanaboli", "PASTA", "PENNE"), "pasta"),  # a drawn logo
    ],
)
def test_another_brands_word_in_the_place_of_a_packs_own_takes_its_name(
    print_of_reference: str, seen: tuple[str, ...], product_id: str | None
) -> None:
    reference = Reference(look(1), print_of_reference)
    pasta = CatalogueProduct("pasta", "Fisado pasta penne", references=(reference,))
    group = GroupEvidence(looks(look(1, 0.05)), seen)

    identity = recogniser(pasta, MILK).identify(group)

    assert identity.product_id == product_id
    assert identity.candidates[0].product_id == "pasta"


def test_facings_of_a_group_are_told_apart_by_what_they_resemble() -> None:
    index = recogniser(COLA, ZERO, MILK)
    mixed, one = looks(look(1, 0.1), look(3, 0.1), look(1, 0.2)), looks(look(2))

    assert index.told_apart([mixed, one]) == [[(0, 2), (1,)], [(0,)]]
    assert index.told_apart([]) == []


def test_facings_that_show_their_back_do_not_hide_the_name_of_their_group() -> None:
    front, back = look(1, 0.1), look(70)
    group = GroupEvidence(looks(front, back, front, back))

    assert recogniser(COLA, ZERO).identify(group).product_id == "cola"
    assert recogniser(ZERO, MILK).identify(group).product_id is None


def test_group_of_two_products_gets_the_name_of_neither() -> None:
    group = GroupEvidence(looks(look(1, 0.1), look(2, 0.1), look(1), look(2)))

    identity = recogniser(COLA, ZERO).identify(group)

    assert identity.product_id is None
    assert {c.product_id for c in identity.candidates} == {"cola", "zero"}
