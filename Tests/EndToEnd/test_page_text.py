"""The page: answers as they deserve, and hostile ones as text."""

import pytest
from playwright.sync_api import expect
from support.browser import finished
from support.secrecy import say

RICH = """# A heading

Some **bold**, *slanted*, ~~gone~~ and `code`.

| Name | Length |
|:-----|-------:|
| Elbe | 1,094 km |
| Rhine | 1,233 km |

```python
def area(radius: float) -> float:
    return 3.14159 * radius ** 2
```

- [x] done
- [ ] to do
- plain

1. one
2. two

> A quotation

Inline $e^{i\\pi} + 1 = 0$ and apart:

$$\\int_0^1 x^2 \\, dx = \\frac{1}{3}$$

A [link](https://example.org/page?a=1) and https://example.com too.

---
"""

HOSTILE = """<script>window.pwned = 'script'</script>
<img src=x onerror="window.pwned = 'image'">
<iframe src="https://evil.example/"></iframe>
<svg onload="window.pwned='svg'"></svg><style>body { display: none }</style>

[click](javascript:window.pwned='link') [data](data:text/html,<script>window.pwned='data'</script>) [v](vbscript:x) [a](  JaVaScRiPt:alert(1)) [b](java&#115;cript:alert(1))

![picture](https://evil.example/pixel.png) ![p2](javascript:alert(1))

<a href="javascript:window.pwned='a'" onclick="window.pwned='b'">raw</a> <https://evil.example/auto>

[ref]: javascript:window.pwned='ref'
[see][ref]

$\\href{javascript:window.pwned='math'}{x}$ $\\htmlData{onclick=window.pwned}{y}$ $$\\includegraphics{https://evil.example/i.png}$$ $\\url{javascript:alert(1)}$

```html
<script>window.pwned = 'code'</script>
```

| <img src=x onerror=window.pwned='cell'> | b |
|---|---|
| <script>window.pwned='td'</script> | x |
"""


@pytest.fixture
def rich(window, standin):
    question = say("Show me everything")
    standin.script(question, RICH, pace=400)
    return finished(window.ask(question, "scripted"))


def test_markdown(rich):
    expect(rich.get_by_role("heading", name="A heading")).to_be_visible()
    expect(rich.locator("strong")).to_have_text("bold")
    expect(rich.locator("em")).to_have_text("slanted")
    expect(rich.locator("del")).to_have_text("gone")
    expect(rich.get_by_role("table")).to_be_visible()
    expect(rich.get_by_role("columnheader")).to_have_text(["Name", "Length"])
    expect(rich.get_by_role("cell", name="1,094 km")).to_have_css("text-align", "right")
    expect(rich.get_by_role("checkbox")).to_have_count(2)
    expect(rich.get_by_role("checkbox").first).to_be_checked()
    expect(rich.locator("ol > li")).to_have_text(["one", "two"])
    expect(rich.locator("blockquote")).to_contain_text("A quotation")
    expect(rich.locator("hr")).to_have_count(1)


def test_code_is_coloured_and_copied(rich, window):
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    listing = rich.locator("pre")
    expect(listing).to_contain_text("def area(radius: float) -> float:")
    expect(listing.locator("span").filter(has_text="def").first).to_be_visible()
    colours = listing.locator("span").evaluate_all("(all) => [...new Set(all.map((each) => getComputedStyle(each).color))]")
    assert len(colours) >= 3, colours
    rich.get_by_role("button", name="Copy code").click()
    expect(rich.get_by_role("button", name="Copied")).to_be_visible()
    assert window.page.evaluate("navigator.clipboard.readText()").rstrip("\n") == "def area(radius: float) -> float:\n    return 3.14159 * radius ** 2"


def test_mathematics(rich):
    expect(rich.locator(".katex").first).to_be_visible()
    expect(rich.locator(".katex")).to_have_count(2)
    expect(rich.locator(".katex-display, [class*=display]").first).to_be_visible()
    assert rich.locator("math").count() == 2


def test_each_paragraph_runs_as_its_words_do(window, standin):
    question = say("שלום, בשתי שפות")
    standin.script(question, "In English first.\n\nשלום עולם, בעברית.\n\n- אחד\n- שניים\n\n1. one\n2. two\n")
    answer = finished(window.ask(question, "scripted"))

    def starts_at_right(text: str) -> bool:
        return answer.get_by_text(text).evaluate(
            """(element) => {
                const range = document.createRange();
                range.selectNodeContents(element);
                const words = range.getBoundingClientRect(), place = element.getBoundingClientRect();
                return place.right - words.right < words.left - place.left;
            }"""
        )

    assert not starts_at_right("In English first.")
    assert starts_at_right("שלום עולם, בעברית.")
    expect(answer.locator("ul")).to_have_css("direction", "rtl")
    expect(answer.locator("ol")).to_have_css("direction", "ltr")
    # A title that is too long loses its end, not its beginning.
    expect(window.chat("שלום").locator("[dir=auto]")).to_have_css("direction", "rtl")
    window.composer.fill("שלום")
    expect(window.composer).to_have_css("direction", "rtl")


def test_links_are_safe(rich):
    link = rich.get_by_role("link", name="link")
    expect(link).to_have_attribute("href", "https://example.org/page?a=1")
    for each in rich.get_by_role("link").all():
        assert each.get_attribute("target") == "_blank"
        assert {"noopener", "noreferrer"} <= set(each.get_attribute("rel").split())


@pytest.mark.parametrize("pace", [None, 60], ids=["at once", "slowly"])
def test_hostile_answer_is_text(window, standin, pace):
    question = say(f"Attack me {pace}")
    standin.script(question, HOSTILE, pace=pace)
    answer = finished(window.ask(question, "scripted"))
    expect(answer).to_contain_text("<script>window.pwned = 'script'</script>")
    assert answer.locator("script, iframe, img, object, embed, style, form, svg[onload]").count() == 0
    for link in answer.get_by_role("link").all():
        assert link.get_attribute("href").startswith(("https://", "http://", "mailto:")), link.get_attribute("href")
    attributes = answer.locator("*").evaluate_all("(all) => all.flatMap((each) => each.getAttributeNames()).filter((name) => name.startsWith('on'))")
    assert attributes == []
    answer.get_by_text("[click](javascript:").first.click()
    assert window.page.evaluate("window.pwned") is None
    expect(window.composer).to_be_visible()


def test_hostile_question_and_title_are_text(window):
    text = say("<img src=x onerror=\"window.pwned='own'\"><script>window.pwned='own2'</script>")
    finished(window.ask(text, "echo"))
    expect(window.questions.first).to_contain_text("<img src=x")
    expect(window.chat("<img src=x").first).to_be_visible()
    assert window.page.evaluate("window.pwned") is None
    assert window.page.locator("img").count() == 0


def test_half_written_markdown_never_shows_its_machinery(window, standin):
    """While a table, a listing or a formula is being written, what is there is shown, and nothing jumps into an error."""
    question = say("Bit by bit")
    standin.script(question, RICH, pace=80)
    answer = window.ask(question, "scripted")
    expect(answer.get_by_role("table")).to_be_visible()
    expect(answer.locator("pre")).to_be_visible()
    finished(answer)
    expect(answer.locator(".katex")).to_have_count(2)
    assert answer.locator(".katex-error").count() == 0
