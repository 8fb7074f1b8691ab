"""`atlasvision models`: the models this installation uses, and whether they load."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass

import click

from pipeline.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One task and the model that does it; `problem` is empty when it is ready."""

    task: str
    model: str
    megabytes: float
    load_ms: float
    problem: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object per model.")
def models(as_json: bool) -> None:
    """List tasks, models, sizes, and whether each is ready; exit 1 if one is not."""
    found = [shipped_status(), *library_status()]
    for status in found:
        if as_json:
            click.echo(json.dumps(asdict(status)))
            continue
        state = status.problem or f"ready, loaded in {status.load_ms:.0f} ms"
        size = f"{status.megabytes:6.1f} MB" if status.megabytes else " " * 9
        click.echo(f"{status.task:10} {status.model:26} {size}  {state}")
    sys.exit(any(status.problem for status in found))


def shipped_status() -> ModelStatus:
    """The detector, from `pipeline/weights`."""
    from pipeline.vision.models import WEIGHTS, session

    path = WEIGHTS / "detector.onnx"
    started = time.perf_counter()
    problem = ""
    try:
        session(path, 1)
    except ModelUnavailable as error:
        problem = str(error)
    megabytes = path.stat().st_size / 1e6 if path.is_file() else 0.0
    elapsed_ms = (time.perf_counter() - started) * 1000
    return ModelStatus("detector", path.name, megabytes, elapsed_ms, problem)


def library_status() -> list[ModelStatus]:
    """Models that come inside a library."""
    statuses = []
    for task, library in (("ocr", "rapidocr"), ("barcode", "zxingcpp")):
        started = time.perf_counter()
        problem = ""
        try:
            __import__(library)
        except ImportError as error:
            problem = str(error)
        elapsed_ms = (time.perf_counter() - started) * 1000
        statuses.append(ModelStatus(task, library, 0.0, elapsed_ms, problem))
    return statuses
