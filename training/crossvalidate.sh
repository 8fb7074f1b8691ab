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

# Visits whose bays overlap stay together.
fold() {
    case "$1" in
    1) echo 20240913_161202_1111_2 20240913_161202_1111_3 20240913_161240_1108_1 \
        20240913_161256_1108_3 20240913_161312_1107_1 20240913_161312_1107_2 \
        20240913_161312_1107_3 ;;
    2) echo fridge_WA0003 fridge_WA0004 fridge_WA0005 fridge_WA0008 fridge_WA0009 \
        fridge_WA0010 ;;
    3) echo 20250529_031837-250 20250529_031857-251 20250529_032222-285 ;;
    4) echo 20240913_161821_921_2 20240913_161821_921_3 20250529_035137-373 \
        20250529_035455-382 ;;
    esac
}

for number in 1 2 3 4; do
    run="$OUT/fold$number"
    "$PYTHON" -m training.train --out "$run" --steps "$STEPS" --rate 8e-4 \
        --start "$BASE" --packshots "$PHOTOS/grocery/iconic" \
        --photos "$PHOTOS/train" "$PHOTOS/dev" --without $(fold $number) \
        --home-fridge "$PHOTOS/home_fridge"
    "$PYTHON" -m training.export "$run/final.pt" "$run/detector.onnx"
    cp pipeline/weights/detector.json "$run/detector.json"
    "$PYTHON" -m training.evaluate --weights "$run" --readings "$run/held_out.jsonl" \
        --photos "$PHOTOS/train" "$PHOTOS/dev" --only "$(fold $number | tr ' ' ,)"
done
"$PYTHON" -m training.evaluate --photos "$PHOTOS/train" "$PHOTOS/dev" \
    --score "$OUT"/fold?/held_out.jsonl
