#!/bin/sh
# Makes the shipped detector again: train, export, calibrate, measure.
# Run from the root of a clone; SHARED holds photos/ and weights/, OUT the run.
set -eu
SHARED="${SHARED:-../shared}"
OUT="${OUT:-build/detector}"
PYTHON="${PYTHON:-.venv/bin/python}"
MINUTES="${MINUTES:-101}"

"$PYTHON" -m training.train --out "$OUT" --minutes "$MINUTES" --seed 7 \
    --start-weights "$SHARED/weights/mobilenet_v2_imagenet.safetensors" \
    --photos "$SHARED/photos/train"
"$PYTHON" -m training.export "$OUT/last.pt" pipeline/weights/detector.onnx
"$PYTHON" -m training.calibrate pipeline/weights --version "${VERSION:-shelf-3}" \
    --drawn 150
"$PYTHON" -m training.evaluate --drawn 50
"$PYTHON" -m training.evaluate --photos "$SHARED/photos/dev" \
    --readings "$OUT/dev.jsonl" --pictures "$OUT/dev"
