"""The conversation: one message in, at most one reply out. Called by the chat workers.

`respond` loads who speaks about which shop, understands the message, carries it out
and puts the results into words, all inside one transaction that the caller commits. It
sends nothing, asks nobody outside and reads no pixels.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot import lessons, memory, replies
from bot.actions import enrolment
from bot.actions.price_lists import note_table
from bot.actions.roles import Verb, refusal
from bot.actions.shops import Welcomed
from bot.dialogue import perform
from bot.dialogue.doubts import forget_settled
from bot.dialogue.draft_edits import meant_for_draft
from bot.dialogue.open_questions import or_open
from bot.dialogue.papers import note_prices
from bot.dialogue.shelf_wishes import take_planogram
from bot.entrance import Arrival, TurnedAway, arrive, join_link
from bot.messages import MediaKind, Reply
from bot.paper_names import Paper, paper_named
from bot.phrasing import reply_with_choices
from bot.questions import answer, press
from bot.results import FileProblem, NotYet, Result, Said
from bot.shelf_names import shelf_named
from bot.tables.planogram import read_planogram
from bot.tables.products import ProductTable
from bot.talk import Talk
from bot.turn import PICTURES, Outcome, StoredMedia, Turn, Unclear, brings_video
from bot.understand.details import read_caption
from bot.understand.early.boxes import boxes_said
from bot.understand.early.numbers_asked import number_asked
from bot.understand.early.telling import told_early
from bot.understand.grammar import Understood, understand
from bot.understand.intents import (
    Greeting,
    Help,
    Intent,
    LookUp,
    NameShelf,
    NotUnderstood,
)
from bot.understand.words import clean
from bot.voice import language_of, languages, voice_for, voice_of
from storage import conversations, scans
from storage.models.stock import ScanPurpose

__all__ = ["Outcome", "StoredMedia", "Turn", "respond"]

ALBUM_PART_S = 1.5
UNMARKED_ALBUM_S = 3.0
TABLES = (".csv", ".xlsx", ".tsv", ".txt", ".xlsm")
TABLE_TYPES = ("text/csv", "spreadsheetml", "ms-excel", "tab-separated")


def respond(turn: Turn) -> Outcome:
    """Answer one message; the caller runs it inside one transaction and commits.

    Raises Unclear, to be rolled back, where a model has to be asked first.
    """
    arrival = arrive(turn)
    if isinstance(arrival, TurnedAway):
        return Outcome(_turned_away(turn, arrival))
    talk = _talk(turn, arrival)
    if arrival.is_settled:
        return Outcome(_reply(turn, talk, arrival.news))
    photos = [media for media in turn.media if media.kind in PICTURES]
    if photos and turn.media_problem is None:
        return Outcome(None, _take_photos(turn, talk, photos))
    memory.recall(talk)
    results = _results(turn, talk)
    reply = _reply(turn, talk, [*arrival.news, *results])
    return Outcome(reply, about=memory.about(talk))


def _turned_away(turn: Turn, arrival: TurnedAway) -> Reply:
    voice = voice_for(turn.message.locale or turn.chat.locale)
    return Reply(turn.message.chat, replies.text_of(voice, [arrival.result]))


def _talk(turn: Turn, arrival: Arrival) -> Talk:
    conversation = conversations.load(
        turn.session, turn.chat.id, turn.message.sender.id
    )
    talk = Talk(
        services=turn.services,
        session=turn.session,
        shop=arrival.shop,
        chat=turn.chat,
        member=arrival.member,
        conversation=conversation,
        voice=voice_of(arrival.shop, conversation.context, turn.message.locale),
        now=turn.now,
        cause=turn.inbox_id,
        answer_cause=f"inbox:{turn.inbox_id}",
        reply_to=turn.message.reply_to,
        link=join_link(turn),
        is_group=turn.message.is_group,
    )
    if any(isinstance(news, Welcomed) for news in arrival.news):
        lessons.begin(talk)
    return talk


def _results(turn: Turn, talk: Talk) -> list[Result]:
    if turn.media_problem is not None:
        return [FileProblem(turn.media_problem, brings_video(turn.message))]
    if turn.message.unsupported:
        return [NotYet(turn.message.unsupported)]
    if turn.message.choice is not None:
        return press(talk, turn.message.choice)
    for media in turn.media:
        if media.kind is MediaKind.DOCUMENT and _is_table(media):
            return [_enrol_table(turn, talk, media)]
        return [NotYet(media.kind.value)]
    return _converse(turn, talk)


def _converse(turn: Turn, talk: Talk) -> list[Result]:
    """Answer a text: the open question's answer, or new wishes."""
    text = clean(turn.message.text)
    if not text:
        return [Said(Greeting() if turn.message.start is not None else Help())]
    context = talk.conversation.context
    understood = understand(
        text,
        language=context.get("language", talk.voice.language),
        names=talk.index,
        of_photo=talk.photo_replied_to,
    )
    _follow_language(talk, understood)
    shelf = shelf_named(text)
    told = NameShelf(shelf) if shelf else _told_early(talk, text)
    results = perform(talk, [told]) if told else answer(talk, understood)
    if results is None:
        wishes = _or_asked_elsewhere(turn, text, talk.voice.language, understood)
        wishes = tuple(or_open(talk, text, memory.going_on(text, wishes)))
        results = perform(talk, meant_for_draft(talk, text, wishes))
    forget_settled(talk)
    return results


def _told_early(talk: Talk, text: str) -> Intent | None:
    """What is said of suppliers, orders and money in ways the grammar misreads."""

    def read(said: str) -> tuple[Intent, ...]:
        language = talk.voice.language
        return understand(said, language=language, names=talk.index).intents

    if talk.scan is not None and (asked := number_asked(text)) is not None:
        return asked
    return boxes_said(text) or told_early(text, read, talk.index.is_name)


def _or_asked_elsewhere(
    turn: Turn, text: str, language: str, understood: Understood
) -> tuple[Intent, ...]:
    """What was understood; else what a configured model makes of the text."""
    interpreter = turn.services.interpreter
    is_clear = not all(isinstance(i, NotUnderstood) for i in understood.intents)
    if is_clear or interpreter is None:
        return understood.intents
    if turn.suggested is None:
        raise Unclear(interpreter, text, language)
    return turn.suggested or understood.intents


def _follow_language(talk: Talk, understood: Understood) -> None:
    """Answer in the language of the message, unless one was pinned."""
    if understood.language is None:
        return
    spoken = understood.language
    conversations.remember(talk.conversation, talk.now, language=spoken)
    if "pinned_language" not in talk.conversation.context and spoken in languages():
        talk.voice = replace(talk.voice, language=spoken)
        if not talk.is_group and language_of(talk.chat.locale) != spoken:
            talk.chat.locale = spoken  # for what is written to the chat unasked


def _take_photos(
    turn: Turn, talk: Talk, photos: Sequence[StoredMedia]
) -> tuple[uuid.UUID, ...]:
    """Put the photos into a scan, which will be answered when it has been read."""
    message = turn.message
    caption = clean(message.text)
    channel = turn.services.channels[turn.chat.channel]
    purpose = ScanPurpose.COUNT
    if len(photos) == 1 and not message.album:
        purpose = _purpose(talk, caption)
    window_s = ALBUM_PART_S if message.album else 0.0
    if not channel.marks_albums and purpose == ScanPurpose.COUNT:
        window_s = UNMARKED_ALBUM_S
    scan_ids = [
        scans.add_photo(
            turn.session,
            chat=turn.chat,
            shop_id=talk.shop.id,
            inbox_id=turn.inbox_id,
            position=position,
            blob_key=photo.blob_key,
            sender_id=message.sender.id,
            album=message.album or (message.external_id if len(photos) > 1 else None),
            caption=caption if position == 0 else "",
            reply_to=message.external_id,
            purpose=purpose,
            now=turn.now,
            window_s=window_s,
        ).id
        for position, photo in enumerate(photos)
    ]
    return tuple(dict.fromkeys(scan_ids))


def _purpose(talk: Talk, caption: str) -> ScanPurpose:
    """What a single photo is sent for, by what is written below it."""
    if paper_named(caption) is not None:
        return ScanPurpose.PAPER
    if _names_product(caption):
        return ScanPurpose.ENROL
    if not caption:
        return ScanPurpose.COUNT
    said = understand(caption, language=talk.voice.language, names=talk.index)
    is_question = any(isinstance(wish, LookUp) for wish in said.intents)
    return ScanPurpose.LOOK_UP if is_question else ScanPurpose.COUNT


def _names_product(caption: str) -> bool:
    """ "This is Coke" teaches a product; "this is the drinks fridge" names a shelf."""
    return read_caption(caption) is not None and shelf_named(caption) is None


def _is_table(media: StoredMedia) -> bool:
    if media.filename.lower().endswith(TABLES):
        return True
    return any(kind in media.content_type for kind in TABLE_TYPES)


def _enrol_table(turn: Turn, talk: Talk, media: StoredMedia) -> Result:
    refused = refusal(talk.member, Verb.IMPORT_TABLE)
    if refused is not None:
        return refused
    data = turn.services.blobs.get(media.blob_key)
    planogram = read_planogram(data)
    if planogram is not None:
        return take_planogram(talk, planogram)
    try:
        table = enrolment.read_table(data)
    except enrolment.UnreadableTable as error:
        return error
    paper = paper_named(turn.message.text) or paper_named(Path(media.filename).stem)
    if paper is not None:
        return note_prices(talk, _prices_of_supplier(talk, paper, table))
    enrolled = enrolment.enrol_table(
        turn.session,
        talk.shop.id,
        table,
        member_id=talk.member.id,
        guess_categories=True,
    )
    if enrolled.batch is not None:
        talk.batches.append(enrolled.batch.batch_id)
    return enrolled


def _prices_of_supplier(talk: Talk, paper: Paper, table: ProductTable) -> Result:
    """A price list, whether or not it is called so: nothing is sold at its prices."""
    refused = refusal(talk.member, Verb.SET_PRICE)
    return refused or note_table(
        talk.session, talk.shop, talk.member, paper.supplier, table
    )


def _reply(turn: Turn, talk: Talk, results: Sequence[Result]) -> Reply:
    if len(results) > 1 and _is_small_talk(results):
        results = results[:-1]
    results = [*results, *lessons.next_lesson(talk, results)]
    return reply_with_choices(talk, turn.message.chat, results)


def _is_small_talk(results: Sequence[Result]) -> bool:
    """A welcome says already what a greeting or a question for help gets."""
    last = results[-1]
    return isinstance(last, Said) and isinstance(
        last.intent, Greeting | Help | NotUnderstood
    )
