#!/usr/bin/env python3
"""Opens reports in a headless Chromium, and uses them as a reader would.

    cargo run -p keisan-examples --example inspect -- digits
    python3 tests/report/check.py target/keisan/inspect/digits/report.html [--shots FOLDER]

A page passes if it loads without a network, says nothing on the console, shows its picture, its formulas and its tables, has no texts of the
picture on top of one another and no arrows through nodes, and shows a value everywhere when the mouse is on it. Needs Python and Debian's
`chromium`, nothing else: the browser is spoken to over two pipes, in its DevTools protocol.

A browser that does not start, or falls silent, says nothing about a page: another one is started, three in all. Exit status: 0 if every page
passes, 1 if one does not, 75 if no browser can be started here.
"""

import argparse
import base64
import contextlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

TIMEOUT = 60
BROWSERS = 3
NO_BROWSER = 75
"""The status by which a program says that the machine, and not its task, is the trouble (`EX_TEMPFAIL`)."""


class Silent(Exception):
    """The browser has ended, or does not answer."""


class Browser:
    """A headless Chromium with one page."""

    def __init__(self, program):
        to_browser, self.commands = os.pipe()
        self.answers, from_browser = os.pipe()
        self.profile = tempfile.mkdtemp(prefix="keisan-report-")

        def descriptors():
            # The browser reads from 3 and writes to 4; neither may be closed by being moved over the other.
            reads, writes = os.dup(to_browser), os.dup(from_browser)
            high_reads, high_writes = 100, 101
            os.dup2(reads, high_reads)
            os.dup2(writes, high_writes)
            os.dup2(high_reads, 3)
            os.dup2(high_writes, 4)

        self.log = pathlib.Path(self.profile, "log.txt")
        # A machine that runs tests may have no home that can be written to, and little shared memory.
        homes = dict.fromkeys(["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"], self.profile)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-breakpad",
                 "--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={self.profile}/profile", "--window-size=1600,1000",
                 "about:blank"],
                close_fds=False, preexec_fn=descriptors, env=os.environ | homes, stdout=subprocess.DEVNULL, stderr=log)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer, self.number, self.events, self.session = b"", 0, [], None
        try:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ["Page", "Runtime", "Log", "Network"]:
                self.call(f"{domain}.enable")
        except Silent:
            self.close()
            raise

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.commands)
        os.close(self.answers)
        shutil.rmtree(self.profile, ignore_errors=True)

    def silent(self, what):
        said = self.log.read_text(errors="replace").splitlines()[-10:]
        return Silent("\n    ".join([what, *said]))

    def receive(self, until):
        while b"\0" not in self.buffer:
            readable, _, _ = select.select([self.answers], [], [], max(0, until - time.monotonic()))
            if not readable:
                raise self.silent(f"the browser does not answer for {TIMEOUT} seconds")
            part = os.read(self.answers, 1 << 16)
            if not part:
                raise self.silent("the browser has ended")
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        try:
            os.write(self.commands, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise self.silent("the browser has ended") from None
        until = time.monotonic() + TIMEOUT
        while True:
            answer = self.receive(until)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        until = time.monotonic() + TIMEOUT
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.receive(until))

    def evaluate(self, script):
        result = self.call("Runtime.evaluate", expression=f"(() => {{ {script} }})()", returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def shot(self, file):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        file.write_bytes(base64.b64decode(data))


def check(truth, what):
    if not truth:
        raise AssertionError(what)


def check_page(browser, page, shots):
    browser.events.clear()
    # Whatever the page asks for, it does not get it.
    browser.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
    browser.call("Emulation.setDeviceMetricsOverride", width=1600, height=1000, deviceScaleFactor=1, mobile=False)
    url = page.resolve().as_uri()
    browser.call("Page.navigate", url=url)
    browser.wait("Page.loadEventFired")

    asked = [event["params"]["request"]["url"] for event in browser.events if event.get("method") == "Network.requestWillBeSent"]
    check(all(address == url or address.startswith("data:") for address in asked), f"it asks for {asked}")

    counts = browser.evaluate("""
        const shown = selector => [...document.querySelectorAll(selector)].filter(element => element.getBoundingClientRect().height > 4).length;
        return { nodes: shown(".forward .node"), back: shown(".backward .node"), formulas: shown("math"), lines: shown(".line"),
                 rows: shown("#cost tbody tr"), held: shown(".held") };
    """)
    check(all(counts.values()), f"something is not there: {counts}")
    for formula in browser.evaluate("return [...document.querySelectorAll('math')].map(math => math.getBoundingClientRect().width)"):
        check(formula > 20, "a formula is empty")

    overlapping = browser.evaluate("""
        const found = [];
        for (const picture of [".forward", ".backward"]) {
          const texts = [...document.querySelectorAll(`${picture} text`)].map(text => [text.textContent, text.getBBox()]);
          for (const [index, [name, a]] of texts.entries()) for (const [other, b] of texts.slice(0, index)) {
            const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
            const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
            // Lines of one label stand close to one another.
            if (across > 0.5 && down > 4) found.push(`${name} and ${other} in ${picture}`);
          }
        }
        return found;
    """)
    check(not overlapping, f"texts overlap: {overlapping}")
    sticking_out = browser.evaluate("""
        return [...document.querySelectorAll(".node")].flatMap(node => {
          const box = node.querySelector("rect")?.getBBox();
          return box ? [...node.querySelectorAll("text")].filter(text => text.getBBox().width > box.width).map(text => text.textContent) : [];
        });
    """)
    check(not sticking_out, f"texts stick out of their boxes: {sticking_out}")
    crossed = browser.evaluate("""
        const found = [];
        for (const picture of [".forward", ".backward"]) {
          const boxes = [...document.querySelectorAll(`${picture} .node`)].map(node => [node, node.querySelector("rect, circle, text").getBBox()]);
          for (const arrow of document.querySelectorAll(`${picture} .arrow`)) {
            const path = arrow.querySelector("path");
            const length = path.getTotalLength();
            // Its ends touch nodes.
            for (let at = 6; at < length - 6; at += 3) {
              const { x, y } = path.getPointAtLength(at);
              for (const [node, box] of boxes) {
                if (x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1 && !node.classList.contains("branch")) {
                  found.push(`${arrow.dataset.value} through ${node.textContent}`);
                }
              }
            }
          }
        }
        return [...new Set(found)];
    """)
    check(not crossed, f"arrows go through nodes: {crossed}")
    if shots:
        browser.shot(shots / f"{page.parent.name}.png")

    # The first computed value that has a formula, a place in the source and, if there is one, an adjoint of its own.
    name = browser.evaluate("""
        const has = (name, where) => document.querySelector(`${where} [data-value="${CSS.escape(name)}"], ${where} [data-values~="${CSS.escape(name)}"]`);
        const nodes = ["[data-adjoint]", ""].flatMap(with_ => [...document.querySelectorAll(`.forward .node.operation${with_}`)]);
        return nodes.map(node => node.dataset.value).find(name => ["math", ".forward", ".backward", "pre"].every(where => has(name, where)));
    """)
    check(name, "no value is everywhere")
    lit = """
        const lit = where => document.querySelectorAll(`${where} .lit`).length;
        return { forward: lit(".forward"), backward: lit(".backward"), formulas: lit("math"), source: lit("pre"), cost: lit("#cost") };
    """
    x, y = browser.evaluate(f"""
        const {{ x, y, width, height }} = document.querySelector('.forward .node.operation[data-value="{name}"] circle, .forward .node.operation[data-value="{name}"] rect').getBoundingClientRect();
        return [x + width / 2, y + height / 4];
    """)
    browser.mouse("mouseMoved", x, y)
    found = browser.evaluate(lit)
    check(all(found.values()), f"`{name}` is not shown everywhere: {found}")
    readout = browser.evaluate("return document.querySelector('.readout').textContent")
    check(readout.startswith(f"{name} = "), f"the line below says: {readout}")
    if shots:
        browser.shot(shots / f"{page.parent.name}-hover.png")
    browser.mouse("mouseMoved", 2, 2)
    check(not any(browser.evaluate(lit).values()), "it is still shown when the mouse has left")

    # A click holds on to it, and Escape lets go.
    browser.mouse("mousePressed", x, y, button="left", clickCount=1)
    browser.mouse("mouseReleased", x, y, button="left", clickCount=1)
    browser.mouse("mouseMoved", 2, 2)
    check(all(browser.evaluate(lit).values()), "a click does not hold on to it")
    browser.call("Input.dispatchKeyEvent", type="keyDown", key="Escape", code="Escape")
    check(not any(browser.evaluate(lit).values()), "Escape does not let go")

    # The formula of its adjoint shows it in the pictures, too.
    x2, y2 = browser.evaluate(f"""
        const formula = document.querySelector('math [data-value="{name}"]');
        formula.scrollIntoView({{ block: "center" }});
        const {{ x, y, width, height }} = formula.getBoundingClientRect();
        return [x + width / 2, y + height / 2];
    """)
    browser.mouse("mouseMoved", x2, y2)
    check(all(browser.evaluate(lit).values()), "a formula does not show its value everywhere")
    browser.evaluate("scrollTo(0, 0)")
    browser.mouse("mouseMoved", 2, 2)

    view = lambda: [float(part) for part in browser.evaluate("return document.querySelector('.viewer svg').getAttribute('viewBox')").split()]
    start = view()
    x, y = browser.evaluate("const { x, y, width, height } = document.querySelector('.viewer').getBoundingClientRect(); return [x + width / 3, y + height / 2];")
    browser.mouse("mouseWheel", x, y, deltaX=0, deltaY=-240)
    enlarged = view()
    check(enlarged[2] < start[2], "the wheel does not enlarge")
    browser.mouse("mousePressed", x, y, button="left", clickCount=1)
    browser.mouse("mouseMoved", x - 60, y - 40, button="left", buttons=1)
    browser.mouse("mouseReleased", x - 60, y - 40, button="left", clickCount=1)
    moved = view()
    check(moved[0] > enlarged[0] and moved[1] > enlarged[1], f"dragging does not move: {enlarged}, {moved}")
    browser.evaluate("document.querySelector('[data-zoom=\"0\"]').click()")
    _, _, width, height = view()
    whole = browser.evaluate("const { width, height } = document.querySelector('.viewer .paper').getBBox(); return [width, height];")
    check(width >= whole[0] - 1 and height >= whole[1] - 1, "`all` does not show all")

    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    check(browser.evaluate("return getComputedStyle(document.body).backgroundColor") == "rgb(13, 17, 23)", "it is not dark")
    if shots:
        browser.shot(shots / f"{page.parent.name}-dark.png")
    browser.call("Emulation.setDeviceMetricsOverride", width=420, height=900, deviceScaleFactor=1, mobile=False)
    check(browser.evaluate("return document.documentElement.scrollWidth") <= 420, "it is wider than a narrow screen")
    if shots:
        browser.shot(shots / f"{page.parent.name}-narrow.png")

    said = [event for event in browser.events
            if event.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]
    check(not said, f"the console: {said}")


def main():
    parser = argparse.ArgumentParser(description="Opens reports in a headless Chromium, and uses them as a reader would.")
    parser.add_argument("pages", nargs="+", type=pathlib.Path, metavar="report.html")
    parser.add_argument("--shots", type=pathlib.Path, help="a folder for screenshots")
    arguments = parser.parse_args()
    if arguments.shots:
        arguments.shots.mkdir(parents=True, exist_ok=True)
    program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if program is None:
        print("there is no chromium on this machine", file=sys.stderr)
        sys.exit(NO_BROWSER)
    pages, page, faults = list(arguments.pages), None, []
    for _ in range(BROWSERS):
        page = None
        try:
            with contextlib.closing(Browser(program)) as browser:
                while pages:
                    page = pages[0]
                    try:
                        check_page(browser, page, arguments.shots)
                        print(f"{page}: as it should be")
                    except AssertionError as error:
                        faults.append(f"{page}: {error}")
                    pages.pop(0)
            sys.exit("\n".join(faults) or None)
        except Silent as silence:
            print(silence, file=sys.stderr)
    if page:
        sys.exit("\n".join([*faults, f"{page}: {BROWSERS} browsers fell silent, the last one over this page"]))
    print(f"{BROWSERS} browsers did not start", file=sys.stderr)
    sys.exit(NO_BROWSER)


if __name__ == "__main__":
    main()
