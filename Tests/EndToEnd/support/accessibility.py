"""Checks of what everyone needs to use the page: names, contrast, a focus that is seen, and no sideways scrolling."""

from playwright.sync_api import Page

INTERACTIVE = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "tab", "menuitem", "menuitemradio", "option", "slider", "switch"}

# Text against what is behind it, as WCAG 2.2 counts it (1.4.3). Colours are painted to learn what they are, in whatever notation they are written.
CONTRAST = """() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const painted = (colours) => {
    brush.clearRect(0, 0, 1, 1);
    for (const colour of colours) { brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1); }
    return brush.getImageData(0, 0, 1, 1).data;
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (text === '' || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.bottom < 0 || box.top > innerHeight || element.closest('[disabled],.sr-only,[aria-disabled=true],.katex-mathml')) continue;
    const behind = [], chain = [];
    for (let at = element; at; at = at.parentElement) chain.unshift(at);
    let opacity = 1;
    for (const at of chain) {
      const style = getComputedStyle(at);
      opacity *= Number(style.opacity);
      behind.push(style.backgroundColor);
    }
    if (opacity < 0.99) continue;
    const style = getComputedStyle(element);
    const back = luminance(painted(['white', ...behind])), front = luminance(painted(['white', ...behind, style.color]));
    const ratio = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)}: "${text.slice(0, 40)}" ${style.color} <${element.tagName.toLowerCase()} class="${element.className}">`);
  }
  return found;
}"""

FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const shows = (at) => { const style = getComputedStyle(at); return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'; };
  const box = element.getBoundingClientRect();
  return {
    name: element.getAttribute('aria-label') || element.innerText?.slice(0, 40) || element.id || element.tagName,
    seen: box.width > 0 && box.height > 0,
    shows: shows(element) || (element.closest('form,.composer') !== null && shows(element.closest('form,.composer'))),
  };
}"""


def assert_named(page: Page) -> None:
    """Everything that can be used has a name, as the browser tells it to a screen reader."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    roles = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"] and "role" in node]
    nameless = [role for role, name in roles if role in INTERACTIVE and not name.strip()]
    assert not nameless, f"without a name: {nameless}"
    assert {"main", "tabpanel", "dialog"} & {role for role, _ in roles}, "the page has no main part"


def assert_contrast(page: Page) -> None:
    found = page.evaluate(CONTRAST)
    assert not found, "too little contrast:\n" + "\n".join(found)


def assert_fits(page: Page) -> None:
    """Nothing makes the page wider than the screen."""
    width, room = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    assert width <= room, f"{width} pixels wide on a screen of {room}"


def walk_focus(page: Page, steps: int) -> list[str]:
    """Tabs through the page; each stop must be in sight and show that it has the focus. Returns their names."""
    names = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            continue
        assert stop["seen"], f"the focus is on something that is not seen: {stop}"
        assert stop["shows"], f"the focus does not show: {stop}"
        names.append(stop["name"])
    return names
