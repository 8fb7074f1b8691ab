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
from commands.tour_truth import line_of, numbers_in
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
            self.stock[named[2]] = 2
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

    def _count(self, files: list[bytes]) -> tuple[str, bool]:
        by_bytes = {path.read_bytes(): path for path in self.photos.glob("*.jpg")}
        if files == [(self.photos / "too_dark.jpg").read_bytes()]:
            return "This photo is too dark.", False
        if files[0] not in by_bytes:
            return (
                ("1. all of it", True) if self.reads_anything else ("No photo.", False)
            )
        lines = []
        for number, data in enumerate(files, 1):
            for key, count in FACINGS[by_bytes[data].stem].items():
                lines.append(f"{number}. {NAMES[key]}: {count + self.miscounts_by}")
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
        ({"miscounts_by": 3}, "facings told right"),
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


@pytest.mark.parametrize(
    ("text", "name", "numbers"),
    [
        ("2. Vumba Cola 50 cl: 14", COLA, [2, 14]),
        ("14 × Vumba Cola 50 cl, seen 09:12", COLA, [14]),
        ("Vumba Cola 50 cl is 14 (was 9).", COLA, [14, 9]),
        ("Fizzaro 1.5 L: 3, price 65.50", "", [3]),
        ("none", "", []),
    ],
)
def test_numbers_of_an_answer_leave_out_names_sizes_and_times(
    text: str, name: str, numbers: list[int]
) -> None:
    assert numbers_in(text, name) == numbers


def test_line_of_a_product_is_found_whatever_its_case() -> None:
    assert (
        line_of("1. Malt: 3\n2. VUMBA COLA 50 CL: 4", COLA) == "2. VUMBA COLA 50 CL: 4"
    )
    assert line_of("1. Malt: 3", COLA) is None


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
