"""Fit when a name is given: `python -m training.looks_naming --help`.

Reads rendered scenes with the shipped models, asks for every group which packshot it
is, with designs left out of the catalogue, print of references left out and looks left
out, and fits the weights of `pipeline.vision.naming.name_odds` into the embedder's
JSON.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.enrolment import reference_of
from pipeline.images import open_photo
from pipeline.items import Group, in_reading_order, parted
from pipeline.models import Models, load_models
from pipeline.reference_folder import reference_photos, words_of_id
from pipeline.types import Box, Catalogue, CatalogueProduct, Detection
from pipeline.vision.find import ShelfPhoto, embed_facings, find_on_photo
from pipeline.vision.looks.grouping import groups_by, same_product_odds
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.naming.name_odds import NAMES, NameWeights, measures
from pipeline.vision.naming.recognise import SURE, GroupEvidence, Recogniser
from pipeline.vision.naming.same_names import likeness
from pipeline.vision.text.prints import read_prints
from training.looks_curve import Answer, draw
from training.looks_measure import design_of

Values = NDArray[np.float64]
Read = tuple["list[Scene]", list[CatalogueProduct]]
_PULL = 0.02
_PARTS = ("every product enrolled", "a part of them")


@dataclass(frozen=True, slots=True)
class Scene:
    """Groups of one photo as they are read, with the true products of their facings."""

    groups: list[GroupEvidence]
    truth: list[Counter[str]]
    likeness: Values  # of each two groups


def read_scene(photo: Path, labels: Path, models: Models) -> Scene:
    """One labelled photo, as `pipeline.shelf` reads it."""
    found = find_on_photo(
        open_photo(photo.read_bytes()), models.detector, scale=models.scale
    )
    looks, colours = embed_facings([found], models.embedder)
    evidence = models.embedder.scale.evidence
    odds = same_product_odds(found.facings, looks, evidence, colours)
    numbers = groups_by(odds, found.facings, evidence)
    groups = parted(in_reading_order(numbers, found.facings), found.facings)
    prints = _prints(groups, found, models)
    members, origins = [g.members for g in groups], [g.origin for g in groups]
    truth = _truth(found.facings, json.loads(labels.read_text())["products"])
    return Scene(
        [
            GroupEvidence(
                looks[list(group.members)],
                text,
                (),
                tuple(found.facings[m] for m in group.members),
                float(found.pixels.shape[0]),
            )
            for group, text in zip(groups, prints, strict=True)
        ],
        [Counter(truth[m] for m in group.members if truth[m]) for group in groups],
        likeness(members, origins, found.facings, odds.alike),
    )


def _prints(
    groups: Sequence[Group], found: ShelfPhoto, models: Models
) -> list[tuple[str, ...]]:
    if models.reader is None:
        return [() for _ in groups]
    members = [group.members for group in groups]
    lines = read_prints(members, found.facings, {0: found.pixels}, models.reader)
    return [tuple(line.text for line in part) for part in lines]


def _truth(
    facings: Sequence[Detection], labels: Sequence[dict[str, object]]
) -> list[str]:  # type: ignore[type-arg]
    boxes = [Box(*label["box"]) for label in labels]  # type: ignore[misc]
    found = []
    for facing in facings:
        overlaps = [facing.box.iou(box) for box in boxes]
        best = int(np.argmax(overlaps)) if overlaps else 0
        good = bool(overlaps) and overlaps[best] >= 0.5
        found.append(str(labels[best]["group"]) if good else "")
    return found


def packshots(folder: Path, models: Models) -> list[CatalogueProduct]:
    """Each packshot of a folder as a product, with the print on it."""
    return [
        CatalogueProduct(
            product_id,
            words_of_id(product_id),
            references=tuple(
                reference_of(path.read_bytes(), models, with_print=True)
                for path in paths
            ),
        )
        for product_id, paths in reference_photos(folder).items()
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """One group: what each weight is multiplied with, and how many of its facings are
    each product of the catalogue; the last row is none of them."""

    measures: Values
    truth: Values
    ids: list[str]


def ask(
    scenes: Sequence[Scene], products: Sequence[CatalogueProduct], scale: LookScale
) -> list[Question]:
    """Every group against one catalogue."""
    dimensions = max(len(r.embedding) for p in products for r in p.references)
    recogniser = Recogniser(Catalogue(tuple(products)), dimensions, scale)
    ids = [product.product_id for product in products]
    questions = []
    for scene in scenes:
        seen = recogniser.evidence(scene.groups)
        for each, truth in zip(seen, scene.truth, strict=True):
            known = [float(truth.get(product_id, 0)) for product_id in ids]
            none = sum(truth.values()) - sum(known)
            questions.append(Question(measures(each), np.array([*known, none]), ids))
    return questions


def catalogues(
    products: Sequence[CatalogueProduct], rng: np.random.Generator
) -> Iterator[list[CatalogueProduct]]:
    """The whole catalogue and parts of it, with and without the references' print."""
    plain = [without_print(product) for product in products]
    yield list(products)
    yield plain
    for known in (products, plain):
        for share in (0.5, 0.7):
            yield some_designs(known, share, rng)
    yield [_unseen(p) if rng.random() < 0.4 else p for p in plain]
    unseen = [_unseen(p) if rng.random() < 0.5 else p for p in products]
    yield some_designs(unseen, 0.5, rng)


def without_print(product: CatalogueProduct) -> CatalogueProduct:
    """The product as if nothing could be read on its references."""
    references = tuple(replace(r, text="") for r in product.references)
    return replace(product, references=references)


def _unseen(product: CatalogueProduct) -> CatalogueProduct:
    """Known by name alone. An empty look is of no embedder."""
    references = tuple(replace(r, embedding=(), shape=None) for r in product.references)
    return replace(product, references=references)


def some_designs(
    products: Sequence[CatalogueProduct], share: float, rng: np.random.Generator
) -> list[CatalogueProduct]:
    """About that share of the designs, each in all of its sizes."""
    designs = sorted({design_of(product.product_id) for product in products})
    kept = {d for d in designs if rng.random() < share}
    return [p for p in products if design_of(p.product_id) in kept]


def fit(questions: Sequence[Question]) -> NameWeights:
    """Most likely weights of the conditional logit, with a slight pull to zero."""
    asked = [(q.measures, q.truth, q.truth.sum()) for q in questions if q.truth.sum()]

    def loss(weights: Values) -> tuple[float, Values]:
        total, slope = _PULL * float(weights @ weights), 2 * _PULL * weights
        for rows, truth, facings in asked:
            utility = rows @ weights
            shares = np.exp(utility - utility.max())
            log_sum = float(np.log(shares.sum()) + utility.max())
            aim = truth / facings
            total += np.sqrt(facings) * (log_sum - float(aim @ utility))
            slope = slope + np.sqrt(facings) * (rows.T @ (shares / shares.sum() - aim))
        return total, slope

    found = minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B")
    return NameWeights(**dict(zip(NAMES, map(float, found.x.round(4)), strict=True)))


def figures(questions: Sequence[Question], weights: NameWeights, sure: float) -> str:
    """Shares of known facings named right and wrong, and of others named at all."""
    values, counts = (
        np.array([getattr(weights, name) for name in NAMES]),
        Counter[str](),
    )
    for question in questions:
        utility = question.measures @ values
        shares = np.exp(utility - utility.max())
        chance = (shares / shares.sum())[:-1]
        best = int(chance.argmax())
        known, named = float(question.truth[:-1].sum()), chance[best] >= sure
        counts["known"] += known  # type: ignore[assignment]
        counts["other"] += question.truth[-1]
        counts["top"] += question.truth[best]
        if named:
            counts["right"] += question.truth[best]
            counts["wrong"] += known - question.truth[best]
            counts["false"] += question.truth[-1]
    shares_of = {
        "right": counts["right"] / max(1, counts["known"]),
        "wrong": counts["wrong"] / max(1, counts["known"]),
        "top": counts["top"] / max(1, counts["known"]),
        "false": counts["false"] / max(1, counts["other"]),
    }
    return " ".join(f"{name} {share:.3f}" for name, share in shares_of.items())


def answers(questions: Sequence[Question], weights: NameWeights) -> list[Answer]:
    """The likeliest product of each group, with its chance and whether it is right."""
    values = np.array([getattr(weights, name) for name in NAMES])
    found = []
    for question in questions:
        utility = question.measures @ values
        shares = np.exp(utility - utility.max())
        best = int(shares[:-1].argmax())
        chance, facings = float(shares[best] / shares.sum()), question.truth.sum()
        found.append(Answer(chance, float(question.truth[best]), float(facings)))
    return found


def read_all(folder: Path, models: Models) -> list[Scene]:
    """Every labelled photo of a folder that is light enough to be read."""
    return [
        read_scene(label.with_suffix(".jpg"), label, models)
        for label in sorted(folder.glob("*.json"))
        if label.stem != "too_dark" and label.with_suffix(".jpg").is_file()
    ]


def kept(file: Path | None, make: Callable[[], Read]) -> Read:
    """What was made before and kept in a file, or made now."""
    if file is not None and file.is_file():
        return cast("Read", pickle.loads(file.read_bytes()))
    made = make()
    if file is not None:
        file.write_bytes(pickle.dumps(made))
    return made


def main() -> None:
    ask_for = argparse.ArgumentParser(description=__doc__)
    ask_for.add_argument("--scenes", type=Path, required=True, help="to fit on")
    ask_for.add_argument("--demo", type=Path, default=Path("demo_images"))
    ask_for.add_argument("--cache", type=Path, help="folder for what was read")
    ask_for.add_argument(
        "--model", type=Path, default=Path("pipeline/weights/looks.onnx")
    )
    ask_for.add_argument("--curve", type=Path, help="picture of how sure is right")
    ask_for.add_argument("--keep", action="store_true", help="measure, do not fit")
    options = ask_for.parse_args()
    models, rng = load_models(), np.random.default_rng(1)
    parts = {}
    for name, folder in (("scenes", options.scenes), ("demo", options.demo)):
        file = options.cache and options.cache / f"{name}-{models.embedder.version}.pkl"
        parts[name] = kept(
            file,
            lambda folder=folder: (
                read_all(folder, models), packshots(folder / "catalogue", models)
            ),
        )  # fmt: skip
    scale = models.embedder.scale
    rounds = 0 if options.keep else 2
    for _ in range(rounds):  # the second time with sizes told by the first weights
        questions = [
            question
            for catalogue in catalogues(parts["scenes"][1], rng)
            for question in ask(parts["scenes"][0], catalogue, scale)
        ]
        scale = replace(scale, naming=fit(questions))
    print(json.dumps(asdict(scale.naming), indent=1))
    file = options.model.with_suffix(".json")
    file.write_text(json.dumps(asdict(scale), indent=1) + "\n")
    told: dict[str, list[Answer]] = {part: [] for part in _PARTS}
    for name, (scenes, products) in parts.items():
        for number, catalogue in enumerate(catalogues(products, rng)):
            asked = ask(scenes, catalogue, scale)
            if name == "demo":
                is_part = len(catalogue) < len(products)
                told[_PARTS[is_part]] += answers(asked, scale.naming)
            for sure in (SURE - 0.1, SURE, SURE + 0.1):
                result = figures(asked, scale.naming, sure)
                print(
                    f"{name} {number} ({len(catalogue)} products) {sure:.2f} {result}"
                )
    if options.curve:
        draw(told, SURE, options.curve)


if __name__ == "__main__":
    main()
