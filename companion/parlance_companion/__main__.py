"""`python -m parlance_companion --model PATH --sha256 HEX [--threads N]`: see the README beside this package."""

import argparse
import os

from . import lifeline, weights
from .chat import Chat, thread_count
from .states import States


def main() -> None:
    parser = argparse.ArgumentParser(prog="parlance_companion")
    parser.add_argument("--model", required=True, help="path of a gguf file")
    parser.add_argument("--sha256", required=True, help="its pinned digest, 64 hexadecimal digits")
    parser.add_argument("--threads", type=int, default=thread_count())
    arguments = parser.parse_args()

    states = States()
    token = lifeline.read_token()
    if token is None:
        states.fail("token_missing")
    alive = lifeline.watch()
    # What a person waits for goes before what a model computes.
    os.nice(5)

    states.report("verifying")
    try:
        if not weights.verified(arguments.model, arguments.sha256):
            states.fail("model_mismatch")
    except OSError:
        states.fail("model_missing")

    states.report("loading")
    try:
        chat = Chat(arguments.model, token, max(1, arguments.threads))
    except ImportError:
        states.fail("program_missing")
    except RuntimeError:
        states.fail("model_unloadable")
    states.report("ready", port=chat.port, model=chat.name, context=chat.context)
    alive.join()


main()
