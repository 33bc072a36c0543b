"""A machine's time of day that a test may set, while the programs that see it run."""

import os
import pathlib


class Clock:
    """What has passed is as it is; only what time it is is another (libfaketime)."""

    def __init__(self, place: pathlib.Path) -> None:
        self._file = place
        self.set("+0")
        library = os.environ.get("PARLANCE_TEST_FAKETIME", "")
        assert os.access(library, os.R_OK), "PARLANCE_TEST_FAKETIME must name libfaketime: scripts/test sets it"
        # Variables of a program that is to see it, and what starts it: the library adds a variable of its own to the first program, by which
        # that would lose sight of its arguments, which it finds beside its variables.
        self.before = ("/usr/bin/env",)
        self.settings = {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(place), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def set(self, shift: str) -> None:
        """`+400d`, `-2h`: so far from the true time."""
        part = self._file.with_suffix(".part")
        part.write_text(shift)
        part.rename(self._file)
