# shellcheck shell=bash
# Python environments: one for each list of pinned and hashed wheels, in the cache, named after the list's contents.

# The folder of the environment that a list of requirements makes.
environment_of() {
    local list=$1 sum
    sum=$(sha256sum "$list")
    echo "$CACHE/python/$2-${sum:0:12}"
}

# setup_environment NAME LIST
setup_environment() {
    local name=$1 list=$2 folder python=/usr/bin/python3
    folder=$(environment_of "$list" "$name")
    if [ -e "$folder/complete" ] && "$folder/bin/python" -c '' 2>/dev/null; then
        say "$folder is there"
        return
    fi
    [ -x "$python" ] || python=$(command -v python3) || die "Python 3.11 or newer is needed: install python3 and python3-venv."
    # A half-made one is made again; environments cannot be renamed, so the mark is what makes it whole.
    rm -rf "$folder"
    mkdir -p "$CACHE/python"
    logged "$python" -m venv "$folder" || die "No Python environment could be made: install python3-venv."
    logged "$folder/bin/python" -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes \
        --only-binary :all: --requirement "$list" || die "The wheels in ${list#"$ROOT/"} could not be installed: see $STEP_LOG"
    touch "$folder/complete"
    say "$folder"
}
