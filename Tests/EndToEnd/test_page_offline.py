"""The page without its server: the encrypted copy shows what was there, takes what is written, and sends it once."""

import pytest
from playwright.sync_api import expect
from support.browser import finished
from support.device import Device
from support.secrecy import say


@pytest.fixture
def program(programs, own_standin):
    started = programs.make(own_standin).start()
    with Device(started.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
    return started


def keep_a_copy(window) -> None:
    window.page.keyboard.press("Control+,")
    settings = window.page.get_by_role("dialog", name="Settings")
    settings.get_by_role("tab", name="Offline").click()
    settings.get_by_role("switch", name="Keep an encrypted copy in this browser").click()
    expect(settings.get_by_role("button", name="Wipe the copy")).to_be_visible()
    expect(settings.get_by_text("Last written at")).to_be_visible()
    window.page.keyboard.press("Escape")
    # The worker serves the page when nobody else does; it takes hold with the next load.
    window.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    window.page.reload()
    window.page.wait_for_function("navigator.serviceWorker.controller !== null")


def test_reload_without_the_server_shows_the_copy_and_what_was_written_arrives_once(program, windows):
    window = windows(url=program.url)
    keep_a_copy(window)
    finished(window.ask(say("Kept for later"), "echo"))
    program.kill()
    window.composer.fill(say("Written meanwhile"))
    window.composer.press("Enter")
    expect(window.questions.last).to_contain_text("Written meanwhile")
    # The copy is written when the browser has time for it, of which the page says nothing.
    window.page.wait_for_timeout(2_500)
    window.page.reload()
    expect(window.questions).to_have_count(2)
    expect(window.questions.first).to_contain_text("Kept for later")
    expect(window.answers.first).to_contain_text("Kept for later")
    expect(window.questions.last).to_contain_text("Written meanwhile")
    program.start()
    expect(window.answers).to_have_count(2, timeout=45_000)
    expect(window.answers.last).to_contain_text("Written meanwhile", timeout=45_000)
    window.page.reload()
    expect(window.questions).to_have_count(2)
    expect(window.answers).to_have_count(2)


def test_without_the_copy_nothing_stays_in_the_browser(window):
    finished(window.ask(say("Not to be kept"), "echo"))
    stored = window.page.evaluate(
        """async () => ({
            databases: (await indexedDB.databases()).map((one) => one.name),
            local: Object.keys(localStorage),
            caches: await caches.keys(),
        })"""
    )
    assert stored == {"databases": [], "local": [], "caches": []}
