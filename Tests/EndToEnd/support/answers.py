"""What the stand-in provider says, by the name of the model: a plan of the pieces of text, and of how it ends.

echo                    the question, a word at a time
words-N                 N numbered words as fast as they go
steady-R-N              N numbered words, R in a second
moody-R                 each time another text, endless, R words in a second
gated                   numbered words as a test lets them go: see Gate
scripted                the text that a test laid down for the question
reset-after-N           N words, then the connection is reset
close-after-N           N words, then the connection is closed without an end
stall-after-N           N words, then nothing more
silent                  the request is taken and never answered
status-S                the HTTP status S
nonsense                a page instead of events
nonsense-json           two words, then an event that is no JSON
nonsense-bytes          two words, then bytes that are no UTF-8
endless-line            an event that never ends, 64 MiB of it
"""

import dataclasses
import re

MODELS = [
    "echo",
    "words-20",
    "words-400",
    "words-20000",
    "steady-20-200",
    "steady-50-400",
    "steady-200-400",
    "steady-200-2000",
    "moody-50",
    "gated",
    "scripted",
    "reset-after-5",
    "close-after-5",
    "stall-after-5",
    "silent",
    "status-401",
    "status-429",
    "status-500",
    "nonsense",
    "nonsense-json",
    "nonsense-bytes",
    "endless-line",
]


def numbered(count: int) -> list[str]:
    """The words of an answer; joined without anything between they are the text."""
    return [f"w{number}" if number == 1 else f" w{number}" for number in range(1, count + 1)]


def pieces(text: str) -> list[str]:
    """A text in pieces as models send them: each word with the space before it."""
    return re.findall(r"\s*\S+|\s+$", text)


@dataclasses.dataclass
class Plan:
    """How one request is answered."""

    words: list[str]
    # Pieces in a second; None for no pause.
    pace: float | None = None
    # end, reset, close, stall, json, bytes, line
    ending: str = "end"


def plan(model: str, question: str, scripts: dict[str, tuple[str, float | None]], times: int = 1) -> Plan:
    """The plan for the models that answer with a stream of their own; `times` is how often this was asked."""
    if model == "echo":
        return Plan(pieces(question))
    if model == "scripted" or question in scripts:
        text, pace = scripts[question]
        return Plan(pieces(text), pace)
    if match := re.fullmatch(r"words-(\d+)", model):
        return Plan(numbered(int(match[1])))
    if match := re.fullmatch(r"steady-(\d+)-(\d+)", model):
        return Plan(numbered(int(match[2])), float(match[1]))
    if match := re.fullmatch(r"moody-(\d+)", model):
        return Plan([word.replace("w", "xyz"[times % 3] * times) for word in numbered(5000)], float(match[1]))
    if match := re.fullmatch(r"(reset|close|stall)-after-(\d+)", model):
        return Plan(numbered(int(match[2])), ending=match[1])
    endings = {"nonsense-json": "json", "nonsense-bytes": "bytes", "endless-line": "line"}
    if model in endings:
        return Plan(numbered(2), ending=endings[model])
    # Any other name, such as those of the pictures in the documents.
    return Plan(pieces(question))
