"""Layers: the arrows between targets point one way, and every import is declared, as every declaration is imported.

    parlance -> Composition -> Features (in their order) -> Platform -> C libraries and packages
"""

import collections
import functools
import json
import re
import subprocess

import repository

ORDER = (
    "Accounts Spaces Billing Models Files Chats Sync Personas Knowledge Context Conversation Notifications Media Writing Automation "
    "Portability Administration"
).split()
TOOLCHAIN = set(
    "Swift Foundation FoundationEssentials FoundationInternationalization Dispatch Glibc Musl Darwin Synchronization Testing XCTest "
    "RegexBuilder Observation _StringProcessing _Concurrency".split()
)
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)"
)
NIO_STANDS_IN = "Sources/Platform/HTTPServer/"


@functools.cache
def targets():
    """The targets of the package, as the package manager reads them."""
    command = ["swift", "package", "--package-path", str(repository.ROOT), "dump-package"]
    dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(dump)["targets"]


def folder(target):
    usual = "Tests" if target["type"] == "test" else "Sources"
    return (target.get("path") or f"{usual}/{target['name']}").rstrip("/") + "/"


def layer(target):
    path = folder(target)
    if path.startswith(("Tests/", "bench/")):
        return "tests"
    if path.startswith("Sources/Features/"):
        return "feature"
    if path.startswith("Sources/Platform/"):
        return "platform"
    if target["type"] == "system" or re.match(r"Sources/C[A-Z]", path) and target["name"] != "Composition":
        return "library"
    return {"Sources/Composition/": "composition", "Sources/parlance/": "program"}.get(path, "unknown")


def dependencies(target):
    """The names of the modules that a target declares."""
    for dependency in target["dependencies"]:
        for kind in ("byName", "target", "product"):
            if kind in dependency:
                yield dependency[kind][0]


def may_depend(target, name, by_name):
    """Whether the arrow is allowed; a name that no target has is an external package's."""
    here = layer(target)
    there = layer(by_name[name]) if name in by_name else "package"
    if here == "tests":
        return True
    if here == "library":
        return there == "library"
    if here == "platform":
        return there in ("platform", "library", "package")
    if here == "feature":
        earlier = name in ORDER and target["name"] in ORDER and ORDER.index(name) < ORDER.index(target["name"])
        return there == "platform" or there == "feature" and earlier
    if here == "composition":
        return there in ("feature", "platform", "library", "package")
    return here == "program" and (there == "composition" or name == "ArgumentParser")


def imports(target):
    """For each module that a target's files import, the first place."""
    found = {}
    for path in repository.matching(".swift", under=folder(target)):
        for number, line in repository.lines(path):
            match = IMPORT.match(line)
            if match:
                found.setdefault(match.group(1), f"{path}:{number}")
    return found


def check_arrows(by_name):
    for target in by_name.values():
        if layer(target) == "unknown":
            print(f"{target['name']} stands in {folder(target)}, which is no layer")
            continue
        if layer(target) == "feature" and target["name"] not in ORDER:
            print(f"{target['name']} is a feature without a place in the order")
        for name in dependencies(target):
            if not may_depend(target, name, by_name):
                print(f"{target['name']} may not depend on {name}")


def check_imports(by_name):
    for target in by_name.values():
        if target["type"] == "system":
            continue
        declared, imported = set(dependencies(target)), imports(target)
        for module, place in imported.items():
            if module not in declared | TOOLCHAIN and module != target["name"]:
                print(f"{place}: imports {module}, which {target['name']} does not declare")
        for name in sorted(declared - set(imported)):
            # A program is built for its tests to start, and is not imported.
            if not (name in by_name and by_name[name]["type"] == "executable"):
                print(f"{target['name']} declares {name}, and imports it nowhere")


def check_nio():
    for path in repository.matching(".swift", under="Sources/"):
        for number, line in repository.lines(path):
            match = IMPORT.match(line)
            if match and re.match(r"_?NIO", match.group(1)) and not path.startswith(NIO_STANDS_IN):
                print(f"{path}:{number}: imports {match.group(1)}, which stays in {NIO_STANDS_IN}")


def check_owners(by_name):
    """A file that no target owns is not built, and so not checked either."""
    folders = collections.Counter(folder(target) for target in by_name.values())
    for path, count in folders.items():
        if count > 1:
            print(f"{path} belongs to {count} targets")
    for path in repository.matching(".swift", under="Sources/") + repository.matching(".swift", under="Tests/") + repository.matching(".swift", under="bench/"):
        if not path.startswith(tuple(folders)):
            print(f"{path} belongs to no target")


def main():
    by_name = {target["name"]: target for target in targets()}
    check_arrows(by_name)
    check_imports(by_name)
    check_nio()
    check_owners(by_name)


if __name__ == "__main__":
    main()
