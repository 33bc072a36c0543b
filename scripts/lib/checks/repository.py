"""The files that the checks read: what git knows of, or would add."""

import functools
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]

CODE = (".swift", ".ts", ".tsx", ".js", ".mjs", ".css", ".py", ".sh", ".c", ".h")


@functools.cache
def paths():
    """All paths of the project, relative to its root, in order."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return [path for path in sorted(set(listed)) if path and (ROOT / path).is_file()]


def matching(*endings, under=""):
    """The paths with one of these endings, in a folder."""
    return [path for path in paths() if path.endswith(endings) and path.startswith(under)]


@functools.cache
def text(path):
    """A file's text; nothing for what is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def lines(path):
    """Pairs of line number and line."""
    return enumerate(text(path).splitlines(), 1)


def is_script(path):
    """Whether a file is a shell script, by its first line or its ending."""
    return path.endswith(".sh") or re.match(r"#!.*\b(?:ba)?sh\b", text(path)[:80]) is not None


def code():
    """All files that people write code in."""
    return [path for path in paths() if path.endswith(CODE) or is_script(path)]


def table(path):
    """The rows of a list whose columns are divided by tabs; lines that begin with # are for readers."""
    if not (ROOT / path).is_file():
        return []
    return [line.split("\t") for _, line in lines(path) if line.strip() and not line.startswith("#")]
