"""Files, links, rights and the end of a shop, in words."""

from __future__ import annotations

from bot.actions.erasing import Erased
from bot.actions.exports import Exported
from bot.actions.roles import MayNot, Verb
from bot.replies.phrase import Phrase
from bot.results import ConfirmErasure, NoDashboard
from bot.voice import Voice
from storage.models.shops import Role

SEEN = frozenset({Verb.SEE_VALUE, Verb.SEE_SHRINK})
"""What is only looked at: a viewer is not told that they may look."""


def exported(voice: Voice, result: Exported) -> str:
    return voice.plural(
        "Here is your stock: {n} product.",
        "Here is your stock: {n} products.",
        result.products,
    )


def no_dashboard(voice: Voice, result: NoDashboard) -> str:
    return voice.say(
        "There is no dashboard to open yet. I can send you a file instead: say "
        "“export”."
    )


def confirm_erasure(voice: Voice, result: ConfirmErasure) -> str:
    return voice.plural(
        "Delete everything of {shop}: {n} product, all counts, photos, prices and "
        "people? This cannot be undone. To keep a copy, say “export” first.",
        "Delete everything of {shop}: {n} products, all counts, photos, prices and "
        "people? This cannot be undone. To keep a copy, say “export” first.",
        result.products,
        shop=result.shop_name,
    )


def erased(voice: Voice, result: Erased) -> str:
    return voice.say(
        "Everything of {shop} is deleted. If you write again, we start anew.",
        shop=result.shop_name,
    )


def may_not(voice: Voice, result: MayNot) -> str:
    if result.verb in SEEN:
        if result.least is Role.OWNER:
            return voice.say("Only the owner of the shop may see that.")
        return voice.say("Only the owner or a manager may see that.")
    if result.role is Role.VIEWER:
        return voice.say("You can look at this shop, but not change it.")
    if result.least is Role.OWNER:
        return voice.say("Only the owner of the shop may do that.")
    return voice.say("Only the owner or a manager may do that.")


PHRASES: dict[type, Phrase] = {
    Exported: exported,
    NoDashboard: no_dashboard,
    ConfirmErasure: confirm_erasure,
    Erased: erased,
    MayNot: may_not,
}
