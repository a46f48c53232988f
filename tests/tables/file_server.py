"""A file server on this computer that can misbehave as told."""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from suite.tables.upstream.catalogue import CatalogueFile

CONTENT = bytes(range(256)) * 1000


class Server(ThreadingHTTPServer):
    """Answers with CONTENT; ``script`` says what to do with the first requests, ``seen`` what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Any] = []
        self.seen: list[str | None] = []
        self.paths: list[str] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *arguments: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.server.seen.append(self.headers["Range"])
        self.server.paths.append(self.path)
        action = self.server.script.pop(0) if self.server.script else "whole"
        if isinstance(action, int):
            self.send_error(action)
            return
        if action == "moved":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
            self.end_headers()
            return
        if action in ("slow body", "slow headers"):
            self.send_bit_by_bit(action == "slow headers")
            return
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        start = int(asked.group(1)) if asked and action != "no ranges" else 0
        body = CONTENT[start:] if action != "altered" else bytes(len(CONTENT) - start)
        if action == "longer":
            body += b"more"
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if action == "cut" else body)

    def send_bit_by_bit(self, headers: bool) -> None:
        """Send a byte every tenth of a second until the other side has had enough."""
        start = b"HTTP/1.0 200 OK\r\n" + (b"" if headers else b"Content-Length: 256000\r\n\r\n")
        with contextlib.suppress(OSError):
            self.wfile.write(start)
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.1)


def entry(url: str, group: str = "help") -> CatalogueFile:
    digest = hashlib.sha256(CONTENT).hexdigest()
    return CatalogueFile(
        "file", group, "owner/repo", "c" * 40, "a/b.bin", url, len(CONTENT), digest, "", "MIT", None, "x"
    )
