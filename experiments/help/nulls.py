"""Null baselines: what a straight line or a ridge regression reaches, never meta-trained, from as many measurements."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.help import trained
from suite.correlation import significant, spearman
from suite.estimators.help.settings import N_QUERY, SPACES
from suite.estimators.help.tasks import trimmed
from suite.estimators.registry import create
from suite.estimators.regressors import ALPHAS
from suite.spaces.fbnet import FBNET
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.help_latencies import HelpLatencies

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
RUNS, MEASUREMENTS = 10, 20
"""Draws of the measurements, and how many there are: as many as the reference code takes."""

MACS, RIDGE = "MACs, scaled by 20 measurements", "ridge on counts of operations, 20 measurements"
OF_SPACE = {"nasbench201": (MACS, RIDGE), "fbnet": (RIDGE,)}
"""MACs of FBNet architectures depend on channels and resolutions that HELP does not state."""


def by_run(space: str, label: str, tables: HelpLatencies) -> pd.DataFrame:
    """Return Spearman's correlation on the published query sets: a row per run, a column per device and ``mean``."""
    found = {}
    for device in trained.TEST_DEVICES[space]:
        latencies = latencies_ms(space, device, tables)
        query = trimmed(np.arange(SPACES[space].pool, SPACES[space].pool + N_QUERY), latencies)
        every = (significant(predicted_ms(space, label, device, run, tables)[query]) for run in range(RUNS))
        truth = significant(latencies[query])  # equal counts are ties, whatever the last bit of a fit
        found[device] = [spearman(predicted, truth, constant=0.0) for predicted in every]
    table = pd.DataFrame(found)
    return table.assign(mean=table.mean(axis=1))


def predicted_ms(space: str, label: str, device: str, run: int, tables: HelpLatencies) -> Floats:
    """Return the latency of every architecture, predicted from measurements drawn as the reference code draws them."""
    latencies = latencies_ms(space, device, tables)
    rng = kit.generator("HELP, null baselines", space, device, str(run))
    chosen = rng.permutation(trimmed(np.arange(SPACES[space].pool), latencies))[:MEASUREMENTS]
    if space == "nasbench201":
        estimator = create("macs") if label == MACS else create("ridge", features="counts")
        predicted: Floats = estimator.fit(chosen, latencies[chosen]).predict(np.arange(NASBENCH201.size))
        return predicted
    counts = (tables.fbnet_codes[:, :, None] == np.arange(FBNET.n_operations)).sum(axis=1).astype(np.float64)
    return _ridge(counts, chosen, latencies[chosen])


def _ridge(features: Floats, chosen: Indices, measured: Floats) -> Floats:
    """Return the predictions of a ridge regression, its penalty by leave-one-out, as the suite's estimator has it."""
    from sklearn.linear_model import RidgeCV

    centre, spread = measured.mean(), measured.std()
    fitted = RidgeCV(alphas=ALPHAS).fit(features[chosen], (measured - centre) / spread)
    predicted: Floats = centre + spread * np.asarray(fitted.predict(features), dtype=np.float64)
    return predicted


def latencies_ms(space: str, device: str, tables: HelpLatencies) -> Floats:
    """Return the measured latencies of every architecture of a space."""
    return tables.fbnet(device) if space == "fbnet" else tables.nasbench201(device)
