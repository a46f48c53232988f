"""Fig. 6: how the population spreads over latency with and without χ (FPGA, CIFAR-10), the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import comparison, notes
from experiments.mo_hdnas.settings import FIG6_PANEL, FRESH, MAIN, RMI, THREE, TWO, Variant, searches
from experiments.published import published_for
from experiments.quantities import latency_ms
from suite.algorithms.mo_hdnas import population_diversity
from suite.benchmark import Benchmark
from suite.report.output import Output
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
        "all our two-objective populations spread more than the paper's run",
        "all our two-objective populations spread less than the paper's run",
    ),
    "with diversity": (
        "χ spreads all our populations further than the paper's run at this generation",
        "χ spreads all our populations less than the paper's run at this generation",
    ),
}
INITIAL = "generation 1 is a random population, and the paper's lies outside those of our seeds"


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> list[dict[str, Any]]:
    """Write the diversity beside the printed values, the last generation, one row per seed; return the first two."""
    series = {accuracy: diversity_series(benchmark, records, seeds, accuracy) for accuracy in MAIN}
    rows = [
        {"proxy": notes.short(accuracy), **row}
        for accuracy, found in series.items()
        for variant, name, chi in SERIES
        for row in _rows(found[variant.name], name, chi)
    ]
    output.table(
        "fig6-diversity",
        pd.DataFrame(rows),
        "MO-HDNAS Fig. 6 (FPGA, CIFAR-10): population diversity (Eq. 4, in ms²) by generation.",
        [
            *notes.fitness_notes(*MAIN),
            notes.seeds_note(seeds) + " Published: one run, printed. Generation 1 is the initial random population.",
            "χ of survivors: 'stale' keeps the value computed when an architecture was new, 'fresh' computes it again "
            "among parents and children; the paper does not say which.",
            comparison.verdict_note(rows),
        ],
        headings=comparison.HEADINGS | {"chi": "χ of survivors"},
        formats=comparison.formats(2),
    )
    ends = [
        {"proxy": notes.short(accuracy), **row}
        for accuracy, found in series.items()
        for each in SERIES
        for row in _ends(benchmark, records, seeds, accuracy, found[each[0].name], *each)
    ]
    output.table(
        "fig6-end",
        pd.DataFrame(ends),
        "MO-HDNAS Fig. 6 (FPGA, CIFAR-10): what generation 100 looks like.",
        [
            "The paper's text: diversity declines with two objectives and increases with three. 'Declining': share of "
            "seeds whose diversity at generation 100 is below that at generation 1.",
            *notes.fitness_notes(*MAIN),
            notes.seeds_note(seeds) + " Published: one run; ratio from printed, latency from digitised values.",
            comparison.verdict_note(ends),
        ],
        headings=comparison.HEADINGS | {"chi": "χ of survivors"},
        formats=comparison.formats(2) | {"declining": ".2f"},
    )
    output.rows(
        "fig6-per-seed",
        per_seed(benchmark, records, seeds),
        "MO-HDNAS Fig. 6: population diversity (ms²) and largest latency (ms) by seed and printed generation.",
        {"population_diversity_ms2": ".4f", "largest_latency_ms": ".5f"},
    )
    return [*rows, *ends]


def populations(record: Record) -> NDArray[np.int64]:
    """Return the survivors ``(generations, members)``; generation 1 is row 0."""
    assert record.populations is not None
    return record.populations.astype(np.int64)


def diversity_series(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, accuracy: str = RMI
) -> dict[str, NDArray[np.float64]]:
    """Return variant -> population diversity ``(seeds, generations)`` in ms² (Eq. 4)."""
    latency = latency_ms(benchmark, *FIG6_PANEL)
    return {
        variant.name: np.array(
            [
                [population_diversity(latency[population]) for population in populations(records[spec])]
                for spec in searches(variant, *FIG6_PANEL, seeds, accuracy)
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


def _ends(
    benchmark: Benchmark,
    records: Mapping[RunSpec, Record],
    seeds: int,
    accuracy: str,
    values: NDArray[np.float64],
    variant: Variant,
    name: str,
    chi: str,
) -> list[dict[str, Any]]:
    """Return the ratio of diversity at the last and first generation, and the largest latency at the last."""
    printed = published_for("mo_hdnas_fig6", series=name).set_index("generation")["population_diversity"]
    first, last = PRINTED_GENERATIONS[0], PRINTED_GENERATIONS[-1]
    ratios = values[:, last - 1] / values[:, first - 1]
    latency = latency_ms(benchmark, *FIG6_PANEL)
    runs = [records[spec] for spec in searches(variant, *FIG6_PANEL, seeds, accuracy)]
    largest = [float(latency[populations(run)[last - 1]].max()) for run in runs]
    reading = published_for("mo_hdnas_fig6_latency", series=name).iloc[0]
    shared = {"series": name, "chi": chi}
    above, below = (f"the paper's run lies {side} all our seeds" for side in ("below", "above"))
    return [
        {
            **shared,
            "quantity": f"diversity, generation {last} / {first}",
            **comparison.compared(printed[last] / printed[first], 0.0, ratios, above=above, below=below),
            "declining": float(np.mean(ratios < 1.0)),
        },
        {
            **shared,
            "quantity": f"largest latency, generation {last} (ms)",
            **comparison.compared(
                float(reading["max_latency_ms"]), float(reading["latency_error_ms"]), largest, above=above, below=below
            ),
        },
    ]


def per_seed(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, fitnesses: tuple[str, ...] = MAIN
) -> pd.DataFrame:
    """Return one row per fitness, variant, seed and printed generation."""
    latency = latency_ms(benchmark, *FIG6_PANEL)
    rows = []
    for accuracy in fitnesses:
        for variant, name, chi in SERIES:
            for spec in searches(variant, *FIG6_PANEL, seeds, accuracy):
                members = populations(records[spec])
                for generation in PRINTED_GENERATIONS:
                    costs = latency[members[generation - 1]]
                    rows.append(
                        {
                            "proxy": spec.fitness.text,
                            "series": name,
                            "chi": chi,
                            "seed": spec.seed,
                            "generation": generation,
                            "population_diversity_ms2": population_diversity(costs),
                            "largest_latency_ms": float(costs.max()),
                        }
                    )
    return pd.DataFrame(rows)
