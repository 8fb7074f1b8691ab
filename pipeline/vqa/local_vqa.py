"""Open questions to a transformers model on this machine.

Three ways to answer: a choice of known answers (ViLT), words of a decoder that has read
the question (BLIP), and a chat with a picture in it (SmolVLM, Qwen-VL and their like).
Loaded at the first question, asked by one thread at a time.
"""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.errors import ModelUnavailable
from pipeline.hub.loading import Loaded, libraries, loaded
from pipeline.hub.snapshots import Shelf
from pipeline.vqa.model_answers import ModelAnswer
from pipeline.vqa.prompts import (
    LONGEST_QUESTION,
    Grounding,
    cleaned,
    instruction,
    question_with_data,
)

MOST_TOKENS = 60
MOST_WORD_TOKENS = 20
_CLASSES = {
    "vilt": ("ViltForQuestionAnswering", "ViltProcessor"),
    "blip": ("BlipForQuestionAnswering", "BlipProcessor"),
}
"""What these model types were trained on is English, and nothing but a question."""
_CHAT = ("AutoModelForImageTextToText", "AutoProcessor")


class LocalVqa:
    """A model by its hub id or folder; what is not on this machine is not fetched."""

    def __init__(self, model: str, shelf: Shelf, threads: int | None = None) -> None:
        self.name = model.rstrip("/").rpartition("/")[2]
        self._model = model
        self._shelf = shelf
        self._threads = threads
        self._lock = threading.Lock()

    @property
    def speaks_english_only(self) -> bool:
        """By the kind of model, from its configuration."""
        return model_type(self._shelf.find(self._model)) in _CLASSES

    def load(self) -> Loaded:
        """The model in memory, the same one for all; raises ModelUnavailable."""
        folder = self._shelf.find(self._model)
        classes = _CLASSES.get(model_type(folder), _CHAT)
        return loaded(folder, *classes, threads=self._threads)

    def ask(
        self, image: bytes, question: str, context: Grounding, language: str
    ) -> ModelAnswer:
        """The model's words; raises ModelUnavailable where it cannot be run."""
        picture = Image.open(io.BytesIO(image)).convert("RGB")
        with self._lock:
            ready = self.load()
            try:
                text, confidence = self._answer(
                    ready, picture, question, context, language
                )
            except Exception as error:  # of torch, transformers, a chat template
                detail = type(error).__name__
                raise ModelUnavailable(f"{self.name} failed: {detail}") from error
        return ModelAnswer(text.strip(), confidence, self.name)

    def _answer(
        self,
        ready: Loaded,
        picture: Image.Image,
        question: str,
        context: Grounding,
        language: str,
    ) -> tuple[str, float]:
        kind = ready.model.config.model_type
        if kind == "vilt":
            return _chosen(ready, picture, question)
        if kind == "blip":
            return _worded(ready, picture, question)
        return _chatted(ready, picture, question, context, language)


def model_type(folder: Path) -> str:
    """What kind of model a folder holds; raises ModelUnavailable."""
    try:
        config = json.loads((folder / "config.json").read_text())
        return str(config["model_type"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"{folder.name} is no model of transformers") from error


def _chosen(ready: Loaded, picture: Image.Image, question: str) -> tuple[str, float]:
    """ViLT: one of some thousand known answers; how sure is a softmax over them."""
    torch, _ = libraries()
    config = ready.model.config
    inputs = ready.processor(
        picture,
        cleaned(question, LONGEST_QUESTION),
        return_tensors="pt",
        truncation=True,
        max_length=config.max_position_embeddings,
    )
    with torch.inference_mode():
        logits = ready.model(**_moved(ready, inputs)).logits[0].float()
    odds = logits.softmax(-1)
    best = int(odds.argmax())
    return str(config.id2label[best]), float(odds[best])


def _worded(ready: Loaded, picture: Image.Image, question: str) -> tuple[str, float]:
    """BLIP: a few words; how sure is the mean probability of their tokens."""
    inputs = ready.processor(
        images=picture, text=cleaned(question, LONGEST_QUESTION), return_tensors="pt"
    )
    return _generated(ready, _moved(ready, inputs), MOST_WORD_TOKENS)


def _chatted(
    ready: Loaded,
    picture: Image.Image,
    question: str,
    context: Grounding,
    language: str,
) -> tuple[str, float]:
    """Any image-text-to-text model with a chat template."""
    asked = question_with_data(question, context)
    inputs = _templated(ready, picture, instruction(language), asked)
    return _generated(ready, _moved(ready, inputs), MOST_TOKENS)


def _templated(ready: Loaded, picture: Image.Image, task: str, asked: str) -> Any:
    """Some templates know no system message; it is said before the question."""
    from jinja2 import TemplateError

    try:
        return _chat_inputs(ready, picture, [_said("system", task)], asked)
    except TemplateError:
        return _chat_inputs(ready, picture, [], f"{task}\n\n{asked}")


def _chat_inputs(
    ready: Loaded, picture: Image.Image, before: list[Any], asked: str
) -> Any:
    messages = [*before, _said("user", asked, {"type": "image", "image": picture})]
    return ready.processor.apply_chat_template(
        messages,
        add_generation_prompt=True,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
    )


def _said(role: str, text: str, *before: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "content": [*before, {"type": "text", "text": text}]}


def _moved(ready: Loaded, inputs: Any) -> dict[str, Any]:
    """What a processor made, where the model is; whole numbers stay whole."""
    place = ready.device
    return {
        name: value.to(place.name, place.dtype)
        if value.is_floating_point()
        else value.to(place.name)
        for name, value in inputs.items()
    }


def _generated(
    ready: Loaded, inputs: dict[str, Any], most_tokens: int
) -> tuple[str, float]:
    """The likeliest words, token by token, and the mean probability of the tokens."""
    torch, _ = libraries()
    with torch.inference_mode():
        made = ready.model.generate(
            **inputs,
            max_new_tokens=most_tokens,
            do_sample=False,
            num_beams=1,
            return_dict_in_generate=True,
            output_scores=True,
        )
    tokens = made.sequences[0, -len(made.scores) :]
    odds = [
        float(scores[0].float().softmax(-1)[token])
        for scores, token in zip(made.scores, tokens, strict=True)
    ]
    text = ready.processor.decode(tokens, skip_special_tokens=True)
    return text, sum(odds) / len(odds)
