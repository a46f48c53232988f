"""A headless Chromium for tests, driven over WebDriver's own protocol: plain JSON over HTTP, no package needed.

https://www.w3.org/TR/webdriver2/; what the browser says on its console and asks of the network is in its logs.
"""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-default-apps", "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en-GB",
)  # fmt: skip
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the protocol gives an element."""
KEYS = {"left": "\ue012", "right": "\ue014", "enter": "\ue007", "tab": "\ue004"}


def missing() -> str:
    """Return what is not installed; "" if all is there."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return "" if chromium and driver else "no chromium with chromedriver (Debian: chromium, chromium-driver)"


class Browser:
    """One window of a browser with a profile of its own."""

    def __init__(self, folder: Path, width: int = 1280, height: int = 900, *, dark: bool = False) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        folder.mkdir(parents=True, exist_ok=True)
        command = [str(shutil.which("chromedriver")), f"--port={port}"]
        self.driver = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()
        binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        arguments = [*OPTIONS, f"--user-data-dir={folder / 'profile'}", f"--window-size={width},{height}"]
        options = {
            "binary": binary,
            "args": [*arguments, *(["--blink-settings=preferredColorScheme=0"] if dark else [])],
            "prefs": {"download.default_directory": str(folder), "download.prompt_for_download": False},
        }
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        try:
            self.session = self._send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        except Exception:
            self.close()
            raise

    def open(self, page: Path) -> None:
        """Open a file and wait until its script has run; what the browser did before is forgotten."""
        self._call("/url", {"url": "about:blank"})
        self.log("performance")
        self._call("/url", {"url": page.resolve().as_uri()})
        self.wait("return document.documentElement.dataset.ready === 'yes'")

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what the body of a function returns in the page."""
        return self._call("/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script: str, seconds: float = 20.0) -> Any:
        """Return the first true value of ``script``."""
        end = time.monotonic() + seconds
        while not (value := self.run(script)):
            if time.monotonic() > end:
                raise AssertionError(f"never true in the page: {script}; console: {self.log('browser')}")
            time.sleep(0.05)
        return value

    def click(self, selector: str) -> None:
        """Click the first element of a CSS selector, as a person does."""
        self._call(f"/element/{self._find(selector)}/click", {})

    def choose(self, selector: str, value: str) -> None:
        """Choose an option of a select element by its value."""
        self._call(f"/element/{self._find(f'{selector} option[value={json.dumps(value)}]')}/click", {})

    def type(self, selector: str, text: str) -> None:
        """Type into an element; :data:`KEYS` holds keys without a character."""
        self._call(f"/element/{self._find(selector)}/value", {"text": text})

    def hover(self, x: float, y: float) -> None:
        """Move the pointer to a place of the window."""
        move = {"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)}
        pointer = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move]}
        self._call("/actions", {"actions": [pointer]})

    def resize(self, width: int, height: int) -> None:
        """Show the page as on a screen of this size, which may be narrower than a window can be; 0, 0: as it was."""
        command = "Emulation.setDeviceMetricsOverride" if width else "Emulation.clearDeviceMetricsOverride"
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False} if width else {}
        self._call("/goog/cdp/execute", {"cmd": command, "params": size})

    def screenshot(self, path: Path) -> None:
        """Write the window as a PNG."""
        path.write_bytes(base64.b64decode(self._send("GET", f"/session/{self.session}/screenshot")))

    def log(self, kind: str) -> list[Any]:
        """Return and forget what was logged: "browser" (the console) or "performance" (events of the network)."""
        found: list[Any] = self._call("/se/log", {"type": kind})
        return found

    def requests(self) -> list[str]:
        """Return the addresses asked for since the last call; data and blobs of the page itself are none."""
        events = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        sent = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if not url.startswith(("data:", "blob:"))]

    def close(self) -> None:
        """End the browser and its driver."""
        if hasattr(self, "session"):
            self._send("DELETE", f"/session/{self.session}")
        self.driver.terminate()
        self.driver.wait(10)

    def _find(self, selector: str) -> str:
        found: dict[str, str] = self._call("/element", {"using": "css selector", "value": selector})
        return found[ELEMENT]

    def _call(self, path: str, body: dict[str, Any]) -> Any:
        return self._send("POST", f"/session/{self.session}{path}", body)

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise AssertionError(f"{path}: {value['error']}: {value['message'].splitlines()[0]}") from None

    def _wait(self) -> None:
        for _ in range(200):
            try:
                if self._send("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.05)
        self.driver.terminate()
        raise AssertionError("chromedriver did not start")
