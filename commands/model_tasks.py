"""The tasks that models do, with the model that the settings choose for each.

Read by the `models` command; imports models only when one is loaded.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings import Settings
from commands.model_choices import shelf_of
from pipeline.errors import ModelUnavailable
from pipeline.hub.choice import SHIPPED, ModelChoice, Where
from pipeline.hub.snapshots import INSTALL, licence, megabytes
from pipeline.remote.hugging_face import DEFAULT_BASE_URL

DETECTOR, LOOKS, PRINT, BARCODES = "detector", "looks", "ocr", "barcode"
QUESTIONS, CATEGORY = "vqa", "category"
_SETTINGS = {
    DETECTOR: "DETECTOR_MODEL",
    LOOKS: "EMBEDDING_MODEL",
    PRINT: "OCR_MODEL",
    BARCODES: "",
    QUESTIONS: "VQA_MODEL",
    CATEGORY: "CLASSIFIER_MODEL",
}
_FILES = {DETECTOR: "detector.onnx", LOOKS: "looks.onnx"}
_LIBRARIES = {
    PRINT: "rapidocr",
    BARCODES: "zxingcpp",
    CATEGORY: "pipeline.categories",
}
_OUR_LICENCE = "Apache-2.0"  # of the shipped weights and of both libraries


@dataclass(frozen=True, slots=True)
class Task:
    """One task and its choice; `server` where a chat server does it."""

    name: str
    choice: ModelChoice = SHIPPED
    server: str = ""

    @property
    def setting(self) -> str:
        return _SETTINGS[self.name]

    @property
    def model(self) -> str:
        if self.server:
            return self.server
        if not self.choice.is_shipped:
            return self.choice.name
        shipped = {**_LIBRARIES, **_FILES, CATEGORY: "word list"}
        return shipped[self.name]

    @property
    def is_local(self) -> bool:
        """Whether its files have to be fetched to this machine."""
        is_here = self.choice.where is Where.HERE and self.choice.file is None
        return not self.server and is_here


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A task and the model that does it; `problem` is empty when it is ready.

    `load_ms` is 0 where nothing was loaded to find that out.
    """

    task: str
    model: str
    runs: str
    licence: str
    megabytes: float
    load_ms: float
    problem: str
    setting: str = ""


def tasks_of(settings: Settings) -> list[Task]:
    """Every task with its choice; open questions once for each model in turn."""
    parse = ModelChoice.parse
    return [
        Task(DETECTOR, parse(settings.detector_model)),
        Task(LOOKS, parse(settings.embedding_model)),
        Task(PRINT, parse(settings.ocr_model)),
        Task(BARCODES),
        Task(CATEGORY, parse(settings.classifier_model)),
        *_questions(settings),
    ]


def _questions(settings: Settings) -> Iterator[Task]:
    for chosen in settings.vqa_choices:
        if chosen.choice is None:
            yield Task(QUESTIONS, server=chosen.name)
        else:
            yield Task(QUESTIONS, chosen.choice)


def status_of(settings: Settings, task: Task) -> ModelStatus:
    """Whether a model is ready, without loading what takes long to load."""
    if task.server:
        return _status(task, _host(settings.vlm_base_url), "", 0, 0, "")
    if task.choice.where is Where.REMOTE:
        return _remote_status(settings, task)
    if task.choice.file is not None:
        return _file_status(task, task.choice.file)
    return _hub_status(settings, task) if task.is_local else _shipped_status(task)


def _remote_status(settings: Settings, task: Task) -> ModelStatus:
    server = settings.hf_inference_base_url
    has_key = bool(settings.hf_token.get_secret_value())
    problem = ""
    if server == DEFAULT_BASE_URL and not has_key:
        problem = "HF_TOKEN is not set"
    return _status(task, _host(server), "", 0, 0, problem)


def _host(address: str) -> str:
    """Without what an address may hold beside: a key, a path."""
    return f"at {urlsplit(address).hostname or address}"


def _hub_status(settings: Settings, task: Task) -> ModelStatus:
    problem, runs = "", "this machine"
    missing = [name for name in ("torch", "transformers") if find_spec(name) is None]
    try:
        if missing:
            raise ModelUnavailable(f"{missing[0]} is missing: {INSTALL}")
        from pipeline.hub.loading import device

        runs = device().label
        folder = shelf_of(settings).find(task.model)
    except ModelUnavailable as error:
        return _status(task, runs, "", 0, 0, str(error))
    return _status(task, runs, licence(folder), megabytes(folder), 0, problem)


def _file_status(task: Task, path: Path) -> ModelStatus:
    """A recogniser of print in one file; whether it can be loaded and has letters."""
    from pipeline.vision.text.line_models import OnnxLines

    problem, started = "", time.perf_counter()
    try:
        OnnxLines(path, 1)
    except ModelUnavailable as error:
        problem = str(error)
    elapsed_ms = (time.perf_counter() - started) * 1000
    size = path.stat().st_size / 1e6 if path.is_file() else 0.0
    return _status(task, "CPU", "", size, elapsed_ms, problem)


def _shipped_status(task: Task) -> ModelStatus:
    from pipeline.vision.models import WEIGHTS, session

    problem, size = "", 0.0
    started = time.perf_counter()
    try:
        if task.name in _FILES:
            path = WEIGHTS / task.model
            size = path.stat().st_size / 1e6 if path.is_file() else 0.0
            session(path, 1)
        else:
            __import__(_LIBRARIES[task.name])
    except (ModelUnavailable, ImportError) as error:
        problem = str(error)
    elapsed_ms = (time.perf_counter() - started) * 1000
    return _status(task, "CPU", _OUR_LICENCE, size, elapsed_ms, problem)


def _status(
    task: Task, runs: str, terms: str, size: float, load_ms: float, problem: str
) -> ModelStatus:
    return ModelStatus(
        task.name,
        task.model,
        runs,
        terms,
        round(size, 1),
        round(load_ms, 1),
        problem,
        task.setting,
    )


def pull(settings: Settings, task: Task) -> ModelStatus:
    """Fetch a model that is to run here, and load it once to see that it is whole.

    Raises ModelUnavailable.
    """
    from pipeline.hub.loading import forget_all

    folder = shelf_of(settings).pull(task.model)
    started = time.perf_counter()
    try:
        place = _load(settings, task)
    finally:
        forget_all()
    elapsed_ms = (time.perf_counter() - started) * 1000
    return _status(task, place, licence(folder), megabytes(folder), elapsed_ms, "")


def _load(settings: Settings, task: Task) -> str:
    """Into memory; where it runs. Raises ModelUnavailable."""
    from pipeline.hub.classes import HubClassifier
    from pipeline.hub.embedder import HubEmbedder
    from pipeline.hub.lines import hub_lines
    from pipeline.hub.objects import HubObjects
    from pipeline.vqa.local_vqa import LocalVqa

    shelf, name = shelf_of(settings), task.model
    if task.name == QUESTIONS:
        return LocalVqa(name, shelf).load().device.label
    folder = shelf.find(name)
    if task.name == DETECTOR:
        return HubObjects(name, folder, settings.detector_classes).load().device.label
    if task.name == LOOKS:
        return HubEmbedder(name, folder).load().device.label
    if task.name == CATEGORY:
        return HubClassifier(name, folder).load().device.label
    lines = hub_lines(name, folder, own_code=settings.models_own_code)
    return lines.load().device.label
