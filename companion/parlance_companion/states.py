"""What the companion says of itself: one JSON object a line on the standard output, and nothing else there.

`{"state":"verifying"}`, `{"state":"loading"}`, then `{"state":"ready","port":N,"model":NAME,"context":TOKENS}`; or
`{"state":"failed","reason":CODE}`.
"""

import json
import os
from typing import NoReturn


class States:
    """Owns the standard output, so that no library can write a line of its own into it."""

    def __init__(self) -> None:
        self._descriptor = os.dup(1)
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, 1)
        os.close(void)

    def report(self, state: str, **fields: object) -> None:
        line = json.dumps({"state": state, **fields}, separators=(",", ":")) + "\n"
        try:
            os.write(self._descriptor, line.encode())
        except BrokenPipeError:
            # Nobody is left to be served.
            os._exit(1)

    def fail(self, reason: str) -> NoReturn:
        self.report("failed", reason=reason)
        os._exit(2)
