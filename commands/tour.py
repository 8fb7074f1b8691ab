"""`atlasvision demo --tour`: the main job through the web chat, checked and printed."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from commands.tour_chat import PATIENCE_S, Answer, ChatClient, NoAnswer
from commands.tour_truth import (
    DemoProduct,
    facings_in,
    facings_told,
    products_told,
    quantity_told,
    read_catalogue,
    unknown_told,
)

SHELF = "drinks_before"
ALBUM = ("closeup_juice", "fridge_bright")
TOTAL_WITHIN = 0.15
"""How far the total of facings may be off, as a share of the truth."""
NAMED_AT_LEAST = 4
RIGHT_AT_LEAST = 0.75
"""Of the products that the answer names, this share must be on the photo, with as many
facings as there are, one more or one less."""
NEW_NAME = "Sunrise Ginger Beer"

Echo = Callable[[str], None]


class Stopped(Exception):
    """The tour cannot go on."""


@dataclass
class Tour:
    """One walk through the conversation; every check is printed as it is made."""

    chat: ChatClient
    photos: Path
    pictures: Path
    echo: Echo
    products: dict[str, DemoProduct]
    failures: list[str] = field(default_factory=list)

    def ask(self, words: str) -> Answer:
        """Say something and print both sides."""
        self.echo(f"\n  you  {words}")
        return self._heard(self.chat.say(words))

    def show(self, *names: str, caption: str = "") -> Answer:
        """Send demo photos together."""
        files = [self.photos / f"{name}.jpg" for name in names]
        shown = " + ".join(file.name for file in files)
        self.echo(f"\n  you  [{shown}] {caption}".rstrip())
        return self._heard(self.chat.show(files, caption))

    def check(self, is_right: bool, claim: str) -> None:
        """Print a claim with its outcome; a wrong one makes the tour fail."""
        self.echo(f"       {'ok' if is_right else 'WRONG'}: {claim}")
        if not is_right:
            self.failures.append(claim)

    def check_quantity(self, product: DemoProduct, expected: int, why: str) -> None:
        """Ask how many there are; the answer must hold exactly that number."""
        told = self.quantity(product)
        self.check(told == expected, f"{product.name} is {expected} ({why})")

    def quantity(self, product: DemoProduct) -> int | None:
        """The stock of a product, as the chat tells it."""
        answer = self.ask(f"How many {product.name}?")
        return quantity_told(answer.text, product.name)

    def save_picture(self, answer: Answer, name: str) -> None:
        """Keep the annotated picture and print where; it must be there and a JPEG."""
        self.check(answer.image_url is not None, "the answer has a picture")
        if answer.image_url is None:
            return
        path = self.pictures / f"{name}.jpg"
        size = self.chat.save_picture(answer, path)
        self.echo(f"       picture: {path} ({size // 1024} KB)")
        self.check(path.read_bytes()[:3] == b"\xff\xd8\xff", "the picture is a JPEG")

    def _heard(self, answer: Answer) -> Answer:
        for number, line in enumerate(answer.text.splitlines() or [""]):
            self.echo(f"  {'bot' if number == 0 else '   '}  {line}")
        if answer.choices:
            self.echo(f"       buttons: {' | '.join(answer.choices)}")
        self.echo(f"       ({answer.seconds:.1f} s)")
        self.check(answer.parts == 1, "one message, one answer")
        return answer


def run_tour(
    base_url: str,
    token: str,
    demo_images: Path,
    echo: Echo,
    *,
    patience_s: float = PATIENCE_S,
) -> bool:
    """Do the main job with the demo photos; False when an answer is missing or wrong.

    Pictures of the answers are kept in a new temporary folder, whose path is printed.
    """
    pictures = Path(tempfile.mkdtemp(prefix="atlasvision-tour-"))
    with ChatClient(base_url, patience_s=patience_s) as chat:
        tour = Tour(chat, demo_images, pictures, echo, read_catalogue(demo_images))
        try:
            echo("\nThe tour: the main job, through the web chat.")
            chat.open(token)
            for step in STEPS:
                step(tour)
        except (NoAnswer, httpx.HTTPError, Stopped) as error:
            tour.check(False, f"the conversation goes on: {error}")
    echo(f"\nThe pictures are in {pictures}")
    if tour.failures:
        echo(f"The tour failed: {len(tour.failures)} of its checks are wrong.")
    else:
        echo("The tour passed.")
    return not tour.failures


def ask_before(tour: Tour) -> None:
    """The books before any photo: what the catalogue says."""
    product = _most_seen(tour)
    tour.check_quantity(product, product.quantity, "from the catalogue")


def send_shelf(tour: Tour) -> None:
    """The main job: a photo comes back counted, and the books follow."""
    answer = tour.show(SHELF)
    check_total(tour, answer, SHELF)
    check_products(tour, answer, SHELF)
    tour.save_picture(answer, SHELF)
    quantities = {product.name: product.quantity for product in tour.products.values()}
    for told in products_told(answer.text):
        was = quantities.get(told.name)
        tour.check(told.before == was, f"{told.name} was {was} before the photo")


def check_total(tour: Tour, answer: Answer, *photos: str) -> None:
    """The number of facings on all photos together."""
    truth = sum(facings_in(tour.photos / f"{name}.jpg").total() for name in photos)
    told = facings_told(answer.text) or 0
    tour.check(
        abs(told - truth) <= TOTAL_WITHIN * truth,
        f"{told} packs told, {truth} there (within {TOTAL_WITHIN:.0%})",
    )


def check_products(tour: Tour, answer: Answer, *photos: str) -> None:
    """Products are told by name with their facings."""
    truth: Counter[str] = Counter()
    for name in photos:
        for key, facings in facings_in(tour.photos / f"{name}.jpg").items():
            if key in tour.products:
                truth[tour.products[key].name] += facings
    told = products_told(answer.text)
    right = [each for each in told if each.fits(truth[each.name])]
    named_right = [each for each in right if truth[each.name]]
    tour.check(
        len(named_right) >= max(1, RIGHT_AT_LEAST * len(told)),
        f"{len(named_right)} of {len(told)} named products are right within one pack",
    )
    enough = min(NAMED_AT_LEAST, len(truth))
    tour.check(
        len(told) >= enough, f"{len(told)} products are named (at least {enough})"
    )


def correct_and_undo(tour: Tour) -> None:
    """Arithmetic is exact, and undo brings back what was there."""
    product = _most_seen(tour)
    before = tour.quantity(product)
    if before is None:
        raise Stopped(f"no quantity of {product.name} was told")
    wanted = 14 if before != 14 else 15
    tour.ask(f"{product.name} is {wanted}")
    tour.check_quantity(product, wanted, "as corrected")
    tour.ask("undo")
    tour.check_quantity(product, before, "as before the correction")


def name_group(tour: Tour) -> None:
    """A number of the picture gets a name, at once and for the shop."""
    answer = tour.show("drinks_after")
    groups = unknown_told(answer.text)
    groups = groups or {
        told.groups[0]: told.facings for told in products_told(answer.text)
    }
    tour.check(bool(groups), "the packs have numbers")
    if not groups:
        return
    group, facings = next(iter(groups.items()))
    named = tour.ask(f"{group} = {NEW_NAME}")
    tour.check(NEW_NAME in named.text, f"{group} is {NEW_NAME} now")
    counted = tour.ask(f"How many {NEW_NAME}?")
    told = quantity_told(counted.text, NEW_NAME)
    tour.check(told == facings, f"{NEW_NAME} is {facings}, as seen on the photo")


def send_no_photo(tour: Tour) -> None:
    """What is no photo is answered politely and changes nothing."""
    product = _most_seen(tour)
    before = tour.quantity(product)
    tour.echo("\n  you  [notes.jpg, a text file]")
    words = [("notes.jpg", b"This is a shopping list, not a photo.\n" * 20)]
    answer = tour._heard(tour.chat.show_bytes(words))
    tour.check(
        bool(answer.text) and answer.image_url is None, "a text file is no shelf"
    )
    tour.check(tour.quantity(product) == before, "nothing changed")


def send_dark_photo(tour: Tour) -> None:
    """The photo coach speaks before any counting."""
    answer = tour.show("too_dark")
    heard = answer.text.casefold()
    tour.check("dark" in heard or "light" in heard, "the photo is said to be too dark")


def send_album(tour: Tour) -> None:
    """Photos sent together get one answer and one picture."""
    answer = tour.show(*ALBUM)
    check_total(tour, answer, *ALBUM)
    tour.save_picture(answer, "album")


STEPS = (
    ask_before,
    send_shelf,
    correct_and_undo,
    name_group,
    send_no_photo,
    send_dark_photo,
    send_album,
)


def _most_seen(tour: Tour) -> DemoProduct:
    """The product with the most facings in the shelf photo."""
    truth = facings_in(tour.photos / f"{SHELF}.jpg")
    return tour.products[truth.most_common(1)[0][0]]
