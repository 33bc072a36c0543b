"""Two processes on one PostgreSQL and one Redis: whoever dies, devices go on at the other one, and nothing that was kept is lost."""

import time

import pytest
from support.answers import numbered
from support.device import Device
from support.secrecy import say


@pytest.fixture
def pair(programs, standin, postgres, redis):
    """Two processes, each with a data folder of its own, and one key file."""
    return [programs.make(standin, extra=postgres.settings | redis.settings).start() for _ in range(2)]


@pytest.fixture
def both(pair, devices):
    """A device at each."""
    found = [devices(program.port) for program in pair]
    for device in found:
        device.until(lambda device=device: device.catalogue["models"])
    return found


def begin(standin, text: str, device: Device, words: int):
    """An answer of so many words on its way to a device."""
    question = say(text)
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(words)
    device.heard(asked.reply, words)
    return asked, gate


def move(device: Device, port: int, chat: str) -> None:
    """The device comes back elsewhere, with what it has."""
    device.close()
    device.port = port
    device.connect(after={chat: device.cursor["version"]})


def first_offset(device: Device, message: str) -> int:
    return next(frame["offset"] for frame in device.frames if frame["type"] == "delta" and frame["message"] == message)


def test_answer_is_followed_at_the_other_process(both, pair, standin):
    here, there = both
    asked, gate = begin(standin, "Two of us", here, 6)
    there.until(lambda: asked.chat in there.chats, what="the new chat")
    there.open(asked.chat)
    assert there.heard(asked.reply, 6).decode() == gate.text
    gate.release(4)
    for device in both:
        assert device.heard(asked.reply, 10).decode() == gate.text
    held = len(here.texts[asked.reply])
    move(here, pair[1].port, asked.chat)
    gate.release(4)
    here.heard(asked.reply, 14)
    assert first_offset(here, asked.reply) == held
    gate.finish()
    rows = [device.ended(asked.reply) for device in both]
    assert rows[0] == rows[1] and (rows[0]["status"], rows[0]["text"]) == ("done", "".join(numbered(14)))


def test_answer_is_stopped_from_the_other_process(both, standin):
    here, there = both
    asked, gate = begin(standin, "Stop me from elsewhere", here, 5)
    there.until(lambda: asked.chat in there.chats)
    there.open(asked.chat)
    there.do("message.stop", chat=asked.chat, message=asked.reply)
    for device in both:
        row = device.ended(asked.reply)
        # What the last checkpoint has, where the other process is slow to say what came since.
        assert row["status"] == "stopped" and row["text"] and gate.text.startswith(row["text"])
    gate.wait_abandoned()


def test_killed_process_leaves_its_answer_to_the_other(both, pair, standin):
    here, there = both
    asked, gate = begin(standin, "Pull the plug", here, 8)
    there.until(lambda: asked.chat in there.chats)
    there.open(asked.chat)
    # A checkpoint is made once a second.
    here.drain(1.5)
    held = here.texts[asked.reply]
    pair[0].kill()
    killed = time.monotonic()
    move(here, pair[1].port, asked.chat)
    assert here.texts[asked.reply] == held
    for device in both:
        row = device.ended(asked.reply)
        assert row["status"] == "interrupted" and row["text"] and gate.text.startswith(row["text"])
    # Ten seconds by design, and what a busy machine adds.
    assert time.monotonic() - killed < 30
    here.do("message.continue", chat=asked.chat, message=asked.reply)
    gate.wait_asked()
    gate.release(4)
    for device in both:
        assert device.heard(asked.reply, 12).decode() == gate.text
    gate.finish()
    for device in both:
        row = device.ended(asked.reply)
        assert (row["status"], row["text"]) == ("done", "".join(numbered(12)))


def test_lost_redis_loses_nothing(both, redis, standin):
    here, there = both
    asked, gate = begin(standin, "Without a go-between", here, 5)
    there.until(lambda: asked.chat in there.chats)
    there.open(asked.chat)
    there.heard(asked.reply, 5)
    redis.kill()
    gate.release(5)
    # Here it flows on, and what is changed there arrives, if later.
    assert here.heard(asked.reply, 10).decode() == gate.text
    there.do("chat.set", chat=asked.chat, title=say("Renamed meanwhile"))
    here.until(lambda: here.chats[asked.chat]["title"] == say("Renamed meanwhile"))
    redis.start()
    gate.release(5)
    for device in both:
        assert device.heard(asked.reply, 15).decode() == gate.text
    gate.finish()
    rows = [device.ended(asked.reply) for device in both]
    assert rows[0] == rows[1] and (rows[0]["status"], rows[0]["text"]) == ("done", "".join(numbered(15)))


def test_answer_goes_on_when_its_process_is_stopped(both, pair, standin):
    """An answer may be written on for a while when its process stops; the device follows it elsewhere."""
    here, _ = both
    asked, gate = begin(standin, "A deployment", here, 5)
    pair[0].process.terminate()
    here.wait_closed()
    move(here, pair[1].port, asked.chat)
    gate.release(5)
    assert here.heard(asked.reply, 10).decode() == gate.text
    gate.finish()
    assert here.ended(asked.reply)["text"] == "".join(numbered(10))
    assert pair[0].process.wait(20) == 0
