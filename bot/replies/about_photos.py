"""A photo and its numbers in words: short, at most about fifteen lines."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.groups import GroupNamed, GroupSkipped, NoSuchGroup
from bot.actions.photos import Learned, PhotoRead, SeenProduct, UnknownGroup, Unreadable
from bot.actions.price_tags import TagPrice
from bot.replies.about_names import under, with_details
from bot.replies.about_places import label
from bot.replies.about_planograms import complied
from bot.replies.about_problems import problems
from bot.replies.about_shelves import changed, gaps
from bot.replies.about_stock import change, step
from bot.results import NameWanted, NoPicture
from bot.voice import Voice
from pipeline.types import Problem
from storage.saving import Outcome

MOST_PRODUCTS = 8
MOST_NUMBERS = 8
ALL_OF_IT = 0.9
"""A photo that shows less of its shelf says so."""
MOST_PRICES = 3
DEEP = 1.05
MOST_SURE = 0.1
"""So wide a range, as a share of the count, is not worth telling."""


def photo_read(voice: Voice, result: PhotoRead) -> str:
    if result.facings == 0:
        return _nothing_seen(voice, result)
    lines = [
        _head(voice, result),
        *_products(voice, result.products),
        *_left(voice, result.left),
        *_unknown(voice, result.unknown),
        *_low(voice, result.products),
        *_missing(voice, result),
        *_odd_prices(voice, result.odd_prices),
        *problems(voice, result.problems),
        *_question(voice, result),
    ]
    return "\n".join(lines)


def _head(voice: Voice, result: PhotoRead) -> str:
    seen = voice.plural(
        "I see {n} pack from the front.",
        "I see {n} packs from the front.",
        result.facings,
    )
    low, high = result.facings_low, result.facings_high
    if high - low > MOST_SURE * result.facings:
        seen = voice.say(
            "I see {low} to {high} packs from the front.",
            low=voice.number(low),
            high=voice.number(high),
        )
    if result.shelf is None:
        return seen
    shelf = label(voice, result.shelf)
    return voice.say("{shelf}: {text}", shelf=shelf, text=seen)


def _missing(voice: Voice, result: PhotoRead) -> list[str]:
    """Empty places, and what is otherwise than on the photos before."""
    lines = []
    if result.gaps:
        lines.append(voice.say("Empty places: {gaps}", gaps=gaps(voice, result.gaps)))
    lines += changed(voice, result.gone, result.new, result.moved)
    if result.shown < ALL_OF_IT:
        share = voice.number(max(1, round(100 * result.shown)))
        lines.append(
            voice.say(
                "This photo shows {percent}% of the shelf; I compared only that part.",
                percent=share,
            )
        )
    if result.compliance is not None:
        text = complied(voice, result.compliance)
        lines.append(voice.say("By its plan: {text}", text=text))
    return lines


def _odd_prices(voice: Voice, prices: Sequence[TagPrice]) -> list[str]:
    return [_odd_price(voice, price) for price in prices[:MOST_PRICES]]


def _odd_price(voice: Voice, price: TagPrice) -> str:
    if price.known is None:
        return voice.say(
            "The label of {name} says {printed}. I have no price for it yet.",
            name=price.name,
            printed=voice.money(price.printed),
        )
    return voice.say(
        "The label of {name} says {printed}, my list says {known}.",
        name=price.name,
        printed=voice.money(price.printed),
        known=voice.money(price.known),
    )


def _nothing_seen(voice: Voice, result: PhotoRead) -> str:
    tips = problems(voice, [p for p in result.problems if p != Problem.NO_PRODUCTS])
    return "\n".join(
        [
            voice.say("I see no products in this photo. Nothing was changed."),
            *(tips or [voice.say("Stand in front of one shelf and show all of it.")]),
        ]
    )


def _products(voice: Voice, products: Sequence[SeenProduct]) -> list[str]:
    """Changed and doubtful ones first, in the picture's order."""
    ordered = sorted(products, key=lambda p: (p.before == p.after, min(p.groups)))
    shown = sorted(ordered[:MOST_PRODUCTS], key=lambda p: min(p.groups))
    lines = [_product(voice, product) for product in shown]
    hidden = len(products) - len(shown)
    if hidden > 0:
        lines.append(voice.plural("… and {n} more", "… and {n} more", hidden))
    return lines


def _product(voice: Voice, product: SeenProduct) -> str:
    numbers = voice.listed([voice.number(group) for group in product.groups[:4]])
    if product.is_doubtful or product.before == product.after:
        count = voice.number(product.after)
    else:
        count = step(voice, product.before, product.after)
    text = voice.say(
        "{numbers} · {name}: {count}", numbers=numbers, name=product.name, count=count
    )
    seen = _seen(voice, product)
    return f"{text} {seen}" if seen else text


def _left(voice: Voice, left: Sequence[SeenProduct]) -> list[str]:
    """What has left this shelf and stands on another one."""
    return [
        voice.say(
            "{name}: {count} (gone from here, {elsewhere})",
            name=product.name,
            count=step(voice, product.before, product.after),
            elsewhere=voice.listed(_elsewhere(voice, product)),
        )
        for product in left[:MOST_PRODUCTS]
        if not product.is_doubtful
    ]


def _elsewhere(voice: Voice, product: SeenProduct) -> list[str]:
    """ "8 on drinks fridge"."""
    return [
        voice.say(
            "{n} on {shelf}", n=voice.number(part.units), shelf=label(voice, part.shelf)
        )
        for part in product.elsewhere
    ]


def _seen(voice: Voice, product: SeenProduct) -> str:
    """How many are seen, where that is not the number in stock, or is unsure.

    What was assumed to stand behind them is said with it, and what stands elsewhere.
    """
    is_range = product.facings_low != product.facings_high
    is_all = product.facings == product.after and not product.elsewhere
    if not is_range and is_all and product.depth < DEEP:
        return ""
    front = voice.say("{n} in front", n=voice.number(product.facings))
    if is_range:
        front = voice.say(
            "{low} to {high} in front",
            low=voice.number(product.facings_low),
            high=voice.number(product.facings_high),
        )
    elsewhere = _elsewhere(voice, product)
    if product.depth < DEEP:
        return f"({voice.listed([front, *elsewhere])})"
    deep = voice.say(
        "counted as {depth} deep", depth=voice.number(round(product.depth, 1))
    )
    return f"({voice.listed([front, deep, *elsewhere])})"


def _unknown(voice: Voice, unknown: Sequence[UnknownGroup]) -> list[str]:
    """Which numbers have no name, and how to give one."""
    if not unknown:
        return []
    shown = [
        voice.say(
            "{group} ({n})", group=voice.number(g.group), n=voice.number(g.facings)
        )
        for g in unknown[:MOST_NUMBERS]
    ]
    if len(unknown) > MOST_NUMBERS:
        shown.append("…")
    first = unknown[0]
    name = first.guess or voice.say("name")
    return [
        voice.say("I don’t know yet: {numbers}", numbers=voice.listed(shown)),
        voice.say(
            "Tell me the name like this: “{group} = {name}”",
            group=voice.number(first.group),
            name=name,
        ),
    ]


def _low(voice: Voice, products: Sequence[SeenProduct]) -> list[str]:
    low = [
        voice.say(
            "{name} {n} (minimum {minimum})",
            name=product.name,
            n=voice.number(product.after),
            minimum=voice.number(product.minimum or 0),
        )
        for product in products
        if product.is_low and not product.is_doubtful
    ]
    return [voice.say("Low: {products}", products=voice.listed(low[:5]))] if low else []


def _question(voice: Voice, result: PhotoRead) -> list[str]:
    """At most one: about the counts, or else about the prices on the labels."""
    if result.doubts:
        changes = [_doubt(voice, doubt) for doubt in result.doubts[:MOST_NUMBERS]]
        hidden = len(result.doubts) - len(changes)
        if hidden > 0:  # what is not said must not be agreed to unawares
            changes.append(voice.plural("… and {n} more", "… and {n} more", hidden))
        return [
            voice.say(
                "Please check: {changes}. Is that right?",
                changes=voice.listed(changes),
            )
        ]
    if result.asks_for_prices:
        return [voice.say("Shall I use the prices on the labels?")]
    return []


def _doubt(voice: Voice, doubt: SeenProduct) -> str:
    """A count that could not be made well says so; one that surprises does not."""
    before, after = voice.number(doubt.before), voice.number(doubt.proposed or 0)
    if doubt.is_unsure:
        return voice.say(
            "{name} {before} → about {after}",
            name=doubt.name,
            before=before,
            after=after,
        )
    return voice.say(
        "{name} {before} → {after}", name=doubt.name, before=before, after=after
    )


def unreadable(voice: Voice, result: Unreadable) -> str:
    texts = {
        "empty": voice.say("That file is empty. Please send the photo again."),
        "not_an_image": voice.say(
            "I can’t open that file as a photo. Please send a JPEG or PNG photo."
        ),
        "unsupported_format": voice.say(
            "I can’t open this kind of picture. Please send it as a JPEG photo."
        ),
        "truncated": voice.say(
            "Only a part of the photo arrived. Please send it again."
        ),
        "too_large": voice.say(
            "The photo is too large for me. Please send a smaller one."
        ),
        "animated": voice.say("That is an animation. Please send a photo."),
        **_of_video(voice),
        "no_name": voice.say(
            "What is it called? Please send the photo with “this is …” below it."
        ),
    }
    default = voice.say("Sorry, I could not read that photo. Please send it again.")
    return texts.get(result.problem, default)


def _of_video(voice: Voice) -> dict[str, str]:
    return {
        "video_format": voice.say(
            "I can’t open this kind of video. Please send it as MP4, or send a photo."
        ),
        "video_damaged": voice.say(
            "The video is damaged or did not arrive whole. Please send it again."
        ),
        "video_without_picture": voice.say(
            "There is only sound in that file. Please film the shelf, or send a photo."
        ),
        "video_too_long": voice.say(
            "The video is too long for me. Please film each shelf by itself, a minute "
            "at most."
        ),
        "video_too_large": voice.say(
            "The video’s picture is too large for me. Please film in Full HD (1080p)."
        ),
    }


def learned(voice: Voice, result: Learned) -> str:
    described = result.described
    name = with_details(voice, described)
    if described.outcome is Outcome.CREATED:
        text = voice.say("New product: {name}.", name=name)
    else:
        text = voice.say("Noted: {name}.", name=name)
    look = voice.say("I will know it on your shelves from now on.")
    parts = [text, look, *under(voice, described.category)]
    if result.has_others:
        parts.append(
            voice.say(
                "The photo shows other products, too: I learned the one that you see"
                " here. If you mean another one, send me a photo of it alone."
            )
        )
    return " ".join(parts)


def group_named(voice: Voice, result: GroupNamed) -> str:
    number = voice.number(result.group)
    if not result.is_news:
        return voice.say(
            "{n} is {name}, I have it like that already.", n=number, name=result.name
        )
    if result.renamed_from is not None:
        return voice.say(
            "{n} is now {name}, no longer {before}.",
            n=number,
            name=result.name,
            before=result.renamed_from,
        )
    parts = [voice.say("{n} is {name}.", n=number, name=result.name)]
    if result.count_was_older:
        parts.append(
            voice.say(
                "I’ll know it from now on. Its stock stays as it is: it was counted "
                "again after this photo."
            )
        )
    elif result.change is not None and result.change.before != result.change.after:
        parts.append(voice.say("In stock: {change}.", change=_stock(voice, result)))
    if result.other is not None:
        parts.append(change(voice, result.other) + ".")
    return " ".join([*parts, *under(voice, result.category)])


def _stock(voice: Voice, result: GroupNamed) -> str:
    line = result.change
    assert line is not None, "only called where something changed"
    if line.before == 0:
        return voice.number(line.after)
    return step(voice, line.before, line.after)


def group_skipped(voice: Voice, result: GroupSkipped) -> str:
    text = voice.say("OK, I leave {n} out.", n=voice.number(result.group))
    return f"{text} {change(voice, result.change)}." if result.change else text


def no_such_group(voice: Voice, result: NoSuchGroup) -> str:
    if not result.known:
        return voice.say("That picture has no numbers.")
    return voice.say(
        "There is no number {n} on that picture, only {first} to {last}.",
        n=voice.number(result.group),
        first=voice.number(min(result.known)),
        last=voice.number(max(result.known)),
    )


def name_wanted(voice: Voice, result: NameWanted) -> str:
    return voice.say(
        "What is number {n} then? Write “{n} = name”.", n=voice.number(result.group)
    )


def no_picture(voice: Voice, result: NoPicture) -> str:
    return voice.say(
        "I have no picture with numbers yet. Send me a photo of a shelf first."
    )
