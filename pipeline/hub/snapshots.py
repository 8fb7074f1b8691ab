"""Models as folders on this machine: found, fetched from the hub, described.

Nothing is fetched unless `pull` is called: a model that is not here is an error that
says how to get it. Called by `pipeline.hub.loading` and the `models` command.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ModelUnavailable

INSTALL = 'pip install "atlasvision[models]"'
_WEIGHTS = (".safetensors", ".bin", ".pt", ".pth")
_LICENCE = re.compile(r"^license(?:_name)?:\s*[\"']?([\w.+-]+)", re.MULTILINE)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SAMPLE = 1 << 20  # bytes of a file of weights that tell it from another


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where fetched models are kept, and with which key private ones are fetched.

    Models that are already in the hub's own cache are found there, too.
    """

    folder: Path | None = None
    token: str = ""
    endpoint: str | None = None  # another hub than huggingface.co

    def find(self, model: str) -> Path:
        """The folder of a model; raises ModelUnavailable when it is not here."""
        folder = Path(model).expanduser()
        if folder.is_dir():
            return folder.resolve()
        hub = _hub()
        for cache in dict.fromkeys((self.folder, None)):
            try:
                at = hub.try_to_load_from_cache(model, "config.json", cache_dir=cache)
            except ValueError as error:  # no name that the hub allows
                raise ModelUnavailable(f"{model}: {_why(error)}") from error
            if isinstance(at, str):
                return Path(at).parent
        raise ModelUnavailable(
            f"{model} is not on this machine: run `atlasvision models pull`"
        )

    def pull(self, model: str) -> Path:
        """Fetch what is missing of a model, with progress on stderr; its folder.

        Raises ModelUnavailable when there is no such model, no network or no room.
        """
        folder = Path(model).expanduser()
        if folder.is_dir():
            return folder.resolve()
        hub = _hub()
        try:
            api = hub.HfApi(endpoint=self.endpoint, token=self.token or False)
            info = api.model_info(model)
            wanted = needed_files(file.rfilename for file in info.siblings or ())
            fetched = hub.snapshot_download(
                model,
                revision=info.sha,
                cache_dir=self.folder,
                allow_patterns=wanted,
                token=self.token or False,
                endpoint=self.endpoint,
            )
        except Exception as error:  # of the hub, of HTTP, of the disk
            raise ModelUnavailable(f"{model} cannot be fetched: {_why(error)}") from (
                error
            )
        self._remember(hub, model, info.sha)
        return Path(fetched)

    def _remember(self, hub: Any, model: str, commit: str | None) -> None:
        """Make this commit the one that `find` gives."""
        if commit is None:
            return
        cache = self.folder or Path(hub.constants.HF_HUB_CACHE)
        name = hub.file_download.repo_folder_name(repo_id=model, repo_type="model")
        ref = cache / name / "refs" / "main"
        ref.parent.mkdir(parents=True, exist_ok=True)
        ref.write_text(commit)


def needed_files(names: Iterable[str]) -> list[str]:
    """Those files of a model that PyTorch needs: weights once, in the safest form."""
    every = [name for name in names if "/" not in name and not name.startswith(".")]
    suffixes = (".json", ".txt", ".model", ".md", ".jinja", ".py", ".tiktoken")
    wanted = [name for name in every if name.endswith(suffixes)]
    for suffix in _WEIGHTS:
        weights = [name for name in every if name.endswith(suffix)]
        if weights:
            return wanted + weights
    return wanted


def megabytes(folder: Path) -> float:
    """What a model takes on the disk."""
    return sum(path.stat().st_size for path in _files(folder)) / 1e6


def licence(folder: Path) -> str:
    """As its model card says; empty when it says nothing."""
    try:
        head = (folder / "README.md").read_text(errors="replace")[:4000]
    except OSError:
        return ""
    found = _LICENCE.search(head.split("\n---", 1)[0])
    return found[1] if found else ""


def version(name: str, folder: Path) -> str:
    """Names a model and its weights: the same on every machine that has the same."""
    short = re.sub(r"[^\w./-]", "-", Path(name).name if Path(name).is_dir() else name)
    if _COMMIT.fullmatch(folder.name) and folder.parent.name == "snapshots":
        return f"{short}@{folder.name[:8]}"
    digest = hashlib.sha256()
    for path in sorted(_files(folder)):
        if path.suffix in _WEIGHTS or path.name == "config.json":
            digest.update(path.name.encode())
            digest.update(_sample(path))
    return f"{short}@{digest.hexdigest()[:8]}"


def _sample(path: Path) -> bytes:
    """Size, start, middle and end: training changes all of a file of weights."""
    size = path.stat().st_size
    parts = [str(size).encode()]
    with path.open("rb") as file:
        for start in (0, size // 2, max(0, size - _SAMPLE)):
            file.seek(start)
            parts.append(file.read(_SAMPLE))
    return b"".join(parts)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _hub() -> Any:
    try:
        import huggingface_hub
        import huggingface_hub.constants
        import huggingface_hub.file_download
    except ImportError as error:
        raise ModelUnavailable(f"huggingface_hub is missing: {INSTALL}") from error
    return huggingface_hub


def _why(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
