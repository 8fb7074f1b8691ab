"""How many cores this process may use; asked by `pipeline.vision.models`.

A container is often allowed less than the machine has, in one of two ways: it may run
on some cores only (affinity), or only for a share of the time (a cgroup's quota).
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

_MEMBERSHIP = Path("/proc/self/cgroup")
_GROUPS = Path("/sys/fs/cgroup")


def usable_cores(membership: Path = _MEMBERSHIP, groups: Path = _GROUPS) -> int:
    """Cores by affinity, or fewer where a quota grants less computing time than that.

    `membership` and `groups` are where Linux tells a process its cgroups (version 1
    or 2) and their limits; elsewhere they are missing and say nothing.
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        cores = os.cpu_count() or 1
    quotas = [math.ceil(quota) for quota in _quotas(membership, groups)]
    return max(1, min([cores, *quotas]))


def _quotas(membership: Path, groups: Path) -> Iterator[float]:
    """Every limit on the way from this process's group to the root, in cores."""
    try:
        lines = membership.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, group = line.split(":", 2)
        if not controllers:
            yield from _on_the_way(groups, group)
        elif "cpu" in controllers.split(","):
            yield from _on_the_way(groups / "cpu", group)
            yield from _on_the_way(groups / controllers, group)


def _on_the_way(root: Path, group: str) -> Iterator[float]:
    # Inside a container the group's path may be that of the host, and missing here.
    folder = root / group.lstrip("/")
    while True:
        quota = _quota_of(folder)
        if quota is not None:
            yield quota
        if folder == root:
            return
        folder = folder.parent


def _quota_of(folder: Path) -> float | None:
    """Computing time by time: version 2 has one file for both, version 1 has two."""
    try:
        if (folder / "cpu.max").is_file():
            quota, period = (folder / "cpu.max").read_text().split()
        else:
            quota = (folder / "cpu.cfs_quota_us").read_text()
            period = (folder / "cpu.cfs_period_us").read_text()
        share = float(quota) / float(period)  # "max" and -1 stand for no limit
    except (OSError, ValueError, ZeroDivisionError):
        return None
    return share if share > 0 else None
