"""Performers of wishes about alerts and about being written to at all."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot.actions import alert_addresses, alert_news, alert_pauses, alerts, message_costs
from bot.actions.asks import about_prices
from bot.actions.roles import Verb, refusal
from bot.dialogue.performers import Performers
from bot.dialogue.planning import asked_what_to_buy, explain_restock
from bot.redaction import forget_words
from bot.results import Result
from bot.sources import FACTS, PRICES
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Named
from storage import notices
from storage import shops as shop_rows
from storage.alerts import Scope
from storage.models import Product
from storage.models.alerts import AlertKind
from storage.shops import lock_shop

_KINDS = {"low": AlertKind.LOW_STOCK, "price": AlertKind.PRICE_DROP}


def set_alert(talk: Talk, wish: want.SetAlert) -> list[Result]:
    scope = _scope(talk, wish)
    if isinstance(scope, Match):
        phrase = scope.phrase
        product = want.SetAlert(Named(phrase), None, wish.kind, wish.threshold)
        return [talk.ask_which(scope, product)]
    kind = _KINDS[wish.kind]
    done = alerts.set_alert(
        talk.session, talk.chat, talk.member, scope, kind, wish.threshold
    )
    if kind is AlertKind.PRICE_DROP:
        done = replace(done, looks_elsewhere=_looks_elsewhere(talk, scope))
    return [done]


def _looks_elsewhere(talk: Talk, scope: Scope) -> bool:
    """Whether some source can be asked what the products cost elsewhere."""
    outside = talk.services.sources
    if scope.product_id is None:
        return outside is not None and bool(outside.shops or outside.has(PRICES))
    product = talk.session.get_one(Product, scope.product_id)
    asks = about_prices(outside, talk.shop, product)
    return any(ask.source != FACTS for ask in asks)


def _scope(talk: Talk, wish: want.SetAlert) -> Scope | Match:
    """What is to be watched: one product, or all that go by the name."""
    if wish.product is None and wish.category is None:
        return Scope()
    named = wish.product or Named(wish.category or "")
    if wish.product is None or named.product_id is None:
        category = alerts.scope_called(talk.session, talk.shop.id, named.phrase)
        if category is not None:
            return category
    found = talk.find(named)
    if isinstance(found, Product):
        talk.mention([found])
        if wish.product is None:  # "any milk": others may come
            return Scope(words=named.phrase, product_ids=(found.id,))
        return Scope(product_id=found.id)
    if found.is_known and named.phrase:
        talk.mention(found.products)
        ids = tuple(product.id for product in found.products)
        return Scope(words=named.phrase, product_ids=ids)
    return found


def stop_alert(talk: Talk, wish: want.StopAlert) -> list[Result]:
    kind = _KINDS[wish.kind] if wish.kind else None
    session, chat, member = talk.session, talk.chat, talk.member
    if wish.product is None and wish.category is None:
        return [alerts.stop_alerts(session, chat, member, None, kind, talk.now)]
    named = wish.product or Named(wish.category or "")
    group = alerts.stop_group(session, chat, member, named.phrase, kind, talk.now)
    if group is not None:
        return [group]
    found = talk.find(named)
    if isinstance(found, Match):
        return [talk.ask_which(found, want.StopAlert(named, None, wish.kind))]
    talk.mention([found])
    return [alerts.stop_alerts(session, chat, member, found, kind, talk.now)]


def list_alerts(talk: Talk, wish: want.ListAlerts) -> list[Result]:
    return [
        alerts.list_alerts(talk.session, talk.shop, talk.chat, talk.member, talk.now)
    ]


def snooze(talk: Talk, wish: want.Snooze) -> list[Result]:
    products = _alerted_last(talk)
    if wish.product is not None:
        found = talk.find(wish.product)
        if isinstance(found, Match):
            return [talk.ask_which(found, wish)]
        products = [found]
    return [
        alert_pauses.snooze(
            talk.session,
            talk.shop,
            talk.chat,
            products,
            talk.now,
            minutes=wish.minutes,
            day=wish.day,
        )
    ]


def _alerted_last(talk: Talk) -> list[Product]:
    """The products of the last digest; none yet: all are meant."""
    told = notices.last_told(talk.session, talk.chat.id, _own_shops(talk))
    return list({item.product.id: item.product for item in told}.values())


def _own_shops(talk: Talk) -> set[uuid.UUID]:
    """A digest in a person's own chat may tell of each of their shops."""
    own = {talk.shop.id}
    if not talk.is_group:
        channel, sender_id = talk.chat.channel, talk.member.external_id
        known = shop_rows.memberships(talk.session, channel, sender_id)
        own.update(shop.id for shop, _ in known)
    return own


def why(talk: Talk, wish: want.Why) -> list[Result]:
    """Why an alert came; right after a list of what to buy, why that."""
    if asked_what_to_buy(talk):
        return explain_restock(talk, want.ExplainRestock(wish.product))
    product = None
    if wish.product is not None:
        found = talk.find(wish.product)
        if isinstance(found, Match):
            return [talk.ask_which(found, wish)]
        product = found
        talk.mention([found])
    return [alert_news.why(talk.session, talk.chat.id, _own_shops(talk), product)]


def set_quiet_hours(talk: Talk, wish: want.SetQuietHours) -> list[Result]:
    if wish.is_asked:
        return [alert_pauses.quiet_hours(talk.shop)]
    refused = refusal(talk.member, Verb.SET_QUIET_HOURS)
    if refused is not None:
        return [refused]
    lock_shop(talk.session, talk.shop.id)
    return [
        alert_pauses.set_quiet_hours(
            talk.session, talk.shop, wish.start, wish.end, talk.now
        )
    ]


def stop_messages(talk: Talk, wish: want.StopMessages) -> list[Result]:
    return [alert_pauses.stop_messages(talk.session, talk.chat, talk.now)]


def start_messages(talk: Talk, wish: want.StartMessages) -> list[Result]:
    return [alert_pauses.start_messages(talk.session, talk.chat, talk.now)]


def add_address(talk: Talk, wish: want.AddAddress) -> list[Result]:
    """The message is forgotten: a URL may hold a password."""
    forget_words(talk.session, talk.cause, wish.url)
    mail_account = talk.services.settings.alert_mail_url.get_secret_value()
    return [
        alert_addresses.add_address(
            talk.session, talk.member, wish.url, has_mail=bool(mail_account)
        )
    ]


def remove_address(talk: Talk, wish: want.RemoveAddress) -> list[Result]:
    if wish.which is not None:
        forget_words(talk.session, talk.cause, wish.which)
    return [alert_addresses.remove_address(talk.session, talk.member, wish.which)]


def count_messages(talk: Talk, wish: want.CountMessages) -> list[Result]:
    return [message_costs.count_messages(talk.session, talk.shop, talk.now)]


PERFORMERS: Performers = {
    want.SetAlert: (Verb.SET_ALERT, set_alert),
    want.StopAlert: (Verb.SET_ALERT, stop_alert),
    want.ListAlerts: (Verb.LOOK, list_alerts),
    want.Snooze: (Verb.LOOK, snooze),
    want.Why: (Verb.LOOK, why),
    want.SetQuietHours: (Verb.LOOK, set_quiet_hours),
    want.StopMessages: (Verb.TALK, stop_messages),
    want.StartMessages: (Verb.TALK, start_messages),
    want.AddAddress: (Verb.SET_ALERT, add_address),
    want.RemoveAddress: (Verb.SET_ALERT, remove_address),
    want.CountMessages: (Verb.LOOK, count_messages),
}
