#!/bin/sh
# Makes the shipped detector again: train, export, calibrate, measure.
# Run from the root of a clone; SHARED holds photos/ and weights/, OUT the run.
set -eu
SHARED="${SHARED:-../shared}"
OUT="${OUT:-build/detector}"
PYTHON="${PYTHON:-.venv/bin/python}"
BASE_STEPS="${BASE_STEPS:-1800}"
STEPS="${STEPS:-2500}"
PHOTOS="$SHARED/photos"

# Drawn shelves teach what any shelf looks like; nothing real is seen but packshots.
"$PYTHON" -m training.train --out "$OUT/base" --steps "$BASE_STEPS" --real-share 0 \
    --start "$SHARED/weights/mobilenet_v2_imagenet.safetensors" \
    --packshots "$PHOTOS/grocery/iconic" --workers 2
# Then tiles of real photos are mixed in.
"$PYTHON" -m training.train --out "$OUT/final" --steps "$STEPS" --rate 8e-4 \
    --start "$OUT/base/final.pt" --packshots "$PHOTOS/grocery/iconic" \
    --photos "$PHOTOS/train" "$PHOTOS/dev" --home-fridge "$PHOTOS/home_fridge"
"$PYTHON" -m training.export "$OUT/final/final.pt" pipeline/weights/detector.onnx
"$PYTHON" -m training.calibrate pipeline/weights --version "${VERSION:-shelf-4}" \
    --drawn 150
"$PYTHON" -m training.evaluate --drawn 50
