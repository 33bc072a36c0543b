# shellcheck shell=bash
# Named steps with progress and time. A step's own output goes to a log, which is shown when it fails.

STEP=0
STEP_LOG=/dev/null
WATCHER=

say() { printf '   %s\n' "$*"; }

die() {
    printf '   %s\n' "$*" >&2
    exit 1
}

# step NAME FUNCTION [ARGUMENT...]
step() {
    local name=$1 began=$EPOCHREALTIME
    shift
    STEP=$((STEP + 1))
    printf '%d. %s\n' "$STEP" "$name"
    mkdir -p "$STATE/log"
    STEP_LOG=$STATE/log/${name//[^A-Za-z0-9]/-}.log
    : >"$STEP_LOG"
    "$@"
    printf '   %s s\n' "$(seconds_since "$began")"
}

seconds_since() {
    local microseconds=$((${EPOCHREALTIME/./} - ${1/./}))
    printf '%d.%02d' $((microseconds / 1000000)) $((microseconds / 10000 % 100))
}

# logged COMMAND...: runs it with its output in the step's log and its latest line on show.
logged() {
    local code=0
    watch_log &
    WATCHER=$!
    # An interrupted command ends the script, and the watcher must not outlive it.
    trap stop_watcher EXIT
    "$@" >>"$STEP_LOG" 2>&1 </dev/null || code=$?
    stop_watcher
    if [ "$code" != 0 ]; then
        tail -n 40 "$STEP_LOG" >&2
        say "failed with code $code: $*" >&2
    fi
    return "$code"
}

stop_watcher() {
    if [ -z "$WATCHER" ]; then return; fi
    kill "$WATCHER" 2>/dev/null || true
    wait "$WATCHER" 2>/dev/null || true
    WATCHER=
    if [ -t 1 ]; then printf '\r\033[K'; fi
}

# On a terminal one line is rewritten; elsewhere a line every ten seconds is enough.
watch_log() {
    local began=$SECONDS pause=10 form='   %s s: %s\n' line idle
    if [ -t 1 ]; then
        pause=0.3
        form='\r\033[K   %s s: %s'
    fi
    # Waiting on a pipe that never speaks leaves no sleeping process behind, as `sleep` would.
    exec {idle}<> <(:)
    while ! read -rt "$pause" -u "$idle" && kill -0 "$$" 2>/dev/null; do
        line=$(tail -c 400 "$STEP_LOG" | tr '\r' '\n' | grep -v '^ *$' | tail -n 1 | cut -c1-100) || line=
        # shellcheck disable=SC2059 # The form is one of the two above.
        printf "$form" $((SECONDS - began)) "$line"
    done
}
