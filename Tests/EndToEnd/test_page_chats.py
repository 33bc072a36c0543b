"""The page: the list of chats, the trash, search, and very many of everything."""

import re
import time

import pytest
from playwright.sync_api import expect
from support.browser import finished
from support.identifiers import identifier
from support.secrecy import say


def test_rename_pin_and_hide(window):
    finished(window.ask(say("Rename this"), "words-20"))
    finished_title = say("A better name")
    window.act("Rename this", "Rename")
    field = window.page.get_by_role("textbox", name="Chat title")
    field.fill(finished_title)
    field.press("Enter")
    expect(window.chat("A better name")).to_be_visible()
    window.page.get_by_role("button", name="New chat").first.click()
    finished(window.ask(say("A newer one"), "words-20"))
    expect(window.chats.first).to_contain_text("A newer one")
    window.act("A better name", "Pin")
    expect(window.chats.first).to_contain_text("A better name")
    window.act("A better name", "Unpin")
    expect(window.chats.first).to_contain_text("A newer one")
    window.act("A better name", "Hide")
    expect(window.chat("A better name")).to_have_count(0)
    window.page.get_by_role("button", name=re.compile("^Hidden")).click()
    expect(window.chat("A better name")).to_be_visible()
    window.act("A better name", "Show in the list")
    window.page.get_by_role("button", name=re.compile("^Hidden")).click()
    expect(window.chat("A better name")).to_be_visible()


def test_delete_undo_restore_and_delete_for_ever(window):
    finished(window.ask(say("Delete this"), "words-20"))
    window.act("Delete this", "Delete")
    expect(window.chat("Delete this")).to_have_count(0)
    window.page.get_by_role("button", name="Undo").click()
    expect(window.chat("Delete this")).to_be_visible()
    window.act("Delete this", "Delete")
    trash = window.page.get_by_role("button", name=re.compile("^Trash"))
    trash.click()
    window.act("Delete this", "Restore")
    expect(window.chat("Delete this")).to_have_count(0)
    trash.click()
    expect(window.chat("Delete this")).to_be_visible()
    window.act("Delete this", "Delete")
    trash.click()
    window.act("Delete this", "Delete for ever")
    # The way out has the focus.
    expect(window.page.get_by_role("button", name="Cancel")).to_be_focused()
    window.page.get_by_role("dialog").get_by_role("button", name="Delete for ever").click()
    expect(window.chat("Delete this")).to_have_count(0)
    expect(window.page.get_by_text("The trash is empty.").or_(window.chats.first)).to_be_visible()


def test_search_finds_and_shows(window):
    finished(window.ask(say("The cormorant dries its wings"), "echo"))
    window.page.get_by_role("button", name="New chat").first.click()
    window.press("Control+Shift+F")
    field = window.page.get_by_role("combobox", name="Search all messages")
    field.fill("cormorant")
    option = window.page.get_by_role("option").first
    expect(option).to_contain_text("cormorant")
    expect(option.locator("mark").first).to_have_text("cormorant")
    field.press("Enter")
    expect(window.questions.first).to_contain_text("The cormorant dries its wings")
    window.press("Control+Shift+F")
    field.fill("nothing of the kind anywhere")
    expect(window.page.get_by_text("Nothing found.")).to_be_visible()
    window.press("Escape")


def test_palette_goes_to_a_chat(window):
    finished(window.ask(say("Kittiwake colony"), "words-20"))
    window.page.get_by_role("button", name="New chat").first.click()
    window.press("Control+k")
    window.page.get_by_role("combobox", name="Chats and commands").fill("kittiwake")
    expect(window.page.get_by_role("option").first).to_contain_text("Kittiwake colony")
    window.press("Enter")
    expect(window.questions.first).to_contain_text("Kittiwake colony")


def test_address_names_the_chat_and_nothing_else(window, windows):
    finished(window.ask(say("Address me"), "words-20"))
    expect(window.page).to_have_url(re.compile(r"/c/[0-9a-f-]{36}$"))
    other = windows(window.page.url.removeprefix(window.url))
    expect(other.questions.first).to_contain_text("Address me")
    other.page.goto(f"/c/{identifier()}")
    expect(other.page.get_by_text("This chat is not here")).to_be_visible()
    # Nothing can be sent into it.
    expect(other.composer).to_have_count(0)


@pytest.mark.timeout(90)
def test_very_many_chats_cost_what_is_seen(device, windows):
    for number in range(400):
        device.mutate(
            "message.send", chat=identifier(), message=identifier(), parent=None, text=say(f"Chat of many {number:03}"), reply=identifier(), model=device.model("words-20")
        )
    device.until(lambda: sum(not chat["running"] for chat in device.chats.values()) >= 400, 60, "400 chats")
    window = windows()
    expect(window.chats.first).to_be_visible()
    assert window.chats.count() < 80
    window.chats.first.focus()
    window.page.get_by_role("navigation", name="Chats").get_by_role("link").last.scroll_into_view_if_needed()
    assert window.chats.count() < 80


def test_long_chat_draws_what_is_seen(device, windows):
    asked = device.ask(say("Long chat"), "words-20")
    device.ended(asked.reply)
    parent = asked.reply
    for number in range(1, 100):
        following = device.ask(f"Line {number}", "words-20", chat=asked.chat, parent=parent)
        device.ended(following.reply)
        parent = following.reply
    window = windows(f"/c/{asked.chat}")
    expect(window.questions.last).to_contain_text("Line 99")
    assert window.questions.count() < 60
    log = window.page.get_by_role("log", name="Conversation")
    beginning = log.get_by_text(say("Long chat"))
    # Up to the beginning, page by page: each step is a turn of the wheel, as many as it takes.
    log.hover()
    deadline = time.monotonic() + 60
    while not beginning.count() and time.monotonic() < deadline:
        window.page.mouse.wheel(0, -2000)
        window.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(window.questions.first).to_contain_text("Long chat")
    assert window.questions.count() < 60
    window.page.get_by_role("button", name="Jump to latest").click()
    expect(window.questions.last).to_contain_text("Line 99")
