"""Approved WhatsApp templates by purpose and language, from the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.settings import Settings, SettingsError

REPLY = "reply"
"""The purpose of a template that fits any text; used where no other fits."""

Templates = Mapping[str, Mapping[str, str]]
"""Template SID by purpose and language."""


def read_templates(text: str) -> Templates:
    """TWILIO_CONTENT_SIDS; raises SettingsError when it has another shape."""
    try:
        templates = json.loads(text or "{}")
        return {
            str(purpose): {str(language): str(sid) for language, sid in sids.items()}
            for purpose, sids in templates.items()
        }
    except (ValueError, AttributeError) as error:
        raise SettingsError(
            "TWILIO_CONTENT_SIDS: must be JSON such as "
            '{"alert": {"en": "HX…"}} (template SID per purpose and language)'
        ) from error


def template_for(
    templates: Templates, purpose: str, language: str | None
) -> str | None:
    """The SID for this purpose and language, else the nearest there is."""
    for name in (purpose, REPLY):
        by_language = templates.get(name, {})
        wanted = by_language.get(language or "en") or by_language.get("en")
        sid = wanted or next(iter(by_language.values()), None)
        if sid is not None:
            return sid
    return None


def has_template(settings: Settings, purpose: str) -> bool:
    """Whether such a message can be sent outside the 24-hour window."""
    templates = read_templates(settings.twilio_content_sids)
    return template_for(templates, purpose, None) is not None
