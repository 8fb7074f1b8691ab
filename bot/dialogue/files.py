"""Performers of wishes about the shop's data: send it as a file, link, delete."""

from __future__ import annotations

from bot.actions import exports
from bot.actions.erasing import erase_shop
from bot.actions.roles import Verb
from bot.dialogue.performers import Performers
from bot.results import ConfirmErasure, NoDashboard, Result
from bot.talk import Document, Talk
from bot.understand import intents as want
from storage import catalogue


def export(talk: Talk, wish: want.Export) -> list[Result]:
    exported = exports.export(
        talk.session, talk.shop, talk.now, file_format=wish.format
    )
    key = talk.services.blobs.put(exported.data, exported.content_type)
    talk.documents.append(Document(key, exported.filename))
    return [exported]


def dashboard(talk: Talk, wish: want.Dashboard) -> list[Result]:
    return [NoDashboard()]


def delete_data(talk: Talk, wish: want.DeleteData) -> list[Result]:
    """Everything, after the owner has said yes to it."""
    if not talk.confirms(wish):
        count = len(catalogue.products(talk.session, talk.shop.id))
        return [ConfirmErasure(talk.shop.name, count)]
    erased = erase_shop(talk.session, talk.shop, talk.chat, talk.cause)
    talk.session.refresh(talk.conversation)
    talk.mentioned, talk.batches = [], []
    return [erased]


PERFORMERS: Performers = {
    want.Export: (Verb.EXPORT, export),
    want.Dashboard: (Verb.LOOK, dashboard),
    want.DeleteData: (Verb.DELETE_SHOP, delete_data),
}
