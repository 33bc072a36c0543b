"""A back-up is put back: devices that know what came after it are not believed, read everything again, and lose nothing that was typed."""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import time

import pytest
from playwright.sync_api import expect
from support.browser import finished
from support.device import Device
from support.identifiers import identifier
from support.program import Program, run
from support.secrecy import say


def copy_database(data: pathlib.Path, copy: pathlib.Path) -> None:
    """SQLite's `.backup`, while the server runs."""
    with contextlib.closing(sqlite3.connect(data / "parlance.sqlite")) as here, contextlib.closing(sqlite3.connect(copy)) as there:
        here.backup(there)


def remove_logs(data: pathlib.Path) -> None:
    for name in ("parlance.sqlite-wal", "parlance.sqlite-shm"):
        (data / name).unlink(missing_ok=True)


class File:
    """The database alone, copied over the one that is there."""

    def back_up(self, program: Program, place: pathlib.Path) -> None:
        copy_database(program.data, place)

    def put_back(self, program: Program, place: pathlib.Path) -> None:
        program.stop()
        shutil.copyfile(place, program.data / "parlance.sqlite")


class FileAfterCrash(File):
    """The same when the server was killed, some seconds after what it told last."""

    def put_back(self, program: Program, place: pathlib.Path) -> None:
        with contextlib.closing(sqlite3.connect(program.data / "parlance.sqlite")) as database:
            (version,) = database.execute("SELECT version FROM spaces").fetchone()
        deadline = time.monotonic() + 20
        while version not in json.loads((program.data / "mark").read_text().partition("\n")[2])["versions"].values():
            assert time.monotonic() < deadline, "the mark does not follow"
            time.sleep(0.1)
        program.kill()
        remove_logs(program.data)
        os.replace(place, program.data / "parlance.sqlite")


class Elsewhere(File):
    """The database and the keys, in a folder where there was nothing."""

    def put_back(self, program: Program, place: pathlib.Path) -> None:
        program.stop()
        shutil.copy(program.data / "keys", place.with_suffix(".keys"))
        shutil.rmtree(program.data)
        program.data.mkdir(mode=0o700)
        shutil.copy(place.with_suffix(".keys"), program.data / "keys")
        shutil.copy(place, program.data / "parlance.sqlite")


class Folder:
    """The whole folder, with the mark in it."""

    def back_up(self, program: Program, place: pathlib.Path) -> None:
        program.stop()
        subprocess.run(["cp", "-a", program.data, place], check=True)
        program.start()

    def put_back(self, program: Program, place: pathlib.Path) -> None:
        program.stop()
        shutil.rmtree(program.data)
        subprocess.run(["cp", "-a", place, program.data], check=True)


class FolderOver(Folder):
    """The whole folder, copied over the one that is there, file into file."""

    def put_back(self, program: Program, place: pathlib.Path) -> None:
        program.stop()
        subprocess.run(["cp", "-a", f"{place}/.", program.data], check=True)


def furnish(device: Device) -> dict[str, str]:
    """Chats, messages, a draft and a folder."""
    device.until(lambda: device.catalogue["models"])
    kept = device.ask(say("Kept in the back-up"), "echo")
    device.ended(kept.reply)
    doomed, drafted, shelf = identifier(), identifier(), identifier()
    device.do("draft.set", chat=doomed, text=say("A chat to be removed"), base=0)
    device.do("draft.set", chat=drafted, text=say("Begun"), base=0)
    device.do("folder.set", folder=shelf, name="A folder")
    return {"kept": kept.chat, "last": kept.reply, "doomed": doomed, "drafted": drafted, "shelf": shelf}


def go_on(device: Device, made: dict[str, str]) -> None:
    """What is not in the back-up."""
    device.do("chat.set", chat=made["kept"], title=say("Renamed later"), folder=made["shelf"])
    more = device.ask(say("Asked later"), "echo", chat=made["kept"], parent=made["last"])
    device.ended(more.reply)
    device.ended(device.ask(say("A later chat"), "echo").reply)
    device.do("chat.set", chat=made["doomed"], deleted=True)
    device.do("chat.purge", chat=made["doomed"])
    device.do("draft.set", chat=made["drafted"], text=say("Begun, and gone on"), base=device.drafts[made["drafted"]]["version"])


def come_back(device: Device, program: Program) -> None:
    """With what it had, and until all that this sets off has come."""
    device.close()
    device.port = program.port
    device.connect()
    device.catch_up()


def state(device: Device) -> tuple[dict, dict, dict, dict]:
    for chat in list(device.chats):
        if chat not in device.open_chats:
            device.open(chat)
    device.catch_up()
    return device.chats, device.messages, device.drafts, device.folders


def assert_same_as_the_database(device: Device) -> None:
    with Device(device.port).connect() as fresh:
        assert state(device) == state(fresh)


@pytest.mark.parametrize("way", [File(), FileAfterCrash(), Elsewhere(), Folder(), FolderOver()], ids=lambda way: type(way).__name__)
def test_device_that_knows_more_than_the_back_up_reads_everything_again(programs, standin, devices, folder, way):
    place = folder / f"backup-{identifier()}"
    program = programs.make(standin).start()
    device: Device = devices(program.port)
    made = furnish(device)
    way.back_up(program, place)
    come_back(device, program)
    go_on(device, made)
    before = dict(device.cursor)
    device.close()
    way.put_back(program, place)
    program.start()
    with Device(program.port).connect() as other:
        other.until(lambda: other.catalogue["models"])
        # As far as it was before, and further.
        while other.cursor["version"] <= before["version"] + 5:
            other.do("chat.set", chat=made["kept"], title=say(f"Version {other.cursor['version']}"))
    come_back(device, program)
    assert device.resyncs == 1 and device.cursor["epoch"] != before["epoch"]
    assert made["doomed"] in device.chats and len(device.chats) == 3
    assert_same_as_the_database(device)
    # That is done once: the next start finds everything as it left it.
    for end in (program.stop, program.kill):
        device.close()
        end()
        program.start()
        come_back(device, program)
        assert device.resyncs == 1
    assert_same_as_the_database(device)


def test_what_was_on_its_way_arrives_once_and_drafts_stay(programs, standin, devices, folder):
    """Rules 8 and 19 across the lives of a database."""
    way, place = File(), folder / f"backup-{identifier()}"
    program = programs.make(standin).start()
    device: Device = devices(program.port)
    made = furnish(device)
    early = {"op": "chat.set", "type": "mutate", "id": identifier(), "chat": made["kept"], "title": say("In the back-up")}
    device.send(early)
    version = device.done(early["id"])
    way.back_up(program, place)
    go_on(device, made)
    grown = device.drafts[made["drafted"]]
    before = dict(device.cursor)
    device.close()
    way.put_back(program, place)
    program.start()
    with Device(program.port).connect() as other:
        # Another device writes in the same chat; where versions begin to count from the back-up's, its draft has just the one that this device knows.
        while other.cursor["version"] < grown["version"] - 1:
            other.do("chat.set", chat=made["kept"], pinned=True)
        other.do("draft.set", chat=made["drafted"], text=say("Written meanwhile"), base=other.drafts[made["drafted"]]["version"])
    come_back(device, program)
    assert device.resyncs == 1
    # Nobody knows which of these the server has: a device sends all of them again.
    del device.acks[early["id"]]
    device.send(early)
    assert device.done(early["id"]) == version and device.chats[made["kept"]]["title"] == say("In the back-up")
    chat, message, reply = identifier(), identifier(), identifier()
    device.do("message.send", chat=chat, message=message, parent=None, text=say("Unsent before"), reply=reply)
    device.open(chat)
    device.ended(reply)
    device.do("draft.set", chat=made["drafted"], text=say("Begun, gone on, and more"), base=grown["version"])
    row = device.drafts[made["drafted"]]
    texts = [row["text"], *(piece["text"] for piece in row["others"])]
    assert say("Written meanwhile") in texts and say("Begun, gone on, and more") in texts, texts
    assert device.cursor["version"] > before["version"]
    assert_same_as_the_database(device)


def test_page_keeps_what_was_typed(programs, own_standin, windows, folder):
    """What is in the composer is said again; what was asked while the server was away arrives, or stays where it can be taken from."""
    way, place = File(), folder / f"backup-{identifier()}"
    program = programs.make(own_standin).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
        window = windows(url=program.url)
        finished(window.ask(say("Kept in the back-up"), "echo"))
        way.back_up(program, place)
        finished(window.ask(say("Lost with the disk"), "echo"))
        window.composer.fill(say("A draft that was saved"))
        expect(window.page.get_by_text("Saving")).to_have_count(0)
        device.until(lambda: any(row["text"] == say("A draft that was saved") for row in device.drafts.values()), what="the draft")
    written = windows(window.page.url.removeprefix(program.url), url=program.url)
    expect(written.questions).to_have_count(2)
    way.put_back(program, place)
    written.composer.fill(say("Asked while it was away"))
    written.composer.press("Enter")
    expect(written.questions.last).to_contain_text("Asked while it was away")
    program.start()
    expect(window.questions).to_have_count(1, timeout=45_000)
    expect(window.composer).to_have_value(say("A draft that was saved"))
    with Device(program.port).connect() as device:
        device.until(lambda: any(row["text"] == say("A draft that was saved") for row in device.drafts.values()), 45, "the draft, said again")
    expect(written.page.get_by_text(say("Asked while it was away")).first).to_be_visible(timeout=45_000)


def test_disk_that_was_put_back_as_a_whole_is_noted_by_a_command(programs, standin, devices):
    program = programs.make(standin).start()
    device: Device = devices(program.port)
    furnish(device)
    ended = run("restored", "--data", str(program.data))
    assert ended.returncode == 1 and "another server" in ended.stderr.lower() and len(ended.stderr.splitlines()) == 1, ended.stderr
    device.close()
    program.stop()
    ended = run("restored", "--data", str(program.data))
    assert ended.returncode == 0 and ended.stdout.startswith("Noted"), ended
    program.start()
    come_back(device, program)
    assert device.resyncs == 1
    assert_same_as_the_database(device)


def postgres_tool(name: str, *arguments: object) -> None:
    tool = pathlib.Path(os.environ["PARLANCE_TEST_POSTGRES_BIN"]) / name
    ended = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_dump_that_was_restored_is_seen_by_any_process(postgres, programs, standin, devices, folder):
    """Also by one without a mark; and one that still runs ends, since what it holds in memory is of another life."""
    first, second, third = (programs.make(standin, extra=postgres.settings) for _ in range(3))
    first.start()
    second.start()
    device: Device = devices(first.port)
    made = furnish(device)
    dump = folder / f"dump-{identifier()}"
    postgres_tool("pg_dump", "-Fc", "-f", dump, postgres.url)
    go_on(device, made)
    before = dict(device.cursor)
    device.close()
    first.stop()
    postgres_tool("pg_restore", "--clean", "-d", postgres.url, dump)
    third.start()
    assert second.process.wait(20) == 1
    sentence = second.log_text.splitlines()[-1]
    assert sentence.startswith("parlance: ") and "Start it again" in sentence, sentence
    first.start()
    second.start()
    for program in (first, second, third):
        come_back(device, program)
        assert device.resyncs == 1 and device.cursor["epoch"] != before["epoch"]
        assert_same_as_the_database(device)
        device.close()
