# shellcheck shell=bash
# The suites, and what each says of itself: how many tests passed, failed and were skipped.

PASSED=0
FAILED=0
SKIPPED=0

# suite NAME COMMAND...: runs it with its output on show and in a file, and adds what count_NAME reads from that.
suite() {
    local name=$1 code=0 output passed=0 failed=0 skipped=0
    shift
    output=$STATE/log/suite-$name.txt
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$output" || code=$?
    read -r passed failed skipped < <("count_$name" "$output")
    if [ "$code" != 0 ] && [ "$failed" = 0 ]; then
        echo "$name ended with code $code"
        failed=1
    elif [ $((passed + failed)) = 0 ]; then
        echo "$name ran nothing"
        failed=1
    fi
    printf '%s: %d passed, %d failed, %d skipped\n' "$name" "$passed" "$failed" "$skipped"
    PASSED=$((PASSED + passed))
    FAILED=$((FAILED + failed))
    SKIPPED=$((SKIPPED + skipped))
}

count_check() { echo "$(lines_like '^ok ' "$1") $(lines_like '^FAIL ' "$1") 0"; }

# Swift Testing's last line has the total; the tests that failed or were skipped have a line each.
count_swift() {
    local total failed skipped
    total=$(sed -nE 's/.*Test run with ([0-9]+) tests? .*(passed|failed) after.*/\1/p' "$1" | tail -n 1)
    failed=$(lines_like '^[^ ]+ Test .* failed after ' "$1")
    failed=$((failed - $(lines_like '^[^ ]+ Test run with .* failed after ' "$1")))
    skipped=$(lines_like '^[^ ]+ Test .* skipped' "$1")
    if [ -z "$total" ]; then
        # It was stopped before its end, which is a failure of its own.
        total=$(($(lines_like '^[^ ]+ Test .* passed after ' "$1") + failed + skipped + 1))
        failed=$((failed + 1))
    fi
    echo "$((total - failed - skipped)) $failed $skipped"
}

# Node's runner, in either of its forms; web/test may start it more than once.
count_web() { echo "$(node_sum pass "$1") $(node_sum fail "$1") $(($(node_sum skipped "$1") + $(node_sum todo "$1")))"; }

node_sum() { sed -nE "s/^(#|ℹ) $1 ([0-9]+)\$/\2/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'; }

count_browser() {
    python3 - "$STATE/log/browser.xml" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree
try:
    suites = list(tree.parse(sys.argv[1]).iter("testsuite"))
except (OSError, tree.ParseError):
    suites = []
total, failed, skipped = (sum(int(suite.get(name, 0)) for name in names for suite in suites)
                          for names in (["tests"], ["failures", "errors"], ["skipped"]))
print(total - failed - skipped, failed, skipped)
PYTHON
}

lines_like() { grep -cE "$1" "$2" || true; }

run_check() { "$ROOT/scripts/check"; }

run_swift() {
    local few=()
    # Tests on real sockets and clocks are about what happens, not about how many fit on the machine at once.
    if swift test --help-hidden 2>/dev/null | grep -q -- --experimental-maximum-parallelization-width; then
        few=(--experimental-maximum-parallelization-width 4)
    fi
    swift test --package-path "$ROOT" --skip-build --disable-xctest "${few[@]}"
}

run_web() { "$ROOT/web/test"; }

run_browser() {
    rm -f "$STATE/log/browser.xml"
    "$(environment_of "$ROOT/scripts/requirements-test.txt" test)/bin/python" -m pytest "$ROOT/Tests/EndToEnd" \
        -p no:cacheprovider --junitxml "$STATE/log/browser.xml"
}

# Tells the tests where the real parts are. What is missing is a failure of the tests that need it, never a skip.
export_test_parts() {
    local folders=(/usr/lib/postgresql/*/bin)
    export PARLANCE_TEST_POSTGRES_BIN=${folders[-1]}
    export PARLANCE_TEST_REDIS=/usr/bin/redis-server
    export PARLANCE_TEST_CHROMIUM=/usr/bin/chromium
    export PARLANCE_TEST_NGINX=/usr/sbin/nginx
    folders=(/usr/lib/*/faketime/libfaketimeMT.so.1)
    export PARLANCE_TEST_FAKETIME=${folders[-1]}
    PARLANCE_TEST_CADDY=$(environment_of "$ROOT/scripts/requirements-test.txt" test)/bin/caddy
    export PARLANCE_TEST_CADDY
    export PARLANCE_TEST_PROGRAM=$ROOT/.build/debug/parlance
    export PYTHONDONTWRITEBYTECODE=1
}
