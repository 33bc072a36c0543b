# shellcheck shell=bash
# Debian packages from the lists in scripts/packages: what is missing is installed, and nothing else is touched.

# setup_debian FILE...: lists in scripts/packages.
setup_debian() {
    local names=() missing=()
    mapfile -t names < <(cat "${@/#/$ROOT/scripts/packages/}" | grep -v '^#' | sort -u)
    if ! command -v dpkg-query >/dev/null; then
        say "not a Debian system: it must have what these packages bring: ${names[*]}"
        return
    fi
    mapfile -t missing < <(missing_packages "${names[@]}")
    if [ "${#missing[@]}" = 0 ]; then
        say "all ${#names[@]} are installed"
        return
    fi
    say "installing ${#missing[@]}: ${missing[*]}"
    install_packages "${missing[@]}"
}

missing_packages() {
    comm -23 <(printf '%s\n' "$@") \
        <(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort -u)
}

install_packages() {
    local root=(env DEBIAN_FRONTEND=noninteractive)
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null && ! [ -t 0 ]; then
            die "Packages are missing and this is not root; as root, run: apt-get install --yes --no-install-recommends $*"
        fi
        root=(sudo "${root[@]}")
    fi
    # The lists may be absent or out of date: they are fetched when an installation does not work without.
    if ! apt-get install --simulate --no-install-recommends "$@" >/dev/null 2>&1; then refresh_lists; fi
    if apt_install "$@"; then return; fi
    refresh_lists
    apt_install "$@" || die "Debian's packages could not be installed: see $STEP_LOG"
}

refresh_lists() { logged "${root[@]}" apt-get update || die "Debian's package lists could not be fetched: see $STEP_LOG"; }

apt_install() { logged "${root[@]}" apt-get install --yes --no-install-recommends -o Dpkg::Use-Pty=0 "$@"; }
