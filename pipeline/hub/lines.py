"""Lines of print read by transformers models; RapidOCR has found where they are.

Implements `pipeline.vision.text.ocr.LineRecogniser`: TrOCR, any model that writes about
a picture (GOT-OCR, DeepSeek-OCR-2 …), and models that bring code of their own.
"""

from __future__ import annotations

import json
import math
import re
import tempfile
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PIL import Image

from pipeline.errors import ModelUnavailable
from pipeline.hub.adapters import digest_of, wearing
from pipeline.hub.loading import Digits, Loaded, device, libraries, loaded
from pipeline.hub.objects import model_type
from pipeline.hub.snapshots import version
from pipeline.images import Pixels
from pipeline.types import Adapter

_BATCH = 8
MOST_TOKENS = 48
_UNTOLD = 0.8  # how sure a line is whose model does not say
_ASK = "Read the text in this picture. Answer with the text only."
_PROMPTS = {"got_ocr2": "", "deepseek_ocr2": "<image>\nFree OCR."}
"""What models of print were trained to be told; others are asked in a chat."""
_DEEPSEEK = "deepseek_vl_v2"
_MARKUP = re.compile(r"<\|[^|]*\|>|```\w*|[*#_]{2,}")


class Lines(Protocol):
    """What `hub_lines` gives; a LineRecogniser that can be loaded beforehand."""

    @property
    def version(self) -> str: ...

    def load(self) -> Loaded: ...

    def __call__(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]: ...


def hub_lines(
    name: str, folder: Path, *, own_code: bool = False, threads: int | None = None
) -> Lines:
    """The reader that fits a model; raises ModelUnavailable when none does.

    `own_code`: models may run the Python files that they bring.
    """
    kind = model_type(folder)
    if kind == "vision-encoder-decoder":
        return TrOcrLines(name, folder, threads)
    if not _brings_code(folder):
        return PictureTextLines(name, folder, threads)
    if not own_code:
        raise ModelUnavailable(
            f"{name} runs Python code of its own: look at it, then allow it with "
            "MODELS_OWN_CODE=true"
        )
    if kind == _DEEPSEEK:
        _check_deepseek(name)
    return OwnCodeLines(name, folder, threads)


class _HubLines:
    """What all have in common: a name, a folder, and being loaded on first use."""

    model_class = processor_class = ""
    own_code = False

    def __init__(self, name: str, folder: Path, threads: int | None = None) -> None:
        self._folder, self._threads = folder, threads
        self.version = version(name, folder)

    def load(self) -> Loaded:
        """The model; raises ModelUnavailable."""
        return loaded(
            self._folder,
            self.model_class,
            self.processor_class,
            own_code=self.own_code,
            threads=self._threads,
            digits=Digits.FEW_ON_GPU,
        )


class TrOcrLines(_HubLines):
    """TrOCR (Li et al. 2021): a picture of one line in, its letters out."""

    model_class, processor_class = "VisionEncoderDecoderModel", "TrOCRProcessor"
    _adapter: Adapter | None = None

    @property
    def base(self) -> str:
        """The version of the model that tunings are fitted to."""
        return self.version.partition("+")[0]

    def with_adapter(self, adapter: Adapter) -> TrOcrLines:
        """The same model, tuned; it is refused when that was fitted to another one."""
        other = copy(self)
        other._adapter = adapter
        other.version = f"{self.base}+{digest_of(adapter)[:8]}"
        return other

    def __call__(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        """The text of each strip (BGR) and the mean chance of its letters."""
        read: list[tuple[str, float]] = []
        for start in range(0, len(strips), _BATCH):
            read += self._read(strips[start : start + _BATCH])
        return read

    def _read(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        model = self.load()
        images = [line_image(strip) for strip in strips]
        inputs = model.processor(images=images, return_tensors="pt")
        with wearing(model, self.base, self._adapter):
            tokens, chances = generated(model, model.tensors(inputs), start=0)
        texts = model.processor.tokenizer.batch_decode(tokens, skip_special_tokens=True)
        return list(zip(texts, chances, strict=True))


class PictureTextLines(_HubLines):
    """A model that writes about a picture, asked for the text on each strip."""

    model_class, processor_class = "AutoModelForImageTextToText", "AutoProcessor"

    def __call__(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        """The text of each strip (BGR) and the mean chance of its tokens."""
        return [self._read(strip) for strip in strips]

    def _read(self, strip: Pixels) -> tuple[str, float]:
        model = self.load()
        inputs = model.tensors(self._asked(model, line_image(strip)))
        length = inputs["input_ids"].shape[1]
        tokens, chances = generated(model, inputs, start=length)
        text = model.processor.decode(tokens[0], skip_special_tokens=True)
        return _plain(text), chances[0]

    def _asked(self, model: Loaded, image: Image.Image) -> Any:
        prompt = _PROMPTS.get(model_type(self._folder))
        if prompt == "":
            return model.processor(image, return_tensors="pt")
        if prompt is not None:
            return model.processor(images=image, text=prompt, return_tensors="pt")
        said = [{"type": "image", "image": image}, {"type": "text", "text": _ASK}]
        return model.processor.apply_chat_template(
            [{"role": "user", "content": said}],
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        )


class OwnCodeLines(_HubLines):
    """A model with an `infer` of its own, as DeepSeek-OCR has."""

    model_class, processor_class, own_code = "AutoModel", "AutoTokenizer", True

    def __call__(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        """The text of each strip (BGR); how sure it is the model does not say."""
        model = self.load()
        if not hasattr(model.model, "infer"):
            raise ModelUnavailable(f"{self.version} has no `infer` to read with")
        with tempfile.TemporaryDirectory() as folder:
            return [self._read(model, strip, Path(folder)) for strip in strips]

    def _read(self, model: Loaded, strip: Pixels, folder: Path) -> tuple[str, float]:
        picture = folder / "line.png"
        line_image(strip).save(picture)
        text = model.model.infer(
            model.processor,
            prompt="<image>\nFree OCR. ",
            image_file=str(picture),
            output_path=str(folder),
            base_size=512,
            image_size=512,
            crop_mode=False,
            save_results=False,
            eval_mode=True,
        )
        return _plain(str(text or "")), _UNTOLD


def generated(model: Loaded, inputs: Any, start: int) -> tuple[Any, list[float]]:
    """New tokens, greedily, and the geometric mean of their chances."""
    torch, _ = libraries()
    with torch.inference_mode():
        out = model.model.generate(
            **inputs,
            max_new_tokens=MOST_TOKENS,
            num_beams=1,
            do_sample=False,
            output_scores=True,
            return_dict_in_generate=True,
        )
        scores = model.model.compute_transition_scores(
            out.sequences, out.scores, normalize_logits=True
        )
    new = out.sequences[:, start:]
    return new, [_chance(row) for row in scores.float().cpu().numpy()]


def _chance(logarithms: Any) -> float:
    """Padding after the end has no chance, or one of exactly 1."""
    said = logarithms[np.isfinite(logarithms) & (logarithms != 0)]
    return math.exp(float(said.mean())) if len(said) else 1.0


def line_image(strip: Pixels) -> Image.Image:
    """A strip (BGR) as the processors of transformers take it."""
    return Image.fromarray(np.ascontiguousarray(strip[..., ::-1]))


def _plain(text: str) -> str:
    """One line without the marks of a page's layout."""
    return " ".join(_MARKUP.sub(" ", text).split())


def _brings_code(folder: Path) -> bool:
    """Whether transformers does not know the model and its folder says how."""
    _, transformers = libraries()
    config = json.loads((folder / "config.json").read_text())
    known = transformers.models.auto.configuration_auto.CONFIG_MAPPING_NAMES
    return "auto_map" in config and config.get("model_type") not in known


def _check_deepseek(name: str) -> None:
    """Its code needs what later versions of transformers left out, and an NVIDIA GPU.

    https://github.com/deepseek-ai/DeepSeek-OCR/issues/7
    """
    _, transformers = libraries()
    release = tuple(int(part) for part in transformers.__version__.split(".")[:2])
    if release >= (4, 48) or device().name != "cuda":
        raise ModelUnavailable(
            f"{name}: its own code needs transformers 4.46 or 4.47 and an NVIDIA GPU; "
            "deepseek-community/DeepSeek-OCR-2 needs neither"
        )
