"""The standard input: first the bearer token, then the sign that the server which started the companion is still alive.

A server that is killed cannot stop its child, but the kernel closes its end of the pipe: the end of the input ends the companion.
"""

import os
import threading

# A token is 43 characters; a longer first line is not one.
LONGEST_LINE = 256


def read_token() -> str | None:
    """The first line, read byte by byte so that nothing behind it is taken; None when there is none."""
    line = bytearray()
    while len(line) <= LONGEST_LINE:
        byte = os.read(0, 1)
        if byte in (b"", b"\n"):
            break
        line += byte
    try:
        token = line.decode("ascii")
    except UnicodeDecodeError:
        return None
    return token if len(token) >= 16 and token.isprintable() and " " not in token else None


def watch() -> threading.Thread:
    """Ends the process at the end of the input, whatever else it is doing."""

    def wait_for_end() -> None:
        while os.read(0, 4096):
            pass
        # Not sys.exit: threads of the model's server would be waited for.
        os._exit(0)

    thread = threading.Thread(target=wait_for_end, name="lifeline", daemon=True)
    thread.start()
    return thread
