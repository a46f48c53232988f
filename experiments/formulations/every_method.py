"""Every hardware-aware method on every kind of cost: latency, energy, both, and several devices at once."""

from __future__ import annotations

import numpy as np

from experiments import kit
from experiments.formulations import words
from experiments.formulations.runs import SHOWN_COSTS, SHOWN_METHODS, SHOWN_SEEDS, every_method
from experiments.kit import Case, Column, Study
from suite.report.output import Output

HEADINGS = {
    ("fpga", "latency"): "FPGA latency",
    ("fpga", "energy"): "FPGA energy",
    ("fpga", "latency+energy"): "FPGA latency+energy",
    **{(f"{how}:raspi4,fpga", "latency"): f"{how} of Raspberry Pi 4, FPGA" for how in ("worst", "sum", "each")},
}


def report(study: Study, output: Output) -> None:
    """Write the table."""
    cells = {
        (case["method"], f"{case['device']} {case['metric']}"): _cell(study, case)
        for case in every_method(study.benchmark)
    }
    columns = [Column(f"{device} {metric}", heading=HEADINGS[device, metric]) for device, metric in SHOWN_COSTS]
    rows = [
        {"method": method, **{column.key: cells.get((method, column.key), "-") for column in columns}}
        for method in SHOWN_METHODS
    ]
    columns, caption, notes = [Column("method"), *columns], words.EVERY_METHOD, words.EVERY_METHOD_NOTES
    kit.write_table(output, "every-method", rows, columns, caption, notes, seeds=min(study.seeds, SHOWN_SEEDS))


def _cell(study: Study, case: Case) -> str:
    """Return what a method found: hypervolume regret, or regret within the limit it was told."""
    judged, limit, runs = study.judged(case), case["limit"], study.runs(case)
    if limit is None:
        return f"HV {np.mean([judged.regret(np.unique(run.indices)) for run in runs]):.4f}"
    best = [judged.found(judged.pick(run.indices, limit), limit) for run in runs]
    regrets = [found.fitness_gap for found in best if found.index >= 0]
    failed = f" ({len(best) - len(regrets)} failed)" if len(regrets) < len(best) else ""
    return (f"limit {np.mean(regrets):.2f}" if regrets else "none feasible") + failed
