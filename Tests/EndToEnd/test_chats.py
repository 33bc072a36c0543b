"""Chats: names, pins, the trash, branches, ratings, and what stops, repeats or goes on."""

import pytest
from support.answers import numbered
from support.device import Rejected
from support.identifiers import identifier
from support.secrecy import say


@pytest.fixture
def talk(device):
    """A chat with one question and its answer."""
    asked = device.ask(say("The beginning"), "words-20")
    device.ended(asked.reply)
    device.until(lambda: not device.chats[asked.chat]["running"])
    return asked


def test_each_field_changes_alone(device, devices, talk):
    other = devices()
    device.do("chat.set", chat=talk.chat, title=say("Rivers"))
    other.until(lambda: other.chats[talk.chat]["title"] == say("Rivers"))
    # Two windows never overwrite each other's work.
    device.send({"type": "mutate", "id": identifier(), "op": "chat.set", "chat": talk.chat, "pinned": True})
    other.do("chat.set", chat=talk.chat, hidden=True, model=other.model("echo"))
    device.until(lambda: device.chats[talk.chat]["hidden"])
    chat = device.until(lambda: device.chats[talk.chat]["pinned"] and device.chats[talk.chat])
    assert (chat["title"], chat["pinned"], chat["hidden"], chat["model"]) == (say("Rivers"), True, True, device.model("echo"))
    device.do("chat.set", chat=talk.chat, pinned=False, hidden=False)
    assert not device.chats[talk.chat]["pinned"] and device.chats[talk.chat]["title"] == say("Rivers")


def test_trash_restore_and_purge(device, devices, talk):
    other = devices()
    device.do("chat.set", chat=talk.chat, deleted=True)
    other.until(lambda: other.chats[talk.chat]["deleted"])
    device.do("chat.set", chat=talk.chat, deleted=False)
    other.until(lambda: other.chats[talk.chat]["deleted"] is None)
    with pytest.raises(Rejected) as refused:
        device.do("chat.purge", chat=talk.chat)
    assert refused.value.code == "chat_not_in_trash"
    device.do("chat.set", chat=talk.chat, deleted=True)
    device.do("chat.purge", chat=talk.chat)
    assert talk.chat in device.gone and talk.chat not in device.chats and talk.reply not in device.messages
    other.until(lambda: talk.chat in other.gone)
    late = devices()
    assert talk.chat not in late.chats
    with pytest.raises(Rejected) as refused:
        device.do("chat.set", chat=talk.chat, title="again")
    assert refused.value.code == "chat_unknown"


def test_purged_identifier_is_not_taken_again(device, talk):
    """A tombstone is for ever: a late mutation of an old device must not bring a chat back to half a life."""
    device.do("chat.set", chat=talk.chat, deleted=True)
    device.do("chat.purge", chat=talk.chat)
    with pytest.raises(Rejected):
        device.do("message.send", chat=talk.chat, message=identifier(), parent=None, text=say("Ghost"), reply=identifier())


def test_answering_a_chat_in_the_trash_restores_it(device, talk):
    device.do("chat.set", chat=talk.chat, deleted=True)
    asked = device.ask(say("Back again"), "words-20", chat=talk.chat, parent=talk.reply)
    device.ended(asked.reply)
    assert device.chats[talk.chat]["deleted"] is None


def test_rating(device, devices, talk):
    other = devices()
    other.open(talk.chat)
    for rating in (1, -1, 0):
        device.do("message.rate", chat=talk.chat, message=talk.reply, rating=rating)
        other.until(lambda: other.messages[talk.reply]["rating"] == rating)
    with pytest.raises(Rejected):
        device.do("message.rate", chat=talk.chat, message=talk.reply, rating=2)
    assert device.messages[talk.reply]["text"] == "".join(numbered(20))


def test_regenerating_makes_a_branch_and_walking_shows_it(device, devices, talk):
    second = identifier()
    device.do("message.answer", chat=talk.chat, parent=talk.message, reply=second, model=device.model("echo"))
    row = device.ended(second)
    assert row["text"] == say("The beginning") and row["parent"] == talk.message
    assert device.chats[talk.chat]["head"] == second
    fresh = devices()
    fresh.open(talk.chat)
    page = fresh.pages[talk.chat][-1]
    assert page["branches"] == {talk.message: [talk.reply, second]}
    assert [message["id"] for message in page["messages"]] == [talk.message, second]
    device.do("chat.branch", chat=talk.chat, message=talk.reply)
    fresh.until(lambda: fresh.chats[talk.chat]["head"] == talk.reply)
    fresh.open(talk.chat)
    assert [message["id"] for message in fresh.pages[talk.chat][-1]["messages"]] == [talk.message, talk.reply]


def test_editing_makes_a_branch_at_the_root(device, devices, talk, standin):
    """Editing is sending with the parent of the edited message: what was after it is not shown to the model."""
    question = say("The beginning, edited")
    asked = device.ask(question, "echo", chat=talk.chat, parent=None)
    device.ended(asked.reply)
    assert [turn["content"] for turn in standin.requests(question)[0].turns if turn["role"] != "system"] == [question]
    fresh = devices()
    fresh.open(talk.chat)
    page = fresh.pages[talk.chat][-1]
    assert page["branches"] == {"": [talk.message, asked.message]}
    assert [message["id"] for message in page["messages"]] == [asked.message, asked.reply]


def test_branch_shows_the_newest_leaf(device, talk):
    later = device.ask(say("And then?"), "words-20", chat=talk.chat, parent=talk.reply)
    device.ended(later.reply)
    other = device.ask(say("Another way"), "words-20", chat=talk.chat, parent=None)
    device.ended(other.reply)
    device.do("chat.branch", chat=talk.chat, message=talk.message)
    assert device.chats[talk.chat]["head"] == later.reply


def test_stop_keeps_the_text_and_ends_the_request(device, standin):
    question = say("Stop me")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(7)
    device.heard(asked.reply, 7)
    device.do("message.stop", chat=asked.chat, message=asked.reply)
    row = device.ended(asked.reply)
    assert (row["status"], row["text"]) == ("stopped", "".join(numbered(7)))
    gate.wait_abandoned()
    # Once more is no error, and changes nothing.
    device.do("message.stop", chat=asked.chat, message=asked.reply)
    assert device.messages[asked.reply]["text"] == row["text"]


def test_continue_goes_on_after_what_is_there(device, devices, standin):
    question = say("Stop me, then go on")
    gate = standin.gate(question)
    asked = device.ask(question, "gated")
    gate.wait_asked()
    gate.release(5)
    device.heard(asked.reply, 5)
    device.do("message.stop", chat=asked.chat, message=asked.reply)
    device.ended(asked.reply)
    other = devices()
    other.open(asked.chat)
    device.do("message.continue", chat=asked.chat, message=asked.reply)
    gate.wait_asked()
    assert standin.requests(question)[-1].begun == "".join(numbered(5))
    gate.release(4)
    for each in (device, other):
        assert each.heard(asked.reply, 9).decode() == "".join(numbered(9))
    gate.finish()
    for each in (device, other):
        row = each.ended(asked.reply)
        assert (row["status"], row["text"]) == ("done", "".join(numbered(9)))
    with pytest.raises(Rejected) as refused:
        device.do("message.continue", chat=asked.chat, message=asked.reply)
    assert refused.value.code == "not_continuable"


def test_long_chat_comes_in_pages(device, devices):
    """Pages meet: no message twice, none left out, down to the root."""
    asked = device.ask(say("Page 0"), "words-20")
    device.ended(asked.reply)
    chat, parent, known = asked.chat, asked.reply, [asked.message, asked.reply]
    for number in range(1, 60):
        asked = device.ask(f"Page {number}", "echo", chat=chat, parent=parent)
        device.ended(asked.reply)
        parent = asked.reply
        known += [asked.message, asked.reply]
    fresh = devices()
    fresh.open(chat)
    found: list[str] = []
    while True:
        page = fresh.pages[chat][-1]
        found = [message["id"] for message in page["messages"]] + found
        if page["first"] is None:
            break
        count = len(fresh.pages[chat])
        fresh.send({"type": "page", "chat": chat, "before": page["first"]})
        fresh.until(lambda: len(fresh.pages[chat]) > count, what="the next page")
        assert fresh.pages[chat][-1]["before"] == page["first"]
    assert found == known
