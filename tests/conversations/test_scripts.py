"""Runs every script of this folder: what is said, what must be answered, what stays.

A script is a YAML file with several conversations. Keys of a step:

    say: TEXT            photo: {see: [{NAME: COUNT}], gaps: [...], problems: [...]}
    press: BUTTON        photos: [PHOTO, ...]      caption: TEXT    file: CSV TEXT
    by: PERSON           to: N (answers to the N-th answer)         wait: 31 minutes
    answer: TEXT or list of texts that must appear     not: texts that must not
    buttons: labels      answers: how many messages come back (1 unless told)
    stock: {PRODUCT: QUANTITY} after the step
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.messages import Reply
from storage.models.shops import Role
from tests.conversations.stage import Stage, seconds

FOLDER = Path(__file__).parent


def scripts() -> list[Any]:
    return [
        pytest.param(script, id=f"{path.stem}: {script['story']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for script in yaml.safe_load(path.read_text())
    ]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("script", scripts())
def test_conversation(script: dict[str, Any], stage: Stage) -> None:
    stage.people = {name: Role(role) for name, role in script.get("people", {}).items()}
    if "products" in script or "shop" in script:
        stage.open_shop(script.get("shop", {}), script.get("products", []))

    for step in script["talk"]:
        play(stage, step)

    if "stock" in script:
        assert stage.stock() == script["stock"]


def test_there_are_at_least_forty_scripts() -> None:
    assert len(scripts()) >= 40


def play(stage: Stage, step: dict[str, Any]) -> None:
    """One step: something is said, and the answer is what it must be."""
    if "wait" in step:
        stage.advance(seconds(step["wait"]))
    if set(step) - {"wait", "stock"}:
        check(step, act(stage, step))
    if "stock" in step:
        held = stage.stock()
        assert {name: held.get(name) for name in step["stock"]} == step["stock"], step


def act(stage: Stage, step: dict[str, Any]) -> list[Reply]:
    person = step.get("by", "Ada")
    if "press" in step:
        return stage.press(step["press"], by=person)
    values: dict[str, Any] = {}
    if "to" in step:
        values["reply_to"] = stage.provider_ids[step["to"] - 1]
    if "start" in step:
        values["start"] = step["start"]
    if "locale" in step:
        values["locale"] = step["locale"]
    if "unsupported" in step:
        values["unsupported"] = step["unsupported"]
    if "file" in step:
        values["file"] = ("products.csv", step["file"].encode())
    photos = [step["photo"]] if "photo" in step else step.get("photos", [])
    text = str(step.get("say", step.get("caption", "")))
    return stage.send(text, by=person, photos=photos, **values)


def check(step: dict[str, Any], answers: list[Reply]) -> None:
    assert len(answers) == step.get("answers", 1), step
    text = "\n".join(answer.text for answer in answers)
    for expected in as_list(step.get("answer", [])):
        assert str(expected) in text, f"{step}\n--- was answered:\n{text}"
    for unwanted in as_list(step.get("not", [])):
        assert str(unwanted) not in text, f"{step}\n--- was answered:\n{text}"
    if "buttons" in step:
        labels = [choice.label for answer in answers for choice in answer.choices]
        assert labels == step["buttons"], f"{step}\n--- was answered:\n{text}"
    if "lines" in step:
        assert len(text.splitlines()) <= step["lines"], text
    if "photo" in step or "photos" in step:
        has_picture = any(answer.image_key for answer in answers)
        assert has_picture == step.get("picture", True), step
