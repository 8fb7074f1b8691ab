"""Lines of print read by a model at Hugging Face inference, task image-to-text.

Implements `pipeline.vision.text.ocr.LineRecogniser`; while there is no answer, the
shipped recogniser reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from pipeline.errors import RemoteModelError
from pipeline.images import Pixels
from pipeline.remote.hugging_face import HuggingFace, broken
from pipeline.remote.pictures import as_jpeg
from pipeline.remote.resting import Resting

log = structlog.get_logger(__name__)

_LONGEST = 1200  # pixels of a line
_AT_ONCE = 4
_UNTOLD = 0.8  # how sure a line is: the answer does not say
Read = list[tuple[str, float]]


class RemoteLines:
    """One question a line, a few at the same time."""

    def __init__(
        self,
        server: HuggingFace,
        model: str,
        instead: Callable[[Sequence[Pixels]], Read],
        resting: Resting | None = None,
    ) -> None:
        """`instead` reads strips (BGR) when the server does not."""
        self._server, self._model, self._instead = server, model, instead
        self._resting = resting or Resting()
        self.version = f"hf:{model}"

    def __call__(self, strips: Sequence[Pixels]) -> Read:
        """The text of each strip (BGR)."""
        if not strips:
            return []
        try:
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                return [(text, _UNTOLD) for text in threads.map(self._read, strips)]
        except RemoteModelError as error:
            log.warning("reader_fell_back", problem=error.problem, model=error.model)
            return self._instead(strips)

    def _read(self, strip: Pixels) -> str:
        data, _ = as_jpeg(strip[..., ::-1].copy(), _LONGEST)
        answer = self._resting.ask(lambda: self._server.ask_about(self._model, data))
        return self._text(answer)

    def _text(self, answer: Any) -> str:
        """`generated_text` of an object, or of a list of one, as servers differ."""
        first = answer[0] if isinstance(answer, list) and answer else answer
        text = first.get("generated_text") if isinstance(first, dict) else None
        if not isinstance(text, str):
            raise broken(self._model)
        return text
