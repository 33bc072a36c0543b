# shellcheck shell=bash
# The Swift packages that Package.swift names: from GitHub, or, where GitHub does not answer, from Debian's source
# package of the Swift toolchain, which carries them whole and signed.

SWIFT_PACKAGES=$CACHE/swift-packages
SWIFT_PACKAGE_LIST=$ROOT/scripts/packages/swift.txt
MIRRORS=$ROOT/.swiftpm/configuration/mirrors.json
SOURCE_SUITE=sid

setup_swift_packages() {
    local mark=$STATE/swift-packages.from sum
    sum=$(sha256sum "$ROOT/Package.swift" "$SWIFT_PACKAGE_LIST" | sha256sum)
    # Asked once for each state of Package.swift: a network that swallows the question costs seconds.
    if [ -e "$mark" ] && [ "$(<"$mark")" = "$sum $(package_supply)" ]; then
        say "from $(package_supply), as before"
        return
    fi
    if github_answers; then
        # What was resolved through mirrors has other revisions.
        if [ -e "$MIRRORS" ]; then rm -f "$MIRRORS" "$ROOT/Package.resolved"; fi
    else
        if [ "$(package_supply)" != "$SWIFT_PACKAGES" ]; then
            say "GitHub does not answer: taking the packages from Debian's source package swiftlang"
            cmp -s "$SWIFT_PACKAGE_LIST" "$SWIFT_PACKAGES/complete" || fetch_swift_packages
        fi
        write_mirrors
    fi
    echo "$sum $(package_supply)" >"$mark"
    say "from $(package_supply)"
}

# Where the packages come from as things stand: the cache, when there are mirrors and they lead to something whole.
package_supply() {
    if [ ! -e "$MIRRORS" ]; then
        echo GitHub
    elif cmp -s "$SWIFT_PACKAGE_LIST" "$SWIFT_PACKAGES/complete"; then
        echo "$SWIFT_PACKAGES"
    else
        echo nowhere
    fi
}

github_answers() {
    GIT_TERMINAL_PROMPT=0 timeout 6 git ls-remote --quiet "$(package_address)" HEAD >>"$STEP_LOG" 2>&1
}

# The first address that Package.swift names.
package_address() { sed -n 's|.*\.package(url: *"\(https://[^"]*\)".*|\1|p' "$ROOT/Package.swift" | sed 1q; }

fetch_swift_packages() {
    local work=$CACHE/swift-packages.part
    # What was downloaded before an interruption is kept; apt checks it again.
    rm -rf "$work/unpacked" "$work/repositories"
    mkdir -p "$work/source" "$work/repositories"
    download_source swiftlang "$work/source"
    unpack_packages "$work"
    make_repositories "$work"
    rm -rf "$SWIFT_PACKAGES"
    cp "$SWIFT_PACKAGE_LIST" "$work/repositories/complete"
    mv "$work/repositories" "$SWIFT_PACKAGES"
    rm -rf "$work"
}

# download_source PACKAGE FOLDER: by a private apt configuration, so that the machine's own is not touched.
# Apt checks the signatures with the keyring that the machine's Debian source names.
download_source() {
    local package=$1 folder=$2 address keyring
    read -r address keyring < <(debian_source) || die "No Debian source is configured here: $(github_advice)"
    mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial"
    printf 'deb-src%s %s %s main\n' "${keyring:+ [signed-by=$keyring]}" "$address" "$SOURCE_SUITE" >"$folder/apt/sources.list"
    local options=(
        -o "Dir::Etc::sourcelist=$folder/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$folder/apt/lists" -o "Dir::Cache=$folder/apt" -o APT::Sandbox::User=
    )
    logged apt-get "${options[@]}" update || die "Debian's suite $SOURCE_SUITE does not answer: $(github_advice)"
    (cd "$folder" && logged apt-get "${options[@]}" source --download-only "$package") ||
        die "Debian's source package $package could not be had: $(github_advice)"
}

github_advice() { echo "connect this machine to GitHub (or set a proxy for git), and start again."; }

# The address and the keyring of the machine's own Debian source, from either format of apt's lists.
debian_source() {
    local codename
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    find /etc/apt -maxdepth 2 \( -name '*.sources' -o -name '*.list' \) -print0 2>/dev/null | sort -z |
        xargs -0 -r python3 "$ROOT/scripts/lib/debian_source.py" "$codename"
}

unpack_packages() {
    local work=$1 archive top names=()
    archive=$(find "$work/source" -maxdepth 1 -name '*.orig.tar.*' | sort -V | tail -n 1)
    top=$(tar_top "$archive")
    mapfile -t names < <(sed "s|^|$top/|" "$SWIFT_PACKAGE_LIST")
    mkdir -p "$work/unpacked"
    logged tar -xf "$archive" -C "$work/unpacked" --strip-components=1 --no-same-owner \
        "${names[@]}" "$top/swift/utils/update_checkout/update-checkout-config.json"
}

# The name of the archive's only folder; only its first entry is read.
tar_top() { python3 -c 'import sys, tarfile; print(tarfile.open(sys.argv[1]).next().name.split("/")[0])' "$1"; }

make_repositories() {
    local work=$1 name version
    while read -r name version; do
        say "$name $version"
        make_repository "$work/unpacked/$name" "$work/repositories/$name.git" "$version"
    done < <(package_versions "$work/unpacked/swift/utils/update_checkout/update-checkout-config.json")
    # Some packages name it and none needs it.
    mkdir -p "$work/unpacked/swift-docc-plugin"
    printf '// swift-tools-version:5.7\nimport PackageDescription\nlet package = Package(name: "swift-docc-plugin")\n' \
        >"$work/unpacked/swift-docc-plugin/Package.swift"
    make_repository "$work/unpacked/swift-docc-plugin" "$work/repositories/swift-docc-plugin.git" 1.4.0
}

# The toolchain's own list says which version of each package it carries.
package_versions() {
    python3 - "$1" "$SWIFT_PACKAGE_LIST" <<'PYTHON'
import json, sys
schemes = json.load(open(sys.argv[1]))["branch-schemes"]
releases = [name for name in schemes if name.startswith("release/")]
newest = max(releases, key=lambda name: [int(part) for part in name.split("/")[1].split(".")])
for name in open(sys.argv[2]).read().split():
    print(name, schemes[newest]["repos"][name])
PYTHON
}

# make_repository FOLDER REPOSITORY VERSION. The date is fixed, so that the revision is the same on every machine.
make_repository() {
    local folder=$1 repository=$2 version=$3
    local git=(git -c user.name=parlance -c user.email=parlance@localhost -c commit.gpgsign=false -c tag.gpgsign=false
        -c core.autocrlf=false -c core.hooksPath=/dev/null --git-dir "$repository" --work-tree "$folder")
    git init --quiet --bare --template= "$repository"
    "${git[@]}" config core.bare false
    "${git[@]}" add --all --force
    GIT_AUTHOR_DATE='2025-01-01T00:00:00Z' GIT_COMMITTER_DATE='2025-01-01T00:00:00Z' \
        "${git[@]}" commit --quiet --message "$version"
    "${git[@]}" tag "$version"
    git --git-dir "$repository" config core.bare true
}

# What `swift package config set-mirror` writes, in one go instead of fifty starts of the tool. The file belongs to
# this checkout and is ignored by git.
write_mirrors() {
    mkdir -p "$(dirname "$MIRRORS")"
    mirrors "$(dirname "$(package_address)")" >"$MIRRORS.part"
    if cmp -s "$MIRRORS.part" "$MIRRORS"; then
        rm "$MIRRORS.part"
    else
        mv "$MIRRORS.part" "$MIRRORS"
        rm -f "$ROOT/Package.resolved"
    fi
}

# mirrors ADDRESS: of the owner of the packages; packages name each other under either of two owners.
mirrors() {
    python3 - "$SWIFT_PACKAGES" "$1" <<'PYTHON'
import json, pathlib, sys
host = sys.argv[2].rpartition("/")[0]
mirrors = [
    {"mirror": repository.as_uri(), "original": f"{host}/{owner}/{repository.stem}{suffix}"}
    for repository in sorted(pathlib.Path(sys.argv[1]).glob("*.git"))
    for owner in ("apple", "swiftlang")
    for suffix in ("", ".git")
]
print(json.dumps({"object": mirrors, "version": 1}, indent=2))
PYTHON
}
