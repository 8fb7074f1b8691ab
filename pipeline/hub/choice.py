"""Which model does a task and where it runs, as one word of a setting.

`embedded` (or `rapidocr`) is shipped; `owner/name` of the Hugging Face hub, a folder or
an ONNX file runs on this machine; `hf:owner/name` runs at Hugging Face inference.
Imports nothing heavy, as settings are checked in every process.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

REMOTE_PREFIX = "hf:"
_SHIPPED = {"", "embedded", "rapidocr"}
_ONNX = ".onnx"
_HUB_ID = re.compile(r"[\w.-]{1,96}(/[\w.-]{1,96})?", re.ASCII)


class Where(StrEnum):
    """Where a chosen model runs."""

    SHIPPED = "shipped"
    HERE = "here"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model by its hub id or its folder; `name` is empty for the shipped one."""

    where: Where
    name: str = ""

    @classmethod
    def parse(cls, value: str) -> ModelChoice:
        """Read a setting; raises ValueError for what is neither an id nor a folder."""
        value = value.strip()
        if value.lower() in _SHIPPED:
            return SHIPPED
        remote = value.lower().startswith(REMOTE_PREFIX)
        name = value[len(REMOTE_PREFIX) :] if remote else value
        if not remote and name.lower().endswith(_ONNX):
            if not Path(name).expanduser().is_file():
                raise ValueError(f"there is no file {name}")
            return cls(Where.HERE, name)
        is_folder = not remote and Path(name).expanduser().is_dir()
        if not is_folder and not _HUB_ID.fullmatch(name):
            raise ValueError(
                "accepted: embedded, a hub id such as owner/name, a folder, "
                "or hf:owner/name to run it at Hugging Face"
            )
        return cls(Where.REMOTE if remote else Where.HERE, name)

    @property
    def is_shipped(self) -> bool:
        return self.where is Where.SHIPPED

    @property
    def file(self) -> Path | None:
        """The ONNX file that it is: itself, or the only one of a folder that says
        nothing else of a model."""
        if self.where is not Where.HERE:
            return None
        path = Path(self.name).expanduser()
        if path.suffix.lower() == _ONNX:
            return path
        found = sorted(path.glob(f"*{_ONNX}")) if path.is_dir() else []
        is_other = len(found) != 1 or (path / "config.json").is_file()
        return None if is_other else found[0]

    def __str__(self) -> str:
        if self.is_shipped:
            return "embedded"
        return (
            f"{REMOTE_PREFIX}{self.name}" if self.where is Where.REMOTE else self.name
        )


SHIPPED = ModelChoice(Where.SHIPPED)
