"""Figures of the embedder beside the classical look, on true boxes, in one run.

`python -m training.looks_evaluate --photos ../shared/photos` measures the labelled
photos of `dev`, the demo photos with their packshots, and the grocery test pictures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from pipeline.vision.looks.classical_look import ClassicalLook
from pipeline.vision.looks.looks import Embedder
from pipeline.vision.looks.trained_look import TrainedLook
from pipeline.vision.text.ocr import RapidTextReader
from training.art import Picture
from training.looks_baselines import (
    ImageNetLook,
    nearest_by_print,
    printed_words,
)
from training.looks_measure import (
    asked,
    embedded,
    grouping,
    packshots,
    top_1,
)
from training.looks_shelves import (
    Shelf,
    load_folders,
    load_shelves,
    pack_of,
    read_picture,
)

REFERENCE_PICTURES = 5


def report_grouping(name: str, shelves: Sequence[Shelf], embedder: Embedder) -> None:
    found = embedded(shelves, embedder)
    precision, recall, f1 = grouping(found, embedder.scale.evidence)
    count = sum(len(part.facings) for part in found)
    print(f"  grouping {name}, {count} facings: "
          f"precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")  # fmt: skip


def report_naming(name: str, folder: Path, embedder: Embedder) -> None:
    """Packshots of `folder`/catalogue as references; sizes of one pack look alike, so
    that the right flavour in another size is told apart from a wrong product."""
    found = embedded(load_shelves(folder, folder, None), embedder)
    references = packshots(folder / "catalogue", embedder)
    one_by_one = asked(found, references)
    print(
        f"  top-1 {name}, {len(one_by_one.truth)} facings, {len(references)} packshots:"
        f" {top_1(one_by_one):.3f},"
        f" in any size {one_by_one.nearest_design_is_right():.3f}"
    )


Named = tuple[str, Picture]


def grocery(folder: Path, seed: int = 0) -> tuple[list[Named], list[Named]]:
    """References, the clean front and five shop pictures of each class, and tests."""
    rng = np.random.default_rng(seed)
    references: list[Named] = []
    fronts = {f.parent.name: f for f in sorted((folder / "iconic").rglob("*.jpg"))}
    for name, files in load_folders(folder / "train").items():
        few = rng.choice(len(files), min(REFERENCE_PICTURES, len(files)), replace=False)
        references += [(name, _in_hand(read_picture(files[int(n)]))) for n in few]
        if name in fronts:
            references.append((name, pack_of(read_picture(fronts[name]))))
    tests = [
        (name, _in_hand(read_picture(file)))
        for name, files in load_folders(folder / "test").items()
        for file in files
    ]
    return references, tests


def report_grocery(folder: Path, embedder: Embedder) -> None:
    """Whose nearest reference is of the same class."""
    references, tests = grocery(folder)
    owners = np.array([name for name, _ in references])
    known = embedder.embed([picture for _, picture in references])
    seen = embedder.embed([picture for _, picture in tests])
    nearest = owners[(seen @ known.T).argmax(1)]
    hits = sum(a == name for a, (name, _) in zip(nearest, tests, strict=True))
    print(
        f"  top-1 grocery, {len(tests)} pictures, {len(set(owners))} classes:"
        f" {hits / len(tests):.3f}"
    )


def report_print(folder: Path, every: int) -> None:
    """The same by what is printed on the packs, and by nothing else."""
    references, tests = grocery(folder)
    tests, reader = tests[::every], RapidTextReader(4)
    words = printed_words([picture for _, picture in [*references, *tests]], reader)
    known = [(name, part) for (name, _), part in zip(references, words, strict=False)]
    hits = sum(
        nearest_by_print(part, known) == name
        for (name, _), part in zip(tests, words[len(references) :], strict=True)
    )
    print(f"print alone\n  top-1 grocery, {len(tests)} pictures:"
          f" {hits / len(tests):.3f}")  # fmt: skip


def _in_hand(picture: Picture) -> Picture:
    """The middle of a picture of one product that somebody holds."""
    height, width = picture.shape[:2]
    y, x = round(0.08 * height), round(0.12 * width)
    return picture[y : height - y, x : width - x]


def report_speed(embedder: Embedder, crops: int = 150) -> None:
    rng = np.random.default_rng(0)
    packs = [rng.integers(0, 256, (180, 110, 3), np.uint8) for _ in range(crops)]
    embedder.embed(packs)
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        embedder.embed(packs)
        taken.append(time.perf_counter() - start)
    print(f"  {crops} facings in {min(taken):.2f} s at best of {len(taken)}")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--model", type=Path, default=Path("pipeline/weights/looks.onnx"))
    ask.add_argument("--photos", type=Path, help="holds dev/ and grocery/")
    ask.add_argument("--demo", type=Path, default=Path("demo_images"))
    ask.add_argument("--start-weights", type=Path, help="ImageNet's, to compare with")
    ask.add_argument("--print", type=int, metavar="N", help="read each Nth test, too")
    options = ask.parse_args()
    cv2.setNumThreads(4)
    compared: list[Embedder] = [ClassicalLook()]
    if options.start_weights:
        compared.append(ImageNetLook(options.start_weights))
    if options.photos and options.print:
        report_print(options.photos / "grocery", options.print)
    for embedder in (*compared, TrainedLook.load(4, options.model)):
        print(f"{embedder.version}, {embedder.dimensions} dimensions")
        if options.photos:
            dev = options.photos / "dev"
            photos = load_shelves(dev / "photos", dev / "labels", None)
            report_grouping("dev photos", photos, embedder)
            report_grocery(options.photos / "grocery", embedder)
        rendered = load_shelves(options.demo, options.demo, None)
        report_grouping("demo photos", rendered, embedder)
        report_naming("demo photos", options.demo, embedder)
        report_speed(embedder)


if __name__ == "__main__":
    main()
