"""Pictures of the page for the documents: `screenshots.py FOLDER`. The conversation is always the same."""

import pathlib
import re
import sys
import tempfile

from playwright.sync_api import expect, sync_playwright
from support.browser import Window, finished, launch
from support.device import Device
from support.identifiers import identifier
from support.program import Program
from support.standin import StandIn

MODEL = "Kestrel 70B"
TITLE = "Two rivers, one test"
QUESTION = "How do I tell whether two rivers differ in their mean flow? I have twelve months of readings from each."
ANSWER = """Compare the two means with **Welch's t-test**: it does not ask for equal variances, and river flow rarely has them.

$$t = \\frac{\\bar{x}_1 - \\bar{x}_2}{\\sqrt{\\dfrac{s_1^2}{n_1} + \\dfrac{s_2^2}{n_2}}}$$

In Python that is one call:

```python
from scipy import stats

result = stats.ttest_ind(elbe, rhine, equal_var=False)
print(f"t = {result.statistic:.2f}, p = {result.pvalue:.4f}")
```

| River | Mean flow | Deviation | Months |
|:------|----------:|----------:|-------:|
| Elbe  | 870 m³/s  | 212 m³/s  | 12     |
| Rhine | 2,330 m³/s | 540 m³/s | 12     |

Here $t \\approx -8.7$, so the difference is far beyond chance.
"""
DESK = {"viewport": {"width": 1280, "height": 980}, "device_scale_factor": 2}
PHONE = {"viewport": {"width": 390, "height": 820}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
OTHERS = [
    ("Plan a week in the Harz by bicycle", "Day one: Goslar to Torfhaus."),
    ("Why does bread need salt?", "For its taste, and for the strength of its gluten."),
    ("Translate the landlord's letter", "He asks for the meter reading by Friday."),
    ("Rename photos by their date", "With `exiftool` it is one line."),
    ("Explain Bayes to a twelve-year-old", "Imagine a bag with red and blue marbles."),
    ("Birthday speech for Ada", "Dear Ada, dear guests."),
]
BESIDE = ("Where do gauges stand?", "Where the bed is steady and the banks are high.")
UNREAD = "Why does bread need salt?"
RUNNING = ("A letter to the water board", "Dear Sir or Madam, " * 60)


def main(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    standin = StandIn()
    standin.delay = 0.21
    standin.models = [MODEL, "Kestrel 8B", "Merlin Code"]
    for question, answer in [(QUESTION, ANSWER), BESIDE, *OTHERS]:
        standin.script(question, answer, pace=95)
    standin.script(*RUNNING, pace=2)
    with tempfile.TemporaryDirectory(prefix="parlance-pictures-") as place:
        program = Program(pathlib.Path(place) / "data", {"PARLANCE_OPENAI_BASE_URL": standin.base_url}).start()
        try:
            chat = converse(program)
            with sync_playwright() as playwright:
                browser = launch(playwright)
                take(Window(browser, program.url, color_scheme="light", **DESK), chat, folder / "light.png")
                take(Window(browser, program.url, color_scheme="dark", **DESK), chat, folder / "dark.png")
                take(Window(browser, program.url, color_scheme="light", **PHONE), chat, folder / "phone.png")
                browser.close()
        finally:
            program.stop()
            standin.end()


def converse(program: Program) -> str:
    with Device(program.port).connect() as device:
        device.until(lambda: device.catalogue["models"])
        chats = {}
        for question, _ in [BESIDE, *reversed(OTHERS)]:
            asked = device.ask(question, MODEL)
            device.ended(asked.reply)
            chats[question] = asked.chat
        pinned = device.ask("Words for the choir's poster", MODEL)
        device.ended(pinned.reply)
        device.do("chat.set", chat=pinned.chat, pinned=True)
        asked = device.ask(QUESTION, MODEL)
        device.ended(asked.reply)
        device.do("chat.set", chat=asked.chat, title=TITLE)
        # A second version, so that the walk between them is seen.
        again = identifier()
        device.do("message.answer", chat=asked.chat, parent=asked.message, reply=again, model=device.model(MODEL))
        device.ended(again)
        for chat in [chat for chat in device.chats.values() if chat["unread"] and chat["id"] != chats[UNREAD]]:
            device.do("chat.set", chat=chat["id"], read=True)
        study, household = identifier(), identifier()
        device.do("folder.set", folder=study, name="River study", parent=None, position="a")
        device.do("folder.set", folder=household, name="Household", parent=None, position="b")
        device.do("chat.set", chat=chats[BESIDE[0]], folder=study)
        device.do("chat.set", chat=asked.chat, folder=study, tags=["statistics"])
        for question in ("Translate the landlord's letter", "Birthday speech for Ada"):
            device.do("chat.set", chat=chats[question], folder=household)
        device.ask(RUNNING[0], MODEL)
        return asked.chat


def take(window: Window, chat: str, path: pathlib.Path) -> None:
    window.open(f"/c/{chat}")
    finished(window.answers.last)
    expect(window.answers.last.locator(".katex").first).to_be_visible()
    if not window.has_touch:
        window.page.get_by_role("button", name=re.compile("^Folder River study, ")).click()
        window.act(OTHERS[0][0], "Open in a new tab")
        finished(window.answers.last)
        window.tabs.filter(has_text=TITLE).dblclick()
    expect(window.answers.last.locator(".katex")).to_have_count(2)
    window.page.evaluate("document.fonts.ready")
    window.page.mouse.move(0, 0)
    window.page.screenshot(path=path, animations="disabled")
    window.check()
    window.close()


main(pathlib.Path(sys.argv[1]))
