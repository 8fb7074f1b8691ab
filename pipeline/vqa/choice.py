"""Which models are asked open questions, from the settings. Imports nothing heavy.

`VQA_MODEL` names models in the order in which they are asked, with commas between:
`server` is the OpenAI-compatible one of VLM_BASE_URL, the others are as for all tasks.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.hub.choice import ModelChoice, Where

SERVER, OFF, AUTO = "server", "off", "auto"
RENAMED = {"microsoft/vilt-b32-finetuned-vqa": "dandelin/vilt-b32-finetuned-vqa"}
"""Names that people know a model by, and the one that the hub has it under."""


@dataclass(frozen=True, slots=True)
class VqaChoice:
    """One model: on the server of VLM_BASE_URL (`choice` None), or as everywhere."""

    choice: ModelChoice | None
    name: str

    @property
    def is_server(self) -> bool:
        return self.choice is None

    @property
    def is_local(self) -> bool:
        return self.choice is not None and self.choice.where is Where.HERE

    @property
    def short_name(self) -> str:
        """As a person is told it."""
        return self.name.rstrip("/").rpartition("/")[2]


def parse_vqa(setting: str) -> tuple[str, ...]:
    """The parts of the setting; raises ValueError for one that names no model."""
    parts = tuple(part.strip() for part in setting.split(",") if part.strip())
    for part in parts:
        if part in (OFF, AUTO) and len(parts) > 1:
            raise ValueError(f"{part} stands alone")
        if part not in (SERVER, OFF, AUTO) and ModelChoice.parse(part).is_shipped:
            raise ValueError("no model for open questions is shipped; name one")
    return parts


def vqa_choices(
    setting: str, server_url: str = "", server_model: str = ""
) -> tuple[VqaChoice, ...]:
    """The models in the order in which they are asked; none: open questions are not
    answered. `auto` is the server where one is set up with a model's name."""
    has_server = bool(server_url and server_model)
    chosen = []
    for part in parse_vqa(setting) or (AUTO,):
        if part in (SERVER, AUTO):
            if has_server:
                chosen.append(VqaChoice(None, server_model))
        elif part != OFF:
            parsed = ModelChoice.parse(RENAMED.get(part, part))
            chosen.append(VqaChoice(parsed, parsed.name))
    return tuple(chosen)
