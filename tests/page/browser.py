# SPDX-License-Identifier: GPL-3.0-or-later
"""Headless Chromium through chromedriver's WebDriver interface, with the standard library alone."""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

PATIENCE = 60  # seconds


class Browser:
    """One browser with a profile of its own. Use it in a `with`."""

    def __enter__(self):
        self.profile = tempfile.mkdtemp()
        self.log = open(os.path.join(self.profile, "driver.log"), "w+", encoding="utf-8")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=self.log, stderr=subprocess.STDOUT)
        try:
            self.port = self._read_port()
            self.session = ""
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if getattr(self, "session", ""):
            self._call("DELETE", "")
        self.driver.terminate()
        self.driver.wait(PATIENCE)
        self.log.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _read_port(self):
        """chromedriver tells the port that it was given in its first lines."""
        for _ in range(10 * PATIENCE):
            with open(self.log.name, encoding="utf-8") as log:
                for line in log:
                    if "started successfully on port" in line:
                        return int(line.rstrip().rstrip(".").split()[-1])
            time.sleep(0.1)
        raise AssertionError("chromedriver does not start")

    def _start(self):
        arguments = ["--headless=new", "--disable-gpu", "--disable-background-networking", "--no-first-run",
                     "--user-data-dir=" + os.path.join(self.profile, "profile")]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # the sandbox does not work for root
        wanted = {"goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}
        body = {"capabilities": {"alwaysMatch": wanted}}
        self.session = "/" + self._request("POST", "/session", body)["sessionId"]

    def _request(self, method, path, body=None):
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", content,
                                         {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as fault:
            raise AssertionError(fault.read().decode()[:600]) from None

    def _call(self, method, path, body=None):
        return self._request(method, f"/session{self.session}{path}", body)

    def devtools(self, command, **parameters):
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def screen(self, width, height=900, theme="light"):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def open(self, path):
        self._call("POST", "/url", {"url": "file://" + os.path.abspath(path)})
        self.wait("return document.documentElement.dataset.ready === 'yes'")

    def run(self, script, *arguments):
        return self._call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, condition):
        for _ in range(10 * PATIENCE):
            if self.run(condition):
                return
            time.sleep(0.1)
        raise AssertionError(f"never came true: {condition}; the console says {self.messages()}")

    def click(self, selector):
        self._call("POST", f"/element/{self._find(selector)}/click", {})

    def keys(self, text):
        """To whatever has the focus."""
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def drag(self, selector, start, end):
        """From one place to another, in shares of the element's width and height."""
        self.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector)
        box = self.run("const b = document.querySelector(arguments[0]).getBoundingClientRect(); "
                       "return [b.x, b.y, b.width, b.height]", selector)
        points = [[round(box[i] + share[i] * box[i + 2]) for i in (0, 1)] for share in (start, end)]
        move = [{"type": "pointerMove", "duration": 50, "x": x, "y": y} for x, y in points]
        actions = [move[0], {"type": "pointerDown", "button": 0}, move[1], {"type": "pointerUp", "button": 0}]
        self._call("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": actions}]})

    def _find(self, selector):
        found = self._call("POST", "/element", {"using": "css selector", "value": selector})
        return next(iter(found.values()))

    def pdf(self):
        return base64.b64decode(self._call("POST", "/print", {}))

    def picture(self):
        return base64.b64decode(self._call("GET", "/screenshot"))

    def messages(self):
        return self._call("POST", "/se/log", {"type": "browser"})
