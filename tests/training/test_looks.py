"""Learning looks: batches, the loss, export, and the measures of an embedder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the training extra is not installed")

from pipeline.types import Box, Detection  # noqa: E402
from pipeline.vision.looks.look_scale import LookScale  # noqa: E402
from pipeline.vision.looks.trained_look import TrainedLook  # noqa: E402
from pipeline.vision.naming.name_odds import Seen, measures  # noqa: E402
from training.looks_calibrate import fit_evidence, fit_neighbours  # noqa: E402
from training.looks_data import SIZE, VIEWS, LookBatches, Sources  # noqa: E402
from training.looks_export import export, least_likeness  # noqa: E402
from training.looks_hardships import HARDSHIPS, families, measured  # noqa: E402
from training.looks_left_out import left_out  # noqa: E402
from training.looks_measure import (  # noqa: E402
    Embedded,
    design_of,
    embedded,
    grouping,
)
from training.looks_model import LookNet, contrastive_loss  # noqa: E402
from training.looks_naming import Question, figures, fit  # noqa: E402
from training.looks_packs import ROUND, Article, drawn_family, from_above  # noqa: E402
from training.looks_shelves import load_boxed, load_shelves, pack_of  # noqa: E402

NOTHING = Sources([], [], {}, {})


def write_shelf(folder: Path, name: str, seed: int) -> None:
    """A photo with two products of two facings each, and its labels."""
    rng = np.random.default_rng(seed)
    picture = np.full((120, 260, 3), 90, np.uint8)
    products = []
    for index in range(4):
        box = [10 + 60 * index, 20, 60 + 60 * index, 110]
        group = f"{name}-{index // 2}"
        ink = [(40, 60, 200), (60, 180, 60)][index // 2]
        cv2.rectangle(picture, box[:2], box[2:], ink, -1)
        products.append({"box": box, "group": group})
    noise = rng.integers(0, 8, picture.shape, np.uint8)
    cv2.imwrite(str(folder / f"{name}.jpg"), picture + noise)
    labels = {"photo": f"{name}.jpg", "products": products}
    (folder / f"{name}.json").write_text(json.dumps(labels))


def test_a_batch_holds_views_of_every_product_and_is_the_same_again() -> None:
    batches = [next(iter(LookBatches(NOTHING, 5, seed=3))) for _ in range(2)]

    crops, product = batches[0]["crops"], batches[0]["product"]

    assert crops.shape == (5 * VIEWS, *SIZE, 3)
    assert product.bincount().tolist() == [VIEWS] * 5
    assert torch.equal(crops, batches[1]["crops"])


def test_groups_of_two_photos_are_never_said_to_differ(tmp_path: Path) -> None:
    for seed, name in enumerate(("one", "two")):
        write_shelf(tmp_path, name, seed)
    shelves = load_shelves(tmp_path, tmp_path, None)

    batch = next(iter(LookBatches(Sources(shelves, [], {}, {}), 12, seed=1)))

    known, product = batch["known"], batch["product"]
    same = product[:, None] == product
    assert bool(known[same].all())
    assert not bool(known.all())
    assert torch.equal(known, known.T)


def test_loss_falls_when_views_of_a_product_agree() -> None:
    product = torch.tensor([0, 0, 1, 1])
    known = torch.ones(4, 4, dtype=torch.bool)
    apart = torch.eye(4)
    together = torch.eye(4)[[0, 0, 1, 1]]

    assert contrastive_loss(together, product, known) < 0.01
    assert contrastive_loss(apart, product, known) > 1.0


def test_unknown_pairs_do_not_count_in_the_loss() -> None:
    product = torch.tensor([0, 0, 1, 1])
    alike = torch.eye(4)[[0, 0, 0, 0]]
    known = product[:, None] == product

    assert contrastive_loss(alike, product, known) < 0.01


def test_flavours_of_a_family_share_the_shape_but_not_the_label() -> None:
    family = drawn_family(np.random.default_rng(4), 3)

    assert len({article.shape for article in family}) == 1
    assert not np.array_equal(family[0].label, family[1].label)


def test_a_round_pack_that_is_turned_shows_another_part_of_its_label() -> None:
    label = np.zeros((168, 200, 3), np.uint8)
    label[:, :100] = 200
    can = Article(label, "can", 60, seed=1)

    front, turned = can.front(0.0), can.front(np.pi / 2)

    assert front[84, 5, 0] > front[84, 55, 0]
    assert turned[84, 30, 0] < front[84, 12, 0]


def test_a_pack_from_above_keeps_its_height_and_shows_a_lid() -> None:
    can = Article(np.full((168, 200, 3), 200, np.uint8), "can", 60, seed=1)

    seen = from_above(np.random.default_rng(2), can.front(), can.shape in ROUND)

    assert seen.shape == can.front().shape
    assert not np.array_equal(seen, can.front())


def test_exported_and_trained_nets_agree_and_the_file_is_small(tmp_path: Path) -> None:
    torch.manual_seed(2)
    net = LookNet()
    crops = torch.randint(0, 256, (24, *SIZE, 3), dtype=torch.uint8)
    net(crops, torch.rand(24, net.project.in_features - net.even_out.num_features))
    net.eval()

    export(net, tmp_path / "looks.onnx")

    assert least_likeness(net, tmp_path / "looks.onnx") > 0.999
    assert (tmp_path / "looks.onnx").stat().st_size < 5_000_000


def test_white_around_a_packshot_is_cut_off() -> None:
    shot = np.full((60, 50, 3), 255, np.uint8)
    shot[10:40, 20:35] = 90

    assert pack_of(shot).shape == (30, 15, 3)
    assert pack_of(np.full((9, 9, 3), 255, np.uint8)).shape == (9, 9, 3)


def test_sizes_of_one_pack_are_one_design() -> None:
    assert design_of("malisho-milk-whole-1-l") == design_of("malisho-milk-whole-500-ml")
    assert design_of("fizzaro-lemon-33-cl-can") != design_of("fizzaro-orange-50-cl")


def test_names_are_fitted_to_looks_that_tell_products_apart() -> None:
    rng = np.random.default_rng(5)
    questions = []
    for number in range(120):
        truth = number % 6
        distance = rng.normal(1.0, 0.1, 5)
        if truth < 5:
            distance[truth] = rng.normal(0.4, 0.1)
        nothing, unknown = np.zeros(5), np.full(5, np.nan)
        seen = Seen(
            distance, nothing, nothing, nothing, unknown, nothing, unknown,
            nothing > 0, 90.0,
        )  # fmt: skip
        questions.append(Question(measures(seen), np.eye(6)[truth] * 2, list("abcde")))

    weights = fit(questions)

    shown = dict(part.split(" ") for part in _pairs(figures(questions, weights, 0.75)))
    assert float(shown["right"]) > 0.9
    assert float(shown["wrong"]) <= 0.01
    assert float(shown["false"]) <= 0.01


def _pairs(text: str) -> list[str]:
    words = text.split()
    return [f"{a} {b}" for a, b in zip(words[::2], words[1::2], strict=True)]


class ByColour:
    """An embedder that only knows the mean colour."""

    version, dimensions, scale = "by-colour", 3, LookScale()

    def embed(self, crops: list[np.ndarray]) -> np.ndarray:
        means = np.stack([crop.reshape(-1, 3).mean(0) for crop in crops])
        centred = means - 90
        return (centred / np.linalg.norm(centred, axis=1, keepdims=True)).astype("f4")


def test_evidence_is_fitted_to_the_distances_of_an_embedder(tmp_path: Path) -> None:
    write_shelf(tmp_path, "one", 0)
    shelves = embedded(load_shelves(tmp_path, tmp_path, None), ByColour())

    evidence = fit_evidence(shelves)

    assert isinstance(shelves[0], Embedded)
    assert evidence.look < 0
    assert grouping(shelves, evidence) == pytest.approx((1.0, 1.0, 1.0))


def test_shelves_that_the_net_knows_say_nothing_about_its_looks(tmp_path: Path) -> None:
    write_shelf(tmp_path, "one", 0)
    shelves = embedded(load_shelves(tmp_path, tmp_path, None), ByColour())
    too_sure = [replace(shelves[0], looks=np.eye(4, dtype=np.float32))]

    alone = fit_evidence(shelves)
    beside = fit_evidence(shelves, learned=too_sure)

    assert beside.look == pytest.approx(alone.look, rel=0.3)
    assert fit_evidence([*shelves, *too_sure]).look != pytest.approx(alone.look, 0.3)


def rows_of(*runs: int) -> Embedded:
    """One row in which each product stands so many times side by side."""
    names = [f"p{n}" for n, count in enumerate(runs) for _ in range(count)]
    boxes = [Box(60.0 * i, 10, 60.0 * i + 50, 110) for i in range(len(names))]
    facings = tuple(Detection(box, 1.0, 1) for box in boxes)
    vectors = np.eye(len(names), dtype=np.float32)
    return Embedded(facings, np.array(names), vectors, vectors)


def test_shelves_that_differ_tell_less_about_the_next_one() -> None:
    like = [rows_of(3, 3, 3, 3) for _ in range(6)]
    unlike = [rows_of(12) if n % 2 else rows_of(*[1] * 12) for n in range(6)]

    usual, worth = fit_neighbours(like)
    _, seldom_worth = fit_neighbours(unlike)

    assert usual == pytest.approx(8 / 11, abs=0.02)
    assert seldom_worth < 2 < 20 < worth


def shelf_of(looks: dict[str, list[float]], photo: int) -> Embedded:
    """One facing of each product, seen alone."""
    boxes = [Box(60.0 * i, 10, 60.0 * i + 50, 110) for i in range(len(looks))]
    vectors = np.array(list(looks.values()), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    facings = tuple(Detection(box, 1.0, 1, photo) for box in boxes)
    return Embedded(facings, np.array(list(looks)), vectors, vectors)


def test_packs_are_named_from_other_photos_and_strangers_are_not() -> None:
    packs = {"milk": [1, 0, 0, 0.1], "water": [0, 1, 0, 0.1], "tea": [0, 0, 1, 0.1]}
    photos = [shelf_of(packs, photo) for photo in range(3)]

    found = left_out(photos, LookScale(), references=1)

    assert found["known"] == found["right"] == found["top"] == 9
    assert found["other"] == 9
    assert found["wrong"] == found["false"] == 0


def test_a_pack_that_no_other_photo_shows_is_not_named() -> None:
    others = {"milk": [1, 0, 0, 0.1], "water": [0, 1, 0, 0.1]}
    photos = [shelf_of(others, 0), shelf_of({"tea": [0, 0, 1, 0.1]}, 1)]

    assert left_out(photos, LookScale(), references=1)["right"] == 0


def test_turned_packs_are_still_told_from_their_flavours() -> None:
    rng = np.random.default_rng(3)

    found = measured(TrainedLook.load(1), families(rng, 2), rng)

    own, joined, _ = found["from the front"]
    assert list(found) == list(HARDSHIPS)
    assert own >= 0.75
    assert joined == 1.0
    assert found["turned by 90 degrees"][1] >= found["half covered"][1]


def test_boxed_pictures_are_read_with_their_labels(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "0.jpg"), np.full((50, 60, 3), 90, np.uint8))
    cv2.imwrite(str(tmp_path / "plain.jpg"), np.full((50, 60, 3), 90, np.uint8))
    (tmp_path / "0.bboxes.tsv").write_text("1\t2\t20\t30\n5\t6\t40\t45\n")
    (tmp_path / "0.bboxes.labels.tsv").write_text("milk\nwater\n")

    shelves = load_boxed(tmp_path)

    assert [sorted(shelf.boxes) for shelf in shelves] == [["milk", "water"]]
    assert shelves[0].boxes["milk"].tolist() == [[1, 2, 20, 30]]
