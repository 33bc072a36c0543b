"""The first conversation: a question goes out, its answer comes in piece by piece, and both stay."""

import time

from support.answers import numbered
from support.program import Program
from support.secrecy import KEY, say


def test_answer_streams_and_is_kept(device, devices, standin):
    question = say("How long is the Elbe?")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    for words in (1, 2, 3):
        gate.release(1)
        assert device.heard(asked.reply, words).decode() == "".join(numbered(words))
    assert device.messages[asked.reply]["status"] in ("pending", "processing")
    gate.finish()
    row = device.ended(asked.reply)
    assert (row["status"], row["text"], row["role"], row["parent"]) == ("done", gate.text, "assistant", asked.message)
    device.until(lambda: asked.reply in device.settled)
    assert device.settled[asked.reply]["status"] == "done"
    assert row["usage"]["output"] == 3 and 0 <= row["usage"]["first_ms"] <= row["usage"]["total_ms"]
    assert row["model"] == device.model("gated")
    # Another device that comes later finds the same.
    later = devices()
    later.open(asked.chat)
    assert [later.messages[key]["text"] for key in (asked.message, asked.reply)] == [question, gate.text]


def test_first_question_makes_chat_with_title_and_head(device):
    asked = device.ask(say("Name three rivers"), "words-20")
    device.ended(asked.reply)
    chat = device.chats[asked.chat]
    assert chat["head"] == asked.reply and chat["deleted"] is None and not chat["pinned"] and not chat["hidden"]
    assert chat["title"].startswith("Name three rivers")
    device.until(lambda: device.chats[asked.chat]["running"] == [], what="the end of the run in the chat's row")


def test_running_answer_shows_in_the_chat(device, standin):
    question = say("Still running?")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    device.until(lambda: asked.reply in device.chats[asked.chat]["running"], what="the run in the chat's row")
    gate.finish()
    device.ended(asked.reply)
    device.until(lambda: not device.chats[asked.chat]["running"], what="the run's end in the chat's row")


def test_model_sees_the_whole_branch_and_the_key(device, standin):
    first = device.ask(say("One of two"), "echo")
    device.ended(first.reply)
    question = say("Two of two")
    second = device.ask(question, "echo", chat=first.chat, parent=first.reply)
    device.ended(second.reply)
    (asked,) = standin.requests(question)
    assert [(turn["role"], turn["content"]) for turn in asked.turns if turn["role"] != "system"] == [
        ("user", say("One of two")),
        ("assistant", say("One of two")),
        ("user", question),
    ]
    assert asked.authorisation == f"Bearer {KEY}" and asked.body["stream"] is True


def test_text_of_all_kinds_comes_back_byte_for_byte(device):
    text = say('Füße 数学 🏞️ é \u202e "quotes" \\ back\\slash </script> \t tab \x01 control {"json": [1]}\n\n```swift\nlet a = 1\n```\n$$x^2$$')
    row = device.answer(text, "echo")
    assert row["text"] == text and row["status"] == "done"


def test_ten_thousand_words_arrive_whole(device):
    row = device.answer(say("Tell me a very long story"), "words-20000")
    assert row["text"] == "".join(numbered(20000)) and row["status"] == "done"


def test_several_answers_at_once(device):
    questions = [device.ask(say(f"Side by side {number}"), "steady-200-400") for number in range(5)]
    for asked in questions:
        assert device.ended(asked.reply)["text"] == "".join(numbered(400))


def test_first_token_is_not_held_back(device, standin):
    """Not a measurement: only that nothing waits for a timer on the way of a token."""
    question = say("Quick")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    delays = []
    for words in range(1, 21):
        began = time.monotonic()
        gate.release(1)
        device.heard(asked.reply, words)
        delays.append(time.monotonic() - began)
    gate.finish()
    device.ended(asked.reply)
    assert sorted(delays)[10] < 0.1, delays


def test_everything_is_there_after_a_restart(programs, standin, devices):
    program: Program = programs.make(standin).start()
    device = devices(program.port)
    device.until(lambda: device.catalogue["models"])
    asked = device.ask(say("Remember me"), "echo")
    row = device.ended(asked.reply)
    device.do("chat.set", chat=asked.chat, title=say("Kept"), pinned=True)
    epoch = device.cursor["epoch"]
    assert program.stop() == 0
    assert device.wait_closed() == 1012, "18: a server that drains says so"
    program.start()
    again = devices(program.port)
    again.open(asked.chat)
    assert again.messages[asked.reply]["text"] == row["text"]
    assert again.chats[asked.chat]["title"] == say("Kept") and again.chats[asked.chat]["pinned"]
    # The first device goes on at its cursor: nothing has changed, so nothing comes.
    device.connect()
    assert device.cursor["epoch"] == epoch and device.resyncs == 0
    assert not [frame for frame in device.frames if frame["type"] == "changes" and frame["rows"] and frame["from"] != frame["to"]]
