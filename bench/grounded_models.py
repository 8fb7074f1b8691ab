"""The models for open questions that are configured, asked what the reading is asked.

Called by `bench.grounded`. Only to compare: the chat never lets a model count.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

from bench.grounded_answers import is_right_in_words
from bench.grounded_questions import Pair
from bench.grounded_results import Outcome, Results
from bot.settings import load_settings
from commands.compose import make_picture_model
from pipeline.errors import ModelUnavailable, RemoteModelError
from pipeline.vqa.model_answers import PictureModel
from pipeline.vqa.picture import one_picture
from pipeline.vqa.prompts import Grounding


@dataclass(frozen=True, slots=True)
class Asking:
    """One model; an answer that does not come is a wrong one."""

    model: PictureModel

    def ask(self, results: Results, pair: Pair, photo: Path) -> None:
        """Ask it in English, with nothing but the picture to go by."""
        picture = _picture(photo)
        started = time.perf_counter()
        try:
            said = self.model.ask(picture, pair.text, Grounding(), "en").text
        except (ModelUnavailable, RemoteModelError) as error:
            said = f"({type(error).__name__})"
        spent_s = time.perf_counter() - started
        is_right = is_right_in_words(pair, said)
        outcome = Outcome(is_right, is_false=not is_right, is_near=is_right)
        results.add(self.model.name, pair, said, outcome, spent_s)


@contextmanager
def configured() -> Iterator[list[Asking]]:
    """Those of VQA_MODEL; none where the settings name none."""
    settings = load_settings()
    with httpx.Client() as http:
        chosen = settings.vqa_choices
        yield [Asking(make_picture_model(settings, http, each)) for each in chosen]


@cache
def _picture(photo: Path) -> bytes:
    return one_picture([photo.read_bytes()])
