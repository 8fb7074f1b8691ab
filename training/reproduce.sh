#!/bin/sh
# Makes the shipped detector again: train, export, calibrate, measure.
# Run from the root of a clone; SHARED holds photos/ and weights/, OUT the run.
set -eu
SHARED="${SHARED:-../shared}"
OUT="${OUT:-build/detector}"
PYTHON="${PYTHON:-.venv/bin/python}"
BASE_STEPS="${BASE_STEPS:-1500}"
FINAL_STEPS="${FINAL_STEPS:-2400}"
PHOTOS="$SHARED/photos"

# Drawn shelves teach what any shelf looks like; nothing real is seen but packshots.
"$PYTHON" -m training.train --out "$OUT/base" --steps "$BASE_STEPS" --real-share 0 \
    --start "$SHARED/weights/mobilenet_v2_imagenet.safetensors" \
    --packshots "$PHOTOS/grocery/iconic" --workers 2
# Then tiles of real photos are mixed in.
"$PYTHON" -m training.train --out "$OUT/final" --steps "$FINAL_STEPS" --rate 8e-4 \
    --start "$OUT/base/final.pt" --packshots "$PHOTOS/grocery/iconic" \
    --photos "$PHOTOS/train" "$PHOTOS/dev" --home-fridge "$PHOTOS/home_fridge"
"$PYTHON" -m training.export "$OUT/final/final.pt" pipeline/weights/detector.onnx
# What scores mean is fitted on what nets said of photos that they had not seen.
OUT="$OUT" SHARED="$SHARED" PYTHON="$PYTHON" training/crossvalidate.sh
set --
for names in "$OUT"/fold?/*.names; do
    folder="$PHOTOS/$(basename "$names" .names)"
    set -- "$@" --fold "$(dirname "$names")" "$folder" "$(cat "$names")"
done
"$PYTHON" -m training.calibrate pipeline/weights --version "${VERSION:-shelf-4}" \
    --drawn 100 "$@"
"$PYTHON" -m training.evaluate --drawn 50
