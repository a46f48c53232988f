"""The comparison at equal total budget: what each formulation's 900 queries hold for three cost limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import notes
from experiments.formulations.outcomes import (
    Found,
    finite_mean,
    of_three_runs,
    optimum,
    problem_of,
    regret_of_volume,
    visited,
)
from experiments.formulations.settings import (
    ACCURACY,
    FAMILIES,
    PARETO,
    QUANTILES,
    SETTINGS,
    THREE_RUNS,
    Setting,
    family_runs,
    limits,
)
from experiments.quantities import reported_error
from suite.analysis.statistics import friedman_nemenyi, vargha_delaney_a12, wilcoxon_holm
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS

Floats = NDArray[np.float64]
BY_SETTING = dict.fromkeys(
    ("valid_median", "test_median", "best_valid", "best_test", "regret_mean", "feasible"), ".4f"
) | {"quantile": ".2f", "limit": ".3f", "optimal": ".2f"}
NAMES = tuple(family.name for family in FAMILIES)


@dataclass(frozen=True)
class Results:
    """Everything that the three runs found.

    Attributes:
        found: (family, setting) -> per seed, per limit.
        volume: (family, setting) -> ``(seeds,)`` hypervolume regret.
        seeds: number of seeds.
    """

    found: Mapping[tuple[str, Setting], list[list[Found]]]
    volume: Mapping[tuple[str, Setting], Floats]
    seeds: int

    def regrets(self, name: str, setting: Setting) -> Floats:
        """Return the regrets ``(seeds, limits)`` in points; infinite where nothing feasible was found."""
        return np.array([[each.regret for each in found] for found in self.found[name, setting]])

    @cached_property
    def blocks(self) -> dict[str, Floats]:
        """Family -> mean regret over seeds and limits, ``(settings,)``."""
        return {name: np.array([self.regrets(name, setting).mean() for setting in SETTINGS]) for name in NAMES}

    @cached_property
    def volume_blocks(self) -> dict[str, Floats]:
        """Family -> mean hypervolume regret over the seeds, ``(settings,)``."""
        return {name: np.array([self.volume[name, setting].mean() for setting in SETTINGS]) for name in NAMES}


def collect(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, settings: Sequence[Setting] = SETTINGS
) -> Results:
    """Return what the runs of ``settings`` found."""
    found, volume = {}, {}
    for family in FAMILIES:
        for setting in settings:
            found[family.name, setting] = [
                of_three_runs(benchmark, records, family, setting, seed) for seed in range(seeds)
            ]
            seen = [
                np.concatenate(visited(records, family_runs(benchmark, family, setting, seed))) for seed in range(seeds)
            ]
            volume[family.name, setting] = np.array([regret_of_volume(benchmark, setting, each) for each in seen])
    return Results(found, volume, seeds)


def report(benchmark: Benchmark, results: Results, output: Output) -> None:
    """Write the table over all settings, the one per device, and the rows of every setting."""
    shared = [
        f"Searched on: validation accuracy after 200 epochs ({ACCURACY}), looked up. {notes.REPORTED_NOTE}",
        f"Every formulation spends {THREE_RUNS} queries a seed with the same engine (NSGA-II, with one objective an "
        "elitist genetic algorithm): three runs of 300, one per limit, lambda (0.25, 0.5, 0.75) or tolerance (0.5, 1, "
        "3 points), or one run of 900 on the front. The 50 cells behind a weighted sum's spans are part of that.",
        "Limits: 25, 50 and 75 % quantile of the device's measured costs. Regret: validation accuracy of the best cell "
        "within the limit (enumerated) minus that of the best one evaluated, points.",
    ]
    _overall(results, output, shared)
    _per_device(results, output, shared)
    output.rows(
        "by-setting",
        by_setting(benchmark, results),
        "Formulations: what was found within each limit, for every data set, device and metric.",
        BY_SETTING,
    )


def _overall(results: Results, output: Output, shared: list[str]) -> None:
    blocks, volumes = results.blocks, results.volume_blocks
    ranks = friedman_nemenyi(np.stack([blocks[name] for name in NAMES], axis=1), NAMES)
    volume_ranks = friedman_nemenyi(np.stack([volumes[name] for name in NAMES], axis=1), NAMES)
    tests = {test.second: test for test in wilcoxon_holm(blocks, versus=PARETO)}
    volume_tests = {test.second: test for test in wilcoxon_holm(volumes, versus=PARETO)}
    rows = []
    for place, name in enumerate(NAMES):
        regrets = np.stack([results.regrets(name, setting) for setting in SETTINGS])
        row: dict[str, object] = {"formulation": name}
        row |= {f"regret_{q:.2f}": finite_mean(regrets[..., k].ravel().tolist()) for k, q in enumerate(QUANTILES)}
        row |= {
            "failed": int(np.isinf(regrets).sum()),
            "optimal": float((regrets < 1e-9).mean()),
            "feasible": float(np.mean([each.feasible for s in SETTINGS for f in results.found[name, s] for each in f])),
            "rank": float(ranks.mean_ranks[place]),
            "holm_p": tests[name].p_holm if name in tests else float("nan"),
            "a12": _median_a12(results, name),
            "volume": float(volumes[name].mean()),
            "volume_rank": float(volume_ranks.mean_ranks[place]),
            "volume_p": volume_tests[name].p_holm if name in volume_tests else float("nan"),
        }
        rows.append(row)
    output.table(
        "formulations",
        pd.DataFrame(rows),
        f"Formulations at equal budget: best cell within three limits and hypervolume, over {len(SETTINGS)} settings.",
        [
            *shared,
            f"Means over {len(SETTINGS)} settings (three data sets x latency on six devices and energy on three) and "
            f"{results.seeds} paired seeds; 'failed': of {len(SETTINGS) * len(QUANTILES) * results.seeds} cases, those "
            "without any feasible cell (left out of the mean regret, ranked last). 'optimal': share of cases with the "
            "enumerated optimum; 'feasible': share of queries within the limit, for formulations with a limit of the "
            "run for that limit.",
            f"Ranks: Friedman over the settings (p = {ranks.p:.1g}; hypervolume p = {volume_ranks.p:.1g}), 1 is best, "
            f"critical difference (Nemenyi, 0.05) {ranks.critical_difference:.2f}. Holm p: Wilcoxon signed-rank on the "
            f"settings' means against {PARETO}. Settings share devices and data sets, so they are not independent. "
            f"A12: median over the settings of the chance that a seed's regret is larger than that of {PARETO} (ties "
            "half).",
            "Hypervolume regret: 1 - HV(evaluated) / HV(exact front), of error and cost.",
        ],
        headings={f"regret_{q:.2f}": f"regret at {100 * q:.0f} %" for q in QUANTILES}
        | {"holm_p": "Holm p", "a12": "A12", "volume": "HV regret", "volume_rank": "HV rank", "volume_p": "HV Holm p"},
        formats=dict.fromkeys((f"regret_{q:.2f}" for q in QUANTILES), ".3f")
        | dict.fromkeys(("optimal", "feasible", "rank", "volume_rank", "a12"), ".2f")
        | dict.fromkeys(("holm_p", "volume_p"), ".1e")
        | {"volume": ".4f"},
    )


def _median_a12(results: Results, name: str) -> float:
    if name == PARETO:
        return float("nan")
    means = [(results.regrets(name, s).mean(axis=1), results.regrets(PARETO, s).mean(axis=1)) for s in SETTINGS]
    return float(np.median([vargha_delaney_a12(one, other) for one, other in means]))


def _per_device(results: Results, output: Output, shared: list[str]) -> None:
    rows = []
    for device, metric in dict.fromkeys(setting[1:] for setting in SETTINGS):
        settings = [setting for setting in SETTINGS if setting[1:] == (device, metric)]
        scores = {
            name: np.concatenate([results.regrets(name, setting).mean(axis=1) for setting in settings])
            for name in NAMES
        }
        tests = {test.second: test for test in wilcoxon_holm(scores, versus=PARETO)}
        for name in NAMES:
            regrets = np.stack([results.regrets(name, setting) for setting in settings])
            rows.append(
                {
                    "device": DEVICE_LABELS[device],
                    "metric": metric,
                    "formulation": name,
                    **{
                        f"regret_{q:.2f}": finite_mean(regrets[..., k].ravel().tolist())
                        for k, q in enumerate(QUANTILES)
                    },
                    "failed": int(np.isinf(regrets).sum()),
                    "optimal": float((regrets < 1e-9).mean()),
                    "volume": float(np.mean([results.volume[name, setting].mean() for setting in settings])),
                    "holm_p": tests[name].p_holm if name in tests else float("nan"),
                    "a12": vargha_delaney_a12(scores[name], scores[PARETO]) if name != PARETO else float("nan"),
                }
            )
    output.table(
        "per-device",
        pd.DataFrame(rows),
        "Formulations per device and metric: regret at three limits and hypervolume regret.",
        [
            *shared,
            f"Means over three data sets and {results.seeds} seeds. Holm p, A12: regret (mean of the limits) against "
            f"{PARETO}, paired by data set and seed, n = {3 * results.seeds}; corrected within the device.",
        ],
        headings={f"regret_{q:.2f}": f"regret at {100 * q:.0f} %" for q in QUANTILES}
        | {"holm_p": "Holm p", "a12": "A12", "volume": "HV regret"},
        formats=dict.fromkeys((f"regret_{q:.2f}" for q in QUANTILES), ".3f")
        | {"optimal": ".2f", "holm_p": ".1e", "a12": ".2f", "volume": ".4f"},
    )


def by_setting(benchmark: Benchmark, results: Results, settings: Sequence[Setting] = SETTINGS) -> pd.DataFrame:
    """Return a row per setting, limit and formulation: what was found, and the exact constrained optimum."""
    rows = []
    for setting in settings:
        values, test = problem_of(benchmark, setting).values, 100.0 - reported_error(benchmark, setting[0])
        for k, (quantile, limit) in enumerate(zip(QUANTILES, limits(benchmark, setting), strict=True)):
            best = optimum(benchmark, setting, limit)
            for name in NAMES:
                found = [each[k] for each in results.found[name, setting]]
                regrets = np.array([each.regret for each in found])
                rows.append(
                    {
                        "dataset": DATASET_LABELS[setting[0]],
                        "device": setting[1],
                        "metric": setting[2],
                        "quantile": quantile,
                        "limit": limit,
                        "formulation": name,
                        "valid_median": _median([each.valid for each in found]),
                        "best_valid": 100.0 - values[best, 0],
                        "test_median": _median([each.test for each in found]),
                        "best_test": test[best],
                        "regret_mean": finite_mean(regrets.tolist()),
                        "failed": int(np.isinf(regrets).sum()),
                        "optimal": float((regrets < 1e-9).mean()),
                        "feasible": float(np.mean([each.feasible for each in found])),
                    }
                )
    return pd.DataFrame(rows)


def _median(values: list[float]) -> float:
    known = [value for value in values if value == value]
    return float(np.median(known)) if known else float("nan")
