"""Periodic work: queue again what lost its job, alert, delete what is over."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot import alerting, market_watch, ordering, pruning, summaries
from bot.actions.erasing import delete_discarded_files
from bot.services import Services
from storage import enquiries, inbox, outbox, scans

log = structlog.get_logger(__name__)

FORGOTTEN_AFTER = timedelta(seconds=15)
"""A row that nobody began after this long has lost its job (or the queue is long: a
second job for it is harmless)."""
SWEEP_LOCK = 0x41746C61  # any number that no other advisory lock uses


def sweep(services: Services) -> int:
    """Queue all overdue rows once; gives their number. One sweeper at a time."""
    now = services.clock()
    with services.db.transaction() as session:
        alone = session.scalar(
            text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": SWEEP_LOCK}
        )
        if not alone:
            return 0
        chats = inbox.overdue_chats(session, now, FORGOTTEN_AFTER)
        photos = scans.overdue(session, now, FORGOTTEN_AFTER)
        answers = outbox.overdue(session, now, FORGOTTEN_AFTER)
        asked = enquiries.overdue(session, now, FORGOTTEN_AFTER)
    for chat_id in chats:
        services.queue.handle_chat(chat_id)
    for scan_id in photos:
        services.queue.read_scan(scan_id)
    for outbox_id in answers:
        services.queue.deliver(outbox_id)
    for enquiry_id in asked:
        services.queue.ask_outside(enquiry_id)
    pushes = alerting.look(services) + ordering.look(services)
    pushes += summaries.look(services) + market_watch.look(services)
    delete_discarded_files(services)
    found = len(chats) + len(photos) + len(answers) + len(asked) + pushes
    if found:
        log.info(
            "swept",
            chats=len(chats),
            scans=len(photos),
            replies=len(answers),
            enquiries=len(asked),
            alerts=pushes,
        )
    return found


def run_schedule(services: Services, stop: threading.Event) -> None:
    """Sweep until told to stop; an outage of the database is waited out."""
    pruned_at: datetime | None = None
    while not stop.wait(services.settings.sweep_seconds):
        now = services.clock()
        try:
            sweep(services)
            if pruned_at is None or now - pruned_at >= pruning.EVERY:
                pruned_at = now
                pruning.prune(services)
        except OperationalError:
            log.warning("database_unreachable")
