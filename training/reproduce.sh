#!/bin/sh
# Makes the shipped detector again: train, export, calibrate, measure.
# Run from the root of a clone; SHARED holds photos/ and weights/, OUT the run.
set -eu
SHARED="${SHARED:-../shared}"
OUT="${OUT:-build/detector}"
PYTHON="${PYTHON:-.venv/bin/python}"
DRAWN_STEPS="${DRAWN_STEPS:-1500}"
BASE_STEPS="${BASE_STEPS:-2500}"
FINAL_STEPS="${FINAL_STEPS:-5000 2400 2200}"
PHOTOS="$SHARED/photos"
PACKSHOTS="$PHOTOS/grocery/iconic"

# Drawn shelves teach what any shelf looks like, in two rounds of the learning rate;
# nothing real is seen but packshots.
"$PYTHON" -m training.train --out "$OUT/drawn" --steps "$DRAWN_STEPS" --real-share 0 \
    --start "$SHARED/weights/mobilenet_v2_imagenet.safetensors" \
    --packshots "$PACKSHOTS" --workers 2
"$PYTHON" -m training.train --out "$OUT/base" --steps "$BASE_STEPS" --real-share 0 \
    --start "$OUT/drawn/final.pt" --packshots "$PACKSHOTS" --workers 2 --seed 1
# Then tiles of real photos are mixed in, in three more rounds.
start="$OUT/base/final.pt" seed=2
for steps in $FINAL_STEPS; do
    "$PYTHON" -m training.train --out "$OUT/final$seed" --steps "$steps" \
        --seed "$seed" --start "$start" --packshots "$PACKSHOTS" \
        --photos "$PHOTOS/train" "$PHOTOS/dev" --home-fridge "$PHOTOS/home_fridge"
    start="$OUT/final$seed/final.pt" seed=$((seed + 1))
done
"$PYTHON" -m training.export "$start" "$OUT/net.onnx"
"$PYTHON" -m training.quantize "$OUT/net.onnx" pipeline/weights/detector.onnx
# What scores mean is fitted on what nets said of photos that they had not seen.
OUT="$OUT" SHARED="$SHARED" PYTHON="$PYTHON" training/crossvalidate.sh
set --
for names in "$OUT"/fold?/*.names; do
    folder="$PHOTOS/$(basename "$names" .names)"
    set -- "$@" --fold "$(dirname "$names")" "$folder" "$(cat "$names")"
done
"$PYTHON" -m training.calibrate pipeline/weights --version "${VERSION:-shelf-7}" \
    --drawn 100 "$@"
"$PYTHON" -m training.evaluate --drawn 50
