"""Open questions about a photo, answered by the first model that can.

"Is the fridge clean?" is nothing that a reading of products knows. Called by the vision
workers (`bot.looking`), with photos as they were sent; the adapters beside this module
know how each kind of model is asked. An answer is words for a person and never changes
anything. Imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.errors import ModelUnavailable, PipelineError, RemoteModelError
from pipeline.vqa.answer_rules import asks_for_number, first_sentence, problem_of
from pipeline.vqa.prompts import Grounding

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model said, how sure it was of its words (0 to 1, None: it does not say),
    and its name."""

    text: str
    confidence: float | None
    model: str


class PictureModel(Protocol):
    """One way to ask one model about one picture."""

    @property
    def name(self) -> str:
        """As a person is told it."""
        ...

    @property
    def speaks_english_only(self) -> bool:
        """Whether questions and answers are English; raises ModelUnavailable."""
        ...

    def ask(
        self, image: bytes, question: str, context: Grounding, language: str
    ) -> ModelAnswer:
        """What the model says about an upright JPEG; raises RemoteModelError or
        ModelUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What a person asks; `english` is the same in English, "" where nobody knows."""

    text: str
    language: str = ENGLISH
    english: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A model's answer and what is wrong with it, or why there is none.

    `problem` is a key of `answer_rules.Problem`, or one of these: "number_asked" (such
    are counted), "english_only", "unreachable". The text of an answer with a problem is
    never shown, and is not kept.
    """

    text: str = ""
    confidence: float | None = None
    model: str = ""
    language: str = ENGLISH
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "confidence": self.confidence,
            "model": self.model,
            "language": self.language,
            "problem": self.problem,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Judged:
        """The inverse of `to_json`."""
        return cls(**data)


NUMBER_ASKED, ENGLISH_ONLY, UNREACHABLE = "number_asked", "english_only", "unreachable"


class Answerer:
    """The configured models in the order in which they are asked.

    `picture` makes one upright JPEG of the photos of one shelf. `report` is told of
    each model that failed, by its name and the kind of failure.
    """

    def __init__(
        self,
        models: Sequence[PictureModel],
        picture: Callable[[Sequence[bytes]], bytes],
        report: Callable[[str, str], None] = lambda model, problem: None,
    ) -> None:
        self._models = models
        self._picture = picture
        self._report = report

    def answer(
        self, photos: Sequence[bytes], question: OpenQuestion, context: Grounding
    ) -> Judged:
        """What may be told; raises UnreadableImage for bytes that are no photo."""
        if asks_for_number(question.text) or asks_for_number(question.english):
            return Judged(problem=NUMBER_ASKED)
        image = self._picture(photos)
        problem = UNREACHABLE
        for model in self._models:
            try:
                asked, language = _put(model, question)
                if not asked:
                    problem = ENGLISH_ONLY
                    continue
                said = model.ask(image, asked, context, language)
            except (RemoteModelError, ModelUnavailable) as error:
                self._report(model.name, _kind(error))
                continue
            return judged(said, language, context)
        return Judged(problem=problem)


def judged(said: ModelAnswer, language: str, context: Grounding) -> Judged:
    """The answer as it may be shown, or what is wrong with it."""
    text = first_sentence(said.text)
    names = frozenset(name for name, _ in context.products)
    problem = problem_of(text, language, names)
    shown = "" if problem else text
    return Judged(shown, said.confidence, said.model, language, problem)


def _put(model: PictureModel, question: OpenQuestion) -> tuple[str, str]:
    """The question in a language that the model knows; "" where there is none."""
    if not model.speaks_english_only:
        return question.text, question.language
    if question.language == ENGLISH:
        return question.text, ENGLISH
    return question.english, ENGLISH


def _kind(error: PipelineError) -> str:
    return error.problem if isinstance(error, RemoteModelError) else "unavailable"
