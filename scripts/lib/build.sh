# shellcheck shell=bash
# Builds of the Swift code.

PROGRAM=$ROOT/.build/release/parlance

# The Swift libraries are linked in, so that the program starts faster and can be copied alone.
build_program() { swift_build -c release --product parlance --static-swift-stdlib; }

build_tests() { swift_build --build-tests; }

swift_build() {
    logged swift build --package-path "$ROOT" "$@" || die "swift build $* failed."
}
