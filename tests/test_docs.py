"""Documents that cannot rot: every setting and every command is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlasvision import COMMANDS
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
ENV_EXAMPLE = (ROOT / ".env.example").read_text()
VARIABLES = sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("variable", VARIABLES)
def test_setting_is_in_the_readme_table(variable: str) -> None:
    assert re.search(rf"^\| `{variable}` \|", README, re.MULTILINE)


@pytest.mark.parametrize("variable", VARIABLES)
def test_setting_is_in_the_example_environment(variable: str) -> None:
    assert re.search(rf"^#?{variable}=", ENV_EXAMPLE, re.MULTILINE)


def test_example_environment_names_only_real_settings() -> None:
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", ENV_EXAMPLE, re.MULTILINE))

    assert named == set(VARIABLES)


def test_readme_table_names_only_real_settings() -> None:
    table = README.split("## Settings")[1].split("\n## ")[0]
    named = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", table, re.MULTILINE))

    assert named == set(VARIABLES)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_command_is_in_the_readme(command: str) -> None:
    assert f"atlasvision {command}" in README


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
