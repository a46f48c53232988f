"""Golden predictions of the estimators that are code of this package, and of what is ours around scikit-learn's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from suite.estimators import create
from suite.estimators import registry as estimators
from suite.spaces import NASBENCH201
from tests.golden.kept import FOLDER, Golden

FILE = FOLDER / "estimators.json"
NUMBER, EXACT, TRAINED = 20, 1e-9, 1e-2
"""Measurements; relative tolerances of a closed form and of a network that torch has trained in float32."""
OWN: dict[str, dict[str, Any]] = {
    "macs": {}, "macs form=proportional": {"form": "proportional"}, "macs steep": {}, "params": {}, "lut": {},
    "lut negative=zero": {"base": "skip", "negative": "zero"}, "lut incomplete": {},
    "ridge": {"alpha": 1.0}, "ridge features=counts": {"alpha": 1.0, "features": "counts", "target": "log"},
    "ridge features=path": {"alpha": 1.0, "features": "one_hot+path", "target": "raw"},
    "mlp": {"hidden": "8-8", "epochs": 30}, "brp_nas": {"hidden": 8, "layers": 2, "epochs": 5}, "help": {},
}  # fmt: skip
"""Case -> parameters. On a steep device a straight line falls below 0; an incomplete table has to fill entries.
Ridge with a given penalty is a closed form: it holds features and targets, which the regressions share."""
SCIKIT_LEARN = {"svr", "random_forest", "gradient_boosting"}


def golden(case: str) -> Golden:
    """Return predictions for ten cells, from measurements of a made-up device."""
    name, _, variant = case.partition(" ")
    digits = NASBENCH201.all_codes.astype(np.int64)
    latency = 2.0 + np.array([0, 1, 3, 9, 4])[digits].sum(axis=1) + (digits[:, 0] * digits[:, 5] % 3) / 2.0
    if variant == "steep":
        latency = latency**3
    estimator = create(name, rng=np.random.Generator(np.random.PCG64(4)), **OWN[case])
    n = len(estimator.required) if estimator.designed else NUMBER
    rows = estimator.measurements(n, np.random.Generator(np.random.PCG64(9)))
    if variant == "incomplete":
        rows = np.delete(rows, [3, 8, 20])
    cells = np.argsort(latency, kind="stable")[:10] if variant == "steep" else np.arange(700, 15625, 1500)
    predicted = estimator.fit(rows, latency[rows]).predict(cells)
    rtol = TRAINED if name in estimators.NEEDS_TORCH else EXACT
    values = tuple(float(f"{value:.12g}") for value in predicted)
    return Golden(f"estimator:{name}={type(estimator).version}", values=values, rtol=rtol)


GOLDENS: dict[str, Callable[[], Golden]] = {case: partial(golden, case) for case in OWN}
NEEDS_TORCH = tuple(case for case in OWN if case.split()[0] in estimators.NEEDS_TORCH)
