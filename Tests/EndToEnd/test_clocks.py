"""Clocks that jump, and clocks that differ: what is promised does not depend on what time it is."""

import pytest
from support.answers import numbered
from support.clocks import Clock
from support.device import Device
from support.identifiers import identifier
from support.player import Player
from support.secrecy import say

DAY = 86_400_000


@pytest.fixture
def clock(folder):
    return Clock(folder / f"clock-{identifier()}")


def begin(standin, device: Device, text: str, **place):
    question = say(f"{text} {identifier()}")
    gate = standin.gate(question)
    asked = device.ask(question, "gated", **place)
    gate.wait_asked()
    gate.release(5)
    device.heard(asked.reply, 5)
    return asked, gate


@pytest.mark.parametrize("days", [400, -400])
def test_clock_is_set(programs, own_standin, clock, days):
    """While an answer is written, and once more while the server is down."""
    program = programs.make(own_standin, extra=clock.settings, before=clock.before).start()
    player = Player(program.port, []).connect()
    player.until(lambda: player.catalogue["models"])
    asked, gate = begin(own_standin, player, "What time is it?")
    begun = player.messages[asked.reply]["created"]
    clock.set(f"{days:+}d")
    gate.release(5)
    player.heard(asked.reply, 10)
    gate.finish()
    row = player.ended(asked.reply)
    assert (row["status"], row["text"]) == ("done", gate.text)
    # The server did see another time, and tells nobody that an answer took 400 days.
    assert abs(row["finished"] - begun - days * DAY) < DAY / 24
    assert 0 <= row["usage"]["first_ms"] <= row["usage"]["total_ms"] < 60_000
    then, gate = begin(own_standin, player, "And now?", chat=asked.chat, parent=asked.reply)
    # A checkpoint is made once a second; this one is of another time than the lease, whichever that is.
    program.kill()
    clock.set(f"{-days:+}d")
    program.start()
    player.cut()
    player.come_back_soon()
    assert player.resyncs == 0
    row = player.ended(then.reply)
    assert row["status"] == "interrupted" and gate.text.startswith(row["text"])
    player.do("message.continue", chat=asked.chat, message=then.reply)
    gate.release(5)
    gate.finish()
    player.until(lambda: player.messages[then.reply]["status"] == "done")
    assert player.messages[then.reply]["text"] == "".join(numbered(10))
    with Device(program.port).connect() as reader:
        reader.open(asked.chat)
        assert [row["id"] for row in reader.pages[asked.chat][-1]["messages"]] == [asked.message, asked.reply, then.message, then.reply]
    player.close()


def test_processes_whose_clocks_differ(programs, own_standin, clock, postgres, redis):
    """By a day: an answer is ended by the one that writes it, and by nobody else."""
    shared = postgres.settings | redis.settings
    clock.set("+1d")
    pair = [
        programs.make(own_standin, extra=shared).start(),
        programs.make(own_standin, extra=shared | clock.settings, before=clock.before).start(),
    ]
    devices = [Device(program.port).connect() for program in pair]
    for device in devices:
        device.until(lambda device=device: device.catalogue["models"])
    answers = [begin(own_standin, device, "Two watches") for device in devices]
    for (asked, _), other in zip(answers, reversed(devices)):
        other.until(lambda asked=asked, other=other: asked.chat in other.chats)
        other.open(asked.chat)
    # Each looks for what others have left once a second, and renews what it holds every three.
    devices[0].drain(2.5)
    for asked, gate in answers:
        gate.release(5)
        gate.finish()
        for device in devices:
            row = device.ended(asked.reply)
            assert (row["status"], row["text"]) == ("done", "".join(numbered(10)))
    for device in devices:
        device.close()
