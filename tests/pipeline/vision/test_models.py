"""Threads of a process, as the machine and its container allow."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import pytest

from pipeline.models import load_models
from pipeline.vision.cores import usable_cores
from pipeline.vision.models import fair_threads

ALL = len(os.sched_getaffinity(0))


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def cores(tmp_path: Path, membership: str) -> int:
    (tmp_path / "membership").write_text(membership)
    return usable_cores(tmp_path / "membership", tmp_path)


def test_workers_of_one_host_share_its_cores() -> None:
    assert fair_threads(10_000) == 1
    assert 2 * fair_threads(2) <= max(2, fair_threads(1))


def test_pictures_are_resized_with_no_more_threads_than_models_have() -> None:
    before = cv2.getNumThreads()

    load_models(threads=1)

    used = cv2.getNumThreads()
    cv2.setNumThreads(before)
    assert used == 1


def test_without_a_quota_all_cores_are_used(tmp_path: Path) -> None:
    write(tmp_path / "app", cpu__max="max 100000\n")

    assert cores(tmp_path, "0::/app\n") == ALL
    assert usable_cores(tmp_path / "none", tmp_path / "nowhere") == ALL


def test_a_container_with_one_core_of_time_uses_one_thread(tmp_path: Path) -> None:
    write(tmp_path / "app", cpu__max="100000 100000\n")

    assert cores(tmp_path, "0::/app\n") == 1


def test_the_tightest_group_on_the_way_to_the_root_counts(tmp_path: Path) -> None:
    write(tmp_path / "pod" / "app", cpu__max="max 100000\n")
    write(tmp_path / "pod", cpu__max="50000 100000\n")

    assert cores(tmp_path, "0::/pod/app\n") == 1


def test_the_group_of_the_host_may_be_missing_inside_a_container(
    tmp_path: Path,
) -> None:
    write(tmp_path, cpu__max="100000 100000\n")

    assert cores(tmp_path, "0::/kubepods/pod7/app\n") == 1


@pytest.mark.parametrize("controllers", ["cpu", "cpu,cpuacct"])
def test_first_version_of_cgroups_is_read_too(tmp_path: Path, controllers: str) -> None:
    group = tmp_path / controllers / "docker" / "app"
    write(group, cpu__cfs_quota_us="100000", cpu__cfs_period_us="100000")

    assert cores(tmp_path, f"3:memory:/x\n1:{controllers}:/docker/app\n") == 1


def test_an_unlimited_group_of_the_first_version_uses_all(tmp_path: Path) -> None:
    write(tmp_path / "cpu", cpu__cfs_quota_us="-1", cpu__cfs_period_us="100000")

    assert cores(tmp_path, "1:cpu:/\n") == ALL


def test_part_of_a_core_is_rounded_up(tmp_path: Path) -> None:
    write(tmp_path, cpu__max="150000 100000\n")

    assert cores(tmp_path, "0::/\n") == min(2, ALL)
