# shellcheck shell=bash
# The set-up for a purpose: run, test or bench. A second start compares one fingerprint and does nothing.

# shellcheck source=SCRIPTDIR/paths.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/paths.sh"
for part in step debian swift-toolchain swift-packages python model web build; do
    # shellcheck source=/dev/null
    . "$ROOT/scripts/lib/$part.sh"
done

# is_set_up PURPOSE: nothing that went in has changed, and what came out is still there.
is_set_up() {
    local stamp=$STATE/$1.stamp line
    if [ ! -e "$stamp" ]; then return 1; fi
    {
        read -r line
        [ "$line" = "$(fingerprint "$1")" ] || return 1
        while read -r line; do [ -e "$line" ] || return 1; done
    } <"$stamp"
}

# Names, sizes and times of all inputs: read in a few milliseconds, where contents would take longer.
fingerprint() {
    local inputs=("$ROOT/scripts" "$ROOT/companion/requirements.txt" "$ROOT/Package.swift" "$ROOT/Sources" "$ROOT/web")
    case $1 in
    test) inputs+=("$ROOT/Tests") ;;
    bench) inputs+=("$ROOT/bench") ;;
    esac
    files_under "${inputs[@]}" | LC_ALL=C sort | sha256sum
}

# Some of the folders may not be there yet.
files_under() {
    find "$@" \( -path "$ROOT/web/dist" -o -name node_modules -o -name __pycache__ -o -name .pytest_cache \) -prune \
        -o -type f -printf '%p %s %T@\n' 2>/dev/null || true
}

# set_up PURPOSE
set_up() {
    local purpose=$1 began=$EPOCHREALTIME before own shared
    mkdir -p "$STATE" "$CACHE"
    exec {own}>"$STATE/lock"
    flock --nonblock "$own" || { say "waiting for another set-up of this checkout" && flock "$own"; }
    if ! is_set_up "$purpose"; then
        before=$(fingerprint "$purpose")
        step "Debian packages" setup_debian build.txt web.txt "$purpose.txt"
        step "Swift toolchain" setup_swift
        exec {shared}>"$CACHE/lock"
        flock --nonblock "$shared" || { say "waiting for another set-up of this user" && flock "$shared"; }
        step "Swift packages" setup_swift_packages
        step "Style sheet compiler" setup_environment web "$ROOT/scripts/requirements-web.txt"
        step "Local model's companion" setup_environment companion "$ROOT/companion/requirements.txt"
        step "Local model" setup_model "$(companion_environment)"
        exec {shared}>&-
        step "Web client" setup_web
        "set_up_$purpose"
        write_stamp "$purpose" "$before"
        printf 'Set up to %s in %s s\n' "$purpose" "$(seconds_since "$began")"
    fi
    exec {own}>&-
}

set_up_run() { step "Parlance itself" build_program; }

set_up_test() {
    step "Test programs" setup_environment test "$ROOT/scripts/requirements-test.txt"
    step "Parlance and its tests" build_tests
}

set_up_bench() {
    if [ -e "$ROOT/bench/requirements.txt" ]; then step "Peers to measure" setup_environment bench "$ROOT/bench/requirements.txt"; fi
    step "Parlance itself" build_program
}

companion_environment() { environment_of "$ROOT/companion/requirements.txt" companion; }

# write_stamp PURPOSE FINGERPRINT: written last and whole, so that an interrupted set-up is not taken for a finished one.
write_stamp() {
    local stamp=$STATE/$1.stamp
    {
        echo "$2"
        echo "$MODEL"
        echo "$(companion_environment)/complete"
        case $1 in
        test) echo "$(environment_of "$ROOT/scripts/requirements-test.txt" test)/complete" ;;
        *) echo "$PROGRAM" ;;
        esac
        if [ -x "$ROOT/web/build" ]; then echo "$ROOT/web/dist"; fi
    } >"$stamp.part"
    mv "$stamp.part" "$stamp"
}

# Tells the program and the tests where the parts are.
export_parts() {
    PARLANCE_WEB=$ROOT/web/dist
    PARLANCE_COMPANION=$ROOT/companion
    PARLANCE_COMPANION_PYTHON=$(companion_environment)/bin/python
    PARLANCE_MODEL=$MODEL
    PARLANCE_MODEL_SHA256=$MODEL_SUM
    export PARLANCE_WEB PARLANCE_COMPANION PARLANCE_COMPANION_PYTHON PARLANCE_MODEL PARLANCE_MODEL_SHA256
}
