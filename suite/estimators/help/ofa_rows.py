"""The rows of ``experiments/trained/help_ofa*.csv``: rank correlations, and searches under the limits of Table 5."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from suite.correlation import spearman
from suite.estimators.help.ofa import OFA, AdaptedPredictor, ofa_devices
from suite.estimators.help.ofa_search import Evolution, evolve
from suite.estimators.help.protocols import DRAWS
from suite.estimators.help.settings import HelpSettings
from suite.estimators.help.tasks import generator
from suite.estimators.help.training import MetaTraining
from suite.files import write_atomically
from suite.ofa import OFABenchmark
from suite.spaces.ofa_mobilenetv3 import OFA_MOBILENETV3

Row = dict[str, Any]

LIMITS_MS = (20.0, 23.0, 28.0)
"""Of Table 5 on the Titan RTX at batch 64, the one device of the table whose measurements are published."""
MEASUREMENTS = (10, 20)
EVOLUTION = Evolution()


def ofa_rows(
    training: MetaTraining, benchmark: OFABenchmark, evolution: Evolution = EVOLUTION
) -> tuple[list[Row], list[Row]]:
    """Return the rows of one finished meta-training: correlations, and what the searches found.

    A row of a search names the network by its digits; ``predicted_ms`` is what HELP predicts of it.

    Args:
        training: finished.
        benchmark: of ``ofa-mobilenetv3``: its accuracy predictor leads the searches.
        evolution: settings of the searches.
    """
    settings, space = training.settings, OFA_MOBILENETV3
    (device,) = ofa_devices(benchmark.files, settings, OFA.test)
    others = np.setdiff1d(np.arange(OFA.pool), OFA.references)
    correlations: list[Row] = []
    searches: list[Row] = []
    for draw in range(DRAWS):
        rng = generator(settings, "test", draw)
        more = np.concatenate([OFA.references, rng.permutation(others)[: MEASUREMENTS[1] - MEASUREMENTS[0]]])
        for n in MEASUREMENTS:
            predictor = AdaptedPredictor(settings, training.best["valid"], device, training.inputs, more[:n])
            at: Row = {"seed": settings.seed, "episode": training.best_episode["valid"]}
            at |= {"measurements": n, "draw": draw}
            found = predictor.of_inputs(training.inputs[device.query])
            truth = device.latencies[device.query]
            error = float(np.abs(found / truth - 1.0).mean())
            correlations.append({**at, "spearman": round(spearman(found, truth), 6), "mape": round(100 * error, 4)})
            for limit in LIMITS_MS:
                code = evolve(space, benchmark.accuracy, partial(predictor, space), limit, rng, evolution)
                predicted = float(predictor(space, code[None])[0])
                digits = "".join(map(str, code))
                searches.append({**at, "limit_ms": limit, "network": digits, "predicted_ms": round(predicted, 4)})
    return correlations, searches


def write_rows(folder: Path, correlations: Sequence[Row], searches: Sequence[Row]) -> list[Path]:
    """Write ``help_ofa.csv`` and ``help_ofa_search.csv`` to ``folder`` and return their paths."""
    paths = []
    for name, rows in (("help_ofa.csv", correlations), ("help_ofa_search.csv", searches)):
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        paths.append(write_atomically(folder / name, buffer.getvalue()))
    return paths


def settings_of(seed: int, episodes: int | None) -> HelpSettings:
    """Return the settings of a meta-training on this space, by the sound reading."""
    return HelpSettings(space="ofa", seed=seed, episodes=episodes)
