"""The made-up tables of the tests of studies; interrupts that reach tests and the processes that they start."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.study.conftest import made_up_dir, source

__all__ = ["made_up_dir", "source"]


@pytest.fixture(autouse=True)
def interrupts() -> Iterator[None]:
    """Take interrupts, also where a script's ``&`` started the tests, which has them ignored from parent to child."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
