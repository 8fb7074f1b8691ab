"""Alerts in words: the digest that is pushed, why, and what was set or stopped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from decimal import Decimal

from bot.actions.alert_news import Digest, DropLine, LowLine, Reason, Reasons
from bot.actions.alerts import (
    AlertList,
    AlertRule,
    AlertSet,
    AlertsStopped,
)
from bot.replies.about_prices import source_name
from bot.replies.about_stock import LONGEST_LIST, more
from bot.voice import Voice
from storage.crossings import OWN_PRICES
from storage.models.alerts import AlertKind
from storage.models.stock import MovementKind

LONGEST_DIGEST = 12
LONGEST_BRIEF = 240


def digest(voice: Voice, news: Digest) -> str:
    """One message for all news: what is gone or low, and prices that fell."""
    lines = [*_low_lines(voice, news.low), *_drop_lines(voice, news.drops)]
    if news.shop is not None:
        lines.insert(0, news.shop)
    return "\n".join(lines)


def brief(voice: Voice, digests: Sequence[Digest]) -> str:
    """The same in one line of at most 240 characters, the most urgent first."""
    parts: list[str] = []
    for news in digests:
        said = [_low(voice, line) for line in news.low]
        said += [_drop(voice, line) for line in news.drops]
        prefix = f"{news.shop}: " if news.shop is not None else ""
        parts += [prefix + text if n == 0 else text for n, text in enumerate(said)]
    return _fitting(voice, parts)


def _fitting(voice: Voice, parts: Sequence[str]) -> str:
    for shown in range(len(parts), 0, -1):
        text = "; ".join([*parts[:shown], *more(voice, len(parts) - shown)])
        if len(text) <= LONGEST_BRIEF:
            return text
    return "".join(parts[:1])[:LONGEST_BRIEF]


def _low_lines(voice: Voice, low: Sequence[LowLine]) -> list[str]:
    if not low:
        return []
    if len(low) == 1:
        return [voice.say("Running low: {line}", line=_low(voice, low[0]))]
    shown = [f"• {_low(voice, line)}" for line in low[:LONGEST_DIGEST]]
    hidden = more(voice, len(low) - LONGEST_DIGEST)
    return [voice.say("Running low:"), *shown, *hidden]


def _drop_lines(voice: Voice, drops: Sequence[DropLine]) -> list[str]:
    if not drops:
        return []
    if len(drops) == 1:
        return [voice.say("Price drop: {line}", line=_drop(voice, drops[0]))]
    shown = [f"• {_drop(voice, line)}" for line in drops[:LONGEST_DIGEST]]
    hidden = more(voice, len(drops) - LONGEST_DIGEST)
    return [voice.say("Price drops:"), *shown, *hidden]


def _low(voice: Voice, line: LowLine) -> str:
    """ "Milk: 3 left (alert under 5)"."""
    if line.quantity == 0:
        return voice.say("{name}: none left", name=line.name)
    left = voice.say("{name}: {n} left", name=line.name, n=voice.number(line.quantity))
    if line.minimum is not None:
        least = voice.say("(minimum {n})", n=voice.number(line.minimum))
        return f"{left} {least}"
    if line.threshold is not None:
        under = voice.say("(alert under {n})", n=_whole(voice, line.threshold))
        return f"{left} {under}"
    return left


def _drop(voice: Voice, line: DropLine) -> str:
    after = voice.money(line.after)
    if line.before is None:
        text = voice.say("{name} now {after}", name=line.name, after=after)
    else:
        before = voice.money(line.before)
        text = voice.say(
            "{name} {before} → {after}", name=line.name, before=before, after=after
        )
    if line.source in OWN_PRICES:
        return text
    source = source_name(voice, line.source)
    if line.own is None:
        return voice.say("{change} ({source})", change=text, source=source)
    return voice.say(
        "{change} ({source}; you ask {price})",
        change=text,
        source=source,
        price=voice.money(line.own),
    )


def _whole(voice: Voice, number: Decimal) -> str:
    is_whole = number == number.to_integral_value()
    return voice.number(int(number) if is_whole else number)


# -- why ----------------------------------------------------------------------


def reasons(voice: Voice, result: Reasons) -> str:
    if result.lines:
        return "\n".join(_reason(voice, line) for line in result.lines[:LONGEST_DIGEST])
    if result.name is not None:
        return voice.say(
            "I have not sent you any alert about {name}.", name=result.name
        )
    return voice.say("I have not sent you any alert yet.")


def _reason(voice: Voice, line: Reason) -> str:
    if line.type == AlertKind.PRICE_DROP:
        return f"{_rule_of(voice, line)} {_price_change(voice, line)}"
    left = voice.say("Now: {n}.", n=_whole(voice, line.now or Decimal(0)))
    return f"{_rule_of(voice, line)} {_stock_change(voice, line)} {left}"


def _rule_of(voice: Voice, line: Reason) -> str:
    """What was asked for, that the product fell under."""
    name = line.name
    if line.type == AlertKind.PRICE_DROP and line.threshold is None:
        return voice.say("{name}: you asked to hear of any price drop.", name=name)
    if line.type == AlertKind.PRICE_DROP:
        amount = voice.money(line.threshold or Decimal(0))
        return voice.say(
            "{name}: you asked to hear when it costs less than {amount}.",
            name=name,
            amount=amount,
        )
    if line.minimum is not None:
        return voice.say(
            "{name}: its minimum is {n}.", name=name, n=voice.number(line.minimum)
        )
    number = _whole(voice, line.threshold or Decimal(0))
    if line.scope is not None:
        return voice.say(
            "{name}: you asked to hear when any {group} is under {n}.",
            name=name,
            group=line.scope,
            n=number,
        )
    return voice.say(
        "{name}: you asked to hear when it is under {n}.", name=name, n=number
    )


def _stock_change(voice: Voice, line: Reason) -> str:
    """ "Sold 3 on Mon 2 Mar, 14:30 (Ada): 7 → 4."."""
    change = voice.say(
        "{what}: {before} → {after}.",
        what=_movement(voice, line),
        before=_whole(voice, line.before or Decimal(0)),
        after=_whole(voice, line.after),
    )
    if line.when is None:
        return change
    when = voice.moment(line.when)
    who = when if line.who is None else f"{when}, {line.who}"
    return f"{change} ({who})"


def _movement(voice: Voice, line: Reason) -> str:
    n = voice.number(abs(line.delta or 0))
    texts = {
        MovementKind.SALE: voice.say("Sold {n}", n=n),
        MovementKind.LOSS: voice.say("Took out {n}", n=n),
        MovementKind.SCAN: voice.say("Counted on a photo"),
        MovementKind.CORRECTION: voice.say("Corrected"),
        MovementKind.UNDO: voice.say("Taken back"),
    }
    return texts.get(MovementKind(line.kind)) or voice.say("Changed")


def _price_change(voice: Voice, line: Reason) -> str:
    after = voice.money(line.after)
    if line.before is None:
        text = voice.say("It now costs {after}.", after=after)
    else:
        before = voice.money(line.before)
        text = voice.say(
            "It went from {before} to {after}.", before=before, after=after
        )
    if line.kind in OWN_PRICES:
        return text
    source = voice.say("By {source}.", source=source_name(voice, line.kind))
    return f"{text} {source}"


# -- set, stopped, listed -----------------------------------------------------


def alert_set(voice: Voice, result: AlertSet) -> str:
    lines = [_promise(voice, result)]
    if result.looks_elsewhere:
        lines.append(voice.say("Once a day I also look what others ask for it."))
    if result.is_assumed:
        lines.append(
            voice.say(
                "For an earlier warning say “alert {name} 5”.", name=result.rule.name
            )
        )
    if result.names:
        names = [*result.names[:8], *more(voice, len(result.names) - 8)]
        lines.append(voice.say("That is {names}.", names=voice.listed(names)))
    if result.low:
        shown = [_left(voice, line) for line in result.low[:8]]
        shown += more(voice, len(result.low) - 8)
        lines.append(voice.say("Below it already: {names}.", names=voice.listed(shown)))
    return "\n".join(lines)


def _promise(voice: Voice, result: AlertSet) -> str:
    rule = result.rule
    if rule.kind == AlertKind.PRICE_DROP:
        return _price_promise(voice, rule)
    if rule.name is None and rule.group is None and rule.threshold is None:
        return voice.say("I’ll tell you when a product is down to its minimum.")
    if rule.threshold is None:
        return voice.say(
            "I’ll tell you when {what} is down to its minimum.", what=_what(voice, rule)
        )
    if rule.threshold == 1:
        return voice.say(
            "I’ll tell you when {what} is sold out.", what=_what(voice, rule)
        )
    number = _whole(voice, rule.threshold)
    if result.was_set and result.before not in (None, rule.threshold):
        return voice.say(
            "I’ll now tell you when {what} is under {n}, no longer {before}.",
            what=_what(voice, rule),
            n=number,
            before=_whole(voice, result.before or Decimal(0)),
        )
    return voice.say(
        "I’ll tell you when {what} is under {n}.", what=_what(voice, rule), n=number
    )


def _price_promise(voice: Voice, rule: AlertRule) -> str:
    if rule.threshold is None:
        return voice.say(
            "I’ll tell you when the price of {what} drops.", what=_what(voice, rule)
        )
    return voice.say(
        "I’ll tell you when {what} costs less than {amount}.",
        what=_what(voice, rule),
        amount=voice.money(rule.threshold),
    )


def _what(voice: Voice, rule: AlertRule) -> str:
    """ "Milk 1l", "any milk", "any product"."""
    if rule.name is not None:
        return rule.name
    if rule.group is not None:
        return voice.say("any {group}", group=rule.group)
    return voice.say("any product")


def _left(voice: Voice, line: LowLine) -> str:
    return f"{line.name} ({voice.number(line.quantity)})"


def alerts_stopped(voice: Voice, result: AlertsStopped) -> str:
    if not result.rules and result.name is None:
        return voice.say("There are no alerts to stop.")
    if not result.rules:
        return voice.say("There is no alert for {name}.", name=result.name)
    if result.name is not None:
        return voice.say("No more alerts for {name}.", name=result.name)
    return voice.say("No more alerts. “alert Coke 5” sets one again.")


def alert_list(voice: Voice, result: AlertList) -> str:
    rules = [f"• {_listed(voice, rule)}" for rule in result.rules]
    if result.tells_minimums:
        minimums = voice.say("any product: at its minimum")
        rules.append(f"• {minimums}")
    if rules:
        hidden = more(voice, len(rules) - LONGEST_LIST)
        head = voice.say("I’ll tell you on my own:")
        lines = [head, *rules[:LONGEST_LIST], *hidden]
    else:
        lines = [voice.say("There are no alerts. Say “alert Coke 5” to set one.")]
    return "\n".join([*lines, *_conditions(voice, result)])


def _listed(voice: Voice, rule: AlertRule) -> str:
    what = _what(voice, rule)
    if rule.kind == AlertKind.PRICE_DROP and rule.threshold is None:
        return voice.say("{what}: when its price drops", what=what)
    if rule.kind == AlertKind.PRICE_DROP:
        amount = voice.money(rule.threshold or Decimal(0))
        return voice.say("{what}: costs less than {amount}", what=what, amount=amount)
    if rule.threshold is None:
        return voice.say("{what}: at its minimum", what=what)
    return voice.say("{what}: under {n}", what=what, n=_whole(voice, rule.threshold))


def _conditions(voice: Voice, result: AlertList) -> Iterable[str]:
    if result.is_stopped:
        yield voice.say("Messages are stopped. Say “start” to get them again.")
    if result.quiet_from is not None and result.quiet_to is not None:
        yield voice.say(
            "Quiet from {start} to {end}.",
            start=clock(result.quiet_from),
            end=clock(result.quiet_to),
        )
    if result.paused_until is not None:
        yield voice.say(
            "All of them wait until {when}.", when=voice.moment(result.paused_until)
        )
    if result.paused:
        yield voice.say("Not about {names}.", names=voice.both(result.paused))
    for number, label in enumerate(result.addresses, start=1):
        yield voice.say(
            "They also go to {number}. {label}",
            number=voice.number(number),
            label=label,
        )


def clock(at: time) -> str:
    """ "22:00": the same in all languages."""
    return at.strftime("%H:%M")
