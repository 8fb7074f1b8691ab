"""What is said of products unasked: hardly sold, expiring, changed, new."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.notices import Notices
from bot.replies.about_places import shortened
from bot.voice import Voice

MOST_NAMED = 3


def notices(voice: Voice, result: Notices) -> list[str]:
    """One line for each kind."""
    lines = []
    if result.wasted:
        lines.append(
            voice.say(
                "Will probably expire unsold: {names}",
                names=shortened(voice, _counted(voice, result.wasted)),
            )
        )
    for name, change in result.changed[:MOST_NAMED]:
        lines.append(_changed(voice, name, change.before, change.after))
    if result.dead:
        lines.append(
            voice.say(
                "Hardly sells: {names}",
                names=shortened(voice, _counted(voice, result.dead)),
            )
        )
    if result.new:
        lines.append(
            voice.say(
                "New, so this is a guess: {names}", names=shortened(voice, result.new)
            )
        )
    return lines


def _changed(voice: Voice, name: str, before: float, after: float) -> str:
    values = {
        "name": name,
        "before": voice.number(round(before, 1)),
        "after": voice.number(round(after, 1)),
    }
    if after > before:
        return voice.say(
            "{name} sells faster of late: {after} a day, before {before}.", **values
        )
    return voice.say(
        "{name} sells slower of late: {after} a day, before {before}.", **values
    )


def _counted(voice: Voice, pairs: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """ "8 Bread"."""
    return tuple(
        voice.say("{n} {name}", n=voice.number(n), name=name) for name, n in pairs
    )
