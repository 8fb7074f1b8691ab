"""`atlasvision models tune --task category` and `--task ocr`: models of the hub."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from typing import Any

import click
import httpx

from bot.adapting import Adapted, Shop, tune_categories, tune_print
from bot.settings import Settings
from commands.model_choices import choices_of
from commands.tuned_status import status_of
from pipeline.errors import ModelUnavailable
from pipeline.hub.adapters import check_installed
from pipeline.hub.choice import ModelChoice, Where
from pipeline.hub.classes import HubClassifier
from pipeline.hub.lines import TrOcrLines
from pipeline.hub.lora import Bounds, Report
from pipeline.models import all_threads, load_classifier, load_reader
from pipeline.types import TunedTask
from pipeline.vision.text.ocr import RapidTextReader
from storage.blobs import BlobStore
from storage.db import Database

_Fit = Callable[[Shop, Report, bool], Adapted]


def hub_tuner(
    settings: Settings, http: httpx.Client, task: TunedTask, minutes: int
) -> Callable[[Database, BlobStore, uuid.UUID, bool], dict[str, Any]]:
    """What fits the chosen model to one shop, with a progress bar.

    Raises ModelUnavailable where the chosen model cannot be fitted.
    """
    fit = _fit_of(settings, http, task, Bounds(seconds=minutes * 60))

    def tuned(
        database: Database, blobs: BlobStore, shop_id: uuid.UUID, is_trial: bool
    ) -> dict[str, Any]:
        shop = Shop(database, blobs, shop_id, settings.max_photo_megapixels)
        with click.progressbar(length=0, file=sys.stderr, label="Fitting") as bar:

            def report(done: int, of: int) -> None:
                bar.length = of
                bar.update(1)

            try:
                return _told(fit(shop, report, is_trial))
            except ModelUnavailable as error:
                raise click.ClickException(f"the model {error}") from error

    return tuned


def _fit_of(
    settings: Settings, http: httpx.Client, task: TunedTask, bounds: Bounds
) -> _Fit:
    choices = choices_of(settings, http)
    threads = settings.vision_threads or all_threads()
    if task is TunedTask.CATEGORY:
        _check_here("CLASSIFIER_MODEL", choices.classifier, _NO_CLASSIFIER)
        model = load_classifier(choices, threads)
        assert isinstance(model, HubClassifier)
        model.load()
        return lambda shop, report, is_trial: tune_categories(
            shop, model, bounds, report, is_trial=is_trial
        )
    _check_here("OCR_MODEL", choices.reader, _NO_READER)
    reader = load_reader(choices, threads)
    assert isinstance(reader, RapidTextReader)
    lines, finder = reader.lines, RapidTextReader(threads)
    if not isinstance(lines, TrOcrLines):
        raise ModelUnavailable(f"OCR_MODEL {choices.reader} is no TrOCR: {_NO_READER}")
    lines.load()
    return lambda shop, report, is_trial: tune_print(
        shop, lines, finder, bounds, report, is_trial=is_trial
    )


_NO_CLASSIFIER = (
    "choose a classifier of pictures that runs here, such as "
    "google/vit-base-patch16-224; without one, categories follow the words of names, "
    "which people correct in the chat"
)
_NO_READER = (
    "only a TrOCR that runs here can be fitted, such as microsoft/trocr-base-printed"
)


def _check_here(setting: str, choice: ModelChoice, instead: str) -> None:
    """Raises ModelUnavailable unless the model runs here, is not the shipped one, and
    can be fitted with what is installed."""
    if choice.is_shipped:
        raise ModelUnavailable(f"{setting} is the shipped one: {instead}")
    if choice.where is Where.REMOTE:
        raise ModelUnavailable(f"{setting} {choice} runs elsewhere: {instead}")
    check_installed()


def _told(found: Adapted) -> dict[str, Any]:
    return {
        "number": found.kept.number if found.kept else None,
        "status": status_of(found.verdict.is_better, found.kept),
        "corrections": found.corrections,
        "pictures": found.pictures,
        "lack": found.lack,
        **found.verdict.figures(),
    }
