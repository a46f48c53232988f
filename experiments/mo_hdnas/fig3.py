"""Fig. 3: population diversity of three printed example populations, an exact check of Eqs. 3 and 4."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.published import published
from suite.algorithms.mo_hdnas import population_diversity, unnormalised_diversity
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, exact
from suite.study.record import Record
from suite.study.spec import RunSpec

PRINTED_ROUNDING = 0.005
WHY_NOT_SUM = "the double sum of Eq. 3 gives another value"
WHY_NOT_MEAN = "the printed value is the sum of χ over the population, not its mean as Eq. 4 defines"


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the table; it depends on no table of accuracies or latencies and on no search."""
    output.table(
        "fig3-exact",
        frame(),
        "MO-HDNAS Fig. 3: population diversity of the example populations, recomputed.",
        [
            "Latencies were read off the figure; the printed diversities are the authors'. Units: ms².",
            "Σχ: sum of Eq. 3 over the population. Eq. 4: the same divided by the population size.",
            f"Verdict: {EXACT_CRITERION}.",
        ],
        headings={
            "latencies_ms": "latencies (ms)",
            "sum_of_chi": "Σχ",
            "sum_difference": "Σχ − printed",
            "sum_verdict": "verdict on Σχ",
            "eq4": "Eq. 4",
            "eq4_difference": "Eq. 4 − printed",
            "eq4_verdict": "verdict on Eq. 4",
        },
        formats={
            "printed": ".2f",
            "sum_of_chi": ".3f",
            "sum_difference": "+.3f",
            "eq4": ".3f",
            "eq4_difference": "+.3f",
        },
    )


def frame() -> pd.DataFrame:
    """Return the table's rows."""
    rows = []
    for row in published("mo_hdnas_fig3").itertuples():
        latencies = np.array([float(text) for text in str(row.latencies_ms).split()])
        printed = float(row.population_diversity)
        total, mean = unnormalised_diversity(latencies), population_diversity(latencies)
        rows.append(
            {
                "set": row.set,
                "latencies_ms": row.latencies_ms,
                "printed": printed,
                "sum_of_chi": total,
                "sum_difference": total - printed,
                "sum_verdict": str(exact(printed, total, PRINTED_ROUNDING, WHY_NOT_SUM)),
                "eq4": mean,
                "eq4_difference": mean - printed,
                "eq4_verdict": str(exact(printed, mean, PRINTED_ROUNDING, WHY_NOT_MEAN)),
            }
        )
    return pd.DataFrame(rows)
