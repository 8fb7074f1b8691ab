"""ONNX sessions, loaded once per process; the vision modules ask here for theirs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import onnxruntime

from pipeline.errors import ModelUnavailable
from pipeline.vision.cores import usable_cores

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"


def fair_threads(workers: int = 1) -> int:
    """Threads for one session so that `workers` processes share the host's cores.

    Counts the cores this process may use, which in a container can be fewer than
    the machine has.
    """
    return max(1, usable_cores() // max(1, workers))


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
    # One arena for all: fresh memory for every run costs a fifth of its time.
    _share_one_arena()
    options.add_session_config_entry("session.use_env_allocators", "1")
    # Photos differ in shape: a plan of the memory for each shape only takes more.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime's own errors share no public base
        raise ModelUnavailable(f"{model.name} cannot be loaded: {error}") from error


@cache
def _share_one_arena() -> None:
    """Memory that sessions take from and give back to; grows by what is asked for."""
    memory = onnxruntime.OrtMemoryInfo(
        "Cpu",
        onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR,
        0,
        onnxruntime.OrtMemType.DEFAULT,
    )
    as_requested = onnxruntime.OrtArenaCfg({"arena_extend_strategy": 1})
    onnxruntime.create_and_register_allocator(memory, as_requested)
