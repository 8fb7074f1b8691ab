"""People, their roles, their shops and what they are taught, in words."""

from __future__ import annotations

from bot.actions.people import (
    Invited,
    LastOwner,
    NoSuchPerson,
    People,
    Person,
    PersonRemoved,
    RoleSet,
    RoleTooHigh,
    WhichPerson,
)
from bot.actions.shops import Entered, Joined, MyShops, ShopNamed, Welcomed
from bot.results import CodeRefused, LeftOut, Lesson, TooManyCodes
from bot.voice import Voice
from storage.models.shops import Role

MOST_NAMES = 20


def role_name(voice: Voice, role: Role) -> str:
    """What a role is called."""
    return {
        Role.OWNER: voice.say("owner"),
        Role.MANAGER: voice.say("manager"),
        Role.STAFF: voice.say("staff"),
        Role.VIEWER: voice.say("viewer"),
    }[role]


def welcomed(voice: Voice, result: Welcomed) -> str:
    return "\n".join(
        [
            voice.say("Welcome! I count what is on your shelves."),
            voice.say("Start now: send me a photo of one shelf."),
            voice.say(
                "Prices are in {currency}. To change that, write “currency NGN”.",
                currency=result.currency,
            ),
        ]
    )


def joined(voice: Voice, result: Joined) -> str:
    welcome = voice.say(
        "Welcome to {shop}. You are here as: {role}.",
        shop=result.shop_name,
        role=role_name(voice, result.role),
    )
    known = _known(voice, result.products)
    if result.role is Role.VIEWER:
        todo = voice.say("Ask me anything, for example “how many Coke?”.")
    else:
        todo = voice.say("Send a photo of a shelf, or ask “how many Coke?”.")
    return f"{welcome} {known}\n{todo}"


def _known(voice: Voice, products: int) -> str:
    return voice.plural(
        "I know {n} product here.", "I know {n} products here.", products
    )


def entered(voice: Voice, result: Entered) -> str:
    here = voice.say("You are now in {shop}.", shop=result.shop_name)
    text = f"{here} {_known(voice, result.products)}"
    if result.others:
        text += " " + voice.say("For your other shops write /shop.")
    return text


def my_shops(voice: Voice, result: MyShops) -> str:
    lines = []
    if result.unknown:
        lines.append(
            voice.say("You have no shop called “{name}”.", name=result.unknown)
        )
    current = next((shop.name for shop in result.shops if shop.is_current), "")
    lines.append(voice.say("We are talking about {shop}.", shop=current))
    others = [shop.name for shop in result.shops if not shop.is_current]
    if others:
        lines.append(
            voice.say(
                "Your other shops: {shops}", shops=voice.listed(others[:MOST_NAMES])
            )
        )
    lines.append(voice.say("Which shop shall it be?"))
    return "\n".join(lines)


def shop_named(voice: Voice, result: ShopNamed) -> str:
    return voice.say("Your shop is now called {name}.", name=result.after)


def invited(voice: Voice, result: Invited) -> str:
    first = voice.say(
        "Let the person write this to me: “join {code}”", code=result.code
    )
    lines = [first]
    if result.link:
        lines.append(voice.say("Or open this link: {link}", link=result.link))
    who = voice.plural(
        "One person can join {shop} with it as: {role}.",
        "Up to {n} people can join {shop} with it as: {role}.",
        result.uses,
        shop=result.shop_name,
        role=role_name(voice, result.role),
    )
    until = voice.say("It is good until {when}.", when=voice.moment(result.expires_at))
    return "\n".join([*lines, f"{who} {until}"])


def role_too_high(voice: Voice, result: RoleTooHigh) -> str:
    return voice.say(
        "You cannot invite a higher role than your own: {role}.",
        role=role_name(voice, result.own),
    )


def people(voice: Voice, result: People) -> str:
    head = voice.say("The people of {shop}:", shop=result.shop_name)
    lines = [f"• {_person(voice, one)}" for one in result.people[:MOST_NAMES]]
    hidden = len(result.people) - len(lines)
    if hidden > 0:
        lines.append(voice.plural("… and {n} more", "… and {n} more", hidden))
    return "\n".join([head, *lines])


def _person(voice: Voice, one: Person) -> str:
    name = one.name or voice.say("somebody without a name")
    if one.is_self:
        name = voice.say("{name} (you)", name=name)
    return voice.say("{name}: {role}", name=name, role=role_name(voice, one.role))


def no_such_person(voice: Voice, result: NoSuchPerson) -> str:
    known = voice.listed(result.known[:MOST_NAMES])
    return voice.say(
        "Nobody here is called “{name}”. I know: {people}.",
        name=result.name,
        people=known,
    )


def which_person(voice: Voice, result: WhichPerson) -> str:
    names = [_person(voice, one) for one in result.people]
    return voice.say(
        "Which “{name}” do you mean: {people}?",
        name=result.name,
        people=voice.either(names),
    )


def role_set(voice: Voice, result: RoleSet) -> str:
    return voice.say(
        "New role of {name}: {role}.",
        name=result.name,
        role=role_name(voice, result.after),
    )


def person_removed(voice: Voice, result: PersonRemoved) -> str:
    if result.is_self:
        return voice.say("You have left the shop.")
    return voice.say(
        "{name} is no longer in the shop and can’t see it any more.", name=result.name
    )


def last_owner(voice: Voice, result: LastOwner) -> str:
    return voice.say(
        "{name} is the only owner. First make somebody else the owner.",
        name=result.name,
    )


def code_refused(voice: Voice, result: CodeRefused) -> str:
    if result.in_group:
        return voice.say(
            "That code is for another shop, and only a manager can bring this group "
            "there. Write it to me in a private chat."
        )
    return voice.say(
        "That code is wrong or too old. Please ask for a new one. To open a shop of "
        "your own, write “hi”."
    )


def too_many_codes(voice: Voice, result: TooManyCodes) -> str:
    return voice.say("Those were too many wrong codes. Please try again in an hour.")


def left_out(voice: Voice, result: LeftOut) -> str:
    return voice.say(
        "You do not belong to {shop} any more. To come back, ask for a new code.",
        shop=result.shop_name,
    )


def lesson(voice: Voice, result: Lesson) -> str:
    if result.key == "question":
        return voice.say(
            "Now try a question: “how many {name}?” I count what I see from the front. "
            "If more stand behind, tell me: “{name} is 14”.",
            name=result.product,
        )
    return voice.say(
        "Next: “tell me when {name} is under 5”, and I warn you in time.",
        name=result.product,
    )
