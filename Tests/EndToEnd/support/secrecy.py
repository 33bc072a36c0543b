"""Words that are watched for: what a person writes and what a key is must be nowhere in the clear."""

import pathlib

# In every question of the tests, and so in every answer of `echo`, title and prompt.
CANARY = "Quetzalmoor"
KEY = "sk-Obsidianfinch-71c2"


def say(text: str) -> str:
    """A question with the watched word in it."""
    return f"{text} {CANARY}"


def assert_silent(place: str, content: bytes) -> None:
    for secret in (CANARY, KEY):
        for coding in ("utf-8", "utf-16-le"):
            at = content.find(secret.encode(coding))
            assert at < 0, f"{place} holds a secret: {content[max(0, at - 100) : at + 60]!r}"


def assert_folder_silent(folder: pathlib.Path) -> int:
    """Looks through all files of a data folder; returns how many bytes there were."""
    total = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            assert_silent(str(path.relative_to(folder)), content)
            total += len(content)
    return total
