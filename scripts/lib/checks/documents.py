"""Documents: links lead to files that are there, the README is short, and every target has its paragraph."""

import pathlib
import re
import urllib.parse

import layers
import repository

LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)>\s]+)>?[^)]*\)")
README_LIMIT = 120
MODULES = "docs/modules.md"


def check_links():
    for path in repository.matching(".md"):
        text = re.sub(r"^```.*?^```|`[^`\n]*`", "", repository.text(path), flags=re.M | re.S)
        for link in LINK.findall(text):
            target = urllib.parse.unquote(link.split("#")[0])
            if not target or re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            start = repository.ROOT if target.startswith("/") else (repository.ROOT / path).parent
            if not (start / target.lstrip("/")).exists():
                print(f"{path}: links to {link}, which is not there")


def check_readme():
    if not (repository.ROOT / "README.md").is_file():
        print("README.md is not there")
    elif (count := len(repository.text("README.md").splitlines())) > README_LIMIT:
        print(f"README.md has {count} lines, and {README_LIMIT} is the limit")


def check_modules():
    if not (repository.ROOT / MODULES).is_file():
        print(f"{MODULES} is not there")
        return
    text = repository.text(MODULES)
    for target in layers.targets():
        name = re.escape(target["name"])
        if layers.layer(target) != "tests" and not re.search(rf"^(?:[#>*|-]+ +)?[*`]*{name}\b", text, re.M):
            print(f"{MODULES} has no paragraph that begins with {target['name']}")


def main():
    check_links()
    check_readme()
    check_modules()


main()
