"""The pipeline's error tree; each error is raised for a decision the caller makes."""

from __future__ import annotations


class PipelineError(Exception):
    """Base of everything the pipeline raises on purpose."""


class UnreadableImage(PipelineError):
    """The bytes are not a picture that can be read; `problem` is a stable key.

    Keys: empty, not_an_image, unsupported_format, truncated, too_large, animated; of a
    video: video_format, video_damaged, video_without_picture, video_too_long,
    video_too_large.
    """

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else problem)
        self.problem = problem
        self.detail = detail


class ModelUnavailable(PipelineError):
    """A model file is missing or cannot be loaded; says which and what to do."""


class RemoteModelError(PipelineError):
    """A model that runs elsewhere gave no answer; `problem` is a stable key.

    Keys: key, payment, unknown_model, refused, loading, busy, timeout, unreachable,
    broken. `is_final`: asking again is of no use until somebody changes something.
    The text names the model and never what was asked.
    """

    def __init__(
        self, problem: str, model: str, detail: str, *, is_final: bool = False
    ) -> None:
        super().__init__(f"{model}: {detail} ({problem})")
        self.problem = problem
        self.model = model
        self.is_final = is_final
