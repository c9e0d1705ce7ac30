"""Drives a headless Chromium over its DevTools pipe; needs nothing but Python.

The protocol: JSON objects that end with a NUL byte, ours into descriptor 3,
the browser's out of 4. https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import json
import os
import shutil
import subprocess
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find():
    """The path of a browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page in a fresh profile; `complaints` is what the browser found fault with."""

    def __init__(self, path):
        self.complaints, self.requests = [], []
        self._waiting, self._last = b"", 0
        self._profile = tempfile.mkdtemp(prefix="grader-browser-")
        ours, theirs_out = os.pipe()
        theirs_in, self._to = os.pipe()
        self._from = ours

        def place():  # before exec: the pipe must stand at 3 and 4
            os.dup2(os.dup2(theirs_in, 20), 3)
            os.dup2(os.dup2(theirs_out, 21), 4)

        # Its own sandbox refuses root, and the page is ours: nothing is loaded from elsewhere.
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
                     "--remote-debugging-pipe", "--user-data-dir=" + self._profile, "about:blank"]
        self._process = subprocess.Popen([path] + arguments, preexec_fn=place, close_fds=False,
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self._session = None
        pages = self.call("Target.getTargets")["targetInfos"]
        page = next(p for p in pages if p["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=page["targetId"],
                                  flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def _read(self):
        while b"\0" not in self._waiting:
            more = os.read(self._from, 1 << 16)
            if not more:
                raise RuntimeError("the browser ended")
            self._waiting += more
        message, _, self._waiting = self._waiting.partition(b"\0")
        return json.loads(message)

    def _note(self, message):
        method, p = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(p["exceptionDetails"].get("text", "exception"))
        elif method == "Runtime.consoleAPICalled" and p["type"] in ("error", "warning", "assert"):
            self.complaints.append(str([a.get("value") for a in p["args"]]))
        elif method == "Log.entryAdded" and p["entry"]["level"] in ("error", "warning"):
            self.complaints.append(p["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(p["request"]["url"])

    def _until(self, wanted):
        while True:
            message = self._read()
            self._note(message)
            if wanted(message):
                return message

    def call(self, method, **params):
        self._last += 1
        number = self._last
        order = {"id": number, "method": method, "params": params}
        if self._session:
            order["sessionId"] = self._session
        os.write(self._to, json.dumps(order).encode() + b"\0")
        answer = self._until(lambda m: m.get("id") == number)
        if "error" in answer:
            raise RuntimeError("%s: %s" % (method, answer["error"]["message"]))
        return answer["result"]

    def size(self, width, height, phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=phone)

    def media(self, kind="", **features):
        """kind: "" or "print"; features: prefers_color_scheme="dark", …"""
        self.call("Emulation.setEmulatedMedia", media=kind,
                  features=[{"name": n.replace("_", "-"), "value": v} for n, v in features.items()])

    def open(self, url):
        self.call("Page.navigate", url="about:blank")  # an address that differs in its # only is no load
        self.call("Page.navigate", url=url)
        self._until(lambda m: m.get("method") == "Page.loadEventFired")

    def ask(self, expression):
        """The value of a JavaScript expression (that JSON can hold)."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(expression + ": " + json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def key(self, name):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name)

    def screenshot(self, path):
        picture = self.call("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def close(self):
        try:
            self._session = None
            self.call("Browser.close")
        except (RuntimeError, OSError):
            pass
        self._process.wait()
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._profile, ignore_errors=True)
