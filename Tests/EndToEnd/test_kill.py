"""The plug is pulled at random moments of a running answer, again and again: what was acknowledged is there, once, and can be gone on with.

PARLANCE_TEST_SEED plays a run again; PARLANCE_TEST_KILLS says how often.
"""

import collections
import os
import random
import time

import pytest
from support.answers import numbered
from support.device import Device
from support.frames import RUNNING
from support.identifiers import identifier
from support.secrecy import say

KILLS = int(os.environ.get("PARLANCE_TEST_KILLS", "50"))
PACE = 200
# What may be lost: the text of a second, and what a loaded machine adds to it.
LOSS = 1.0 + 0.75
WHOLE = "".join(numbered(2000))


@pytest.mark.timeout(180)
def test_killed_at_random_moments(programs, standin):
    seed = int(os.environ.get("PARLANCE_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"\nPARLANCE_TEST_SEED={seed}")
    chance = random.Random(seed)
    program = programs.make(standin).start()
    known = Known()
    outcomes: collections.Counter[str] = collections.Counter()
    for number in range(KILLS):
        with Device(program.port).connect() as device:
            device.until(lambda: device.catalogue["models"])
            outcomes[kill_once(program, device, known, chance, number)] += 1
    print(dict(outcomes))
    # Each kind of moment was met: before the first text, within the text.
    assert outcomes["interrupted"] > 0
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
        known.check_all(device)


class Known:
    """What the server has acknowledged: by chat, the questions and answers in their order, and the final texts."""

    def __init__(self) -> None:
        self.chats: dict[str, list[str]] = {}
        self.texts: dict[str, str] = {}

    def add(self, chat: str, message: str, reply: str, text: str) -> None:
        self.chats.setdefault(chat, []).extend([message, reply])
        self.texts[message] = text

    def check_all(self, device: Device) -> None:
        """Nothing is missing, nothing is double, nothing else is there, nothing runs for ever."""
        assert set(device.chats) == set(self.chats)
        for chat, messages in self.chats.items():
            self.check(device, chat, messages)

    def check(self, device: Device, chat: str, messages: list[str]) -> None:
        device.open(chat)
        while device.pages[chat][-1]["first"] is not None:
            count = len(device.pages[chat])
            device.send({"type": "page", "chat": chat, "before": device.pages[chat][-1]["first"]})
            device.until(lambda: len(device.pages[chat]) > count)
        shown = [row["id"] for page in reversed(device.pages[chat]) for row in page["messages"]]
        assert shown == messages, f"{chat}: shown {shown}, acknowledged {messages}"
        for message in messages:
            row = device.ended(message)
            if message in self.texts:
                assert row["text"] == self.texts[message]
            else:
                assert WHOLE.startswith(row["text"]), row["text"][-100:]
        device.close_chat(chat)


def kill_once(program, device: Device, known: Known, chance: random.Random, number: int) -> str:
    chat = chance.choice(sorted(known.chats)) if known.chats and chance.random() < 0.5 else identifier()
    parent = known.chats[chat][-1] if chat in known.chats else None
    message, reply, text = identifier(), identifier(), say(f"Question {number}")
    is_short = chance.random() < 0.25
    model = device.model("words-20" if is_short else f"steady-{PACE}-2000")
    mutation = device.mutate("message.send", chat=chat, message=message, parent=parent, text=text, reply=reply, model=model)
    if chance.random() < 0.8:
        device.done(mutation)
        device.open(chat)
        # Mostly within the text, sometimes before its beginning; of a short one around its end.
        longest = chance.choice([0.002, 0.01, 0.03] if is_short else [0.05, 0.6, 2.0])
        deadline = time.monotonic() + chance.uniform(0, longest)
        while (left := deadline - time.monotonic()) > 0:
            device.read(left)
    program.kill()
    killed = time.monotonic()
    heard = device.texts.get(reply, b"").decode()
    acknowledged = mutation in device.acks
    program.start()
    with Device(program.port).connect() as again:
        again.until(lambda: again.catalogue["models"])
        if not acknowledged and chat not in again.chats:
            return "never committed"
        again.open(chat)
        shown = [row["id"] for row in again.pages[chat][-1]["messages"]]
        if not acknowledged and reply not in shown:
            return "never committed"
        assert shown.count(message) == 1 and shown.count(reply) == 1, shown
        known.add(chat, message, reply, text)
        assert again.messages[message]["text"] == text
        return check_answer(again, chat, reply, heard, chance, killed)


def check_answer(device: Device, chat: str, reply: str, heard: str, chance: random.Random, killed: float) -> str:
    """The broken answer is marked, or was begun anew when none of it had been kept; either way it can be brought to more text."""
    device.until(
        lambda: device.messages[reply]["status"] not in RUNNING or device.texts.get(reply), what="the answer marked, or written again"
    )
    row = device.messages[reply]
    if row["status"] in RUNNING:
        outcome = "written again"
    elif row["status"] == "done":
        assert row["text"] == "".join(numbered(20 if row["model"].endswith("/words-20") else 2000)), row
        outcome = "done"
    else:
        assert row["status"] == "interrupted", row
        assert WHOLE.startswith(row["text"])
        lost = (len(heard.split()) - len(row["text"].split())) / PACE
        assert lost <= LOSS, f"{lost:.2f} s of text were lost: heard {len(heard)} bytes, kept {len(row['text'])}"
        outcome = "interrupted"
        kept = row["text"]
        if chance.random() < 0.4 and not row["model"].endswith("/words-20"):
            device.do("message.continue", chat=chat, message=reply)
            text = device.heard(reply, len(kept.split()) + 3).decode()
            assert text.startswith(kept) and WHOLE.startswith(text)
    device.do("message.stop", chat=chat, message=reply)
    assert device.ended(reply)["status"] in ("stopped", "interrupted", "done")
    assert time.monotonic() - killed < 60
    return outcome


@pytest.mark.parametrize("words", [2, 20])
def test_two_tellings_are_never_mixed(programs, own_standin, words):
    """A model says something else each time. What a device heard of the first telling, before the server died, must not be gone on with by the
    words of a second one: the device is told the truth, or the answer is marked as interrupted."""
    program = programs.make(own_standin).start()
    device = Device(program.port).connect()
    device.until(lambda: device.catalogue["models"])
    asked = device.ask(say("Tell me anything"), "moody-50")
    device.heard(asked.reply, words)
    program.kill()
    device.close()
    program.start()
    device.open_chats[asked.chat] = device.cursor["version"]
    device.connect()
    device.until(
        lambda: device.messages[asked.reply]["status"] == "interrupted" or len(device.texts[asked.reply].split()) > words + 20, what="an end, or more words"
    )
    device.do("message.stop", chat=asked.chat, message=asked.reply)
    row = device.ended(asked.reply)
    tellings = {word.rstrip("0123456789") for word in row["text"].split()}
    assert len(tellings) <= 1, f"two tellings in one text: {row['text'][:200]}"
    heard = {word.rstrip("0123456789") for word in device.texts[asked.reply].decode().split()}
    assert len(heard) <= 1, f"two tellings on the device: {device.texts[asked.reply][:200]!r}"
    device.close()


def test_device_that_comes_late_is_told_the_telling_that_goes_on(programs, own_standin):
    """11: it has heard more than was kept, and another one has let the answer go on meanwhile, with other words."""
    program = programs.make(own_standin).start()
    here, late = Device(program.port).connect(), Device(program.port).connect()
    here.until(lambda: here.catalogue["models"])
    asked = here.ask(say("Tell me anything"), "moody-50")
    late.until(lambda: asked.chat in late.chats)
    late.open(asked.chat)
    for device in (here, late):
        device.heard(asked.reply, 20)
    program.kill()
    for device in (here, late):
        device.close()
    program.start()
    here.connect(after={asked.chat: here.cursor["version"]})
    kept = len(here.ended(asked.reply)["text"].split())
    here.do("message.continue", chat=asked.chat, message=asked.reply)
    # More than it has of the first telling.
    told = max(kept, len(late.texts[asked.reply].split()))
    here.heard(asked.reply, told + 30)
    late.connect(after={asked.chat: late.cursor["version"]})
    late.heard(asked.reply, told + 40)
    here.do("message.stop", chat=asked.chat, message=asked.reply)
    text = here.ended(asked.reply)["text"]
    assert text.startswith(late.texts[asked.reply].decode())
    assert late.ended(asked.reply)["text"] == text
    here.close()
    late.close()
