"""The page and the real local model: nothing configured, one question, an answer."""

import re

import pytest
from playwright.sync_api import expect
from support.browser import Window, finished
from support.programs import Programs


@pytest.fixture(scope="module")
def server(folder):
    """With the companion, and no provider beside it."""
    made = Programs(folder)
    yield made.make(companion=True).start()
    made.end()


def test_stranger_talks_with_the_local_model(window: Window):
    """It says that the model is loading for as long as it does; then it answers, and says what it took."""
    expect(window.page.get_by_role("button", name=re.compile("^Model: SmolLM2"))).to_be_visible(timeout=60_000)
    answer = window.ask("What is the capital of France?")
    finished(answer, timeout=60_000)
    expect(answer).to_contain_text(re.compile(r"SmolLM2.* · \d+ tokens? · .*tokens/s"), timeout=60_000)


def test_long_answer_of_the_local_model_is_stopped_and_continued(window: Window):
    answer = window.ask("Write a very long story about a lighthouse, with many chapters.")
    expect(answer).to_contain_text(re.compile(r"(\w+\W+){8,}"), timeout=60_000)
    window.page.get_by_role("button", name="Stop", exact=True).click()
    expect(answer).to_contain_text("You stopped this answer")
    before = answer.locator("p").first.inner_text()
    answer.get_by_role("button", name="Continue").click()
    expect(window.page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    expect(answer.get_by_role("button", name="Continue")).to_have_count(0)
    expect(answer.locator("p").first).to_contain_text(before[: len(before) // 2])
    window.page.get_by_role("button", name="Stop", exact=True).click(timeout=60_000)
    finished(answer)
