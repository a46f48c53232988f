"""Made-up devices for the tests of HELP: latencies that are sums over operations, with a factor per device."""

from __future__ import annotations

import numpy as np

from suite.estimators.help.settings import SPACES, HelpSettings
from suite.estimators.help.tasks import Device, device_task
from suite.estimators.help.training import MetaTraining
from suite.spaces.nasbench201 import NASBENCH201


def latencies(number: int) -> np.ndarray:
    """Milliseconds of all cells on device ``number``."""
    rng = np.random.default_rng(number)
    cost = rng.uniform(0.1, 1.0, 5) * np.array([0.0, 0.3, 1.0, 4.0, 1.5])
    return 1.0 + cost[NASBENCH201.all_codes].sum(axis=1)


def devices(first: int, n: int, scaling: str = "references") -> list[Device]:
    """``n`` devices as tasks."""
    space = SPACES["nasbench201"]
    return [device_task(f"device{k}", latencies(k), space, scaling) for k in range(first, first + n)]


def tiny(**arguments: object) -> HelpSettings:
    """Settings of a meta-training of seconds."""
    values = {"tasks": 2, "support": 4, "query": 6, "episodes": 4, "evaluate_every": 2, "samples": 2, **arguments}
    return HelpSettings(**values)  # type: ignore[arg-type]


def training(settings: HelpSettings) -> MetaTraining:
    """A meta-training on three made-up devices, with one for validation."""
    from suite.estimators.help.tasks import inputs_of

    found = [*devices(0, 3, settings.scale), *devices(10, 1, settings.scale)]
    return MetaTraining(settings, found[:3], found[3:], inputs_of("nasbench201", NASBENCH201.all_codes))
