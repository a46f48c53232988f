"""Loaded by dask workers of this machine: a terminal sends Ctrl-C to them, too, and it is the client who ends them."""

from __future__ import annotations

import signal


def dask_setup(_: object) -> None:
    """Let this worker process not hear Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
