"""ONNX sessions, loaded once per process; the vision modules ask here for theirs."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import onnxruntime

from pipeline.errors import ModelUnavailable

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"


def fair_threads(workers: int = 1) -> int:
    """Threads for one session so that `workers` processes share the host's cores.

    Counts the cores this process may use, which in a container can be fewer than
    the machine has.
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        cores = os.cpu_count() or 1
    return max(1, cores // max(1, workers))


@cache
def session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    """The model on the CPU with `threads` threads; the same session for every caller.

    Raises ModelUnavailable when the file is missing or cannot be loaded.
    """
    if not model.is_file():
        raise ModelUnavailable(f"{model.name} is not in {model.parent}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while idle would take the cores of a second worker.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena keeps the memory of the largest tile for ever.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's own errors share no public base
        raise ModelUnavailable(f"{model.name} cannot be loaded: {error}") from error
