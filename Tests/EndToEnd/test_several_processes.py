"""Two processes on one PostgreSQL and one Redis: devices at either see the same, whichever of the parts is killed."""

import time

import pytest
from support.answers import numbered
from support.device import Device
from support.engines import Postgres, Redis
from support.secrecy import say

WHOLE = "".join(numbered(400)).encode()


@pytest.fixture(scope="module")
def postgres():
    server = Postgres()
    yield server
    server.end()


@pytest.fixture
def redis():
    server = Redis()
    yield server
    server.remove()


@pytest.fixture
def pair(programs, standin, postgres, redis, folder):
    """Two processes of one installation, each with a device."""
    shared = {
        "PARLANCE_DATABASE_URL": postgres.url,
        "PARLANCE_REDIS_URL": redis.url,
        "PARLANCE_KEYS": str(folder / "shared-keys"),
    }
    made = [programs.make(standin, shared).start() for _ in range(2)]
    devices = [Device(program.port).connect() for program in made]
    for device in devices:
        device.until(lambda device=device: device.catalogue["models"], what="the models")
    yield made, devices
    for device in devices:
        device.close()


def follow(devices, model: str):
    """Asks at the first process, and reads at the second."""
    near, far = devices
    asked = near.ask(say("Tell me a story"), model)
    far.until(lambda: asked.chat in far.chats, what="the chat at the other process")
    far.open(asked.chat)
    return asked


def test_an_answer_is_followed_at_the_other_process(pair):
    _, devices = pair
    asked = follow(devices, "steady-200-400")
    devices[1].heard(asked.reply, 5)
    for device in devices:
        assert device.ended(asked.reply)["text"].encode() == WHOLE
        assert device.texts[asked.reply] == WHOLE[: len(device.texts[asked.reply])]
    # Nothing was left out on the way: the pieces are the whole text.
    devices[1].until(lambda: asked.reply in devices[1].settled, what="the end of the text")
    assert devices[1].texts[asked.reply] == WHOLE


def test_it_is_stopped_from_the_other_process_and_keeps_its_text(pair):
    _, devices = pair
    asked = follow(devices, "steady-50-400")
    devices[1].heard(asked.reply, 5)
    begun = time.monotonic()
    devices[1].do("message.stop", chat=asked.chat, message=asked.reply)
    assert time.monotonic() - begun < 1.5, "nobody answered"
    rows = [device.ended(asked.reply) for device in devices]
    assert rows[0]["text"] == rows[1]["text"] and rows[0]["status"] == "stopped"
    assert rows[1]["text"].encode().startswith(devices[1].texts[asked.reply])


def test_redis_may_go_and_come_back_empty_in_the_middle(pair, redis):
    _, devices = pair
    asked = follow(devices, "steady-50-400")
    devices[1].heard(asked.reply, 5)
    redis.end()
    time.sleep(1)
    redis.start()
    devices[1].heard(asked.reply, 150)
    assert devices[1].ended(asked.reply)["text"].encode() == WHOLE


def test_what_a_killed_process_wrote_is_marked_within_ten_seconds(pair):
    programs, devices = pair
    asked = follow(devices, "steady-20-200")
    heard = devices[1].heard(asked.reply, 40)
    programs[0].kill()
    killed = time.monotonic()
    row = devices[1].ended(asked.reply)
    assert time.monotonic() - killed < 12, "10 s, and what the loaded machine adds"
    assert row["status"] == "interrupted" and WHOLE.startswith(row["text"].encode())
    # All but the last second of it, and what the loaded machine adds to that.
    assert len(row["text"].split()) >= len(heard.split()) - 35
    devices[1].do("message.continue", chat=asked.chat, message=asked.reply)
    devices[1].heard(asked.reply, len(row["text"].split()) + 3)
    devices[1].do("message.stop", chat=asked.chat, message=asked.reply)


def test_a_process_that_stops_writes_its_answers_to_their_end(pair):
    programs, devices = pair
    asked = follow(devices, "steady-200-400")
    devices[1].heard(asked.reply, 5)
    programs[0].stop(timeout=25)
    row = devices[1].ended(asked.reply)
    assert row["status"] == "done" and row["text"].encode() == WHOLE
