"""Fig. 6: how the population spreads over latency with and without χ (FPGA, CIFAR-10), the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import comparison, notes
from experiments.mo_hdnas.settings import FIG6_PANEL, FRESH, MAIN_PROXY, THREE, TWO, Variant, searches
from experiments.published import published_for
from experiments.quantities import latency_ms
from suite.algorithms.mo_hdnas import population_diversity
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import SPREAD_CRITERION
from suite.study.record import Record
from suite.study.spec import RunSpec

PRINTED_GENERATIONS = (1, 10, 30, 50, 70, 100)
SERIES: tuple[tuple[Variant, str, str], ...] = (
    (TWO, "without diversity", "none"),
    (THREE, "with diversity", "stale"),
    (FRESH, "with diversity", "fresh"),
)
"""Variant, name of the printed series, how χ of surviving parents is kept."""

WHY = {
    "without diversity": (
        "all our two-objective populations spread more: with a look-up the slow, accurate architectures stay "
        "nondominated",
        "all our two-objective populations spread less than the paper's run",
    ),
    "with diversity": (
        "χ spreads all our populations further than the paper's run at this generation",
        "χ spreads all our populations less than the paper's run at this generation",
    ),
}
INITIAL = "generation 1 is a random population, and the paper's lies outside those of our seeds"


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the population diversity beside the printed values, its trend, and one row per seed."""
    series = diversity_series(benchmark, records, seeds)
    output.table(
        "fig6-diversity",
        pd.DataFrame([row for variant, name, chi in SERIES for row in _rows(series[variant.name], name, chi)]),
        "MO-HDNAS Fig. 6 (FPGA, CIFAR-10): population diversity (Eq. 4, in ms²) by generation.",
        [
            notes.proxy_note(MAIN_PROXY),
            notes.seeds_note(seeds) + " Published: one run, printed. Generation 1 is the initial random population.",
            "χ of survivors: 'stale' keeps the value computed when an architecture was new, 'fresh' computes it again "
            "among parents and children; the paper does not say which.",
            f"Verdict: {SPREAD_CRITERION}.",
        ],
        headings=comparison.HEADINGS | {"chi": "χ of survivors"},
        formats=comparison.formats(2),
    )
    output.table(
        "fig6-trend",
        pd.DataFrame([_trend(series[variant.name], name, chi) for variant, name, chi in SERIES]),
        "MO-HDNAS Fig. 6: population diversity at generation 100 relative to generation 1.",
        [
            "The paper's text: diversity declines with two objectives and increases with three.",
            notes.proxy_note(MAIN_PROXY),
            notes.seeds_note(seeds) + " Published: one run. 'Seeds that decline': share with a ratio below 1.",
            f"Verdict: {SPREAD_CRITERION}.",
        ],
        headings=comparison.HEADINGS | {"chi": "χ of survivors", "declining": "seeds that decline"},
        formats=comparison.formats(2) | {"declining": ".2f"},
    )
    output.rows(
        "fig6-per-seed",
        per_seed(benchmark, records, seeds),
        "MO-HDNAS Fig. 6: population diversity (ms²) and largest latency (ms) by seed and printed generation.",
        {"population_diversity_ms2": ".4f", "largest_latency_ms": ".5f"},
    )


def populations(record: Record) -> NDArray[np.int64]:
    """Return the survivors ``(generations, members)``; generation 1 is row 0."""
    assert record.populations is not None
    return record.populations.astype(np.int64)


def diversity_series(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int
) -> dict[str, NDArray[np.float64]]:
    """Return variant -> population diversity ``(seeds, generations)`` in ms² (Eq. 4)."""
    latency = latency_ms(benchmark, *FIG6_PANEL)
    return {
        variant.name: np.array(
            [
                [population_diversity(latency[population]) for population in populations(records[spec])]
                for spec in searches(variant, *FIG6_PANEL, seeds)
            ]
        )
        for variant, _, _ in SERIES
    }


def _rows(values: NDArray[np.float64], name: str, chi: str) -> list[dict[str, Any]]:
    rows = []
    for generation in PRINTED_GENERATIONS:
        printed = published_for("mo_hdnas_fig6", series=name, generation=generation).iloc[0]
        above, below = (INITIAL, INITIAL) if generation == 1 else WHY[name]
        cells = comparison.compared(
            float(printed["population_diversity"]), 0.0, values[:, generation - 1], above=above, below=below
        )
        rows.append({"series": name, "chi": chi, "generation": generation, **cells})
    return rows


def _trend(values: NDArray[np.float64], name: str, chi: str) -> dict[str, Any]:
    first, last = (
        float(published_for("mo_hdnas_fig6", series=name, generation=generation)["population_diversity"].iloc[0])
        for generation in (PRINTED_GENERATIONS[0], PRINTED_GENERATIONS[-1])
    )
    ratios = values[:, PRINTED_GENERATIONS[-1] - 1] / values[:, PRINTED_GENERATIONS[0] - 1]
    above, below = (f"the ratio of the paper's run lies {side} those of all our seeds" for side in ("below", "above"))
    cells = comparison.compared(last / first, 0.0, ratios, above=above, below=below)
    return {"series": name, "chi": chi, "declining": float(np.mean(ratios < 1.0)), **cells}


def per_seed(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> pd.DataFrame:
    """Return one row per variant, seed and printed generation."""
    latency = latency_ms(benchmark, *FIG6_PANEL)
    rows = []
    for variant, name, chi in SERIES:
        for spec in searches(variant, *FIG6_PANEL, seeds):
            members = populations(records[spec])
            for generation in PRINTED_GENERATIONS:
                costs = latency[members[generation - 1]]
                rows.append(
                    {
                        "series": name,
                        "chi": chi,
                        "seed": spec.seed,
                        "generation": generation,
                        "population_diversity_ms2": population_diversity(costs),
                        "largest_latency_ms": float(costs.max()),
                    }
                )
    return pd.DataFrame(rows)
