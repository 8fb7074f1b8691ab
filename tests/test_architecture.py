"""The layers of docs/architecture.md, read from the import statements."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.processes import loaded_after

ROOT = Path(__file__).parent.parent
OURS = {"pipeline", "storage", "bot", "webhooks", "commands", "atlasvision"}
MAY_IMPORT = {
    "pipeline": {"pipeline"},
    "storage": {"storage", "pipeline.types"},
    "bot": {"bot", "storage", "pipeline"},
    "webhooks": {"webhooks", "bot", "storage", "pipeline.types"},
    "commands": OURS - {"atlasvision"},
}
MODULES = sorted(path for layer in MAY_IMPORT for path in (ROOT / layer).rglob("*.py"))
HEAVY = {"torch", "transformers", "onnxruntime", "cv2", "rapidocr", "zxingcpp"}
HEAVY |= {"arabic_reshaper", "bidi"}  # charts are drawn in workers


def imported_modules(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the layer"
            module = node.module or ""
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] in OURS}


def is_allowed(name: str, allowed: set[str]) -> bool:
    return any(name == layer or name.startswith(f"{layer}.") for layer in allowed)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_what_its_layer_may(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]

    forbidden = {
        name
        for name in imported_modules(path)
        if not is_allowed(name, MAY_IMPORT[layer])
    }

    assert not forbidden


def test_a_forbidden_import_is_noticed(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("from bot import replies\nimport storage.db\n")

    names = imported_modules(module)

    assert names == {"bot.replies", "storage.db"}
    assert not is_allowed("bot.replies", MAY_IMPORT["storage"])
    assert not is_allowed("pipeline.shelf", MAY_IMPORT["webhooks"])
    assert is_allowed("pipeline.types.Box", MAY_IMPORT["webhooks"])


@pytest.mark.parametrize("module", ["webhooks.app", "bot.answering", "commands.serve"])
def test_web_and_chat_processes_do_not_load_models(module: str) -> None:
    assert not HEAVY & loaded_after(f"import {module}")


def test_types_vocabulary_needs_only_the_standard_library() -> None:
    tree = ast.parse((ROOT / "pipeline" / "types.py").read_text())

    roots = {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    } | {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert roots <= sys.stdlib_module_names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_fits_in_a_head(path: Path) -> None:
    lines = path.read_text().count("\n")

    assert lines <= 500, "split it: a line of code should know its room"
