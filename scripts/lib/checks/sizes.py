"""Sizes: files are short. Nine in ten have at most 300 lines, 400 asks for a reason, 600 is too many."""

import repository

REASONS = "scripts/large-files.txt"
USUAL, LARGE, LIMIT = 300, 400, 600


def main():
    reasons = {row[0]: row[1:] for row in repository.table(REASONS)}
    sizes = {path: len(repository.text(path).splitlines()) for path in repository.matching(".swift", ".ts", ".tsx")}
    for path, size in sizes.items():
        if size > LIMIT:
            print(f"{path} has {size} lines, and {LIMIT} is the limit")
        elif size > LARGE and not any(reasons.get(path, [])):
            print(f"{path} has {size} lines, and no reason in {REASONS}")
    for path in reasons:
        if sizes.get(path, 0) <= LARGE:
            print(f"{REASONS} names {path}, which needs no reason")
    long = [path for path, size in sizes.items() if size > USUAL]
    if len(long) * 10 > len(sizes):
        print(f"{len(long)} of {len(sizes)} files have more than {USUAL} lines: {', '.join(long)}")


main()
