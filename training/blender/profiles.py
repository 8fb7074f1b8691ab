"""Turned shapes of round packs, as sections from below to above; used by packs.

Each function takes the radius and height in metres and gives the sections and the
height span of the label. Material slots: 0 label, 1 body, 2 cap or lid, 3 clear neck.
"""

from __future__ import annotations

from dataclasses import dataclass

from meshes import Section

# The numbers are drawn from tape-measured packs; one ring a pair (radius, height).
# fmt: off


@dataclass(frozen=True, slots=True)
class Profile:
    """Sections of a turned body, and the label's lower and upper edge."""

    sections: tuple[Section, ...]
    low: float
    high: float


def can(r: float, h: float, neck_share: float = 0.8) -> Profile:
    low, high, neck = 0.006, h - 0.016, r * neck_share
    foot = ((0.001, 0.004), (r * 0.72, 0.003), (r * 0.76, 0.0), (r, low))
    lid = ((r, high), (neck, h - 0.004), (neck, h), (neck - 0.003, h),
           (neck - 0.004, h - 0.005), (0.001, h - 0.005))
    label = ((r, low), (r, high))
    return Profile((Section(foot, 1), Section(label, 0), Section(lid, 1)), low, high)


def tin(r: float, h: float) -> Profile:
    low, high, body = 0.004, h - 0.004, r - 0.0016
    foot = ((0.001, 0.002), (r - 0.002, 0.002), (r, 0.0), (r, 0.003), (body, low))
    lid = ((body, high), (r, h - 0.003), (r, h), (r - 0.002, h),
           (r - 0.003, h - 0.003), (0.001, h - 0.003))
    label = ((body, low), (body, high))
    return Profile((Section(foot, 1), Section(label, 0), Section(lid, 1)), low, high)


def pet(r: float, h: float) -> Profile:
    low, high, waist = h * 0.3, h * 0.62, r * 0.975
    cap, neck = h - 0.018, 0.0135
    foot = ((0.001, 0.004), (r * 0.6, 0.0), (r * 0.9, 0.003), (r, 0.014),
            (r * 0.985, h * 0.1), (r, h * 0.16), (r * 0.97, h * 0.22),
            (r, low - 0.004), (waist, low))
    label = ((waist + 0.0007, low), (waist + 0.0007, high))
    shoulder = ((waist, high), (r, high + 0.006), (r * 0.97, h * 0.71),
                (r * 0.8, h * 0.79), (r * 0.52, h * 0.86))
    throat = ((r * 0.52, h * 0.86), (neck + 0.001, cap - 0.016), (neck, cap - 0.008),
              (neck + 0.003, cap - 0.005), (neck + 0.003, cap - 0.002), (neck, cap))
    top = ((neck + 0.0012, cap), (neck + 0.0012, h - 0.001), (neck, h), (0.001, h))
    parts = ((foot, 1), (label, 0), (shoulder, 1), (throat, 3), (top, 2))
    return Profile(tuple(Section(rings, slot) for rings, slot in parts), low, high)


def glass(r: float, h: float) -> Profile:
    low, high, neck = h * 0.1, h * 0.52, 0.0125
    foot = ((0.001, 0.002), (r * 0.94, 0.0), (r, 0.006), (r, low))
    label = ((r + 0.0005, low), (r + 0.0005, high))
    shoulder = ((r, high), (r, h * 0.56), (r * 0.86, h * 0.64), (r * 0.52, h * 0.74),
                (neck + 0.002, h * 0.84), (neck, h - 0.012))
    crown = ((neck + 0.0035, h - 0.013), (neck + 0.0035, h - 0.008),
             (neck + 0.001, h - 0.001), (0.001, h))
    parts = ((foot, 1), (label, 0), (shoulder, 1), (crown, 2))
    return Profile(tuple(Section(rings, slot) for rings, slot in parts), low, high)


def jar(r: float, h: float) -> Profile:
    low, high, lid = h * 0.13, h * 0.68, h * 0.8
    foot = ((0.001, 0.002), (r * 0.93, 0.0), (r, 0.006), (r, low))
    label = ((r + 0.0004, low), (r + 0.0004, high))
    shoulder = ((r, high), (r * 0.98, h * 0.73), (r * 0.86, h * 0.78), (r * 0.84, lid))
    top = ((r * 0.9, lid), (r * 0.9, h - 0.002), (r * 0.87, h), (0.001, h))
    parts = ((foot, 1), (label, 0), (shoulder, 1), (top, 2))
    return Profile(tuple(Section(rings, slot) for rings, slot in parts), low, high)


def lid_tin(r: float, h: float) -> Profile:
    low, high = 0.003, h * 0.89
    foot = ((0.001, 0.002), (r, 0.0), (r, low))
    label = ((r - 0.001, low), (r - 0.001, high))
    lid = ((r, high), (r, h - 0.003), (r - 0.003, h), (0.001, h))
    return Profile((Section(foot, 1), Section(label, 0), Section(lid, 2)), low, high)


def tub(r: float, h: float) -> Profile:
    low, high = 0.002, h * 0.87
    foot = ((0.001, 0.001), (r * 0.78, 0.0), (r * 0.8, low))
    label = ((r * 0.8, low), (r * 0.93, high))
    lid = ((r * 0.95, high), (r, h * 0.9), (r, h - 0.002), (r * 0.95, h),
           (0.001, h - 0.002))
    return Profile((Section(foot, 1), Section(label, 0), Section(lid, 1)), low, high)


def squeeze_bottle(r: float, h: float) -> Profile:
    low, high = h * 0.06, h * 0.66
    foot = ((0.001, 0.001), (r * 0.9, 0.0), (r, low))
    label = ((r, low), (r, high * 0.5), (r * 0.97, high))
    shoulder = ((r * 0.97, high), (r * 0.84, h * 0.74), (r * 0.46, h * 0.8))
    cap = ((r * 0.42, h * 0.8), (r * 0.42, h * 0.9), (r * 0.3, h * 0.92),
           (r * 0.26, h), (0.001, h))
    parts = ((foot, 1), (label, 0), (shoulder, 1), (cap, 2))
    return Profile(tuple(Section(rings, slot) for rings, slot in parts), low, high)
