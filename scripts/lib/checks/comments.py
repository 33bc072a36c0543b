"""Comments: every public declaration says what it is for; no banners; nothing left to do without an issue's number."""

import re

import repository

PUBLIC = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:nonisolated\s+)?(?:public|open)\s+(?!extension\b|import\b)(?:\w+(?:\(\w+\))?\s+)*"
    r"(func|var|let|struct|class|enum|actor|protocol|typealias|subscript|init|macro)\b"
)
BANNER = re.compile(r"^\s*(?://+|#+|/\*+|\*)\s*([=\-*#~_+])\1{4,}|^\s*/{6,}")
LEFT = re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b(?!\(#\d+\))")


def in_conformance(all_lines, index):
    """Whether a line stands in an extension that adds a protocol: what it asks for is documented there."""
    for line in reversed(all_lines[:index]):
        if line.startswith("}"):
            return False
        if re.match(r"(?:@\w+ )*extension [^{]*:", line):
            return True
    return False


def documented(all_lines, index):
    """Whether the lines above a declaration, without its attributes, end in a doc comment."""
    for line in reversed(all_lines[:index]):
        line = line.strip()
        if line.startswith("@") or line.startswith("#if") or line.startswith("// swift-format-ignore"):
            continue
        return line.startswith("///") or line.endswith("*/")
    return False


def main():
    for path in repository.matching(".swift", under="Sources/"):
        all_lines = repository.text(path).splitlines()
        for index, line in enumerate(all_lines):
            if PUBLIC.match(line) and not documented(all_lines, index) and not in_conformance(all_lines, index):
                print(f"{path}:{index + 1}: public, and without a doc comment: {line.strip()[:80]}")
    for path in repository.code():
        for number, line in repository.lines(path):
            if BANNER.match(line):
                print(f"{path}:{number}: a banner comment")
            if LEFT.search(line):
                print(f"{path}:{number}: what is left to do names its issue, as in (#12)")


main()
