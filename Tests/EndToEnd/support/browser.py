"""A window on the page, in Debian's Chromium. It notes everything that must not happen while it is open."""

import copy
import os
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, Request, expect

# Reported by the page itself, before any script of the product runs.
WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
// What is shown for some seconds, a notice with its button or a tick, waits for a test on a slow machine.
const soon = window.setTimeout.bind(window);
window.setTimeout = (call, ms, ...rest) => soon(call, ms === 6000 || ms === 1600 ? 60_000 : ms, ...rest);
"""

expect.set_options(timeout=15_000)


def launch(playwright: Playwright) -> Browser:
    path = os.environ.get("PARLANCE_TEST_CHROMIUM")
    assert path and os.access(path, os.X_OK), "PARLANCE_TEST_CHROMIUM must name the browser: scripts/test sets it"
    # Chromium's own sandbox does not work for root, nor where user namespaces are not allowed.
    return playwright.chromium.launch(executable_path=path, headless=True, args=["--no-sandbox", "--disable-dev-shm-usage"])


class Window:
    """One browser window with a memory of its own, as on another machine."""

    def __init__(self, browser: Browser, url: str, **options) -> None:
        self.url = url
        self.has_touch = options.get("has_touch", False)
        self.context: BrowserContext = browser.new_context(
            base_url=url, locale="en-GB", viewport=options.pop("viewport", {"width": 1280, "height": 860}), **options
        )
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(WATCH)
        self.context.on("request", self._note_request)
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.page: Page = self.new_page()

    def beside(self) -> "Window":
        """Another tab of the same browser: it shares what the browser keeps."""
        other = copy.copy(self)
        other.page = self.new_page()
        return other

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != urlsplit(self.url).netloc:
            self.foreign.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        # A server that is down is no error of the page.
        if message.type == "error" and not re.search(r"WebSocket connection|ERR_CONNECTION|Failed to load resource", message.text):
            self.errors.append(message.text)

    def check(self) -> None:
        """Nothing was asked of any other host, the policy was kept, and no script failed."""
        assert self.foreign == [], f"requests to other hosts: {self.foreign}"
        for page in self.context.pages:
            violations = page.evaluate("window.violations")
            assert violations == [], f"violations of the Content-Security-Policy: {violations}"
        assert self.errors == [], f"errors in the page: {self.errors}"

    def close(self) -> None:
        self.context.close()

    # What a person does

    def open(self, path: str = "/") -> "Window":
        self.page.goto(path)
        expect(self.composer).to_be_visible()
        if not self.has_touch:
            # From then on the page listens to keys.
            expect(self.composer).to_be_focused()
        return self

    def until(self, expression: str, argument=None, condition: Callable[..., bool] = bool) -> None:
        """Asks the page again and again: its policy lets nobody wait in it for words that are made into a program."""
        deadline = time.monotonic() + 20
        while not condition(value := self.page.evaluate(expression, argument)):
            assert time.monotonic() < deadline, f"{expression} is {value}"
            self.page.wait_for_timeout(50)

    def until_nothing_would_be_lost(self) -> None:
        """Until the page would be let go without a question: what it has done is with the server, or in the copy."""
        self.until("window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message", exact=True)

    def choose_model(self, name: str) -> None:
        self.page.get_by_role("button", name=re.compile("^Model: ")).click()
        self.page.get_by_role("menuitemradio", name=name, exact=True).click()
        expect(self.page.get_by_role("button", name=f"Model: {name}", exact=True)).to_be_visible()

    def ask(self, text: str, model: str | None = None) -> Locator:
        """Writes a message and sends it; returns the place of its answer."""
        if model is not None:
            self.choose_model(model)
        count = self.answers.count()
        self.composer.fill(text)
        if self.has_touch:
            # There Enter is for a new line.
            self.page.get_by_role("button", name="Send", exact=True).click()
        else:
            self.composer.press("Enter")
        expect(self.composer).to_have_value("")
        answer = self.answers.nth(count)
        expect(answer).to_be_attached()
        return answer

    @property
    def answers(self) -> Locator:
        return self.page.get_by_role("article", name="Answer", exact=True)

    @property
    def questions(self) -> Locator:
        return self.page.get_by_role("article", name="You", exact=True)

    @property
    def chats(self) -> Locator:
        """The links of the chats that are listed."""
        return self.page.get_by_role("navigation", name="Chats").get_by_role("link")

    @property
    def tabs(self) -> Locator:
        return self.page.get_by_role("tab")

    def chat(self, title: str) -> Locator:
        return self.chats.filter(has_text=title)

    def act(self, title: str, action: str) -> None:
        """Takes an action from a chat's menu."""
        self.chat(title).hover()
        self.page.get_by_role("button", name=re.compile(f"^Actions for {re.escape(title)}")).click()
        self.page.get_by_role("menuitem", name=action, exact=True).click()

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)


def finished(answer: Locator, timeout: float = 15_000) -> Locator:
    """Waits until an answer is written to its end."""
    expect(answer.locator("[aria-busy]")).to_have_attribute("aria-busy", "false", timeout=timeout)
    return answer
