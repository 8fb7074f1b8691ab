"""What a shop's corrections have added to a model, put on it while the shop is served.

Small matrices beside those of its attention (LoRA, Hu et al. 2021) and, for categories,
another head. One copy of a model serves all shops: it wears the additions of one for as
long as it is asked, and nothing else is asked meanwhile. Fitted by `pipeline.hub.lora`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ModelUnavailable
from pipeline.hub.loading import Loaded, libraries, reason
from pipeline.hub.snapshots import INSTALL
from pipeline.types import Adapter, TunedTask

RANK, STRENGTH = 8, 16
_NAME = "shop"
_ATTENTION = r"(q_proj|v_proj|query|value)"
_TARGETS = {
    TunedTask.CATEGORY: rf".*\.{_ATTENTION}",
    # Of a reader what writes: the strips are then looked at only once while fitting.
    TunedTask.PRINT: rf"decoder\..*\.{_ATTENTION}",
}
_FRESH = "fresh"
_HEAD = ("head.weight", "head.bias")


@dataclass(frozen=True, slots=True)
class Head:
    """The categories that were learned, and a row of weights for each."""

    keys: tuple[str, ...]
    weight: Any
    bias: Any

    def logits(self, features: Any) -> Any:
        """(pictures, categories) of features (pictures, size)."""
        return features.float() @ self.weight.T + self.bias


@contextmanager
def wearing(ready: Loaded, base: str, adapter: Adapter | None) -> Iterator[None]:
    """The model with these additions, or as it is; `base` is its own version.

    Raises ModelUnavailable when they were fitted to another model, or do not fit it.
    """
    if adapter is not None and adapter.base != base:
        raise ModelUnavailable(
            f"this tuning was fitted to {adapter.base}, but the model is {base}: "
            "run `atlasvision models tune` again"
        )
    with ready.turn.lock:
        if adapter is None:
            yield
            return
        try:
            _put_on(ready, adapter)
            yield
        finally:
            take_off(ready)


def put_fresh(ready: Loaded, task: TunedTask) -> list[Any]:
    """Additions that change nothing yet, worn until `take_off`; what is to be fitted.

    Raises ModelUnavailable without peft, or when the model has no attention.
    """
    _throw_away(ready)
    options = {"rank": RANK, "strength": STRENGTH}
    try:
        ready.model.add_adapter(_config(task, options), _NAME)
    except ValueError as error:
        raise ModelUnavailable(f"cannot be fitted: {reason(error)}") from error
    ready.turn.worn = _FRESH
    ready.model.enable_adapters()
    fitted = [p for name, p in ready.model.named_parameters() if f".{_NAME}." in name]
    for parameter in fitted:
        parameter.data = parameter.data.float()  # half a number is too coarse to fit
        parameter.requires_grad_(True)
    return fitted


def take_off(ready: Loaded) -> None:
    """Leave the model as it is without."""
    if ready.turn.worn:
        ready.model.disable_adapters()


def _throw_away(ready: Loaded) -> None:
    """Forget what the model wore last, to make room for another."""
    if ready.turn.worn:
        ready.model.delete_adapter(_NAME)
        ready.turn.worn = ""


def packed(ready: Loaded, task: TunedTask, base: str, head: Head | None) -> Adapter:
    """What the model wears, to be kept in half precision."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import save

    torch, _ = libraries()
    tensors = dict(get_peft_model_state_dict(ready.model, adapter_name=_NAME))
    options: dict[str, Any] = {"rank": RANK, "strength": STRENGTH}
    if head is not None:
        options["keys"] = list(head.keys)
        tensors |= dict(zip(_HEAD, (head.weight, head.bias), strict=True))
    half = {
        name: value.detach().to("cpu", torch.float16).contiguous()
        for name, value in tensors.items()
    }
    return Adapter(task, base, options, save(half))


def head_of(ready: Loaded, adapter: Adapter) -> Head:
    """The head of an adapter for categories, where the model is."""
    tensors = _tensors(adapter)
    weight, bias = (tensors[name].to(ready.device.name).float() for name in _HEAD)
    return Head(tuple(adapter.options["keys"]), weight, bias)


@contextmanager
def features_of(model: Any) -> Iterator[list[Any]]:
    """What the head of a classifier is given in each call of the model meanwhile."""
    torch, _ = libraries()
    heads = [
        module
        for module in model.modules()
        if isinstance(module, torch.nn.Linear)
        and module.out_features == model.config.num_labels
    ]
    if not heads:
        raise ModelUnavailable("cannot be fitted: its last layer is no linear one")
    seen: list[Any] = []
    hook = heads[-1].register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    try:
        yield seen
    finally:
        hook.remove()


def digest_of(adapter: Adapter) -> str:
    """Tells it from every other one."""
    return hashlib.sha256(adapter.weights).hexdigest()[:16]


def _put_on(ready: Loaded, adapter: Adapter) -> None:
    digest = digest_of(adapter)
    if ready.turn.worn != digest:
        _throw_away(ready)
        _load(ready, adapter)
        ready.turn.worn = digest
    ready.model.enable_adapters()


def _load(ready: Loaded, adapter: Adapter) -> None:
    config = _config(adapter.task, adapter.options)
    from peft import set_peft_model_state_dict

    tensors = {k: v for k, v in _tensors(adapter).items() if k not in _HEAD}
    try:
        ready.model.add_adapter(config, _NAME)
        ready.turn.worn = _FRESH
        found = set_peft_model_state_dict(ready.model, tensors, adapter_name=_NAME)
    except (ValueError, RuntimeError) as error:
        raise ModelUnavailable(f"this tuning does not fit: {reason(error)}") from error
    lost = [name for name in found.missing_keys if f".{_NAME}." in name]
    if lost or found.unexpected_keys:
        raise ModelUnavailable(
            "this tuning was made with another version of transformers: "
            "run `atlasvision models tune` again"
        )


def check_installed() -> None:
    """Raises ModelUnavailable without torch, transformers or peft."""
    libraries()
    try:
        import peft  # noqa: F401
    except ImportError as error:
        raise ModelUnavailable(f"{error.name} is missing: {INSTALL}") from error


def _config(task: TunedTask, options: Mapping[str, Any]) -> Any:
    check_installed()
    from peft import LoraConfig

    return LoraConfig(
        r=int(options["rank"]),
        lora_alpha=int(options["strength"]),
        target_modules=_TARGETS[task],
    )


def _tensors(adapter: Adapter) -> dict[str, Any]:
    from safetensors.torch import load

    tensors: dict[str, Any] = load(adapter.weights)
    return tensors
