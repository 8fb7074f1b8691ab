"""A stage for conversations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.channels.local import LocalChannel
from bot.services import Services
from tests.conftest import Clock
from tests.conversations.stage import ScriptedVision, Stage


@pytest.fixture
def stage(make_services: Callable[..., Services], clock: Clock) -> Stage:
    """One web chat of a shop that does not exist yet."""
    vision = ScriptedVision()
    plain = make_services()
    services = make_services(
        channels={
            name: LocalChannel(name, plain.blobs) for name in ("web", "whatsapp")
        },
        vision=vision,
    )
    return Stage(services, vision, clock.advance)
