"""Fixtures of the table tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from file_server import Server, entry

from suite.tables.upstream.catalogue import CatalogueFile


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def file(server: Server) -> CatalogueFile:
    return entry(f"http://127.0.0.1:{server.server_port}/a/b.bin")
