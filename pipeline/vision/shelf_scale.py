"""What the detector's scores mean for gaps and counts, fitted with its weights.

Called by `pipeline.models`; used by `pipeline.vision.find` and `pipeline.items`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import ModelUnavailable
from pipeline.vision.counting import CountScale
from pipeline.vision.rows.gap_evidence import EVIDENCE
from pipeline.vision.rows.gaps import GapScale


@dataclass(frozen=True, slots=True)
class ShelfScale:
    """How gaps are told and how wide a range of a count is."""

    gaps: GapScale = field(default_factory=GapScale)
    counts: CountScale = field(default_factory=CountScale)

    @classmethod
    def load(cls, file: Path) -> ShelfScale:
        """Read "gaps" and "counts" of the detector's JSON; raises ModelUnavailable
        when it is missing or broken."""
        try:
            stored = json.loads(file.read_text())
            return cls(_gaps(stored["gaps"]), _counts(stored["counts"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelUnavailable(f"{file.name} cannot be read: {error}") from error


def _gaps(stored: dict[str, Any]) -> GapScale:
    weights = {name: float(stored["weights"][name]) for name in EVIDENCE}
    return GapScale(float(stored["start"]), weights, float(stored["threshold"]))


def _counts(stored: dict[str, Any]) -> CountScale:
    return CountScale(**{name: float(value) for name, value in stored.items()})
