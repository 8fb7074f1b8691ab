"""The tour must find out a shop keeper who miscounts, forgets or stays silent."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from bot.messages import InboundMessage, Reply
from bot.services import Services
from commands.tour import run_tour
from commands.tour_truth import (
    ToldProduct,
    facings_told,
    products_told,
    quantity_told,
    unknown_told,
)
from storage import inbox, outbox
from storage.models import Chat
from webhooks.app import create_app

JPEG = b"\xff\xd8\xff picture"
COLA, MALT = "Vumba Cola 50 cl", "Maltara Malt 33 cl"
NAMES = {"cola": COLA, "malt": MALT}
FACINGS = {
    "drinks_before": {"cola": 5, "malt": 3},
    "drinks_after": {"cola": 2, "malt": 3},
    "closeup_juice": {"cola": 1},
    "fridge_bright": {"malt": 2},
}


@dataclass
class Keeper:
    """Answers as the assistant should; a test makes one thing go wrong."""

    photos: Path
    stock: dict[str, int] = field(default_factory=lambda: {COLA: 24, MALT: 12})
    miscounts_by: int = 0
    forgets_undo: bool = False
    names_wrong_by: int = 0
    cooks_the_books: int = 0
    reads_anything: bool = False
    answers_twice: bool = False
    silent_about: str = "\0"
    undo: dict[str, int] = field(default_factory=dict)

    def answer(self, message: InboundMessage, files: list[bytes]) -> tuple[str, bool]:
        """The text, and whether a picture goes with it."""
        if files:
            return self._count(files)
        if message.start:
            return "Welcome!", False
        if named := re.fullmatch(r"(\d+) = (.+)", message.text):
            self.stock[named[2]] = 2 + self.names_wrong_by
            return f"{named[1]} is now {named[2]}.", False
        if corrected := re.fullmatch(r"(.+) is (\d+)", message.text):
            self.undo = dict(self.stock)
            self.stock[corrected[1]] = int(corrected[2])
            return "Done.", False
        if message.text == "undo":
            self.stock = self.stock if self.forgets_undo else self.undo
            return "Undone.", False
        name = message.text.removeprefix("How many ").removesuffix("?")
        return f"{name}: {self.stock[name]} (seen at 09:12)", False

    def _booked(self, name: str) -> int:
        return self.stock[name] + self.cooks_the_books

    def _count(self, files: list[bytes]) -> tuple[str, bool]:
        by_bytes = {path.read_bytes(): path for path in self.photos.glob("*.jpg")}
        if files == [(self.photos / "too_dark.jpg").read_bytes()]:
            return "This photo is too dark.", False
        if files[0] not in by_bytes:
            return (
                ("1. all of it", True) if self.reads_anything else ("No photo.", False)
            )
        seen = [
            (NAMES[key], count + self.miscounts_by)
            for data in files
            for key, count in FACINGS[by_bytes[data].stem].items()
        ]
        lines = [f"I see {sum(count for _, count in seen)} packs from the front."]
        for number, (name, count) in enumerate(seen, 1):
            lines.append(f"{number} · {name}: {self._booked(name)} ({count} in front)")
        return "\n".join(lines), True


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "catalogue.csv").write_text(
        f"name,sku,quantity\n{COLA},cola,24\n{MALT},malt,12\n"
    )
    for name, facings in {**FACINGS, "too_dark": {}}.items():
        (folder / f"{name}.jpg").write_bytes(JPEG + name.encode())
        groups = [key for key, count in facings.items() for _ in range(count)]
        truth = {"products": [{"group": group} for group in groups]}
        (folder / f"{name}.json").write_text(json.dumps(truth))
    return folder


@pytest.fixture
def tour(services: Services, photos: Path) -> Callable[..., tuple[bool, str]]:
    """Take the tour with a keeper; gives its outcome and what it printed."""

    def take(**faults: object) -> tuple[bool, str]:
        said: list[str] = []
        keeper = Keeper(photos, **faults)  # type: ignore[arg-type]
        with _website(services) as url, _at_work(services, keeper):
            passed = run_tour(url, "TOKEN", photos, said.append, patience_s=3)
        return passed, "\n".join(said)

    return take


def test_honest_keeper_passes_and_the_conversation_is_printed(
    tour: Callable[..., tuple[bool, str]],
) -> None:
    passed, printed = tour()

    assert passed, printed
    assert f"you  How many {COLA}?" in printed
    assert f"bot  {COLA}: 24 (seen at 09:12)" in printed
    assert "drinks_before.jpg" in printed
    picture = re.search(r"picture: (\S+drinks_before\.jpg)", printed)
    assert picture and Path(picture[1]).read_bytes() == JPEG


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ({"miscounts_by": 3}, "named products are right"),
        ({"miscounts_by": 1}, "packs told"),
        ({"names_wrong_by": 1}, "as seen on the photo"),
        ({"cooks_the_books": 1}, "before the photo"),
        ({"forgets_undo": True}, "as before the correction"),
        ({"stock": {COLA: 23, MALT: 12}}, "from the catalogue"),
        ({"reads_anything": True}, "a text file is no shelf"),
        ({"answers_twice": True}, "one message, one answer"),
        ({"silent_about": "undo"}, "no answer within 3 s"),
        ({"silent_about": "How many"}, "no answer within 3 s"),
    ],
)
def test_keeper_at_fault_is_found_out(
    tour: Callable[..., tuple[bool, str]], fault: dict[str, object], complaint: str
) -> None:
    passed, printed = tour(**fault)

    assert not passed
    wrong = [line for line in printed.splitlines() if "WRONG" in line]
    assert any(complaint in line for line in wrong), printed


def test_lines_of_a_photo_answer_are_read() -> None:
    text = (
        "I see 12 packs from the front.\n"
        "1, 3 · Vumba Cola 50 cl: 24 → 9 (3 in front)\n"
        "2 · Maltara Malt 33 cl: 5\n"
        "4 · Rhinox Energy 25 cl: 15 (3 to 4 in front)\n"
        "I don’t know yet: 5 (2), 6 (1)\n"
        "Low: Maltara Malt 33 cl 5 (minimum 6)"
    )

    assert products_told(text) == [
        ToldProduct((1, 3), "Vumba Cola 50 cl", 3, 3, before=24, after=9),
        ToldProduct((2,), "Maltara Malt 33 cl", 5, 5, before=5, after=5),
        ToldProduct((4,), "Rhinox Energy 25 cl", 3, 4, before=15, after=15),
    ]
    assert unknown_told(text) == {5: 2, 6: 1}
    assert facings_told(text) == 12
    assert facings_told("I see 58 to 76 packs from the front.") == 67


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("Vumba Cola 50 cl: 14 (low, minimum 20)", 14),
        ("Vumba Cola 50 cl: none left.", 0),
        ("Vumba Cola Zero 50 cl: 3", None),
        ("Which one do you mean?", None),
    ],
)
def test_quantity_of_an_answer_is_read(text: str, quantity: int | None) -> None:
    assert quantity_told(text, COLA) == quantity


@contextmanager
def _website(services: Services) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(services), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def _at_work(services: Services, keeper: Keeper) -> Iterator[None]:
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.02):
            _answer_next(services, keeper)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join()


def _answer_next(services: Services, keeper: Keeper) -> None:
    now = datetime.now(UTC)
    with services.db.transaction() as session:
        for chat in session.scalars(select(Chat)):
            row = inbox.oldest_open(session, chat.id)
            if row is None:
                continue
            message = InboundMessage.from_json(row.message)
            if message.text.startswith(keeper.silent_about):
                continue
            files = [services.blobs.get(media.ref) for media in message.media]
            text, has_picture = keeper.answer(message, files)
            key = services.blobs.put(JPEG, "image/jpeg") if has_picture else None
            reply = Reply(message.chat, text, image_key=key).to_json()
            for _ in range(2 if keeper.answers_twice else 1):
                outbox.add(session, chat_id=chat.id, cause=None, reply=reply, now=now)
            inbox.mark_done(session, row.id, now)
