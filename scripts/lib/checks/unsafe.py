"""Unsafe words: outside tests they stand only where the reviewed list has them, with a reason."""

import collections
import re

import repository

ALLOWED = "scripts/unsafe-allowed.txt"
WORDS = re.compile(r"@unchecked\s+Sendable|nonisolated\(unsafe\)|\btry!|\bfatalError\b|\bpreconditionFailure\b|swift-format-ignore")


def main():
    found = collections.Counter()
    places = collections.defaultdict(list)
    for path in repository.matching(".swift", under="Sources/"):
        for number, line in repository.lines(path):
            # Prose may speak of them; the formatter's own exemptions are written as comments.
            code = line if "swift-format-ignore" in line else line.split("//")[0]
            count = len(WORDS.findall(code))
            found[path] += count
            places[path] += [number] * count
    allowed = {}
    for row in repository.table(ALLOWED):
        if len(row) != 3 or not row[1].isdigit() or not row[2].strip():
            print(f"{ALLOWED}: a row is a path, a count and a reason, divided by tabs: {' '.join(row)}")
        else:
            allowed[row[0]] = int(row[1])
    for path in sorted(set(found) | set(allowed)):
        if found[path] != allowed.get(path, 0):
            where = ", ".join(map(str, places[path])) or "nowhere"
            print(f"{path}: {found[path]} unsafe words (lines: {where}), and {allowed.get(path, 0)} are allowed")


main()
