"""The page: a conversation as a person has it."""

import re

import pytest
from playwright.sync_api import expect
from support.answers import numbered
from support.browser import finished
from support.device import Device
from support.secrecy import say


def words(count: int) -> str:
    return "".join(numbered(count))


def test_answer_appears_word_by_word(window, standin):
    question = say("Word by word")
    gate = standin.gate(question)
    answer = window.ask(question, "gated")
    expect(window.questions.last).to_contain_text("Word by word")
    gate.wait_asked()
    for count in (1, 2, 3, 10):
        gate.release(count - len(gate.text.split()))
        expect(answer.get_by_text(words(count), exact=True)).to_be_visible()
    gate.finish()
    finished(answer)
    # Which model, how many tokens, at what speed.
    expect(answer).to_contain_text(re.compile(r"gated · 10 tokens · .*tokens/s"))


def test_stop_keeps_what_was_written_and_continue_goes_on(window, standin):
    question = say("Stop and go on")
    gate = standin.gate(question)
    answer = window.ask(question, "gated")
    gate.wait_asked()
    gate.release(4)
    expect(answer.get_by_text(words(4), exact=True)).to_be_visible()
    window.page.get_by_role("button", name="Stop", exact=True).click()
    expect(answer).to_contain_text("You stopped this answer")
    gate.wait_abandoned()
    answer.get_by_role("button", name="Continue").click()
    gate.wait_asked()
    gate.release(3)
    gate.finish()
    expect(finished(answer).get_by_text(words(7), exact=True)).to_be_visible()


def test_answer_again_and_walk_the_versions(window):
    answer = window.ask(say("Twice"), "words-20")
    finished(answer)
    window.choose_model("echo")
    answer.get_by_role("button", name="Answer again").click()
    versions = answer.get_by_role("group", name="Versions")
    expect(versions).to_contain_text("2 / 2")
    expect(answer).to_contain_text(say("Twice"))
    answer.get_by_role("button", name="Previous version").click()
    expect(versions).to_contain_text("1 / 2")
    expect(answer.get_by_text(words(20), exact=True)).to_be_visible()
    answer.get_by_role("button", name="Next version").click()
    expect(answer).to_contain_text(say("Twice"))


def test_edit_branches_and_the_first_version_stays(window):
    finished(window.ask(say("First wording"), "echo"))
    finished(window.ask(say("A follow-up"), None))
    first = window.questions.first
    first.hover()
    first.get_by_role("button", name="Edit message").click()
    box = window.page.get_by_role("textbox", name="Edit message")
    expect(box).to_have_value(say("First wording"))
    box.fill(say("Second wording"))
    box.press("Enter")
    expect(window.questions).to_have_count(1)
    expect(window.questions.first).to_contain_text("Second wording")
    expect(window.answers.first).to_contain_text("Second wording")
    window.questions.first.get_by_role("button", name="Previous version").click()
    expect(window.questions).to_have_count(2)
    expect(window.questions.nth(1)).to_contain_text("A follow-up")


def test_edits_of_several_messages_wait_for_each_other_and_for_their_editor(window):
    for text in ("First wording", "A follow-up"):
        finished(window.ask(say(text), None))
    boxes = window.page.get_by_role("textbox", name="Edit message")

    def edit(question) -> None:
        question.hover()
        question.get_by_role("button", name="Edit message").click()

    edit(window.questions.first)
    boxes.fill("Half a sentence")
    edit(window.questions.last)
    expect(boxes.last).to_be_focused()
    expect(boxes.first).to_have_value("Half a sentence")
    boxes.last.press("Escape")
    expect(boxes).to_have_value("Half a sentence")
    boxes.press("Escape")
    expect(boxes).to_have_count(0)
    expect(window.questions.first).to_contain_text("First wording")
    edit(window.questions.first)
    expect(boxes).to_have_value("Half a sentence")
    window.page.get_by_role("button", name="Original text").click()
    expect(boxes).to_have_value(say("First wording"))
    expect(boxes).to_be_focused()
    boxes.press("Escape")
    edit(window.questions.first)
    expect(boxes).to_have_value(say("First wording"))


def test_copy_gives_the_source(window):
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = say("Some **bold** words and `code`")
    answer = finished(window.ask(text, "echo"))
    answer.get_by_role("button", name="Copy answer").click()
    expect(answer.get_by_role("button", name="Copied")).to_be_visible()
    assert window.page.evaluate("navigator.clipboard.readText()") == text


def test_rating_is_kept(window, windows):
    answer = finished(window.ask(say("Rate me"), "words-20"))
    answer.get_by_role("button", name="Good answer").click()
    expect(answer.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    window.until_nothing_would_be_lost()
    window.page.reload()
    expect(window.answers.first.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")


def test_reload_in_mid_answer_goes_on(window, standin):
    question = say("Reload the page")
    gate = standin.gate(question)
    answer = window.ask(question, "gated")
    gate.wait_asked()
    gate.release(30)
    expect(answer.get_by_text(words(30), exact=True)).to_be_visible()
    window.page.reload()
    expect(answer.get_by_text(words(30), exact=True)).to_be_visible()
    gate.release(5)
    expect(answer.get_by_text(words(35), exact=True)).to_be_visible()
    gate.finish()
    finished(answer)


def test_page_can_be_loaded_again_and_again(window):
    finished(window.ask(say("Again and again"), "words-20"))
    for _ in range(3):
        window.page.reload()
        expect(window.questions.first).to_contain_text("Again and again")
    window.check()


def test_second_window_shows_the_same(window, windows, standin):
    question = say("Two windows")
    gate = standin.gate(question)
    answer = window.ask(question, "gated")
    gate.wait_asked()
    gate.release(5)
    expect(answer.get_by_text(words(5), exact=True)).to_be_visible()
    other = windows()
    other.chat("Two windows").click()
    expect(other.answers.first.get_by_text(words(5), exact=True)).to_be_visible()
    gate.release(5)
    for each in (window, other):
        expect(each.answers.first.get_by_text(words(10), exact=True)).to_be_visible()
    gate.finish()
    finished(other.answers.first)
    window.act("Two windows", "Rename")
    field = window.page.get_by_role("textbox", name="Chat title")
    field.fill(say("One of two"))
    field.press("Enter")
    expect(other.chat("One of two")).to_be_visible()


def test_several_chats_in_tabs_answer_at_once(window, standin):
    gates = []
    for number in range(3):
        question = say(f"Tab number {number}")
        gates.append(standin.gate(question))
        if number:
            window.page.get_by_role("button", name="New chat").last.click()
            expect(window.answers).to_have_count(0)
        window.ask(question, "gated")
        gates[-1].wait_asked()
    for gate in gates:
        gate.release(6)
    expect(window.answers.first.get_by_text(words(6), exact=True)).to_be_visible()
    expect(window.tabs).to_have_count(3)
    for number, gate in enumerate(gates):
        window.tabs.filter(has_text=f"Tab number {number}").click()
        expect(window.answers.first.get_by_text(words(6), exact=True)).to_be_visible()
        gate.release(1)
        expect(window.answers.first.get_by_text(words(7), exact=True)).to_be_visible()
    for gate in gates:
        gate.finish()
    finished(window.answers.first)
    for number in (0, 1):
        expect(window.tabs.filter(has_text=f"Tab number {number}")).to_contain_text("new answer")


@pytest.mark.parametrize("model, sentence", [("status-401", "key"), ("status-429", ""), ("reset-after-5", ""), ("nonsense", "")])
def test_failed_answer_says_why_and_offers_a_way_on(window, model, sentence):
    answer = window.ask(say("Will fail"), model)
    finished(answer)
    expect(answer).to_contain_text(sentence)
    expect(answer.get_by_role("button", name=re.compile("Try again|Continue")).first).to_be_visible()


def test_answer_without_a_word_cannot_be_rated(window):
    answer = finished(window.ask(say("Not a word"), "status-401"))
    expect(answer.get_by_role("button", name="Settings")).to_be_visible()
    expect(answer.get_by_role("button", name=re.compile("Good answer|Copy answer"))).to_have_count(0)


def test_sending_while_an_answer_is_written_says_why_not(window, standin):
    question = say("Take your time")
    gate = standin.gate(question)
    window.ask(question, "gated")
    gate.wait_asked()
    window.composer.fill(say("Impatient"))
    window.composer.press("Enter")
    expect(window.page.get_by_text("You can send when the answer has ended, or is stopped.")).to_be_visible()
    expect(window.composer).to_have_value(say("Impatient"))
    gate.finish()
    finished(window.answers.first)
    window.composer.press("Enter")
    expect(window.questions).to_have_count(2)


def test_message_into_a_chat_that_is_gone_stays_to_be_read(programs, own_standin, windows):
    program = programs.make(own_standin).start()
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
    window = windows(url=program.url)
    finished(window.ask(say("Soon gone"), "words-20"))
    chat = window.page.url.rpartition("/")[2]
    # Nothing gets out of this window, and nothing into it.
    program.kill()
    window.context.set_offline(True)
    window.composer.fill(say("Too late"))
    window.composer.press("Enter")
    expect(window.questions).to_have_count(2)
    program.start()
    with Device(program.port).connect() as device:
        device.do("chat.set", chat=chat, deleted=True)
        device.do("chat.purge", chat=chat)
    window.context.set_offline(False)
    refused = window.page.get_by_role("region", name="Not sent")
    expect(refused).to_contain_text(say("Too late"), timeout=45_000)
    expect(refused).to_contain_text("There is no such chat.")
    expect(window.page.get_by_role("status", name="Messages are being fetched")).to_have_count(0)
    window.page.get_by_role("button", name="Show", exact=True).click()
    window.page.get_by_role("dialog").get_by_role("button", name="Dismiss").click()
    window.press("Escape")
    expect(window.page.get_by_text("This chat is not here")).to_be_visible()


def test_long_answer_keeps_what_is_drawn(window, standin):
    """Rendering is incremental: the paragraphs that are finished are not made again for the next word."""
    question = say("Many paragraphs")
    text = "\n\n".join(f"Paragraph {number} with **bold** and `code` and some more words to fill the line." for number in range(120))
    standin.script(question, text, pace=600)
    answer = window.ask(question, "scripted")
    first = answer.get_by_text("Paragraph 0 with")
    expect(first).to_be_attached()
    expect(answer).to_contain_text("Paragraph 60 with")
    handle = first.element_handle()
    handle.evaluate("(element) => { element.mark = 'the same' }")
    expect(finished(answer)).to_contain_text("Paragraph 119 with")
    assert handle.evaluate("(element) => element.isConnected && element.mark") == "the same"


def test_draft_of_a_tab_survives_a_walk(window):
    finished(window.ask(say("A tab with a draft"), "words-20"))
    window.composer.fill(say("Half a sent"))
    window.page.get_by_role("button", name="New chat").last.click()
    expect(window.composer).to_have_value("")
    window.tabs.first.click()
    expect(window.composer).to_have_value(say("Half a sent"))
