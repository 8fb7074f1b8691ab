"""Runs every script of this folder: what is said, what must be answered, what stays.

A script is a YAML file with several conversations. Each is played on all four channels,
or on those named by `channels`. Keys of a conversation, beside `story` and `talk`:

    shop: {currency, country, locale, …}    products: [{name, quantity, …}]
    people: {NAME: ROLE}, besides Ada, the owner; each writes in a chat of their own
    group: true: they share one chat (a Telegram group, one web page)
    locale: fr-SN: where a person without a shop writes from
    stock: {PRODUCT: QUANTITY} at the end, all of it
    outside: {facts: {CODE: {product_name, …}}, prices: [{code, price, day, …}],
              down: true}: what the outside sources know
    model: {says: {PART OF A QUESTION: ANSWER}, sure: 0.9, calls: [TOOL CALL],
            english: true (a model that knows no other language), down: true}
    neighbours: {PRODUCT: [PRICE, ...]}: other shops that share their prices, one each

Keys of a step:

    say: TEXT            photo: {see: [{NAME: COUNT}], gaps: [...], problems: [...]}
    press: BUTTON        photos: [PHOTO, ...]      caption: TEXT    file: CSV TEXT
    video: {see: [{NAME: COUNT}]}, or {pieces: [PHOTO, ...]} of one that tore
    by: PERSON           to: N (replies to the N-th answer)         wait: 31 minutes
    aside: true (said to the others of a group, not to the bot)
    answer: TEXT or list of texts that must appear     not: texts that must not
    buttons: labels      answers: how many messages come back (1 unless told)
    picture: whether one comes with the answer (true after a photo unless told)
    document: part of the name of the file that comes back
    speaks: fr: the language of the answer
    hears: {PERSON: texts}: what others are told; []: nothing
    stock: {PRODUCT: QUANTITY} after the step
    outside: what the outside sources know from this step on, as above
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.voice import without_marks
from storage.models.shops import Role
from tests.conversations.conftest import OpenStage
from tests.conversations.doors import Heard
from tests.conversations.speech import languages_of
from tests.conversations.stage import OWNER, Stage, seconds

FOLDER = Path(__file__).parent
CHANNELS = ("web", "telegram", "whatsapp", "console")
WITH_GROUPS = ("web", "telegram")


def scripts() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.stem, script)
        for path in sorted(FOLDER.glob("*.yaml"))
        for script in yaml.safe_load(path.read_text())
    ]


def plays() -> list[Any]:
    return [
        pytest.param(script, channel, id=f"{topic}: {script['story']} [{channel}]")
        for topic, script in scripts()
        for channel in channels(script)
    ]


def channels(script: dict[str, Any]) -> tuple[str, ...]:
    usual = WITH_GROUPS if script.get("group") else CHANNELS
    return tuple(as_list(script.get("channels", usual)))


def as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


@pytest.mark.parametrize(("script", "channel"), plays())
def test_conversation(
    script: dict[str, Any], channel: str, open_stage: OpenStage
) -> None:
    shop = script.get("shop", {})
    locale = script.get("locale", "en-NG")
    country = shop.get("country") or locale.partition("-")[2]
    in_group = script.get("group", False)
    stage = open_stage(channel, in_group=in_group, country=country)
    stage.locale = locale
    stage.people = {name: Role(role) for name, role in script.get("people", {}).items()}
    if "products" in script or "shop" in script:
        stage.open_shop(shop, script.get("products", []))
    stage.settle_outside(script.get("outside", {}))
    stage.settle_model(script.get("model"))
    if "neighbours" in script:
        stage.open_neighbours(script["neighbours"])

    for step in script["talk"]:
        play(stage, step)

    if "stock" in script:
        assert stage.stock() == script["stock"]


def test_there_are_scripts_in_all_five_languages() -> None:
    topics = {topic for topic, _ in scripts()}

    assert {"in_arabic", "in_french", "in_spanish", "in_swahili"} <= topics
    assert len(scripts()) >= 120


ACTS = {
    "say",
    "photo",
    "photos",
    "video",
    "press",
    "file",
    "start",
    "unsupported",
}


def play(stage: Stage, step: dict[str, Any]) -> None:
    """One step: something is said, and the answer is what it must be."""
    stage.settle_outside(step.get("outside", {}))
    if "wait" in step:
        stage.wait(seconds(step["wait"]))
        check_others(step, stage)
    if set(step) & ACTS:
        check(step, act(stage, step))
        check_others(step, stage)
    elif "answer" in step:
        check(step, stage.news[step.get("by", OWNER)])
    if "stock" in step:
        held = stage.stock()
        assert {name: held.get(name) for name in step["stock"]} == step["stock"], step


def act(stage: Stage, step: dict[str, Any]) -> list[Heard]:
    person = step.get("by", OWNER)
    if "press" in step:
        return stage.press(step["press"], by=person)
    values = {key: step[key] for key in ("start", "unsupported") if key in step}
    if "to" in step:
        values["reply_to"] = stage.answers[step["to"] - 1].id
    if "aside" in step:
        values["is_aside"] = step["aside"]
    if "file" in step:
        values["file"] = ("products.csv", step["file"].encode())
    values["videos"] = [step["video"]] if "video" in step else []
    photos = [step["photo"]] if "photo" in step else step.get("photos", [])
    text = str(step.get("say", step.get("caption", "")))
    return stage.send(text, by=person, photos=photos, **values)


def check(step: dict[str, Any], answers: list[Heard]) -> None:
    text = without_marks("\n".join(answer.text for answer in answers))
    what = f"{step}\n--- was answered:\n{text}"
    assert len(answers) == step.get("answers", 1), what
    check_text(step, text, what)
    if "buttons" in step:
        labels = [
            without_marks(choice.label)
            for answer in answers
            for choice in answer.choices
        ]
        assert labels == step["buttons"], what
    if "speaks" in step:
        assert step["speaks"] in languages_of(text), what
    if "lines" in step:
        assert len(text.splitlines()) <= step["lines"], what
    if set(step) & {"photo", "photos", "video", "picture"}:
        has_picture = any(answer.has_picture for answer in answers)
        assert has_picture == step.get("picture", True), what
    if "document" in step:
        names = [answer.document for answer in answers if answer.document]
        assert any(name == "file" or step["document"] in name for name in names), what


def check_text(step: dict[str, Any], text: str, what: str) -> None:
    for expected in as_list(step.get("answer", [])):
        assert str(expected) in text, what
    for unwanted in as_list(step.get("not", [])):
        assert str(unwanted) not in text, what


def check_others(step: dict[str, Any], stage: Stage) -> None:
    for person, wanted in step.get("hears", {}).items():
        text = "\n".join(heard.text for heard in stage.news.get(person, []))
        assert wanted != [] or not text, f"{step}\n--- {person} was told:\n{text}"
        for expected in as_list(wanted):
            assert str(expected) in text, f"{step}\n--- {person} was told:\n{text}"
