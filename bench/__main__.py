"""`python -m bench [PART…]`: run parts (default: all), write bench/out/PART.json."""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path

from bench.machine import describe

PARTS = (
    "webhook",
    "detection",
    "photo",
    "recovery",
    "memory",
    "accuracy",
    "rows",
    "catalogues",
    "grounded",
    "utterances",
    "categories",
    "restock",
    "video",
    "tuning",
    "export",
)
TELLING = ("utterances", "categories")
OUT = Path(__file__).parent / "out"


def main() -> None:
    """Run parts one after another; they share the machine with nothing of ours."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="a short run of each")
    parser.add_argument(
        "--show-failures", action="store_true", help="print what was misunderstood"
    )
    given = parser.parse_args()
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    machine = describe()
    print(f"machine: {machine['text']}\n")
    OUT.mkdir(exist_ok=True)
    for part in given.parts or PARTS:
        measure = importlib.import_module(f"bench.{part}").measure
        extra = {"show_failures": given.show_failures} if part in TELLING else {}
        result = measure(quick=given.quick, **extra)
        path = OUT / f"{part}.json"
        path.write_text(json.dumps({"machine": machine, **result}, indent=1))
        print(f"→ {path}\n")


if __name__ == "__main__":
    main()
