"""Snoozes, quiet hours, "stop", addresses and what messages cost, in words."""

from __future__ import annotations

from bot.actions.alert_addresses import (
    AddressAdded,
    AddressRefused,
    AddressRemoved,
    WhichAddress,
)
from bot.actions.alert_pauses import (
    MessagesStarted,
    MessagesStopped,
    NoSuchTime,
    QuietHours,
    Snoozed,
)
from bot.actions.message_costs import FREE_A_MONTH, MessageCosts
from bot.replies.about_alerts import clock
from bot.voice import Voice


def snoozed(voice: Voice, result: Snoozed) -> str:
    when = voice.moment(result.until)
    if result.names:
        return voice.say(
            "Nothing about {names} before {when}.",
            names=voice.both(result.names),
            when=when,
        )
    return voice.say("No alerts before {when}.", when=when)


def quiet_hours(voice: Voice, result: QuietHours) -> str:
    if result.start is None or result.end is None:
        if result.is_asked:
            return voice.say(
                "There are no quiet hours. Say for example “quiet from 22:00 to 7:00”."
            )
        return voice.say("No more quiet hours: alerts come at any time.")
    return voice.say(
        "No alerts from {start} to {end}, shop time. What happens then is told "
        "afterwards in one message.",
        start=clock(result.start),
        end=clock(result.end),
    )


def no_such_time(voice: Voice, result: NoSuchTime) -> str:
    return voice.say("I did not understand the time. Write it like this: 22:00.")


def messages_stopped(voice: Voice, result: MessagesStopped) -> str:
    if result.was_stopped:
        return voice.say("I already only answer you. Say “start” to get alerts again.")
    return voice.say(
        "All right: from now on I only answer you. Say “start” to get alerts again."
    )


def messages_started(voice: Voice, result: MessagesStarted) -> str:
    if result.was_stopped:
        return voice.say("Welcome back! You get alerts again.")
    return voice.say("You get alerts. Say “stop” if you want none.")


def address_added(voice: Voice, result: AddressAdded) -> str:
    if not result.is_new:
        return voice.say("Alerts go to {label} already.", label=result.label)
    if result.is_for_shop:
        return voice.say(
            "The shop’s alerts go to {label} too. Delete your message with the "
            "address if others can see it.",
            label=result.label,
        )
    return voice.say("Your alerts go to {label} too.", label=result.label)


def address_refused(voice: Voice, result: AddressRefused) -> str:
    if result.problem == "not_allowed":
        return voice.say("I can’t send to that kind of address.")
    if result.problem == "not_public":
        return voice.say("That address is not on the public internet.")
    if result.problem == "no_mail":
        return voice.say(
            "I have no e-mail account to send from. Give me the address as an Apprise "
            "URL, such as mailtos://user:password@gmail.com."
        )
    if result.problem == "full":
        return voice.say("There are too many addresses. Remove one first.")
    return voice.say(
        "I don’t know that kind of address. It must be an Apprise URL, such as "
        "ntfys://ntfy.sh/my-shop."
    )


def address_removed(voice: Voice, result: AddressRemoved) -> str:
    return voice.say("No more alerts to {label}.", label=result.label)


def which_address(voice: Voice, result: WhichAddress) -> str:
    if not result.labels:
        return voice.say("Alerts go to no other address.")
    listed = [f"{n}. {label}" for n, label in enumerate(result.labels, start=1)]
    head = voice.say("Which address? Say for example “remove address 1”.")
    return "\n".join([head, *listed])


def message_costs(voice: Voice, result: MessageCosts) -> str:
    total = voice.plural(
        "This month {n} WhatsApp message was sent:",
        "This month {n} WhatsApp messages were sent:",
        result.total,
    )
    lines = [
        total,
        voice.say("• answers and free text: {n}", n=voice.number(result.free_form)),
        voice.say("• templates (always billed): {n}", n=voice.number(result.templates)),
    ]
    if result.number_free_form > FREE_A_MONTH:
        lines.append(
            voice.say(
                "The {n} free ones of this number are used up.",
                n=voice.number(FREE_A_MONTH),
            )
        )
    return "\n".join(lines)
