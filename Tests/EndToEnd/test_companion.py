"""The real local model: started, watched, restarted and stopped by the server."""

import os
import pathlib
import signal
import time

import pytest
from support.cluster import is_running
from support.device import Device
from support.frames import RUNNING
from support.program import Program
from support.programs import Programs
from support.secrecy import say


@pytest.fixture(scope="module")
def local(folder, standin):
    made = Programs(folder)
    yield made.make(companion=True).start()
    made.end()


@pytest.fixture
def talker(local):
    with Device(local.port).connect() as device:
        device.until(lambda: device.catalogue["companion"]["state"] == "ready", 60, "the companion ready")
        yield device


def companion(program: Program) -> int:
    found = [pid for pid in program.children() if b"parlance_companion" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(found) == 1, found
    return found[0]


def test_state_is_told_while_it_loads(local):
    with Device(local.port).connect() as device:
        device.until(lambda: device.catalogue["companion"]["state"] == "ready", 60)
        assert device.catalogue["companion"]["model"]
        (model,) = [model for model in device.catalogue["models"] if model["local"]]
        assert model["provider"] == "companion" and model["context"]


def test_real_model_answers_without_configuration(talker):
    asked = talker.ask(say("Name one colour."))
    row = talker.ended(asked.reply, 90)
    assert row["status"] == "done" and row["text"].strip(), row
    assert row["model"].startswith("companion/") and row["usage"]["output"] > 0
    deltas = [frame for frame in talker.frames if frame["type"] == "delta" and frame["message"] == asked.reply]
    assert deltas


def test_killed_companion_is_restarted_and_the_answer_can_go_on(local, talker):
    pid, before = companion(local), talker.catalogue["companion"]["attempt"]
    asked = talker.ask(say("Write a long story about a lighthouse keeper and the sea, with many details."))
    talker.heard(asked.reply, 3, 60)
    os.kill(pid, signal.SIGKILL)
    row = talker.ended(asked.reply, 60)
    assert row["status"] == "error" and row["text"], row
    status = talker.until(lambda: (now := talker.catalogue["companion"])["attempt"] > before and now["state"] == "ready" and now, 60, "a new start")
    assert status["problem"] is None
    assert companion(local) != pid
    talker.do("message.continue", chat=asked.chat, message=asked.reply)
    talker.heard(asked.reply, len(row["text"].split()) + 3, 60)
    talker.do("message.stop", chat=asked.chat, message=asked.reply)
    after = talker.ended(asked.reply)
    assert after["text"].startswith(row["text"]) and after["status"] in ("stopped", "done")


def test_question_while_it_loads_waits_or_is_told(programs):
    program = programs.make(companion=True).start()
    with Device(program.port).connect() as device:
        asked = device.ask(say("Already there?"))
        device.until(lambda: device.texts.get(asked.reply) or device.messages[asked.reply]["status"] not in RUNNING, 60)
        if device.messages[asked.reply]["status"] in RUNNING:
            device.do("message.stop", chat=asked.chat, message=asked.reply)
        row = device.ended(asked.reply)
        is_told = row["status"] == "error" and row["problem"]["code"] in ("model_loading", "no_model") and row["problem"]["retryable"]
        assert is_told or row["status"] in ("stopped", "done") and row["text"], row


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_companion_ends_with_the_server(programs, end):
    program = programs.make(companion=True).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["companion"]["state"] in ("starting", "loading", "ready"), 60)
        device.until(lambda: program.children())
    pid = companion(program)
    getattr(program, end)()
    deadline = time.monotonic() + 10
    while is_running(pid):
        assert time.monotonic() < deadline, "the companion outlived its server"
        time.sleep(0.02)


def test_model_with_a_wrong_digest_is_not_run(programs):
    program = programs.make(companion=True, extra={"PARLANCE_MODEL_SHA256": "0" * 64}).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["companion"]["state"] == "failed", 60, "the companion refused")
        assert device.catalogue["companion"]["problem"]["message"]
        assert not device.catalogue["models"]


def test_answers_of_the_real_model_at_once(talker):
    asked = [talker.ask(say(f"Count to {number}.")) for number in (3, 4, 5)]
    for each in asked:
        talker.until(lambda: talker.texts.get(each.reply) or talker.messages.get(each.reply, {}).get("status") not in RUNNING | {None}, 60)
        talker.do("message.stop", chat=each.chat, message=each.reply)
        assert talker.ended(each.reply, 60)["status"] in ("stopped", "done")
