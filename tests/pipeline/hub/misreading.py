"""A tiny TrOCR that knows one word and misreads a letter in it more often than not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from pipeline.images import Pixels

WORD, MISREAD = "GOLD", "G0LD"
_STEPS = 60


def strip(seed: int, text: str = WORD) -> Pixels:
    """The word in print, in BGR."""
    rng = np.random.default_rng(seed)
    drawn = np.full((32, 96, 3), 245, np.uint8)
    place = (int(rng.integers(2, 6)), int(rng.integers(20, 26)))
    cv2.putText(drawn, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (20, 20, 20), 2)
    return np.clip(drawn + rng.normal(0, 6, drawn.shape), 0, 255).astype(np.uint8)


def teach_the_habit(folder: Path) -> None:
    """Train all of the model that `save_trocr` has saved there; takes some seconds."""
    import torch
    from transformers import TrOCRProcessor, VisionEncoderDecoderModel

    torch.manual_seed(7)
    model = VisionEncoderDecoderModel.from_pretrained(folder)
    processor = TrOCRProcessor.from_pretrained(folder)
    images = [strip(seed)[..., ::-1] for seed in range(1000, 1008)]
    pixels = processor(images=images, return_tensors="pt").pixel_values
    labels = _tokens(processor.tokenizer, [MISREAD] * 5 + [WORD] * 3)
    given = torch.cat([torch.full((len(labels), 1), 1), labels[:, :-1]], 1)
    optimiser = torch.optim.AdamW(model.parameters(), 5e-3)
    for _ in range(_STEPS):
        optimiser.zero_grad()
        logits = model(pixel_values=pixels, decoder_input_ids=given).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
        loss.backward()
        optimiser.step()
    model.save_pretrained(folder)


def _tokens(tokenizer, texts: Sequence[str]):  # type: ignore[no-untyped-def]
    """All are as long, so that nothing has to be filled up."""
    import torch

    plain = tokenizer(list(texts), add_special_tokens=False).input_ids
    return torch.tensor([[*line, tokenizer.eos_token_id] for line in plain])
