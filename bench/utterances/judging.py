"""Whether an utterance was understood as it was meant: its kind, then its slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from bench.utterances.shop import Shop
from bench.utterances.wishes import NOTHING, Part, Wish, meant, understood
from bot.understand.grammar import understand
from bot.understand.intents import Also, Intent, Named, again
from bot.understand.names import NameIndex


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one utterance was understood."""

    say: str
    wanted: tuple[Wish, ...]
    heard: tuple[Wish, ...]
    is_kind_right: bool
    is_all_right: bool
    is_product_wrong: bool
    took_s: float

    def failure(self) -> str:
        """What went wrong, in a line for people."""
        what = "slots" if self.is_kind_right else "intent"
        what = "wrong product" if self.is_product_wrong else what
        return (
            f"{what:13} {self.say}\n    {_show(self.wanted)}\n    {_show(self.heard)}"
        )


class Ear:
    """Understands messages as the conversation does, with the names of a shop."""

    def __init__(self, shop: Shop, index: NameIndex) -> None:
        self._shop = shop
        self._index = index

    def judge(self, row: dict[str, Any], language: str) -> Verdict:
        """Understand an utterance and compare it with what was meant."""
        before = self._understand(row["after"], language) if "after" in row else ()
        started = perf_counter()
        intents = self._understand(row["say"], language, row.get("of_photo", False))
        heard = understood(_resolved(intents, before))
        found = {named: self._found(named) for named in _named(heard)}
        took_s = perf_counter() - started
        wanted = [meant(row["want"]), *([meant(row["or"])] if "or" in row else ())]
        readings = [self._compare(wishes, heard) for wishes in wanted]
        kind, slots, wishes = max(readings, key=lambda reading: reading[:2])
        keys = {part.product for w in wanted for wish in w for part in wish.parts}
        wrong = any(len(f) == 1 and not f <= keys for f in found.values())
        return Verdict(row["say"], wishes, heard, kind, slots, wrong, took_s)

    def _understand(
        self, text: str, language: str, of_photo: bool = False
    ) -> Sequence[Intent]:
        heard = understand(
            text, language=language, names=self._index, of_photo=of_photo
        )
        return heard.intents

    def _found(self, named: Named) -> frozenset[str]:
        return frozenset(self._index.find(named.phrase).found)

    def _compare(
        self, wanted: tuple[Wish, ...], heard: tuple[Wish, ...]
    ) -> tuple[bool, bool, tuple[Wish, ...]]:
        if [wish.kind for wish in wanted] == [NOTHING] and self._is_nothing(heard):
            return True, True, wanted
        kinds = [wish.kind for wish in wanted] == [wish.kind for wish in heard]
        slots = kinds and all(
            self._fits(one, other) for one, other in zip(wanted, heard, strict=True)
        )
        return kinds, slots, wanted

    def _is_nothing(self, heard: tuple[Wish, ...]) -> bool:
        """Bare words that are no product are answered as what was not understood."""
        return all(
            wish.kind == NOTHING
            or (wish.is_guess and not any(self._found(n) for n in _named([wish])))
            for wish in heard
        )

    def _fits(self, wanted: Wish, heard: Wish) -> bool:
        """Every part has its like, in any order, and none is left over."""
        left = list(heard.parts)
        for part in wanted.parts:
            like = next((other for other in left if self._is_same(part, other)), None)
            if like is None:
                return False
            left.remove(like)
        return not left

    def _is_same(self, wanted: Part, heard: Part) -> bool:
        if wanted.value != heard.value:
            return False
        if not isinstance(heard.product, Named):
            return wanted.product is None
        if wanted.product is None:
            return False
        return self._means(str(wanted.product), heard.product)

    def _means(self, key: str, named: Named) -> bool:
        if key == "it":
            return not named.phrase
        found = self._found(named)
        if key.startswith("unknown "):
            return bool(named.phrase) and not found
        if key.startswith("any "):
            return len(found & self._shop.groups[key.removeprefix("any ")]) > 1
        return found == {key}


def _resolved(intents: Sequence[Intent], before: Sequence[Intent]) -> Iterator[Intent]:
    """ "and Fanta?" is the wish before for another product, as in the conversation."""
    last = before[-1] if before else None
    for intent in intents:
        if isinstance(intent, Also) and last is not None:
            yield again(last, intent.items) or intent
        else:
            yield intent
            last = intent


def _named(wishes: Sequence[Wish]) -> Iterator[Named]:
    for wish in wishes:
        for part in wish.parts:
            if isinstance(part.product, Named):
                yield part.product


def _show(wishes: Sequence[Wish]) -> str:
    return "; ".join(
        f"{wish.kind}({', '.join(_show_part(part) for part in wish.parts)})"
        for wish in wishes
    )


def _show_part(part: Part) -> str:
    name = part.product
    product = f"“{name.phrase}”" if isinstance(name, Named) else name or ""
    return f"{product} {part.value}".strip()
