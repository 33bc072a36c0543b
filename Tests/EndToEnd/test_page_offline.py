"""The page without its server: the encrypted copy shows what was there, takes what is written, and sends it once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from support.browser import Window, finished
from support.device import Device
from support.secrecy import say


@pytest.fixture
def program(programs, own_standin):
    started = programs.make(own_standin).start()
    with Device(started.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
    return started


def texts_of(device: Device) -> list[str]:
    return sorted(row["text"] for row in device.messages.values() if row["role"] == "user")


KEPT = """async (store) => {
    const asked = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const database = await asked(indexedDB.open('parlance'));
    const records = database.transaction(store).objectStore(store);
    const [names, values] = await Promise.all([asked(records.getAllKeys()), asked(records.getAll())]);
    database.close();
    return Object.fromEntries(names.map((name, index) => [name, values[index].data.byteLength]));
}"""
# So long that a sealed record tells by its length whether the answer is in it.
FILLER = "\n" + "and a good deal more " * 100


def until_kept(window: Window, store: str, condition: Callable[[dict[str, int]], bool]) -> None:
    """Until the copy has the records that are asked for, with their lengths: it is written when the browser has time."""
    window.until(KEPT, store, condition)


def ask_and_keep(window: Window, words: str) -> str:
    """Asks, and waits until the copy has the answer. The chat."""
    finished(window.ask(say(words) + FILLER, "echo"))
    chat = window.page.url.rpartition("/")[2]
    until_kept(window, "held", lambda lengths: lengths.get(chat, 0) > 2 * len(FILLER))
    return chat


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
    window.until("navigator.serviceWorker.controller !== null")


def test_reload_without_the_server_shows_the_copy_and_what_was_written_arrives_once(program, windows):
    window = windows(url=program.url)
    keep_a_copy(window)
    ask_and_keep(window, "Kept for later")
    program.kill()
    window.composer.fill(say("Written meanwhile"))
    window.composer.press("Enter")
    expect(window.questions.last).to_contain_text("Written meanwhile")
    window.until_nothing_would_be_lost()
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


def test_two_tabs_share_the_copy_and_nothing_of_either_is_lost(program, windows):
    first = windows(url=program.url)
    keep_a_copy(first)
    common = ask_and_keep(first, "Common ground")
    second = first.beside().open(f"/c/{common}")
    expect(second.answers.last).to_contain_text("Common ground")
    # What only one of the tabs has looked at is in the copy as well, whichever of them it is.
    first.page.get_by_role("button", name="New chat").first.click()
    pinned = ask_and_keep(first, "Seen in the first")
    second.page.get_by_role("button", name="New chat").first.click()
    rows = first.page.evaluate(KEPT, "rows")
    ask_and_keep(second, "Seen in the second")
    # One of the tabs writes the list for both. A row has some hundreds of bytes.
    until_kept(first, "rows", lambda lengths: sum(lengths.values()) > sum(rows.values()) + 200)
    program.kill()
    for tab, words in ((first, "From the first"), (second, "From the second")):
        tab.chat("Common ground").click()
        tab.composer.fill(say(words))
        tab.composer.press("Enter")
        expect(tab.questions.last).to_contain_text(words)
    second.act("Seen in the first", "Pin")
    for tab in (first, second):
        tab.until_nothing_would_be_lost()
    # Each has its own unsent changes as long as it lives.
    second.page.reload()
    expect(second.questions).to_have_count(2)
    expect(second.questions.last).to_contain_text("From the second")
    expect(second.page.get_by_text("From the first")).to_have_count(0)
    first.page.close()
    # Whoever is left takes over what the other had not got through.
    expect(second.page.get_by_role("group", name="Versions")).to_be_visible()
    second.page.reload()
    expect(second.questions).to_have_count(2)
    for words in ("Seen in the first", "Seen in the second"):
        second.chat(words).click()
        expect(second.answers).to_have_count(1)
        expect(second.answers.last).to_contain_text(words)
    program.start()
    with Device(program.port).connect() as device:
        device.open(common)
        device.until(lambda: texts_of(device) == [say("Common ground") + FILLER, say("From the first"), say("From the second")], 45, "each message once")
        device.until(lambda: device.chats[pinned]["pinned"], what="the pin")
    until_kept(second, "outbox", lambda lengths: lengths == {})


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
