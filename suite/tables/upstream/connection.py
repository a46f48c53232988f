"""One answer over HTTP: never from encrypted to plain, and cut off when its time is over.

A proxy is taken from the environment (``HTTPS_PROXY``, ``HTTP_PROXY``, ``NO_PROXY``), certificates from the system or
from ``SSL_CERT_FILE``.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from typing import IO, Any
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from suite.errors import DataError


class _Watch:
    """Shuts connections down when the time is over: a server that sends a byte now and then is never idle."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(max(seconds, 0.0), self._end)
        self._timer.daemon = True
        self._timer.start()

    def add(self, connected: socket.socket) -> None:
        # a copy of the descriptor: TLS takes the socket itself away
        self._sockets.append(socket.socket(fileno=os.dup(connected.fileno())))
        if self.over:
            self._end()

    def _end(self) -> None:
        self.over = True
        for each in self._sockets:
            with contextlib.suppress(OSError):  # closed by the other side
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._timer.cancel()
        for each in self._sockets:
            each.close()


class _NeverToPlain(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise DataError(
                f"{req.full_url} sends on to {newurl[:200]!r}, which is not encrypted: this is not followed; "
                "give the files with --mirror DIR"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@contextlib.contextmanager
def answer(request: Request, timeout: float, seconds: float) -> Iterator[HTTPResponse]:
    """Give the body the answer to ``request``; reading it ends early when ``seconds`` are over.

    Args:
        request: what to ask for.
        timeout: seconds without a byte.
        seconds: for connecting, redirections and the whole content.

    Raises:
        DataError: for a redirection from https to anything else.
        TimeoutError: when the time is over.
        OSError: whatever :func:`urllib.request.urlopen` raises.
    """
    watch = _Watch(seconds)

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.add(self.sock)

    class Encrypted(HTTPSConnection, Plain):  # connects as Plain does, then encrypts
        pass

    class PlainHandler(HTTPHandler):
        def http_open(self, req: Request) -> HTTPResponse:
            return self.do_open(Plain, req)

    class EncryptedHandler(HTTPSHandler):
        def https_open(self, req: Request) -> HTTPResponse:
            return self.do_open(Encrypted, req)

    try:
        with build_opener(PlainHandler, EncryptedHandler, _NeverToPlain).open(request, timeout=timeout) as response:
            yield response
    except DataError:
        raise
    except Exception:
        if watch.over:
            raise TimeoutError(f"it took more than {seconds:,.0f} s") from None
        raise
    finally:
        watch.close()


def one_line(error: BaseException) -> str:
    """Return what an error of the network says, in one line of bounded length."""
    reason: Any = getattr(error, "reason", error)
    return " ".join(str(reason).split())[:200] or type(error).__name__
