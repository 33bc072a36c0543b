"""Names: words that say nothing about a type or a file are not used for one."""

import pathlib
import re

import repository

ANYWHERE = {"manager", "managers", "helper", "helpers", "util", "utils", "utility", "utilities", "impl", "misc", "v2"}
AT_AN_END = {"common", "base", "new"}
TYPE = re.compile(r"^\s*(?:[\w@()]+\s+)*?(?:class|struct|enum|actor|protocol|interface|type|typealias)\s+([A-Z]\w*)")


def banned(name):
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+", name)]
    ends = {words[0], words[-1]} if words else set()
    return (ANYWHERE & set(words)) | (AT_AN_END & ends)


def main():
    for path in repository.code():
        for word in banned(pathlib.PurePath(path).name.split(".")[0]):
            print(f"{path}: '{word}' in a file's name")
        for number, line in repository.lines(path):
            match = TYPE.match(line)
            for word in banned(match.group(1)) if match else ():
                print(f"{path}:{number}: '{word}' in the name of {match.group(1)}")


main()
