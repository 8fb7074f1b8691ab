"""Every chosen model, run on one photo: what it says and how long that takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from bot.settings import Settings
from commands.compose import make_picture_model
from commands.model_choices import choices_of
from commands.model_tasks import (
    BARCODES,
    CATEGORY,
    DETECTOR,
    LOOKS,
    PRINT,
    QUESTIONS,
    Task,
    tasks_of,
)
from pipeline.categories import keys
from pipeline.category_looks import category_of_labels
from pipeline.errors import PipelineError
from pipeline.images import Pixels

_MOST_CROPS = 8
_QUESTION = "what is in the picture?"


@dataclass(frozen=True, slots=True)
class Tried:
    """A model on a photo; `first_ms` holds loading it, `again_ms` does not."""

    task: str
    model: str
    first_ms: float
    again_ms: float | None
    said: str
    problem: str = ""


@dataclass(slots=True)
class _Trial:
    """One photo, and what the detector found on it for those who look closer."""

    settings: Settings
    http: httpx.Client
    photo: bytes
    pixels: Pixels
    crops: list[Pixels]

    def models(self) -> Iterator[Tried]:
        """Each task in turn; one that fails does not stop the others."""
        number = 0
        for task in tasks_of(self.settings):
            try:
                yield self._tried(task, number)
            except PipelineError as error:
                yield Tried(task.name, task.model, 0, None, "", str(error))
            number += task.name == QUESTIONS

    def _tried(self, task: Task, number: int) -> Tried:
        started = time.perf_counter()
        run = self._loaded(task, number)
        said = run()
        first_ms = _since(started)
        started = time.perf_counter()
        again_ms = None if task.name == QUESTIONS else _timed(run, started)
        return Tried(task.name, task.model, first_ms, again_ms, said)

    def _loaded(self, task: Task, number: int) -> Callable[[], str]:
        """What runs the model of a task and tells what it saw."""
        if task.name == QUESTIONS:
            chosen = self.settings.vqa_choices[number]
            return self._asked(make_picture_model(self.settings, self.http, chosen))
        if task.name == BARCODES:
            return self._codes
        from pipeline import models

        threads = self.settings.vision_threads or models.all_threads()
        choices = choices_of(self.settings, self.http)
        if task.name == DETECTOR:
            detector = models.load_detector(choices, threads)
            return lambda: self._found(detector)
        if task.name == LOOKS:
            embedder = models.load_embedder(choices, threads)
            return lambda: "{} as {} numbers each".format(
                _counted(len(self.crops), "pack"), embedder.embed(self.crops).shape[1]
            )
        if task.name == CATEGORY:
            classifier = models.load_classifier(choices, threads)
            return lambda: self._sorted(classifier)
        assert task.name == PRINT
        reader = models.load_reader(choices, threads)
        return lambda: self._read(reader)

    def _found(self, detector: Any) -> str:
        from pipeline.vision.find import find_on_photo

        photo = find_on_photo(self.pixels, detector)
        if photo.facings:
            self.crops = photo.crops()[:_MOST_CROPS]
        rows = len(photo.shelf.rows)
        return ", ".join(
            (
                f"{_counted(len(photo.facings), 'facing')} in {_counted(rows, 'row')}",
                _counted(len(photo.gaps), "gap"),
                _counted(len(photo.labels), "label"),
            )
        )

    def _read(self, reader: Any) -> str:
        lines = [line for part in reader.read(self.crops, 4) for line in part]
        shown = ", ".join(repr(line.text) for line in lines[:3])
        packs = _counted(len(self.crops), "pack")
        return f"{_counted(len(lines), 'line')} on {packs}: {shown}".rstrip(": ")

    def _sorted(self, classifier: Any) -> str:
        """The categories of the packs by their looks; without a model by their names
        alone, of which a photo has none."""
        if classifier is None:
            return f"{len(keys())} categories, told by names and print alone"
        labels = [classifier.classify(crop) for crop in self.crops]
        shown = (found[0][0] for found in labels if found)
        told = sum(bool(category_of_labels(found)) for found in labels)
        packs = _counted(len(labels), "pack")
        return f"{told} of {packs} told: {', '.join([*shown][:3])}"

    def _codes(self) -> str:
        from pipeline.vision.barcodes.reader import read_barcodes

        codes = read_barcodes(self.pixels)
        return ", ".join(code.text for code in codes[:3]) or "no barcode"

    def _asked(self, model: Any) -> Callable[[], str]:
        from pipeline.vqa.picture import one_picture
        from pipeline.vqa.prompts import Grounding

        picture = one_picture((self.photo,), self.settings.max_photo_megapixels)

        def run() -> str:
            answer = model.ask(picture, _QUESTION, Grounding(), "en")
            sure = "" if answer.confidence is None else f" ({answer.confidence:.0%})"
            return f"{_QUESTION} {answer.text[:60]}{sure}"

        return run


def try_models(settings: Settings, http: httpx.Client, photo: bytes) -> Iterator[Tried]:
    """Run each chosen model on a photo; raises UnreadableImage."""
    from pipeline.images import open_photo

    pixels = open_photo(photo, settings.max_photo_megapixels)
    yield from _Trial(settings, http, photo, pixels, [pixels]).models()


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _timed(run: Callable[[], str], started: float) -> float:
    run()
    return _since(started)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
