"""The print reader is loaded once a test session: its models take a second."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.vision.text.ocr import RapidTextReader

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def text_reader() -> RapidTextReader:
    return RapidTextReader(threads=2)
