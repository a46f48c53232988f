"""Temperature, look-up table, gradient, learning rate and the forms of the loss."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import notes
from experiments.fbnet.cells import LOSS_NOTE
from experiments.fbnet.outcomes import Records, found, median, optimum
from experiments.fbnet.settings import FEWER, FEWEST, LOSS_VARIANTS, PANEL, PROXY, RATE, SEARCH_VARIANTS
from experiments.quantities import front_problem
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.report.verdicts import spread
from suite.tables.columns import CLASSES, DATASET_LABELS, DEVICE_LABELS, DEVICES


def report(benchmark: Benchmark, records: Records, seeds: int, output: Output) -> None:
    """Write the two tables."""
    _search(benchmark, records, seeds, output)
    _losses(benchmark, records, seeds, output)


def _search(benchmark: Benchmark, records: Records, seeds: int, output: Output) -> None:
    rows = []
    for variant in SEARCH_VARIANTS:
        count = min(seeds, variant.most, FEWER)  # paired: the same seeds for all
        lines = {device: found(benchmark, records, variant, PANEL, device, seeds)[:count] for device in DEVICES}
        every = [each for line in lines.values() for each in line]
        regret = spread([100.0 * each.regret for each in every])
        rows.append(
            {
                "variant": variant.label,
                "seeds": count,
                "evaluations": every[0].evaluations,
                "distinct": float(np.mean([each.distinct for each in every])),
                "regret_median": regret["median"],
                "regret_q25": regret["q25"],
                "regret_q75": regret["q75"],
                "regret_max": regret["maximum"],
                "within_1": float(np.mean([each.regret <= 0.01 for each in every])),
                "test": median([each.test for each in every]),
            }
        )
    output.table(
        "search-variants",
        pd.DataFrame(rows),
        f"DNAS (tabular) on {DATASET_LABELS[PANEL]}, six devices together: regret of the paper's loss (%) by variant.",
        [
            LOSS_NOTE,
            "With the score-function gradient the drawn architecture follows P_theta at every temperature; the "
            "temperature acts on the mixture whose look-up latency is differentiated (and not at all without a look-up "
            "table). 'Straight-through': the cross-entropy's gradient comes from a linear surrogate fitted to told "
            "values.",
            f"First {FEWER} seeds of each device ({FEWEST} at 10,800 steps); learning rate {RATE} unless the row says "
            f"otherwise; 'within 1': share with a regret of at most 1 %. Fitness: {notes.PROXY_NAMES[PROXY]}.",
            notes.REPORTED_NOTE,
        ],
        headings={
            "regret_median": "regret, median (%)",
            "regret_q25": "lower quartile",
            "regret_q75": "upper quartile",
            "regret_max": "largest",
            "within_1": "within 1 %",
            "test": "test (%)",
        },
        formats=dict.fromkeys(("regret_median", "regret_q25", "regret_q75", "regret_max"), ".3f")
        | {"distinct": ".0f", "within_1": ".2f", "test": ".2f"},
    )


def _losses(benchmark: Benchmark, records: Records, seeds: int, output: Output) -> None:
    rows = []
    for variant in LOSS_VARIANTS:
        for device in DEVICES:
            line = found(benchmark, records, variant, PANEL, device, seeds)[: min(seeds, FEWER)]
            best = optimum(benchmark, variant, PANEL, device)
            chance = 100.0 / CLASSES[PANEL] + 0.01
            valid = 100.0 - front_problem(benchmark, PANEL, device, variant.accuracy).values[:, 0]
            rows.append(
                {
                    "loss": variant.label,
                    "device": DEVICE_LABELS[device],
                    "seeds": len(line),
                    "latency_ms": median([each.latency_ms for each in line]),
                    "valid": median([each.valid for each in line]),
                    "test": median([each.test for each in line]),
                    "at_chance": float(np.mean([valid[each.index] <= chance for each in line])),
                    "regret": 100.0 * median([each.regret for each in line]),
                    "best_latency_ms": best.latency_ms,
                    "best_valid": best.valid,
                    "best_test": best.test,
                }
            )
    output.table(
        "loss-variants",
        pd.DataFrame(rows),
        f"DNAS (tabular) on {DATASET_LABELS[PANEL]}: what each form of the loss finds, and its exact optimum.",
        [
            "α = 0.2, β = 0.6 in all forms. CE = -log(accuracy) unless 'error' (a share). 'At chance': share of the "
            "seeds that return a network which classifies at chance level, i.e. one that does not connect input and "
            "output: on phones its latency is a few µs, which the loss can prefer to any network that learns.",
            "Regret: of the row's own loss against its enumerated optimum, median; 'optimum': latency and accuracy of "
            f"that cell. First {FEWER} seeds.",
            notes.REPORTED_NOTE,
        ],
        headings={
            "latency_ms": "latency (ms)",
            "regret": "regret (%)",
            "best_latency_ms": "optimum's latency (ms)",
            "best_valid": "optimum's valid",
            "best_test": "optimum's test",
        },
        formats=dict.fromkeys(("valid", "test", "at_chance", "best_valid", "best_test"), ".2f")
        | {"latency_ms": ".3f", "best_latency_ms": ".3f", "regret": ".3f"},
    )
