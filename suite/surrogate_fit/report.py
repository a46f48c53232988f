"""The table of the surrogate's quality: CSV, Markdown and LaTeX."""

from __future__ import annotations

from pathlib import Path

from suite.report.tables import write_table
from suite.surrogate_fit.evaluate import Quality
from suite.tables.surrogate.tables import ACCURACY_KEYS, EXECUTION_KEYS, SURROGATE_EDITION, surrogate_sha256

NAME = "surrogate-quality"
_N_CELLS = 15_625


def write_quality(quality: Quality, folder: Path, edition: str) -> list[Path]:
    """Write ``surrogate-quality`` with the suffixes .csv, .md and .tex to ``folder`` and return the paths.

    Args:
        quality: what was measured.
        folder: where to; made if missing.
        edition: the editions of the real tables.
    """
    import pandas as pd

    frame = pd.DataFrame(quality.rows)
    numbers = [name for name in frame.columns if name not in ("dataset", "column")]
    frame = frame[["dataset", "column", *numbers]]
    share = quality.feasibility
    n_columns = len(ACCURACY_KEYS) + len(EXECUTION_KEYS)
    notes = [
        f"SURROGATE: this measures the embedded stand-in {SURROGATE_EDITION} (weights sha256 "
        f"{surrogate_sha256()[:12]}), a fitted model of {quality.n_parameters:,} numbers for {n_columns} columns x "
        f"{_N_CELLS:,} architectures = {n_columns * _N_CELLS:,} table cells. Real tables: {edition}.",
        f"random: fitted on random 80 % of the architectures, measured on the other {quality.n_held_out['random']:,}; "
        f"class: the same with whole isomorphism classes held out ({quality.n_held_out['class']:,} architectures), so "
        "that no equivalent twin of a measured cell was fitted. Sizes and settings were chosen on other splits of "
        "the same table. The 341 cells without a path from input to output have known accuracies and are counted.",
        "tau: Kendall's tau-b; spearman: Spearman's rho; mae: mean absolute error in the column's unit (points, s, ms, "
        "mJ). tau_shipped: the shipped model, which is fitted to all architectures, on those same architectures.",
        "tau_repeat: between two runs of the real thing (trials 777 and 888 of one architecture; the same device "
        "measured for CIFAR-10 and for CIFAR-100). tau_ceiling: about what a perfect model of the expected accuracy "
        "would reach against the noisy means (on CIFAR-100 and ImageNet16-120 a bound).",
        f"Edge TPU: feasibility is predicted right for {100 * share['random']:.2f} % (random), "
        f"{100 * share['class']:.2f} % (class) of those held out, and for {100 * share['shipped']:.2f} % of "
        "all architectures by the shipped model. Its latency is compared wherever it was measured.",
        "valid_accuracy, test_accuracy: per cent after 12 epochs (one trial) and 200 epochs (mean over the trials); "
        "training times of the other datasets are exact multiples of CIFAR-10's.",
    ]
    formats = dict.fromkeys(numbers, ".4f")
    constants = {
        "kind": "surrogate",
        "edition": SURROGATE_EDITION,
        "edgetpu_feasibility_random": f"{share['random']:.4f}",
        "edgetpu_feasibility_class": f"{share['class']:.4f}",
        "edgetpu_feasibility_shipped": f"{share['shipped']:.4f}",
    }
    caption = "Quality of the embedded surrogate: agreement with the real tables on held-out architectures"
    return write_table(frame, folder / NAME, caption, notes, formats=formats, csv_columns=constants)
