"""Delete messages and alerts that are over, from time to time. Run by the scheduler."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import text

from bot.services import Services
from storage import pruning, sources

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=1)
MOST_PARTS = 100
"""So many transactions at most, so that the scheduler comes to its other work."""
PRUNE_LOCK = 0x41746C62  # any number that no other advisory lock uses


def prune(services: Services) -> int:
    """Delete what was settled KEEP_DAYS ago, in parts; gives the number of rows."""
    with services.db.transaction() as session:
        sources.forget_old(session, services.clock())
    days = services.settings.keep_days
    if not days:
        return 0
    before = services.clock() - timedelta(days=days)
    total = 0
    for _ in range(MOST_PARTS):
        with services.db.transaction() as session:
            alone = session.scalar(
                text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": PRUNE_LOCK}
            )
            found = pruning.prune(session, before) if alone else 0
        total += found
        if not found:
            break
    if total:
        log.info("pruned", rows=total)
    return total
