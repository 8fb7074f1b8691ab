"""What became of a tuning, as people are told."""

from __future__ import annotations

from storage.models import RecogniserTuning


def status_of(is_better: bool, kept: RecogniserTuning | None) -> str:
    """As it was kept; of a trial, and of what was too little, what would have been."""
    if kept is not None:
        return str(kept.status)
    return "would be used" if is_better else "not used"
