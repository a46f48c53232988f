"""What single runs of 300 queries find: every variant of the formulations, and other methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.formulations.outcomes import Found, finite_mean, found_within, regret_of_volume, visited
from experiments.formulations.settings import (
    FAMILIES,
    METHODS,
    ONE_RUN,
    QUANTILES,
    SETTINGS,
    Setting,
    family_runs,
    limits,
    methods_runs,
    methods_settings,
)
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record
from suite.study.spec import RunSpec

REGRETS = tuple(f"regret_{quantile:.2f}" for quantile in QUANTILES)
HEADINGS = {
    **{key: f"regret at {100 * q:.0f} %" for key, q in zip(REGRETS, QUANTILES, strict=True)},
    "volume": "HV regret",
    "returned": "returned within limit",
}
FORMATS = {**dict.fromkeys(REGRETS, ".3f"), "feasible": ".2f", "returned": ".2f", "volume": ".4f"}
NOTES = (
    f"One run of {ONE_RUN} queries for each number: a formulation with a limit has a run per limit, the others one run "
    "for all limits. Regret: best cell within the limit (enumerated) minus the best one evaluated, validation accuracy "
    "in points; 'failed': cases without a feasible cell; 'feasible': share of queries within the limit.",
    "'returned within limit': share of cases where what the method itself returns holds a cell within the limit (for "
    "weighted sums and two stages, which know no limit: of the one cell returned).",
)


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the table of the variants and that of the methods."""
    rows = []
    for family in FAMILIES:
        variants = family.texts if not family.per_limit and family.texts else (family.name,)
        for place, variant in enumerate(variants):
            cases = (
                (s, _of_variant(benchmark, s, family_runs(benchmark, family, s, seed), family.per_limit, place))
                for s in SETTINGS
                for seed in range(seeds)
            )
            rows.append({"formulation": variant, **_row(benchmark, records, cases)})
    output.table(
        "one-run",
        pd.DataFrame(rows),
        f"Formulations, single runs of {ONE_RUN} queries by the same engine (NSGA-II), over {len(SETTINGS)} settings.",
        [*NOTES, f"Means over {len(SETTINGS)} settings (three data sets, nine costs) and {seeds} paired seeds."],
        headings=HEADINGS,
        formats=FORMATS,
    )
    rows = []
    for family in METHODS:
        cases = (
            (s, _of_variant(benchmark, s, methods_runs(benchmark, family, s, seed), family.per_limit, 0))
            for s in methods_settings()
            for seed in range(seeds)
        )
        rows.append({"method": family.algorithm, "formulation": family.name, **_row(benchmark, records, cases)})
    output.table(
        "methods",
        pd.DataFrame(rows),
        f"Formulations by regularised evolution beside methods for fronts, single runs of {ONE_RUN} queries, latency "
        "on six devices, CIFAR-10.",
        [
            *NOTES,
            f"Means over six devices and {seeds} paired seeds. pymoo_moead: pymoo's MOEA/D, "
            "for one version of pymoo: its runs may change with another.",
        ],
        headings=HEADINGS,
        formats=FORMATS,
    )


Case = tuple[Setting, list[RunSpec]]


def _of_variant(
    benchmark: Benchmark, setting: Setting, specs: list[RunSpec], per_limit: bool, place: int
) -> list[RunSpec]:
    """Return the run for each limit."""
    return specs if per_limit else [specs[place]] * len(limits(benchmark, setting))


def _row(benchmark: Benchmark, records: Mapping[RunSpec, Record], cases: Iterable[Case]) -> dict[str, Any]:
    found: list[list[Found]] = []
    returned, volumes = [], []
    for setting, specs in cases:
        bounds = limits(benchmark, setting)
        seen = visited(records, specs, ONE_RUN)
        found.append(
            [found_within(benchmark, setting, limit, each, each) for limit, each in zip(bounds, seen, strict=True)]
        )
        returned.append(_returned(benchmark, records, setting, specs))
        runs = dict(zip(specs, seen, strict=True))
        volumes.append(np.mean([regret_of_volume(benchmark, setting, each) for each in runs.values()]))
    regrets = np.array([[each.regret for each in case] for case in found])
    shares = [share for share in returned if share == share]
    return {
        **{key: finite_mean(regrets[:, k].tolist()) for k, key in enumerate(REGRETS)},
        "failed": int(np.isinf(regrets).sum()),
        "feasible": float(np.mean([each.feasible for case in found for each in case])),
        "returned": float(np.mean(shares)) if shares else float("nan"),
        "volume": float(np.mean(volumes)),
    }


def _returned(benchmark: Benchmark, records: Mapping[RunSpec, Record], setting: Setting, specs: list[RunSpec]) -> float:
    """Return the share of limits that a returned cell keeps; NaN where the run was longer than the part shown."""
    if records[specs[0]].counts["queries"] != ONE_RUN:
        return float("nan")
    cost = benchmark.hardware_cost(np.arange(benchmark.space.size), *setting)
    kept = [
        bool((cost[records[spec].recommended] <= limit).any())
        for spec, limit in zip(specs, limits(benchmark, setting), strict=True)
    ]
    return float(np.mean(kept))
