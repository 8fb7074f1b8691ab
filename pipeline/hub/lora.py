"""Fit what is added to a model of the hub to pictures that a shop has confirmed.

Called by `bot.adapting`. The model itself stays as it is: only small matrices beside
those of its attention are fitted (LoRA, Hu et al. 2021) and, for categories, a head
that first learns on the untouched model (Kumar et al. 2022: a head that begins at
random would spoil it). The same pictures and seed give the same result.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.errors import ModelUnavailable
from pipeline.hub.adapters import (
    Head,
    features_of,
    packed,
    put_fresh,
    take_off,
)
from pipeline.hub.lines import MOST_TOKENS, generated, line_image
from pipeline.hub.loading import Loaded, libraries
from pipeline.images import Pixels
from pipeline.types import Adapter, TunedTask

_SEED = 7
_BATCH = 8
_LEAST_STEPS = 40
_HEAD_FASTER = 2.0
_WARM_UP = 0.1  # of the steps
_HEAD_STEPS, _HEAD_DECAY = 200, 1e-2
_SMOOTHING = 0.05

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long fitting may go on, whatever ends first, and how fast."""

    rounds: int = 12  # times that each picture is seen
    steps: int = 400
    seconds: float = 1200.0
    rate: float = 1e-3
    clock: Callable[[], float] = time.monotonic

    def steps_for(self, pictures: int) -> int:
        """Batches of so many pictures."""
        wanted = math.ceil(self.rounds * pictures / _BATCH)
        return min(self.steps, max(_LEAST_STEPS, wanted))


def fit_categories(
    ready: Loaded,
    base: str,
    pictures: Sequence[Pixels],
    keys: Sequence[str],
    bounds: Bounds,
    report: Report = lambda done, of: None,
) -> Adapter:
    """For packs (RGB) and the category of each; `base` is the model's version.

    Raises ModelUnavailable for a model that cannot be fitted.
    """
    torch, _ = libraries()
    known = tuple(sorted(set(keys)))
    truths = torch.tensor([known.index(key) for key in keys])
    with _fitting(ready, TunedTask.CATEGORY) as fitted, features_of(ready.model) as out:
        head = _first_head(known, _features(ready, pictures, out), truths)
        head = Head(known, *(t.to(ready.device.name) for t in (head.weight, head.bias)))
        for tensor in (head.weight, head.bias):
            tensor.requires_grad_(True)
        rng = np.random.default_rng(_SEED)
        odds = _evened(truths.numpy())

        def loss() -> Any:
            chosen = rng.choice(len(pictures), _BATCH, p=odds)
            seen = [_varied(pictures[k], rng) for k in chosen]
            out.clear()
            ready.model(**_inputs(ready, seen))
            return torch.nn.functional.cross_entropy(
                head.logits(out[-1]),
                truths[chosen].to(ready.device.name),
                label_smoothing=_SMOOTHING,
            )

        groups = [
            {"params": fitted, "lr": bounds.rate},
            {"params": [head.weight, head.bias], "lr": bounds.rate * _HEAD_FASTER},
        ]
        _descend(groups, loss, bounds, len(pictures), report)
        return packed(ready, TunedTask.CATEGORY, base, head)


def fit_print(
    ready: Loaded,
    base: str,
    strips: Sequence[Pixels],
    texts: Sequence[str],
    bounds: Bounds,
    report: Report = lambda done, of: None,
) -> Adapter:
    """For strips (BGR, one line of print each) and what is printed on each.

    What the model sees of them is reckoned once: only what writes is fitted.
    Raises ModelUnavailable for a model that cannot be fitted.
    """
    torch, _ = libraries()
    with _fitting(ready, TunedTask.PRINT) as fitted:
        spelling = _Spelling.of(ready, strips)
        tokens = [spelling.tokens(text) for text in texts]
        seen = _encoded(ready, strips)
        rng = np.random.default_rng(_SEED)

        def loss() -> Any:
            chosen = rng.choice(len(tokens), _BATCH)
            given, wanted = spelling.batch([tokens[k] for k in chosen])
            states = torch.stack([seen[k] for k in chosen])
            states = states.to(ready.device.name, ready.device.dtype)
            logits = ready.model(
                encoder_outputs=(states,),
                decoder_input_ids=given.to(ready.device.name),
            ).logits
            return torch.nn.functional.cross_entropy(
                logits.float().flatten(0, 1), wanted.to(ready.device.name).flatten()
            )

        groups = [{"params": fitted, "lr": bounds.rate}]
        _descend(groups, loss, bounds, len(tokens), report)
        return packed(ready, TunedTask.PRINT, base, None)


@contextmanager
def _fitting(ready: Loaded, task: TunedTask) -> Iterator[list[Any]]:
    """The model to oneself, with additions to be fitted; afterwards as it was."""
    torch, _ = libraries()
    with ready.turn.lock, torch.random.fork_rng():
        torch.manual_seed(_SEED)
        try:
            yield put_fresh(ready, task)
        finally:
            take_off(ready)


def _descend(
    groups: list[dict[str, Any]],
    loss: Callable[[], Any],
    bounds: Bounds,
    pictures: int,
    report: Report,
) -> None:
    """AdamW with a warm-up and a rate that falls to nothing (a half cosine) by the last
    step, or by the end of the time where that comes first."""
    torch, _ = libraries()
    steps = bounds.steps_for(pictures)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    most = [group["lr"] for group in groups]
    parameters = [p for group in groups for p in group["params"]]
    began, spent = bounds.clock(), 0.0
    for step in range(steps):
        rate = _rate(max(step / steps, spent))
        for group, full in zip(optimiser.param_groups, most, strict=True):
            group["lr"] = rate * full
        optimiser.zero_grad()
        loss().backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        report(step + 1, steps)
        spent = (bounds.clock() - began) / bounds.seconds
        if spent >= 1:
            break


def _rate(done: float) -> float:
    """Of the full rate, when so much is done (0 to 1)."""
    if done < _WARM_UP:
        return (done + 0.01) / (_WARM_UP + 0.01)
    return 0.5 * (1 + math.cos(math.pi * (done - _WARM_UP) / (1 - _WARM_UP)))


def _first_head(keys: tuple[str, ...], features: Any, truths: Any) -> Head:
    """Logistic regression on what the untouched model sees."""
    torch, _ = libraries()
    with torch.enable_grad():
        middle, spread = features.mean(0), features.std(0) + 1e-3
        scaled = (features - middle) / spread
        weight = torch.zeros(len(keys), features.shape[1], requires_grad=True)
        bias = torch.zeros(len(keys), requires_grad=True)
        optimiser = torch.optim.AdamW([weight, bias], 1e-2, weight_decay=_HEAD_DECAY)
        for _ in range(_HEAD_STEPS):
            optimiser.zero_grad()
            odds = scaled @ weight.T + bias
            torch.nn.functional.cross_entropy(odds, truths).backward()
            optimiser.step()
    with torch.no_grad():
        plain = weight / spread
        return Head(keys, plain, bias - plain @ middle)


def _features(ready: Loaded, pictures: Sequence[Pixels], out: list[Any]) -> Any:
    torch, _ = libraries()
    found = []
    with torch.no_grad():
        for start in range(0, len(pictures), _BATCH):
            out.clear()
            ready.model(**_inputs(ready, pictures[start : start + _BATCH]))
            found.append(out[-1].float().cpu())
    return torch.cat(found)


def _inputs(ready: Loaded, pictures: Sequence[Pixels]) -> Any:
    return ready.tensors(ready.processor(images=list(pictures), return_tensors="pt"))


def _evened(truths: Any) -> Any:
    """Rare categories are drawn more often, though not as often as common ones."""
    counts = np.bincount(truths)[truths]
    odds = 1 / np.sqrt(counts)
    return odds / odds.sum()


def _varied(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """Another light, another cut."""
    height, width = picture.shape[:2]
    left, right = (rng.uniform(0, 0.08, 2) * width).astype(int)
    top, bottom = (rng.uniform(0, 0.08, 2) * height).astype(int)
    cut = picture[top : height - bottom, left : width - right]
    gain, lift = float(rng.uniform(0.8, 1.2)), float(rng.uniform(-15, 15))
    lit: Pixels = np.clip(cut * gain + lift, 0, 255).astype(np.uint8)
    return lit


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a reader writes: what it begins and ends with, as tokens."""

    tokenizer: Any
    start: int
    first: tuple[int, ...]
    end: int

    @classmethod
    def of(cls, ready: Loaded, strips: Sequence[Pixels]) -> _Spelling:
        """Some readers write a sign of the beginning before the letters: seen from what
        this one writes."""
        torch, _ = libraries()
        tokenizer, rules = ready.processor.tokenizer, ready.model.generation_config
        images = [line_image(strip) for strip in strips[:_BATCH]]
        inputs = ready.processor(images=images, return_tensors="pt")
        with torch.no_grad():
            tokens, _ = generated(ready, ready.tensors(inputs), start=0)
        begins = tokenizer.bos_token_id
        is_said = begins is not None and bool((tokens[:, 1] == begins).all())
        ends = rules.eos_token_id
        return cls(
            tokenizer,
            int(tokens[0, 0]),
            (int(begins),) if is_said else (),
            int(ends[0] if isinstance(ends, list) else ends),
        )

    def tokens(self, text: str) -> list[int]:
        plain = self.tokenizer(text, add_special_tokens=False).input_ids
        return [*self.first, *plain[: MOST_TOKENS - 2], self.end]

    def batch(self, lines: Sequence[list[int]]) -> tuple[Any, Any]:
        """What is written before each token, and the tokens; -100 is not asked for."""
        torch, _ = libraries()
        longest = max(len(line) for line in lines)
        given = torch.full((len(lines), longest), self.end)
        wanted = torch.full((len(lines), longest), -100)
        for row, line in enumerate(lines):
            wanted[row, : len(line)] = torch.tensor(line)
            given[row, : len(line)] = torch.tensor([self.start, *line[:-1]])
        return given, wanted


def _encoded(ready: Loaded, strips: Sequence[Pixels]) -> list[Any]:
    """What the model sees on each strip, in half precision: a megabyte each."""
    torch, _ = libraries()
    if not hasattr(ready.model, "encoder"):
        raise ModelUnavailable("cannot be fitted: it does not read lines as TrOCR does")
    seen: list[Any] = []
    with torch.no_grad():
        for start in range(0, len(strips), _BATCH):
            images = [line_image(strip) for strip in strips[start : start + _BATCH]]
            inputs = ready.processor(images=images, return_tensors="pt")
            states = ready.model.encoder(**ready.tensors(inputs)).last_hidden_state
            seen += list(states.to(torch.bfloat16).cpu())
    return seen
