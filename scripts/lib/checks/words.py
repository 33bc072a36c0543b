"""Words: no host of a package registry and no machine's path is written into the project.

The patterns are written so that they do not match themselves.
"""

import re

import repository

HOSTS = re.compile(
    r"pypi[.]org|pythonhosted[.]org|(?:deb|security|snapshot|ftp|archive)[.]debian[.]org|npmjs[.](?:org|com)"
    r"|hugging" r"face[.]co\b|unpkg[.]com|jsdelivr[.]net|ghcr[.]io|docker[.]io|github[.]com|githubusercontent[.]com"
)
# The addresses of the Swift packages have their one place.
HOSTS_STAND_IN = {"Package.swift"}
PATHS = re.compile(r"[/](?:work|root)[/](?!\s)|[/]root(?=[\s\"':;,]|$)|[/](?:home|Users)[/][a-z]\w*|[/]opt[/]wheels")


def main():
    for path in repository.paths():
        for number, line in repository.lines(path):
            match = HOSTS.search(line)
            if match and path not in HOSTS_STAND_IN:
                print(f"{path}:{number}: the registry host {match.group()}")
            match = PATHS.search(line)
            if match:
                print(f"{path}:{number}: the machine path {match.group()}")


main()
