"""Figs. 3 and 6, the numbers: population diversity of printed examples, and by generation with and without χ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Basis, Case, Column, Reading, Study
from experiments.mo_hdnas.runs import FIG6, FIG6_MANY, POPULATION, basis_of
from suite.algorithms.mo_hdnas import population_diversity, unnormalised_diversity
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, RELATIVE
from suite.study.record import Record

PRINTED_ROUNDING = 0.005
WHY_NOT_SUM = "the double sum of Eq. 3 gives another value"
WHY_NOT_MEAN = "the printed value is the sum of χ over the population, not its mean as Eq. 4 defines"
FIG3_COLUMNS = (
    Column("set"),
    Column("latencies_ms", heading="latencies (ms)"),
    Column("quantity"),
    *kit.compared_columns(3),
)

PRINTED_GENERATIONS = (1, 10, 30, 50, 70, 100)
FIRST, LAST = PRINTED_GENERATIONS[0], PRINTED_GENERATIONS[-1]
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
SERIES = (kit.FITNESS, Column("series"), Column("chi", heading="χ of survivors"), Column("shown", heading="population"))
GENERATIONS = (*SERIES, Column("generation"), *kit.compared_columns(2))
ENDS = (*SERIES, Column("quantity"), *kit.compared_columns(2), Column("declining", ".2f"))
PER_SEED = (
    kit.FITNESS_TEXT, *map(Column, ("series", "chi", "seed", "generation")),
    Column("population_diversity_ms2", ".4f"), Column("largest_latency_ms", ".5f"),
)  # fmt: skip


def fig3(output: Output) -> None:
    """Write the diversity of three printed populations; it depends on no table and on no search."""
    caption = "MO-HDNAS Fig. 3: population diversity of the example populations, recomputed."
    rows = fig3_rows()
    notes = [
        "Latencies were read off the figure; the printed diversities are the authors'. Units: ms².",
        "Σχ: sum of Eq. 3 over the population; it is what the authors print, and judges it. Eq. 4: the same divided by "
        "the population size, as the text defines the quantity.",
        kit.verdict_note(rows, EXACT_CRITERION),
    ]
    kit.write_table(output, "fig3-exact", rows, FIG3_COLUMNS, caption, notes)


def fig3_rows() -> list[dict[str, Any]]:
    """Return the table's rows: two readings of the formula for each printed value."""
    rows = []
    for row in kit.published("mo_hdnas_fig3").itertuples():
        latencies = np.array([float(text) for text in str(row.latencies_ms).split()])
        cell = kit.cell_of("mo_hdnas_fig3", "population_diversity", set=row.set)
        printed = Reading(float(row.population_diversity), PRINTED_ROUNDING, cell=cell)
        for quantity, ours, why, role in (
            ("Σχ", unnormalised_diversity(latencies), WHY_NOT_SUM, kit.PRIMARY),
            ("Eq. 4", population_diversity(latencies), WHY_NOT_MEAN, kit.SENSITIVITY),
        ):
            cells = kit.looked_up(printed, ours, why, Basis(kit.ARITHMETIC, role))
            rows.append({"set": row.set, "latencies_ms": row.latencies_ms, "quantity": quantity, **cells})
    return rows


def populations(record: Record) -> NDArray[np.int64]:
    """Return the survivors ``(generations, members)``; generation 1 is row 0."""
    assert record.populations is not None
    return record.populations.astype(np.int64)


def batches(record: Record) -> NDArray[np.int64]:
    """Return what every generation evaluated, its children ``(generations, members)``; row 0 is generation 1."""
    return record.indices.astype(np.int64).reshape(-1, POPULATION)


SHOWN = {"survivors": populations, "children": batches}
"""What may be meant by the population of a generation; the paper does not say."""


def series(study: Study, case: Case, shown: str = "survivors") -> NDArray[np.float64]:
    """Return the population diversity ``(seeds, generations)`` in ms² (Eq. 4)."""
    latency = study.judged(case).cost
    return np.array([[population_diversity(latency[each]) for each in SHOWN[shown](run)] for run in study.runs(case)])


def shown_keys(case: Case, shown: str) -> dict[str, Any]:
    """Return the keys of a case with the population shown."""
    return {**case.keys, "shown": shown}


def fig6(study: Study, output: Output) -> pd.DataFrame:
    """Write the diversity beside the printed values, the last generation, and rows per seed; return the first two."""
    values = {(case, shown): series(study, case, shown) for case in study.at_hand(FIG6_MANY) for shown in SHOWN}
    seeds = len(next(iter(values.values())))
    rows = pd.DataFrame([row for key, found in values.items() for row in _by_generation(*key, found)])
    caption = "MO-HDNAS Fig. 6 (FPGA, CIFAR-10): population diversity (Eq. 4, in ms²) by generation."
    notes = [
        *kit.fitness_notes(*kit.MAIN_FITNESSES, *kit.BESIDE),
        kit.seeds_note(seeds) + " Published: one run, printed. Generation 1 is the initial random population.",
        "χ of survivors: 'stale' keeps the value computed when an architecture was new, 'fresh' computes it again "
        "among parents and children. Population: the survivors of the generation, or the children that it evaluated. "
        "The paper says neither; the primary rows are of what was chosen before (stale, survivors), and which the "
        "print speaks for is worked out in `suite reproduce mo-hdnas-inference`.",
        kit.verdict_note(rows),
    ]
    kit.write_table(output, "fig6-diversity", rows, GENERATIONS, caption, notes)
    ends = pd.DataFrame([row for key, found in values.items() for row in _ends(study, *key, found)])
    caption = "MO-HDNAS Fig. 6 (FPGA, CIFAR-10): what generation 100 looks like."
    notes = [
        "The paper's text: diversity declines with two objectives and increases with three. 'Declining': share of "
        "seeds whose diversity at generation 100 is below that at generation 1.",
        *kit.fitness_notes(*kit.MAIN_FITNESSES, *kit.BESIDE),
        kit.seeds_note(seeds) + " Published: one run; ratio from printed, latency from digitised values.",
        kit.verdict_note(ends),
    ]
    kit.write_table(output, "fig6-end", ends, ENDS, caption, notes)
    caption = (
        "MO-HDNAS Fig. 6: population diversity (ms²) and largest latency (ms) of the survivors by seed and printed "
        f"generation; the first {study.seeds} of {seeds} seeds."
    )
    kit.write_rows(output, "fig6-per-seed", per_seed(study, FIG6), PER_SEED, caption)
    return pd.concat([rows, ends])


def _by_generation(case: Case, shown: str, values: NDArray[np.float64]) -> list[dict[str, Any]]:
    keys = shown_keys(case, shown)
    rows = []
    for generation in PRINTED_GENERATIONS:
        where = {"series": case["series"], "generation": generation}
        printed = kit.reading("mo_hdnas_fig6", "population_diversity", **where)
        above, below = (INITIAL, INITIAL) if generation == FIRST else WHY[case["series"]]
        ours = values[:, generation - 1]
        cells = kit.compared(printed, ours, RELATIVE, basis_of(keys), above=above, below=below)
        rows.append({**keys, "generation": generation, **cells})
    return rows


def _ends(study: Study, case: Case, shown: str, values: NDArray[np.float64]) -> list[dict[str, Any]]:
    """Return the ratio of diversity at the last and first generation, and the largest latency at the last."""
    keys, name = shown_keys(case, shown), case["series"]
    first, last = (
        kit.reading("mo_hdnas_fig6", "population_diversity", series=name, generation=generation).value
        for generation in (FIRST, LAST)
    )
    ratio = Reading(last / first, cell=kit.cell_of("mo_hdnas_fig6", "ratio", series=name))
    ratios = values[:, LAST - 1] / values[:, FIRST - 1]
    latency = study.judged(case).cost
    largest = [float(np.nanmax(latency[SHOWN[shown](run)[LAST - 1]])) for run in study.runs(case)]
    reading = kit.reading("mo_hdnas_fig6_latency", "max_latency_ms", "latency_error_ms", series=name)
    above, below = (f"the paper's run lies {side} all our seeds" for side in ("below", "above"))
    return [
        {
            **keys,
            "quantity": f"diversity, generation {LAST} / {FIRST}",
            **kit.compared(ratio, ratios, RELATIVE, basis_of(keys), above=above, below=below),
            "declining": float(np.mean(ratios < 1.0)),
        },
        {
            **keys,
            "quantity": f"largest latency, generation {LAST} (ms)",
            **kit.compared(reading, largest, RELATIVE, basis_of(keys), above=above, below=below),
        },
    ]


def per_seed(study: Study, cases: tuple[Case, ...]) -> pd.DataFrame:
    """Return one row per fitness, line, seed (of the experiment's number) and printed generation; of survivors."""

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        latency, members = study.judged(case).cost, populations(record)
        return {"costs": [(g, latency[members[g - 1]]) for g in PRINTED_GENERATIONS]}

    rows = study.tidy(cases, measure).explode("costs", ignore_index=True)
    return rows.assign(
        generation=[generation for generation, _ in rows["costs"]],
        population_diversity_ms2=[population_diversity(costs) for _, costs in rows["costs"]],
        largest_latency_ms=[float(costs.max()) for _, costs in rows["costs"]],
    )
