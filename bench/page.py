"""Loads the page in Chromium with empty caches and prints a row: bytes over the wire, and the time until it can be written in.

Usage: page.py CHROMIUM URL LABEL
"""

import dataclasses
import statistics
import sys
import time

from playwright.sync_api import Browser, sync_playwright

RUNS = 5
BYTES, MILLISECONDS = 150_000, 1_000

# Interactive: the field to write in is there and shown, and no script holds the page for longer than 50 ms afterwards.
WATCH = """
window.bench = { field: 0, busy: 0, paint: 0, list: 0 };
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.bench.busy = Math.max(window.bench.busy, entry.startTime + entry.duration);
}).observe({ type: 'longtask', buffered: true });
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') window.bench.paint = entry.startTime;
}).observe({ type: 'paint', buffered: true });
const look = () => {
    const field = document.querySelector('textarea, [contenteditable=true]');
    if (field && !field.disabled && field.getClientRects().length > 0) window.bench.field = performance.now();
    else requestAnimationFrame(look);
};
requestAnimationFrame(look);
const lookForChats = () => {
    if (document.querySelector('nav a[href]')) window.bench.list = performance.now();
    else requestAnimationFrame(lookForChats);
};
requestAnimationFrame(lookForChats);
"""


@dataclasses.dataclass
class Visit:
    """One first visit: milliseconds until interactive, the first paint and the first chat of the list (0: none), and bytes by kind."""

    ready: float
    paint: float
    list: float
    requests: int
    sizes: dict[str, int]


def load(browser: Browser, url: str) -> Visit:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.add_init_script(WATCH)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    network.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(url)
    page.wait_for_function("window.bench.field > 0", timeout=30_000)
    time.sleep(1.5)
    seen = page.evaluate("window.bench")
    totals: dict[str, int] = {}
    for request, size in sizes.items():
        totals[kinds.get(request, "Other")] = totals.get(kinds.get(request, "Other"), 0) + int(size)
    context.close()
    return Visit(max(seen["field"], seen["busy"]), seen["paint"], seen["list"], len(sizes), totals)


def main() -> None:
    chromium, url, label = sys.argv[1:4]
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root, nor where user namespaces are not allowed.
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=["--no-sandbox", "--disable-dev-shm-usage"])
        load(browser, url)
        visits = [load(browser, url) for _ in range(RUNS)]
        browser.close()
    ready = statistics.median(visit.ready for visit in visits)
    paint = statistics.median(visit.paint for visit in visits)
    listed = statistics.median(visit.list for visit in visits)
    last = visits[-1]
    parts = ", ".join(f"{kind.lower()} {size / 1_000:.1f}" for kind, size in sorted(last.sizes.items(), key=lambda item: -item[1]))
    size = sum(last.sizes.values())
    figures = (
        f"{size / 1_000:.1f} KB in {last.requests} requests ({parts}); interactive in {ready:.0f} ms median, "
        f"{max(visit.ready for visit in visits):.0f} ms at most, painted in {paint:.0f} ms, of {RUNS}"
    )
    if listed:
        figures += f"; chats shown in {listed:.0f} ms"
    verdict = "met" if size <= BYTES and ready <= MILLISECONDS else "MISSED"
    print("\t".join([label, figures, "150 KB, 1 s", verdict]))


main()
