"""Transformers models in this process: one copy each, loaded on first use.

`pipeline.hub` and `pipeline.vqa` ask here. The place is a GPU where there is one, in
half precision there; torch and transformers are imported inside, as the plain
installation has neither.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import ModelUnavailable
from pipeline.hub.snapshots import INSTALL

# Heads and buffers that some published files leave out and that are not used.
_MAY_BE_MISSING = ("pooler", "position_ids", "logit_scale")
_lock = threading.RLock()
_kept: dict[tuple[Path, str, str, Digits], Loaded] = {}


class Digits(Enum):
    """How exact a model's numbers have to be; half precision is twice as fast."""

    ALL = "boxes on a large photo need all digits"
    FEW_ON_GPU = "half precision on a GPU"
    FEW = "half precision also on a CPU that computes in bfloat16"


@dataclass(frozen=True, slots=True)
class Device:
    """Where torch computes (`cuda`, `mps`, `cpu`) and with which kind of number."""

    name: str
    dtype: Any
    label: str


@dataclass(slots=True)
class Turn:
    """Whose turn it is at a model, and what lies on it (`pipeline.hub.adapters`)."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    worn: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that is ready, with what makes its inputs of pictures and text."""

    model: Any
    processor: Any
    device: Device
    turn: Turn = field(default_factory=Turn)

    def tensors(self, inputs: Any) -> Any:
        """The processor's output where the model is, in its kind of number."""
        return inputs.to(self.device.name, self.device.dtype)


@cache
def device() -> Device:
    """The best place of this machine; raises ModelUnavailable without torch."""
    torch, _ = libraries()
    if torch.cuda.is_available():
        half = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
        return Device("cuda", half, f"GPU {torch.cuda.get_device_name()}")
    if torch.backends.mps.is_available():
        return Device("mps", torch.float16, "GPU of this Mac")
    return Device("cpu", torch.float32, "CPU")


def libraries() -> tuple[Any, Any]:
    """torch and transformers; raises ModelUnavailable when one is not installed."""
    try:
        import torch
        import transformers
    except ImportError as error:
        raise ModelUnavailable(f"{error.name} is missing: {INSTALL}") from error
    return torch, transformers


def loaded(
    folder: Path,
    model_class: str,
    processor_class: str,
    *,
    own_code: bool = False,
    threads: int | None = None,
    digits: Digits = Digits.FEW_ON_GPU,
) -> Loaded:
    """The model of a folder by the names of its classes in transformers.

    The same copy for every caller and thread. `own_code` lets it run the Python files
    of its folder. Raises ModelUnavailable when it cannot be loaded, or when its files
    have no weights for what it is to do.
    """
    key = (folder, model_class, processor_class, digits)
    with _lock:
        if key not in _kept:
            if threads:
                libraries()[0].set_num_threads(threads)
            _kept[key] = _load(*key, own_code)
        return _kept[key]


def forget_all() -> None:
    """Give the memory of all models back; for commands that try many."""
    with _lock:
        _kept.clear()


def _load(
    folder: Path,
    model_class: str,
    processor_class: str,
    digits: Digits,
    own_code: bool,
) -> Loaded:
    _, transformers = libraries()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    place = _with_digits(device(), digits)
    options = {"local_files_only": True, "trust_remote_code": own_code}
    try:
        model, report = getattr(transformers, model_class).from_pretrained(
            folder, dtype=place.dtype, output_loading_info=True, **options
        )
        processor = getattr(transformers, processor_class).from_pretrained(
            folder, **options
        )
        model = model.to(place.name).eval()
    except Exception as error:  # of torch, transformers, and a model's own code
        raise ModelUnavailable(
            f"{folder_name(folder)} cannot be loaded: {reason(error)}"
        ) from error
    _check_complete(folder, report)
    return Loaded(model, processor, place)


def _with_digits(place: Device, digits: Digits) -> Device:
    """The device with the kind of number that the task and the machine allow."""
    torch, _ = libraries()
    if digits is Digits.ALL:
        return replace(place, dtype=torch.float32)
    if digits is Digits.FEW and place.name == "cpu":
        able: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
        if able.get("avx512_bf16") or able.get("amx_bf16"):
            return replace(place, dtype=torch.bfloat16)
    return place


def _check_complete(folder: Path, report: dict[str, Any]) -> None:
    """Weights that a file lacks would be random numbers."""
    missing = sorted(
        name
        for name in report.get("missing_keys", ())
        if not any(part in name for part in _MAY_BE_MISSING)
    )
    if missing:
        raise ModelUnavailable(
            f"{folder_name(folder)} is not made for this task: "
            f"it has no weights for {missing[0]}"
        )


def folder_name(folder: Path) -> str:
    """What people call the model of a folder, also of one in the hub's cache."""
    if folder.parent.name == "snapshots":
        return folder.parent.parent.name.removeprefix("models--").replace("--", "/")
    return folder.name


def reason(error: Exception) -> str:
    """The first line that says something."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
