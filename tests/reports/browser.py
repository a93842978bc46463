"""Drives a real Chromium by its own protocol over a pair of pipes, without a driver or a port."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 60.0
"""Seconds to wait for one answer."""


AS_3_AND_4 = """
import os, sys
ends = [os.dup(int(end)) for end in sys.argv[1:3]]
os.dup2(ends[0], 30), os.dup2(ends[1], 40)
os.dup2(30, 3), os.dup2(40, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""Becomes a program that reads the first of two descriptors as its 3 and writes the second as its 4."""


class Browser:
    """One running Chromium; use it as a context manager.

    Args:
        program: the browser.
        profile: an empty folder for what it keeps.
    """

    def __init__(self, program: str, profile: Path) -> None:
        read, self._to = os.pipe()
        self._from, write = os.pipe()
        os.set_blocking(self._from, False)
        start = [sys.executable, "-c", AS_3_AND_4, str(read), str(write)]
        self._process = subprocess.Popen(
            [*start, program, *FLAGS, f"--user-data-dir={profile}"],
            pass_fds=(read, write),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read)
        os.close(write)
        self._number = 0
        self._rest = b""
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.ask("Browser.close")
        finally:
            os.close(self._to)
            self._process.wait(PATIENCE)
            os.close(self._from)

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result; events that come in between are kept."""
        self._number += 1
        wish = {"id": self._number, "method": method, "params": parameters}
        os.write(self._to, json.dumps(wish | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self._number:
                assert "error" not in message, message
                return dict(message["result"])
            self.events.append(message)

    def wait_for(self, event: str) -> None:
        """Wait until an event has come."""
        while not any(each.get("method") == event for each in self.events):
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            assert self._process.poll() is None, "Chromium ended"
            assert time.monotonic() < end, "Chromium does not answer"
            try:
                self._rest += os.read(self._from, 2**20)
            except BlockingIOError:
                time.sleep(0.005)
        message, self._rest = self._rest.split(b"\0", 1)
        return dict(json.loads(message))


class Tab:
    """A page that was loaded in a tab of its own."""

    def __init__(
        self, browser: Browser, page: Path, *, width: int = 1000, phone: bool = False, dark: bool = False
    ) -> None:
        self._browser = browser
        browser.events.clear()
        self._target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = browser.ask("Target.attachToTarget", targetId=self._target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1, mobile=phone
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.ask("Page.navigate", url=page.resolve().as_uri())
        browser.wait_for("Page.loadEventFired")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send the tab a command."""
        return self._browser.ask(method, self._session, **parameters)

    def value(self, expression: str) -> Any:
        """Return what an expression of JavaScript, or the promise that it is, comes to."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    @property
    def complaints(self) -> list[dict[str, Any]]:
        """Every message of the console, error and dialogue so far."""
        kinds = (
            "Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown",
            "Page.javascriptDialogOpening",
        )  # fmt: skip
        return [event["params"] for event in self._browser.events if event.get("method") in kinds]

    @property
    def requests(self) -> Sequence[str]:
        """The address of everything that was asked for."""
        return [
            event["params"]["request"]["url"]
            for event in self._browser.events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def close(self) -> None:
        """Close the tab."""
        self._browser.ask("Target.closeTarget", targetId=self._target)
