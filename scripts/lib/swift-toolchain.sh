# shellcheck shell=bash
# The Swift compiler: the one on PATH, in its usual folders, or Debian's where the release carries one that is new enough.

# Puts swift on PATH when it stands in one of its usual folders.
find_swift() {
    local folder
    if command -v swift >/dev/null; then return; fi
    for folder in /opt/swift/usr/bin /usr/lib/swift/bin /usr/lib/swift "$HOME/.local/share/swiftly/bin"; do
        if [ -x "$folder/swift" ]; then
            PATH=$folder:$PATH
            return
        fi
    done
    return 1
}

setup_swift() {
    local wanted found
    wanted=$(sed -n 's|^// *swift-tools-version: *\([0-9.]*\).*|\1|p' "$ROOT/Package.swift")
    if ! find_swift; then
        if ! debian_offers "$wanted"; then
            die "Swift $wanted or newer is needed: install it from swift.org (or unpack its archive to /opt/swift), and start again."
        fi
        say "installing Debian's swiftlang"
        install_packages swiftlang
        find_swift || die "Debian's swiftlang brought no swift program: install Swift $wanted from swift.org, and start again."
    fi
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    not_older "$found" "$wanted" || die "Swift $wanted or newer is needed, and this is ${found:-unknown}: install it from swift.org, and start again."
    say "Swift $found"
}

debian_offers() {
    local candidate
    command -v apt-cache >/dev/null || return 1
    candidate=$(apt-cache policy swiftlang | sed -n 's/^ *Candidate: *//p')
    [ -n "$candidate" ] && [ "$candidate" != '(none)' ] && not_older "$candidate" "$1"
}

# not_older VERSION WANTED
not_older() { [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }
