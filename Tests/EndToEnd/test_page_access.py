"""The page: by keyboard alone, by ear, on a small screen, in the dark, and while the server is away."""

import re

import pytest
from playwright.sync_api import expect
from support.accessibility import assert_contrast, assert_fits, assert_named, walk_focus
from support.answers import numbered
from support.browser import Window, finished
from support.device import Device
from support.secrecy import say

PHONE = {"width": 390, "height": 844}


def test_by_keyboard_alone(window, standin):
    question = say("Typed, not clicked")
    gate = standin.gate(question)
    expect(window.composer).to_be_focused()
    window.choose_model("gated")
    window.press("Alt+m")
    expect(window.composer).to_be_focused()
    window.page.keyboard.type(question)
    window.press("Enter")
    gate.wait_asked()
    gate.release(3)
    expect(window.answers.first.get_by_text("".join(numbered(3)), exact=True)).to_be_visible()
    window.press("Control+.")
    expect(window.answers.first).to_contain_text("You stopped this answer")
    window.press("Alt+e")
    expect(window.page.get_by_role("textbox", name="Edit message")).to_be_focused()
    window.press("Escape")
    expect(window.composer).to_be_focused()
    window.press("Alt+n")
    expect(window.answers).to_have_count(0)
    expect(window.tabs).to_have_count(2)
    window.press("Alt+1")
    expect(window.questions.first).to_contain_text("Typed, not clicked")
    window.press("Control+k")
    expect(window.page.get_by_role("combobox", name="Chats and commands")).to_be_focused()
    window.press("Escape")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    window.page.get_by_role("log", name="Conversation").focus()
    window.press("?")
    dialog = window.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Stop the answer")
    window.press("Escape")
    expect(dialog).to_have_count(0)
    window.press("Alt+2")
    window.press("Alt+w")
    expect(window.tabs).to_have_count(1)


def test_focus_is_always_seen(window):
    finished(window.ask(say("Where is the focus?"), "words-20"))
    names = walk_focus(window.page, 40)
    assert len(set(names)) > 10, names
    assert any("Copy answer" in name for name in names) and any("Settings" in name for name in names), names


def test_everything_has_a_name(window):
    finished(window.ask(say("Name everything"), "words-20"))
    assert_named(window.page)
    for keys in ("Control+k", "Control+Shift+F", "Control+,"):
        window.press(keys)
        expect(window.page.get_by_role("dialog")).to_be_visible()
        assert_named(window.page)
        window.press("Escape")
        expect(window.page.get_by_role("dialog")).to_have_count(0)


def test_answer_is_read_aloud(window, standin):
    question = say("Read to me")
    standin.script(question, "This is the first sentence. This is the second one. And a third follows here.", pace=20)
    finished(window.ask(question, "scripted"))
    expect(window.page.locator("[aria-live=polite]").filter(has_text=re.compile("End of the answer"))).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(windows, standin, scheme):
    from test_page_text import RICH

    window: Window = windows(color_scheme=scheme)
    question = say(f"In the {scheme}")
    standin.script(question, RICH)
    finished(window.ask(question, "scripted"))
    expect(window.answers.first.locator(".katex").first).to_be_visible()
    window.questions.first.hover()
    assert_contrast(window.page)
    light = window.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    window.press("Control+,")
    expect(window.page.get_by_role("dialog")).to_be_visible()
    assert_contrast(window.page)
    window.press("Escape")
    window.press("Alt+t")
    window.press("Alt+t")
    # System, light, dark: two steps lead to the dark.
    dark = window.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (light == dark) == (scheme == "dark")


def test_reduced_motion_is_respected(windows, standin):
    window = windows(reduced_motion="reduce")
    question = say("Hold still")
    gate = standin.gate(question)
    window.ask(question, "gated")
    gate.wait_asked()
    running = window.page.evaluate(
        "document.getAnimations().filter((each) => each.playState === 'running' && each.effect.getComputedTiming().activeDuration > 200).length"
    )
    gate.finish()
    assert running == 0


def test_narrow_screen(windows, standin):
    from test_page_text import RICH

    window: Window = windows(viewport=PHONE, has_touch=True, is_mobile=True)
    question = say("On the phone")
    standin.script(question, RICH + "\n\n" + "verylongword" * 40)
    finished(window.ask(question, "scripted"))
    assert_fits(window.page)
    expect(window.composer).to_be_in_viewport()
    window.page.get_by_role("button", name="Show the sidebar").click()
    expect(window.chat("On the phone").first).to_be_in_viewport()
    window.page.get_by_role("button", name="New chat").first.click()
    expect(window.answers).to_have_count(0)
    assert_fits(window.page)
    # There is no Escape on a phone, and nothing beside a panel to press.
    window.page.get_by_role("button", name="Show the sidebar").click()
    window.page.get_by_role("button", name="Search", exact=True).click()
    window.page.get_by_role("dialog", name="Search").get_by_role("button", name="Close").click()
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    window.page.get_by_role("button", name="Hide the sidebar").click()
    assert_named(window.page)
    small = window.page.evaluate(
        """[...document.querySelectorAll('button, a, input, textarea')].filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        .map((each) => [each.getAttribute('aria-label') || each.innerText, each.getBoundingClientRect()])
        .filter(([name, box]) => box.width > 2 && box.right > 0 && box.left < innerWidth && (box.width < 24 || box.height < 24)).map(([name]) => name)"""
    )
    assert small == [], f"too small to be touched: {small}"


def test_zoomed_to_four_times(windows):
    """1280 pixels at 400 % are 320 (WCAG 2.2, 1.4.10)."""
    window = windows(viewport={"width": 320, "height": 256})
    assert_fits(window.page)
    finished(window.ask(say("Zoomed in"), "words-20"))
    assert_fits(window.page)


def test_killed_server_is_waited_for_and_the_answer_goes_on(programs, own_standin, windows):
    program = programs.make(own_standin).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
    window = windows(url=program.url)
    question = say("Pull the plug")
    gate = own_standin.gate(question)
    answer = window.ask(question, "gated")
    gate.wait_asked()
    gate.release(6)
    expect(answer.get_by_text("".join(numbered(6)), exact=True)).to_be_visible()
    with Device(program.port).connect() as device:
        # A checkpoint is made once a second: wait for its time, reading.
        device.drain(1.5)
    program.kill()
    # What is written now is sent when the server is back.
    window.composer.fill(say("Written while it was away"))
    program.start()
    expect(answer).to_contain_text("The server stopped while this was being written.", timeout=45_000)
    expect(answer.get_by_text(re.compile(r"^w1\b"))).to_be_visible()
    expect(window.composer).to_have_value(say("Written while it was away"))
    answer.get_by_role("button", name="Continue").click()
    gate.wait_asked()
    gate.release(2)
    gate.finish()
    expect(finished(answer).get_by_text("".join(numbered(8)), exact=True)).to_be_visible()


def test_chat_that_was_never_looked_at_says_so_while_the_server_is_away(programs, own_standin, windows):
    program = programs.make(own_standin).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
        device.answer(say("Never looked at"), "words-20")
    window = windows(url=program.url)
    expect(window.chat("Never looked at")).to_be_visible()
    program.kill()
    window.chat("Never looked at").click()
    expect(window.page.get_by_text("This chat is on the server alone")).to_be_visible(timeout=30_000)
    program.start()
    expect(window.questions.first).to_contain_text("Never looked at", timeout=45_000)


def test_message_sent_while_the_server_is_away_arrives_once(programs, own_standin, windows):
    program = programs.make(own_standin).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
    window = windows(url=program.url)
    finished(window.ask(say("Before"), "echo"))
    program.kill()
    window.composer.fill(say("Meanwhile"))
    window.composer.press("Enter")
    expect(window.questions.last).to_contain_text("Meanwhile")
    program.start()
    expect(window.answers).to_have_count(2, timeout=45_000)
    expect(window.answers.last).to_contain_text("Meanwhile", timeout=45_000)
    window.page.reload()
    expect(window.questions).to_have_count(2)
