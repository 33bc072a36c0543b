"""Prints the address and the keyring of the machine's own Debian source, as apt's lists name them.

Arguments: the release's codename, then the lists (either format). The first source that carries the release
itself (not its updates, not another vendor's) and the component main is taken.
"""

import re
import sys


def one_line_sources(text):
    """Yields (address, suites, components, keyring) of lines such as `deb [signed-by=K] ADDRESS SUITE COMPONENT...`."""
    for line in text.splitlines():
        match = re.match(r"deb(?:-src)?\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+(.*)", line.split("#")[0].strip())
        if match:
            options, address, suite, components = match.groups()
            keyring = re.search(r"signed-by=(\S+)", options or "")
            yield address, [suite], components.split(), keyring.group(1) if keyring else ""


def stanza_sources(text):
    """Yields the same of the stanzas of a `.sources` file."""
    for stanza in re.split(r"\n\s*\n", text):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", "\n".join(lines), re.M))
        fields = {name.lower(): value.strip() for name, value in fields.items()}
        if fields.get("enabled", "yes").lower() == "no" or "uris" not in fields:
            continue
        keyring = fields.get("signed-by", "")
        yield (
            fields["uris"].split()[0],
            fields.get("suites", "").split(),
            fields.get("components", "").split(),
            keyring if keyring.startswith("/") else "",
        )


def main(codename, paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        read = stanza_sources if path.endswith(".sources") else one_line_sources
        for address, suites, components, keyring in read(text):
            if codename in suites and "main" in components:
                print(address, keyring)
                return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
