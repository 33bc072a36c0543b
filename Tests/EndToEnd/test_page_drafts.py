"""The page: drafts follow the user from window to window, and two windows never lose a character of each other."""

import json
import re

import pytest
from playwright.sync_api import WebSocketRoute, expect
from support.accessibility import assert_contrast, assert_named
from support.browser import Window, finished
from support.device import Device
from support.identifiers import identifier
from support.secrecy import say


@pytest.fixture
def chat(window) -> str:
    """A chat that is shown, with an answer in it."""
    finished(window.ask(say("Where drafts are written"), "words-20"))
    return window.page.url.rpartition("/")[2]


def test_draft_follows_to_another_window_and_back(window, windows, chat):
    other: Window = windows(f"/c/{chat}")
    window.composer.fill(say("Begun on the laptop"))
    expect(other.composer).to_have_value(say("Begun on the laptop"))
    other.composer.press("End")
    other.page.keyboard.type(", ended on the phone")
    expect(window.composer).to_have_value(say("Begun on the laptop") + ", ended on the phone")
    window.page.reload()
    expect(window.composer).to_have_value(say("Begun on the laptop") + ", ended on the phone")
    finished(other.ask(say("Sent"), None))
    expect(window.composer).to_have_value("")


def test_first_words_make_the_chat(window, windows):
    window.composer.fill(say("An idea without a chat"))
    window.page.wait_for_url("**/c/*")
    # The place for a new chat does not jump away under the writer.
    expect(window.page.get_by_role("heading", name="What is on your mind?")).to_be_visible()
    expect(window.chat("An idea without a chat")).to_contain_text("Draft")
    other: Window = windows()
    other.chat("An idea without a chat").click()
    expect(other.composer).to_have_value(say("An idea without a chat"))
    finished(other.ask(say("Made of a draft"), "words-20"))
    expect(window.questions.first).to_contain_text("Made of a draft")
    expect(window.chat("An idea without a chat")).to_have_count(0)
    other.page.get_by_role("button", name="New chat").first.click()
    other.composer.fill(say("Thought better of it"))
    expect(window.chat("Thought better of it")).to_be_visible()
    other.composer.fill("")
    expect(window.chat("Thought better of it")).to_have_count(0)


@pytest.mark.parametrize("button, kept", [("Keep mine", "Mine"), ("Take theirs", "Theirs"), ("Keep both", "Mine\n\nTheirs")])
def test_two_windows_wrote_and_a_person_chooses(window, chat, device: Device, button, kept):
    window.composer.fill("Mine")
    device.until(lambda: chat in device.drafts and device.drafts[chat]["text"] == "Mine", what="the page's draft")
    # Written without knowing of it (rule 19).
    device.do("draft.set", chat=chat, text="Theirs", base=0)
    panel = window.page.get_by_role("region", name="This draft was written in more than one window.")
    expect(panel).to_contain_text("Another window wrote:")
    expect(panel).to_contain_text("Theirs")
    assert_named(window.page)
    # Once it has faded in.
    panel.evaluate("(element) => Promise.all(element.getAnimations().map((each) => each.finished))")
    assert_contrast(window.page)
    # By keyboard: it stands before the composer.
    panel.get_by_role("button", name=button).focus()
    window.press("Enter")
    expect(panel).to_have_count(0)
    expect(window.composer).to_be_focused()
    words = set(kept.split())
    if len(words) == 1:
        expect(window.composer).to_have_value(kept)
    device.until(lambda: set(device.drafts[chat]["text"].split()) == words and not device.drafts[chat]["others"], what="the chosen text")


def test_message_waits_until_its_chat_has_come(window, chat, device: Device):
    said: list[dict] = []
    held: list[tuple[WebSocketRoute, str]] = []
    slow = True

    def between(page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        page.on_message(lambda text: (said.append(json.loads(text)), server.send(text)))
        # With the greeting alone the page is online, and does not know where the chat ends.
        server.on_message(lambda text: held.append((page, text)) if slow and json.loads(text)["type"] != "welcome" else page.send(text))

    device.until(lambda: chat in device.chats, what="the chat")
    end = device.chats[chat]["head"]
    window.context.route_web_socket(re.compile("/v1/sync$"), between)
    window.page.reload()
    window.composer.fill(say("Where does it end?"))
    while not any(frame.get("op") == "draft.set" for frame in said):
        window.page.wait_for_timeout(20)
    window.composer.press("Enter")
    expect(window.composer).to_have_value(say("Where does it end?"))
    slow = False
    for page, text in held:
        page.send(text)
    finished(window.answers.first)
    window.composer.press("Enter")
    expect(window.composer).to_have_value("")
    window.until_nothing_would_be_lost()
    assert [frame["parent"] for frame in said if frame.get("op") == "message.send"] == [end]


def test_draft_is_written_while_the_server_is_away(programs, own_standin, windows):
    program = programs.make(own_standin).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
        chat = identifier()
        device.do("draft.set", chat=chat, text=say("Before"), base=0)
    window: Window = windows(f"/c/{chat}", url=program.url)
    expect(window.composer).to_have_value(say("Before"))
    program.kill()
    window.composer.fill(say("Before and meanwhile"))
    expect(window.page.get_by_text("Draft kept in this window until the server is back")).to_be_visible(timeout=30_000)
    program.start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.drafts[chat]["text"] == say("Before and meanwhile"), 45, what="the draft of the time away")
