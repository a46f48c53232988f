"""Golden runs on a supernet that the run trains, in whole numbers: right answers and what was visited.

Two methods: EvNAS trains an epoch a generation, pEvoNAS a supernet a stage.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from suite.objectives.live import LIVE_VERSION
from suite.study.identity import versions
from suite.study.runner import prepare
from suite.study.spec import Budget
from tests.golden.kept import FOLDER, Golden
from tests.golden.shared import spec
from tests.golden.tables import benchmark
from tests.networks.image_files import write_cifar10

FILE = FOLDER / "live.json"
IMAGES = 20
TEXT = f"supernet-live:cells=1,channels=4,images=24,limit={IMAGES},epochs=1,batch=8"
RUNS: dict[str, dict[str, Any]] = {
    "evnas": {"generations": 3, "population_size": 4, "tournament_size": 2},
    "pevonas": {"population_size": 4, "tournament_size": 2, "max_generations": 2, "patience": 2},
}


def golden(algorithm: str) -> Golden:
    """Return, query by query, the cell and its right answers among the fitness images."""
    given = spec(
        algorithm=algorithm, device=None, fitness=TEXT, budget=Budget(queries=100), params=RUNS[algorithm]
    )  # fmt: skip
    found: list[float] = []
    with small_images():
        problem, search, _ = prepare(given, benchmark())
        while not search.finished and len(found) < 60:
            codes = search.ask()
            errors = problem(codes)
            search.tell(codes, errors)
            right = [round((100.0 - error) * IMAGES / 100.0) for error in errors[:, 0].tolist()]
            for pair in zip(problem.space.index(codes).tolist(), right, strict=True):
                found += pair
    return Golden(f"supernet-live={LIVE_VERSION} {versions(given)}", values=tuple(found))


@contextmanager
def small_images() -> Iterator[None]:
    """A folder with a few images of noise in the files of CIFAR-10, where the run looks for them."""
    from suite.networks.images.sets import IMAGES_VARIABLE

    before = os.environ.get(IMAGES_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="golden-images-") as folder:
        os.environ[IMAGES_VARIABLE] = str(write_cifar10(Path(folder) / "images", 12))
        try:
            yield
        finally:
            if before is None:
                del os.environ[IMAGES_VARIABLE]
            else:
                os.environ[IMAGES_VARIABLE] = before


GOLDENS: dict[str, Callable[[], Golden]] = {algorithm: partial(golden, algorithm) for algorithm in RUNS}
