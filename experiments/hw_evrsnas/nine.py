"""Nine latency constraints on FPGA, CIFAR-100 (known through MO-HDNAS Fig. 5): accuracy beside the digitised one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import comparison, notes
from experiments.hw_evrsnas.outcomes import Outcome, best_within, outcomes
from experiments.hw_evrsnas.settings import (
    BUDGET,
    FITNESSES,
    NINE_LIMITS_MS,
    NINE_PANEL,
    PENALTIES,
    RMI_WEIGHT,
    nine_constraints,
)
from experiments.published import published_for
from experiments.quantities import latency_ms, reported_error, reported_front
from suite.benchmark import Benchmark
from suite.report.fronts import draw_exact_front, draw_published, draw_space, one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style, series_style
from suite.report.verdicts import MATCH, spread
from suite.study.record import Record
from suite.study.spec import RunSpec

ABOVE = "all our seeds find a better test accuracy"
BELOW_OPTIMUM = (
    "even the architecture with the best fitness within the limit has a lower test accuracy: fitness and test accuracy "
    "order the candidates differently"
)
BELOW_PENALTY = "the two-sided penalty pulls to the limit, away from better architectures below it"
BELOW_SEARCH = "all our searches end before the best architecture within the limit"
NO_PENALTY = (
    "Penalty form and constants of the paper are unknown; 'one-sided' is zero within the limit, 'two-sided' is not. "
    f"Weight at twice the limit: 100 points of a look-up, {RMI_WEIGHT:g} of RMI, the range of either fitness."
)


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write the comparison with the digitised accuracies, one row per seed, and the figure."""
    rows = [
        _row(benchmark, records, seeds, limit, penalty, accuracy)
        for accuracy in FITNESSES
        for penalty in PENALTIES
        for limit in NINE_LIMITS_MS
    ]
    output.table(
        "nine-constraints",
        pd.DataFrame(rows),
        "HW-EvRSNAS on FPGA, CIFAR-100 at nine latency limits: test accuracy (%) of the architecture found.",
        [
            *notes.fitness_notes(*FITNESSES),
            notes.seeds_note(seeds)
            + f" {BUDGET.describe()} a run. Published: one run, digitised from MO-HDNAS Fig. 5.",
            "'valid', 'gap': validation accuracy, and the best one within the limit (enumerated) minus it, mean in "
            "points; 'fitness gap': the same in the searched fitness; 'best fitness': test accuracy of the "
            "architecture with the best fitness within the limit.",
            NO_PENALTY,
            *change(rows),
            comparison.verdict_note(rows),
            notes.REPORTED_NOTE,
        ],
        headings=comparison.HEADINGS
        | {"limit_ms": "limit (ms)", "latency_ms": "latency (ms)", "best_test": "best fitness", "std": "std"},
        formats=comparison.formats(2)
        | dict.fromkeys(("latency_ms", "feasible", "valid", "gap", "std", "best_test"), ".2f")
        | {"fitness_gap": ".3f"}
        | {"limit_ms": ".1f"},
    )
    output.rows(
        "nine-constraints-per-seed",
        per_seed(benchmark, records, seeds),
        "HW-EvRSNAS, nine limits: what every seed found.",
        {"limit_ms": ".1f", "latency_ms": ".5f"} | dict.fromkeys(("valid", "test", "gap", "fitness_gap"), ".4f"),
    )
    _figure(benchmark, records, seeds, output)


def _row(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, limit: float, penalty: str, accuracy: str
) -> dict[str, Any]:
    found = outcomes(records, nine_constraints(seeds, penalty, accuracy)[limit], benchmark)
    reading = published_for("hw_evrsnas_fpga_cifar100", latency_limit_ms=limit).iloc[0]
    tests = np.array([each.test for each in found])
    published, error = float(reading["test_accuracy"]), float(reading["accuracy_error"])
    test = 100.0 - reported_error(benchmark, NINE_PANEL[0])
    best_test = float(test[best_within(benchmark, *NINE_PANEL, accuracy, limit)])
    below = BELOW_PENALTY if penalty == "two-sided" else BELOW_SEARCH
    if best_test + error < published:
        below = BELOW_OPTIMUM
    return {
        "proxy": notes.short(accuracy),
        "penalty": penalty,
        "limit_ms": limit,
        "latency_ms": spread([each.latency_ms for each in found])["median"],
        "feasible": float(np.mean([each.feasible for each in found])),
        "valid": spread([each.valid for each in found])["median"],
        "gap": _mean([each.gap for each in found]),
        "fitness_gap": _mean([each.fitness_gap for each in found]),
        "best_test": best_test,
        "std": float(np.nanstd(tests, ddof=1)) if np.isfinite(tests).sum() > 1 else float("nan"),
        **comparison.compared(published, error, tests, above=ABOVE, below=below),
    }


def _mean(values: list[float]) -> float:
    finite = [value for value in values if np.isfinite(value)]
    return float(np.mean(finite)) if finite else float("nan")


def change(rows: list[dict[str, Any]]) -> list[str]:
    """Return what the fitness changes at the nine limits, from the rows of the one-sided penalty."""
    said = []
    for accuracy in FITNESSES:
        chosen = [row for row in rows if (row["proxy"], row["penalty"]) == (notes.short(accuracy), "one-sided")]
        inside = sum(str(row["verdict"]) == MATCH for row in chosen)
        said.append(
            f"on {notes.short(accuracy)} {inside} of {len(chosen)} published accuracies lie within our seeds, and ours "
            f"(median) differ by {_mean([row['difference'] for row in chosen]):+.2f} points on average, "
            f"{min(row['difference'] for row in chosen):+.2f} to {max(row['difference'] for row in chosen):+.2f}"
        )
    return [f"What the fitness changes (one-sided penalty): {'; '.join(said)}."]


def per_seed(
    benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, fitnesses: tuple[str, ...] = FITNESSES
) -> pd.DataFrame:
    """Return one row per fitness, penalty, limit and seed."""
    rows = []
    for accuracy in fitnesses:
        for penalty in PENALTIES:
            for limit, specs in nine_constraints(seeds, penalty, accuracy).items():
                for spec in specs:
                    found: Outcome = outcomes(records, [spec], benchmark)[0]
                    counts = {name: records[spec].counts[name] for name in ("queries", "distinct")}
                    shared = {"proxy": spec.fitness.text, "penalty": penalty, "limit_ms": limit, "seed": spec.seed}
                    rows.append({**shared, **vars(found), **counts})
    return pd.DataFrame(rows)


def _figure(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, len(FITNESSES), height_in=3.3, sharey=True)
        for axes, accuracy in zip(grid[0], FITNESSES, strict=True):
            numbers[accuracy] = _panel(axes, benchmark, records, seeds, accuracy)
        grid[0, 0].set_ylabel("CIFAR-100 test error (%)")
        one_legend(figure, [grid[0, 0]], columns=4)
        output.figure(
            "nine-constraints",
            figure,
            {"proxies": FITNESSES, "seeds": seeds, "series": numbers},
            f"HW-EvRSNAS at nine FPGA latency limits, CIFAR-100, search on {notes.short(FITNESSES[0])} and on a "
            "look-up of valid@200: median and range over the seeds, beside the points digitised from MO-HDNAS Fig. 5; "
            "grey: the space, black: exact front of latency and test error. Errors above 45 % are outside the frame.",
        )


def _panel(
    axes: Any, benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, accuracy: str
) -> dict[str, Any]:
    """Draw the runs on one fitness; return the plotted numbers."""
    numbers: dict[str, Any] = {}
    looks = {"one-sided": series_style("hw_evrsnas"), "two-sided": series_style("mo_hdnas_two")}
    latency, error = latency_ms(benchmark, *NINE_PANEL), reported_error(benchmark, NINE_PANEL[0])
    right = 1.03 * float(np.nanmax(latency))
    draw_space(axes, latency, error)
    front = reported_front(benchmark, *NINE_PANEL)
    draw_exact_front(axes, front[:, 0], front[:, 1], right)
    for place, penalty in enumerate(PENALTIES):
        found = [outcomes(records, specs, benchmark) for specs in nine_constraints(seeds, penalty, accuracy).values()]
        errors = np.array([[100.0 - each.test for each in line] for line in found])
        low, median, high = np.nanmin(errors, axis=1), np.nanmedian(errors, axis=1), np.nanmax(errors, axis=1)
        axes.errorbar(
            np.array(NINE_LIMITS_MS) + 0.1 * (place - 0.5), median, yerr=[median - low, high - median],
            fmt=looks[penalty].marker, color=looks[penalty].color, markersize=4, linewidth=0.8, capsize=1.5,
            linestyle="none", label=f"{penalty} penalty", zorder=5,
        )  # fmt: skip
        numbers[penalty] = {"limit_ms": NINE_LIMITS_MS, "median": median, "smallest": low, "largest": high}
    points = published_for("hw_evrsnas_fpga_cifar100")
    published = 100.0 - points["test_accuracy"]
    draw_published(axes, points["latency_limit_ms"], published, marker="+", s=22, color=OKABE_ITO["black"])
    numbers |= {"published_error": published, "exact_front": {"latency_ms": front[:, 0], "test_error": front[:, 1]}}
    axes.set_xlim(1.0, right)
    axes.set_ylim(25.0, 45.0)
    axes.set_xlabel("latency limit (ms)")
    axes.set_title(f"search on {notes.short(accuracy)}")
    return numbers
