"""The models that the settings name, as the pipeline takes them. Imports no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from bot.settings import Settings
from pipeline.hub.choice import ModelChoice
from pipeline.hub.snapshots import Shelf
from pipeline.remote.hugging_face import DEFAULT_BASE_URL, HuggingFace

if TYPE_CHECKING:
    from pipeline.models import Choices


def shelf_of(settings: Settings) -> Shelf:
    """Where fetched models are kept: in the data folder."""
    return Shelf(settings.home / "models", settings.hf_token.get_secret_value())


def server_of(settings: Settings, http: httpx.Client) -> HuggingFace:
    """Hugging Face inference, or the server that stands in for it."""
    return HuggingFace(
        http,
        settings.hf_token.get_secret_value(),
        settings.hf_inference_base_url or DEFAULT_BASE_URL,
    )


def choices_of(settings: Settings, http: httpx.Client) -> Choices:
    """The model of each task of a reading."""
    from pipeline.models import Choices

    return Choices(
        detector=ModelChoice.parse(settings.detector_model),
        reader=ModelChoice.parse(settings.ocr_model),
        embedder=ModelChoice.parse(settings.embedding_model),
        classifier=ModelChoice.parse(settings.classifier_model),
        labels=settings.detector_classes,
        threshold=settings.detector_threshold,
        own_code=settings.models_own_code,
        shelf=shelf_of(settings),
        server=server_of(settings, http),
    )
