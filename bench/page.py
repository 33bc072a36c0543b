"""Loads the page in Chromium with empty caches and prints a row: bytes over the wire, and the time until it can be written in.

Usage: page.py CHROMIUM URL LABEL
"""

import statistics
import sys
import time

from playwright.sync_api import Browser, sync_playwright

RUNS = 5
BYTES, MILLISECONDS = 150_000, 1_000

# Interactive: the field to write in is there and shown, and no script holds the page for longer than 50 ms afterwards.
WATCH = """
window.bench = { field: 0, busy: 0, paint: 0 };
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
"""


def load(browser: Browser, url: str) -> tuple[float, float, int, dict[str, int]]:
    """One first visit: milliseconds until interactive and until the first paint, requests, and bytes by kind."""
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
    return max(seen["field"], seen["busy"]), seen["paint"], len(sizes), totals


def main() -> None:
    chromium, url, label = sys.argv[1:4]
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root, nor where user namespaces are not allowed.
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=["--no-sandbox", "--disable-dev-shm-usage"])
        load(browser, url)
        visits = [load(browser, url) for _ in range(RUNS)]
        browser.close()
    ready, paint = (statistics.median(visit[place] for visit in visits) for place in (0, 1))
    worst = max(visit[0] for visit in visits)
    totals = visits[-1][3]
    parts = ", ".join(f"{kind.lower()} {size / 1_000:.1f}" for kind, size in sorted(totals.items(), key=lambda item: -item[1]))
    size = sum(totals.values())
    figures = (
        f"{size / 1_000:.1f} KB in {visits[-1][2]} requests ({parts}); interactive in {ready:.0f} ms median, {worst:.0f} ms at most, "
        f"painted in {paint:.0f} ms, of {RUNS}"
    )
    verdict = "met" if size <= BYTES and ready <= MILLISECONDS else "MISSED"
    print("\t".join([label, figures, "150 KB, 1 s", verdict]))


main()
