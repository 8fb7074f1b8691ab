"""What a scene is, and random scenes for training; see also demo_scenes."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from plan import Habit

DRINKS = ("soft drinks", "water", "energy drinks")
PANTRY = ("grains", "sugar & salt", "cooking oil")
TINS = ("tinned food", "spreads")
SWEET = ("biscuits", "snacks", "cereals")
HOT = ("tea & coffee", "noodles")
CARE = ("toiletries", "household")
COLD = ("dairy", "juice")

LANDSCAPE, PORTRAIT = (1280, 960), (960, 1280)
TIDY = Habit()


@dataclass(frozen=True, slots=True)
class View:
    """Where the phone is: metres from the shelf's middle, degrees, field of view."""

    distance: float
    height: float
    aim: tuple[float, float]
    yaw: float = 0.0
    roll: float = 0.0
    wide: float = 62.0


@dataclass(frozen=True, slots=True)
class Photo:
    """What the phone does to the light: exposure in stops, warmth, blur in pixels."""

    exposure: float = 0.0
    warmth: float = 0.0
    blur: float = 0.0
    noise: float = 1.0


PLAIN_PHOTO = Photo()


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: furniture, what is sold on each row from below, view and light."""

    name: str
    furniture: str
    seed: int
    width: float
    clears: tuple[float, ...]
    themes: tuple[tuple[str, ...], ...]
    view: View
    habit: Habit = TIDY
    photo: Photo = PLAIN_PHOTO
    light: float = 1.0
    sales: float = 0.0
    lamp: bool = False
    door: bool = False
    size: tuple[int, int] = LANDSCAPE
    foot: float = 0.16
    depth: float = 0.38


def random_scenes(count: int, seed: int) -> list[Scene]:
    """Give scenes for training: furniture, goods, view and light all drawn by lot."""
    return [
        _random_scene(number, random.Random(f"{seed}/{number}"), seed)
        for number in range(count)
    ]


def _random_scene(number: int, rng: random.Random, seed: int) -> Scene:
    furniture = rng.choice(("bay", "bay", "fridge", "kiosk", "rack"))
    rows = rng.randint(2, 5)
    width = rng.uniform(0.6, 0.8) if furniture == "fridge" else rng.uniform(0.8, 2.6)
    clears = tuple(round(rng.uniform(0.22, 0.36), 3) for _ in range(rows))
    foot, high = 0.2, 0.2 + sum(clears) + 0.03 * rows
    size = rng.choice((LANDSCAPE, PORTRAIT)) if width < 1.2 else LANDSCAPE
    wide = rng.uniform(55, 70)
    distance = _filling_distance(width, high - foot, size, wide) * rng.uniform(0.7, 1.1)
    return Scene(
        name=f"shelf_{seed}_{number:04d}",
        furniture=furniture,
        seed=rng.randrange(10**6),
        width=width,
        clears=clears,
        themes=tuple(_theme(rng, furniture) for _ in range(rows)),
        view=View(
            distance,
            height=(foot + high) / 2 + rng.uniform(-0.1, 0.4),
            aim=(rng.uniform(-0.1, 0.1), (foot + high) / 2),
            yaw=rng.gauss(0, 12),
            roll=rng.gauss(0, 1.5),
            wide=wide,
        ),
        habit=_habit(rng),
        photo=_photo(rng),
        light=rng.choice((1.0, 1.0, 0.6, 0.3, 1.4)),
        lamp=rng.random() < 0.2,
        door=furniture == "fridge" and rng.random() < 0.5,
        size=size,
        foot=foot,
    )


def _filling_distance(
    width: float, height: float, size: tuple[int, int], wide: float
) -> float:
    """Give the distance at which a shelf of that width and height fills the picture."""
    long_half = math.tan(math.radians(wide / 2))
    half_x, half_y = (long_half * side / max(size) for side in size)
    return max(width / (2 * half_x), height / (2 * half_y))


def _habit(rng: random.Random) -> Habit:
    return Habit(
        empty=rng.choice((0.0, 0.05, 0.15, 0.3)),
        half_sold=rng.uniform(0, 0.4),
        ranks=rng.randint(1, 3),
        untidy=rng.uniform(0.6, 2.2),
        facings=rng.choice(((1, 2), (2, 4), (3, 6))),
    )


def _photo(rng: random.Random) -> Photo:
    return Photo(
        exposure=rng.gauss(0, 0.3),
        warmth=rng.gauss(0, 0.05),
        blur=rng.choice((0, 0, 0, 0.8)),
        noise=rng.uniform(0.5, 2.5),
    )


def _theme(rng: random.Random, furniture: str) -> tuple[str, ...]:
    cold: Sequence[tuple[str, ...]] = (DRINKS, COLD, DRINKS)
    dry: Sequence[tuple[str, ...]] = (PANTRY, TINS, SWEET, HOT, CARE, DRINKS)
    return tuple(rng.choice(cold if furniture == "fridge" else dry))
