"""Devices in step. The numbers are those of the rules in docs/protocol.md; support/device.py holds every test to the others."""

import pytest
from support.answers import numbered
from support.device import Device, Rejected
from support.frames import RUNNING, mutation
from support.identifiers import identifier
from support.secrecy import say


def test_two_devices_stay_in_step(device, devices, standin):
    other = devices()
    question = say("Both of us")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    other.until(lambda: asked.chat in other.chats, what="the new chat")
    other.open(asked.chat)
    gate.wait_asked()
    gate.release(6)
    for each in (device, other):
        assert each.heard(asked.reply, 6).decode() == gate.text
    gate.finish()
    assert other.ended(asked.reply) == device.ended(asked.reply)
    for each in (device, other):
        each.until(lambda: not each.chats[asked.chat]["running"])
    assert device.chats[asked.chat] == other.chats[asked.chat]


def test_closed_chat_brings_a_notice_and_no_text(device, devices):
    other = devices()
    other.settle_down()
    asked = device.ask(say("Elsewhere"), "words-20")
    device.ended(asked.reply)
    notice = other.until(lambda: [notice for notice in other.notices if notice["message"] == asked.reply])[0]
    assert (notice["chat"], notice["status"]) == (asked.chat, "done") and notice["title"].startswith("Elsewhere")
    assert asked.reply not in other.texts and asked.reply not in other.messages


def test_reload_in_mid_answer_goes_on_at_the_offset(device, standin):
    """11: what is there already is not sent again."""
    question = say("Reload me")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(10)
    held = len(device.heard(asked.reply, 10))
    device.close()
    gate.release(5)
    device.open_chats[asked.chat] = device.cursor["version"]
    device.connect()
    device.heard(asked.reply, 15)
    offsets = [frame["offset"] for frame in device.frames if frame["type"] == "delta" and frame["message"] == asked.reply]
    assert offsets[0] == held
    gate.release(5)
    gate.finish()
    assert device.ended(asked.reply)["text"] == "".join(numbered(20))


def test_answer_that_ends_while_away(device, standin):
    question = say("Finish without me")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(3)
    device.heard(asked.reply, 3)
    version = device.cursor["version"]
    device.close()
    gate.release(3)
    gate.finish()
    with Device(device.port).connect() as watcher:
        watcher.open(asked.chat)
        watcher.ended(asked.reply)
    device.connect(after={asked.chat: version})
    assert device.ended(asked.reply)["text"] == "".join(numbered(6))


def test_stream_is_read_again_from_any_offset(device, standin):
    question = say("Again, please")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(8)
    whole = device.heard(asked.reply, 8)
    for offset in (0, 5, len(whole)):
        device.read_again(asked.reply, offset)
        gate.release(1)
        device.until(lambda: len(device.texts[asked.reply]) > len(whole) and device.is_read_again(asked.reply))
        whole = device.texts[asked.reply]
        assert whole.decode() == gate.text[: len(whole)]
    gate.finish()
    device.ended(asked.reply)


def test_offsets_count_bytes(device, standin):
    """Words: offsets in a text count its UTF-8 bytes."""
    question = say("Zählen")
    text = "Größe 数学 🏞️ ende 🎈 é" * 200
    standin.script(question, text, pace=2000)
    asked = device.ask(question, "scripted")
    row = device.ended(asked.reply)
    assert row["text"] == text
    device.until(lambda: asked.reply in device.settled)
    assert device.settled[asked.reply]["length"] == len(text.encode())


def test_cursor_brings_what_changed_and_nothing_else(device, devices):
    """Rules 3, 4, 5."""
    quiet = devices()
    first = device.ask(say("Before"), "words-20")
    device.ended(first.reply)
    quiet.reach(device.cursor["version"])
    quiet.close()
    second = device.ask(say("While away"), "words-20")
    device.ended(second.reply)
    device.do("chat.set", chat=first.chat, title=say("Renamed while away"))
    quiet.connect()
    rows = [row for frame in quiet.frames if frame["type"] == "changes" for row in frame["rows"]]
    assert {row["id"] for row in rows} == {first.chat, second.chat}
    assert quiet.chats == {key: quiet.chats[key] for key in device.chats} and quiet.chats[first.chat]["title"] == say("Renamed while away")


def test_catch_up_of_an_open_chat_ends_with_its_own_row(device, devices):
    """6: then the device knows that it has them all."""
    asked = device.ask(say("Catch up"), "words-20")
    device.ended(asked.reply)
    other = devices()
    other.open(asked.chat)
    version = other.cursor["version"]
    other.close_chat(asked.chat)
    device.do("message.rate", chat=asked.chat, message=asked.reply, rating=1)
    other.reach(device.cursor["version"])
    for after in (version, other.cursor["version"]):
        mark = len(other.frames)
        other.open(asked.chat, after=after)
        frames = [frame for frame in other.frames[mark:] if frame["type"] == "changes" and frame["from"] == frame["to"]]
        assert frames and frames[-1]["rows"][-1]["id"] == asked.chat
        other.close_chat(asked.chat)
    assert other.messages[asked.reply]["rating"] == 1


def test_cursor_from_the_future_is_resynced(device, devices):
    """7."""
    asked = device.ask(say("Stay"), "words-20")
    device.ended(asked.reply)
    for cursor in ({"epoch": device.cursor["epoch"], "version": 1 << 40}, {"epoch": "another", "version": 1}):
        other = Device(device.port)
        other.cursor = cursor
        other.dial()
        other.send({"type": "hello", "v": 1, "device": other.id, "cursor": cursor, "open": [], "streams": {}})
        other.until(lambda: other.resyncs == 1, what="resync")
        other.until(lambda: other.is_current and asked.chat in other.chats)
        assert other.chats[asked.chat] == device.chats[asked.chat]
        other.close()


def test_mutation_sent_twice_has_one_effect(device, devices):
    """8."""
    frame = mutation(
        "message.send",
        chat=identifier(),
        message=identifier(),
        parent=None,
        text=say("Once"),
        reply=identifier(),
        model=device.model("words-20"),
    )
    for _ in range(3):
        device.send(frame)
    version = device.done(frame["id"])
    device.open(frame["chat"])
    device.ended(frame["reply"])
    other = devices()
    other.send(frame)
    assert other.done(frame["id"]) == version
    other.open(frame["chat"])
    assert [message["id"] for message in other.pages[frame["chat"]][-1]["messages"]] == [frame["message"], frame["reply"]]


def test_mutations_of_a_device_keep_their_order(device):
    """9."""
    asked = device.ask(say("In order"), "words-20")
    device.ended(asked.reply)
    ids = [device.mutate("chat.set", chat=asked.chat, title=f"Title {number}") for number in range(50)]
    versions = [device.done(each) for each in ids]
    assert versions == sorted(versions)
    device.until(lambda: device.chats[asked.chat]["title"] == "Title 49")
    acked = [frame["id"] for frame in device.frames if frame["type"] == "ack" and frame["id"] in ids]
    assert acked == ids


def test_refused_mutation_changes_nothing(device):
    """10."""
    asked = device.ask(say("Untouched"), "words-20")
    device.ended(asked.reply)
    device.settle_down()
    version, chat = device.cursor["version"], dict(device.chats[asked.chat])
    with pytest.raises(Rejected):
        device.do("chat.set", chat=asked.chat, title="half", model="x" * 100_000)
    device.settle_down()
    assert device.cursor["version"] == version and device.chats[asked.chat] == chat


def test_first_frame_must_be_hello(server):
    """1."""
    stranger = Device(server.port)
    stranger.dial()
    stranger.send({"type": "ping", "n": 1})
    code = stranger.wait_closed()
    assert [problem["code"] for problem in stranger.problems] == ["hello_expected"] and code == 4400


def test_second_hello_and_too_many_chats_are_refused(device):
    for frame in (
        {"type": "hello", "v": 1, "device": device.id, "cursor": None, "open": [], "streams": {}},
        {"type": "hello", "v": 2, "device": device.id, "cursor": None, "open": [], "streams": {}},
    ):
        count = len(device.problems)
        device.send(frame)
        device.until(lambda: len(device.problems) == count + 1)
    device.settle_down()
    stranger = Device(device.port)
    stranger.dial()
    chats = [{"chat": identifier(), "after": 0} for _ in range(101)]
    stranger.send({"type": "hello", "v": 1, "device": stranger.id, "cursor": None, "open": chats, "streams": {}})
    assert stranger.until(lambda: stranger.problems)
    stranger.close()


def test_slow_reader_is_bounded_and_catches_up(server, device, devices):
    """14: above the marks text stops or the socket is closed; either way nothing is lost, and memory does not grow with what is unread."""
    # What it does not read are the answers to its own pings too.
    slow = Device(server.port, max_queue=1, ping_interval=None)
    slow.connect()
    before = server.resident()
    asked = device.ask(say("Flood"), "words-20000")
    slow.send({"type": "open", "chat": asked.chat, "after": 0})
    slow.open_chats[asked.chat] = 0
    rows = [device.ended(asked.reply)]
    for _ in range(5):
        reply = identifier()
        device.do("message.answer", chat=asked.chat, parent=asked.message, reply=reply, model=device.model("words-20000"))
        rows.append(device.ended(reply))
    assert server.resident() - before < 60 << 20
    slow.until(lambda: all(row["id"] in slow.messages and slow.messages[row["id"]]["status"] not in RUNNING for row in rows), 30)
    assert all(slow.messages[row["id"]]["text"] == row["text"] for row in rows)
    slow.close()


def test_every_refused_frame_leaves_the_socket_open(device):
    """16."""
    for frame in (
        {"type": "nothing"},
        {"type": "open"},
        {"type": "open", "chat": identifier(), "after": 0, "extra": 1},
        {"type": "open", "chat": 7, "after": 0},
        {"type": "ping", "n": "1"},
        {"type": "page", "chat": identifier(), "before": identifier()},
        {},
        [],
        "hello",
        None,
        7,
    ):
        count = len(device.problems)
        device.send(frame)
        device.until(lambda: len(device.problems) == count + 1, what=f"a problem for {frame}")
    device.settle_down()


@pytest.mark.parametrize(
    "op, fields, code",
    [
        ("nothing.known", {}, None),
        ("chat.set", {"chat": "no identifier", "title": "x"}, None),
        ("chat.set", {"chat": "0190b6c2-7a00-7000-8000-0000000000ff", "title": "x"}, "chat_unknown"),
        ("chat.set", {"chat": "0190B6C2-7A00-7000-8000-0000000000FF", "title": "x"}, None),
        ("chat.set", {"title": "x"}, "missing_field"),
        ("chat.purge", {"chat": "0190b6c2-7a00-7000-8000-0000000000ff"}, "chat_unknown"),
        ("message.send", {"chat": "0190b6c2-7a00-7000-8000-0000000000ff"}, "missing_field"),
        ("message.stop", {"chat": "0190b6c2-7a00-7000-8000-0000000000ff", "message": "0190b6c2-7a00-7000-8000-0000000000fe"}, None),
        ("message.rate", {"chat": "0190b6c2-7a00-7000-8000-0000000000ff", "message": "0190b6c2-7a00-7000-8000-0000000000fe", "rating": 1.5}, None),
        ("chat.set", {"chat": "0190b6c2-7a00-7000-8000-0000000000ff", "pinned": "yes"}, "wrong_type"),
        ("chat.set", {"chat": "0190b6c2-7a00-7000-8000-0000000000ff", "title": "x", "colour": "red"}, "unknown_field"),
    ],
)
def test_refused_mutation_says_why(device, op, fields, code):
    """16."""
    with pytest.raises(Rejected) as refused:
        device.done(device.mutate(op, **fields))
    assert code in (None, refused.value.code), refused.value.problem
    device.settle_down()
