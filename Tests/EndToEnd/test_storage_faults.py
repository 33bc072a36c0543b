"""Storage that fails: a full disk, a locked database, a second server, a key file that is gone, a folder from the wrong hands."""

import contextlib
import os
import pathlib
import resource
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest
from support.answers import numbered
from support.api import Api
from support.device import Device, Rejected
from support.identifiers import identifier
from support.program import run
from support.secrecy import KEY, say


def test_second_server_on_one_folder_is_refused(programs, standin):
    program = programs.make(standin).start()
    ended = run("--port", "0", "--data", str(program.data))
    assert ended.returncode != 0
    assert len(ended.stderr.strip().splitlines()) >= 1 and "another" in ended.stderr.lower(), ended.stderr
    assert "Fatal error" not in ended.stderr
    assert Api(program.port).get("/readyz").status == 200
    # The lock goes with its holder, however that ends.
    program.kill()
    program.start()
    assert Api(program.port).get("/readyz").status == 200


def test_locked_database_loses_nothing(programs, standin, devices):
    """Another process holds the write lock for two seconds: what is asked meanwhile waits, or is refused as retryable."""
    program = programs.make(standin).start()
    device = devices(program.port)
    device.until(lambda: device.catalogue["models"])
    question = say("Locked out")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(3)
    device.heard(asked.reply, 3)
    other = sqlite3.connect(program.data / "parlance.sqlite", isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    gate.release(3)
    # Text flows on, since it does not go through the database.
    device.heard(asked.reply, 6)
    gate.finish()
    renamed = device.mutate("chat.set", chat=asked.chat, title="While locked")
    assert Api(program.port).get("/healthz").status == 200
    while time.monotonic() - began < 2:
        device.read(0.1)
    other.execute("ROLLBACK")
    other.close()
    row = device.ended(asked.reply)
    assert (row["status"], row["text"]) == ("done", "".join(numbered(6)))
    try:
        device.done(renamed)
    except Rejected as refused:
        assert refused.problem["retryable"]
        device.do("chat.set", chat=asked.chat, title="While locked")
    device.until(lambda: device.chats[asked.chat]["title"] == "While locked")


@pytest.fixture
def small_disk(folder):
    """A file system of 12 MB. Mounting takes rights; without them, a limit on the size of files stands in for it."""
    place = folder / f"disk-{identifier()}"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "tmpfs", str(place)], capture_output=True).returncode == 0
    yield place, mounted
    if mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=False)
    shutil.rmtree(place, ignore_errors=True)


def limited(size: int):
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_full_disk_is_told_and_passes(programs, standin, devices, small_disk):
    place, mounted = small_disk
    program = programs.make(standin, data=place / "data", limits=None if mounted else limited(6 << 20)).start()
    device = devices(program.port)
    device.until(lambda: device.catalogue["models"])
    kept = device.ask(say("Before the disk is full"), "words-20")
    first = device.ended(kept.reply)
    if mounted:
        fill(place / "filler")
    refused, taken = None, []
    for number in range(200):
        frame_id = device.mutate(
            "message.send", chat=identifier(), message=identifier(), parent=None, text=f"{number} " + "x" * 200_000, reply=identifier()
        )
        try:
            device.done(frame_id)
            taken.append(number)
        except Rejected as problem:
            refused = problem
            break
    assert refused is not None, "the disk never became full"
    assert refused.code == "storage_full", refused.problem
    assert program.is_up and Api(program.port).get("/healthz").status == 200
    # Reading goes on.
    with Device(program.port).connect() as reader:
        reader.open(kept.chat)
        assert reader.messages[kept.reply]["text"] == first["text"]
        assert len(reader.chats) == 1 + len(taken)
    if not mounted:
        return
    (place / "filler").unlink()
    device.until(lambda: works(device), 30, "writing once there is room")


def fill(path: pathlib.Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"f" * size)


def works(device: Device) -> bool:
    try:
        return device.answer(say("After"), "words-20")["status"] == "done"
    except Rejected as refused:
        assert refused.problem["retryable"]
        return False


def test_answer_that_meets_a_full_disk_is_not_lost(programs, standin, devices, small_disk):
    """Its text is kept in memory until it can be committed."""
    place, mounted = small_disk
    if not mounted:
        pytest.skip("mounting takes rights that are not here")
    program = programs.make(standin, data=place / "data").start()
    device = devices(program.port)
    device.until(lambda: device.catalogue["models"])
    question = say("Fill up while I speak")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(100)
    device.heard(asked.reply, 100)
    fill(place / "filler")
    gate.release(60_000)
    device.heard(asked.reply, 60_100, 90)
    gate.finish()
    device.drain(1)
    (place / "filler").unlink()
    row = device.ended(asked.reply, 40)
    assert row["status"] == "done" and row["text"] == gate.text


def test_missing_key_file_is_told(programs, standin, devices):
    program = programs.make(standin).start()
    device = devices(program.port)
    device.until(lambda: device.catalogue["models"])
    device.answer(say("Sealed"), "words-20")
    program.stop()
    keys = program.data / "keys"
    assert keys.exists() and oct(keys.stat().st_mode & 0o777) == "0o600"
    keys.rename(program.data / "elsewhere")
    ended = run("--port", "0", "--data", str(program.data))
    assert ended.returncode != 0 and "key" in ended.stderr.lower(), ended.stderr
    (program.data / "elsewhere").rename(keys)
    program.start()


def test_damaged_database_is_told(programs, standin):
    program = programs.make(standin).start()
    program.stop()
    database = program.data / "parlance.sqlite"
    content = bytearray(database.read_bytes())
    content[:4096] = os.urandom(4096)
    database.write_bytes(content)
    ended = run("--port", "0", "--data", str(program.data))
    assert ended.returncode != 0 and "Fatal error" not in ended.stderr and ended.stderr.strip(), ended.stderr


def test_same_on_postgresql(programs, standin, devices, postgres):
    """The first conversation, a restart and a kill with the other engine."""
    program = programs.make(standin, extra={"PARLANCE_DATABASE_URL": postgres.url}).start()
    device = devices(program.port)
    device.until(lambda: device.catalogue["models"])
    asked = device.ask(say("In PostgreSQL"), "echo")
    assert device.ended(asked.reply)["text"] == say("In PostgreSQL")
    question = say("Killed in PostgreSQL")
    gate = standin.gate(question)
    broken = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(5)
    device.heard(broken.reply, 5)
    # A checkpoint is made once a second.
    device.drain(1.5)
    program.kill()
    program.start()
    again = devices(program.port)
    again.until(lambda: again.catalogue["models"])
    again.open(asked.chat)
    again.open(broken.chat)
    assert again.messages[asked.reply]["text"] == say("In PostgreSQL")
    row = again.ended(broken.reply, 60)
    assert row["status"] == "interrupted" and row["text"] and gate.text.startswith(row["text"])
    hits = Api(program.port).post("/v1/search", {"query": "postgresql", "limit": 10}).json["hits"]
    assert len(hits) >= 2


def test_secrets_are_found_where_they_are(folder):
    """The look for secrets itself: a file with one is found."""
    from support.secrecy import assert_folder_silent

    place = folder / "leaky"
    place.mkdir()
    (place / "file").write_bytes(b"\x00" * 100 + KEY.encode())
    with pytest.raises(AssertionError):
        assert_folder_silent(place)
