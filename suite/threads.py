"""How many threads linear algebra takes: one, unless the environment says otherwise.

Matrices here are small. A second thread gains nothing on them, waits in a loop for the next one, and so costs many
times the processor time wherever the other cores are busy. Workers have one thread each for the same reason.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

CHOSEN = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Variables by which a user chooses; if one of them is set, nothing is changed."""
PRESET = ("OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Variables that a command sets: not those of OpenMP and MKL, whose threads torch trains with."""


def preset(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let the libraries that are loaded from now on, in this process and its workers, start with one thread."""
    if not any(name in environment for name in CHOSEN):
        environment.update(dict.fromkeys(PRESET, "1"))


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Compute with one thread of the loaded BLAS libraries inside, unless the environment says otherwise."""
    if any(name in os.environ for name in CHOSEN):
        yield
        return
    with _libraries(len(sys.modules)).limit(limits=1, user_api="blas"):
        yield


@lru_cache(maxsize=1)
def _libraries(n_modules: int) -> ThreadpoolController:
    """Return the loaded libraries: 5 ms to look for, so they are looked for again only where modules came in."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
