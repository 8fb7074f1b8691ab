#!/bin/sh
# What a new photo will give: every labelled photo is read by a net that has seen
# neither it nor any other photo of its shop visit. Four short runs go on from the drawn
# base of training/reproduce.sh (BASE); their readings are scored together.
set -eu
SHARED="${SHARED:-../shared}"
OUT="${OUT:-build/detector}"
BASE="${BASE:-$OUT/base/final.pt}"
PYTHON="${PYTHON:-.venv/bin/python}"
STEPS="${STEPS:-500}"
PHOTOS="$SHARED/photos"

# fold NUMBER TRAIN_NAMES DEV_NAMES: learn without them, then read them.
fold() {
    run="$OUT/fold$1"
    "$PYTHON" -m training.train --out "$run" --steps "$STEPS" --rate 8e-4 \
        --start "$BASE" --packshots "$PHOTOS/grocery/iconic" \
        --photos "$PHOTOS/train" "$PHOTOS/dev" --home-fridge "$PHOTOS/home_fridge" \
        --without $(echo "$2,$3" | tr ',' ' ')
    "$PYTHON" -m training.export "$run/final.pt" "$run/net.onnx"
    "$PYTHON" -m training.quantize "$run/net.onnx" "$run/detector.onnx"
    cp pipeline/weights/detector.json "$run/detector.json"
    echo "$2" >"$run/train.names"
    if [ -n "$3" ]; then echo "$3" >"$run/dev.names"; fi
    "$PYTHON" -m training.evaluate --weights "$run" --readings "$run/held_out.jsonl" \
        --photos "$PHOTOS/train" "$PHOTOS/dev" --only "$2,$3"
}

# Visits whose bays overlap stay together.
day=20240913_16
fold 1 "${day}1202_1111_2,${day}1202_1111_3,${day}1240_1108_1,${day}1256_1108_3,\
${day}1312_1107_1,${day}1312_1107_2,${day}1312_1107_3" ""
fold 2 fridge_WA0005,fridge_WA0008,fridge_WA0009,fridge_WA0010 \
    fridge_WA0003,fridge_WA0004
fold 3 20250529_031837-250,20250529_031857-251 20250529_032222-285
fold 4 20250529_035137-373 "${day}1821_921_2,${day}1821_921_3,20250529_035455-382"

"$PYTHON" -m training.evaluate --photos "$PHOTOS/train" "$PHOTOS/dev" \
    --score "$OUT"/fold?/held_out.jsonl
