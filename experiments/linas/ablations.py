"""Ablations on one panel per data set: predictors, population, options of the released code, PopDB, warm start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.kit.words import device_name
from experiments.linas.curves import EVALUATIONS_NOTE, HYPERVOLUME_NOTE, AllCurves, Curves
from experiments.linas.hypervolume import BAND_NOTE, draw_curves
from experiments.linas.predictors import ACCURACY_PREDICTORS, ACCURACY_SIZES, accuracy_frame
from experiments.linas.settings import (
    ABLATION_SEEDS,
    EXHAUSTIVE,
    HISTORY,
    LINAS,
    OTHER_VARIANTS,
    PANELS,
    PREDICTOR_VARIANTS,
    SOURCES,
    WORST,
    Variant,
    specs,
    transferred,
)
from experiments.linas.targets import CENSORING_NOTE, finite, reach
from suite.algorithms.popdb import parse_allowed
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import new_figure, publication_style
from suite.study.problem import searched_problem
from suite.tables.columns import DATASET_LABELS

COUNTS = (40, 100, 200, 300)
TARGET = 0.95


def report(curves: AllCurves, output: Output) -> None:
    """Write the tables of ablations and transfer, and their figures."""
    _table(
        curves,
        output,
        "ablations",
        {panel: (LINAS, *PREDICTOR_VARIANTS, *OTHER_VARIANTS, *_worst(panel)) for panel in PANELS},
        "LINAS, ablations: predictors (of accuracy, of latency), population size, and the released code's choices.",
        [
            "LINAS: SVR for the accuracy, ridge for the latency, population 20, 2,000 inner evaluations, the best not "
            "measured yet of all that the inner search met. 'All 15,625 scored' replaces the inner search by the whole "
            "space and is no LINAS. 'Whole final population' has few distinct evaluations: it measures again what is "
            "known.",
            "Both papers: predictor of little impact; population 50 best for MobileNetV3, smaller ones for smaller "
            "spaces.",
        ],
    )
    pairs = {panel: transferred(curves.benchmark, *panel) for panel in PANELS}
    _table(
        curves,
        output,
        "transfer",
        {panel: (LINAS, *pairs[panel]) for panel in PANELS},
        "LINAS with another device's search: space restricted by PopDB, and warm start from that search's front.",
        [
            f"The other device's search: {HISTORY.label}, {HISTORY.budget.describe()}, seed 0, same data set, whose "
            "evaluations are not counted here; the target device's tables took no part in it. PopDB: HDBSCAN (50, 10) "
            "on its objectives, values below 1 % dropped.",
            "A warm start knows accuracies that the other search paid for, so its first evaluations stand for more.",
        ],
    )
    _spaces(curves, {panel: pair[0] for panel, pair in pairs.items()}, output)
    _figure_predictors(curves, output)
    _figure(curves, pairs, output)


def _seeds(curves: AllCurves) -> str:
    return f"{curves.seeds} (ablations {min(curves.seeds, ABLATION_SEEDS)})"


def _worst(panel: tuple[str, str]) -> tuple[Variant, ...]:
    return (WORST,) if panel[1] == "edgetpu" else ()


def _table(
    curves: AllCurves,
    output: Output,
    stem: str,
    variants: dict[tuple[str, str], Sequence[Variant]],
    caption: str,
    notes: list[str],
) -> None:
    rows = []
    for (dataset, device), shown in variants.items():
        base = curves.of(LINAS, dataset, device).at(COUNTS)
        for variant in shown:
            found: Curves = curves.of(variant, dataset, device)
            at = found.at(COUNTS)
            arrival = reach(curves, variant, dataset, device, TARGET)
            row: dict[str, Any] = {"dataset": DATASET_LABELS[dataset], "device": device_name(device)}
            row |= {"variant": variant.label}
            row |= {f"hv_{count}": float(np.median(at[:, k])) for k, count in enumerate(COUNTS)}
            same = base[: len(at), -1]
            wins = (at[:, -1] > same) + 0.5 * (at[:, -1] == same)
            row |= {"better": None if variant is LINAS else float(wins.mean())}
            rows.append({**row, "share": arrival.share, "evaluations": finite(arrival.median)})
    output.table(
        stem,
        pd.DataFrame(rows),
        caption,
        [
            *notes,
            f"{min(curves.seeds, ABLATION_SEEDS)} seeds (LINAS: {curves.seeds}), 300 queries each. HV: median share "
            "after so many evaluations. 'Better': share of the seeds in which the variant ends above LINAS (same seed; "
            "'all 15,625 scored' draws other first populations), ties counting half. 'Reached' and "
            f"'evaluations': {TARGET:.2f} of the exact hypervolume. "
            f"{CENSORING_NOTE}",
            HYPERVOLUME_NOTE,
            EVALUATIONS_NOTE,
        ],
        headings={f"hv_{count}": f"HV@{count}" for count in COUNTS} | {"share": "reached"},
        formats={f"hv_{count}": ".3f" for count in COUNTS} | {"better": ".2f", "share": ".2f", "evaluations": ".0f"},
    )


def _spaces(curves: AllCurves, restricted: dict[tuple[str, str], Variant], output: Output) -> None:
    """Write what PopDB left of the space, and of the target's exact front, which it has not seen."""
    space = curves.benchmark.space
    rows = []
    for (dataset, device), variant in restricted.items():
        text = str(dict(variant.params)["allowed"])
        allowed = parse_allowed(text, space)
        problem = searched_problem(specs(LINAS, dataset, device, 1)[0], curves.benchmark)
        front = space.codes(problem.exact_front())
        kept = allowed[np.arange(space.n_edges), front].all(axis=1)
        rows.append(
            {
                "dataset": DATASET_LABELS[dataset],
                "source": device_name(SOURCES[device]),
                "target": device_name(device),
                "allowed": text,
                "dropped": int((~allowed).sum()),
                "size": int(allowed.sum(axis=1).prod()),
                "front": len(front),
                "front_kept": int(kept.sum()),
            }
        )
    output.table(
        "popdb-spaces",
        pd.DataFrame(rows),
        "PopDB: operations that another device's history leaves on each edge, and the part of the target's front left.",
        [
            "Operations: 0 none, 1 skip, 2 conv 1x1, 3 conv 3x3, 4 avg pool; edges 1<-0, 2<-0, 2<-1, 3<-0, 3<-1, 3<-2. "
            "2202.12954: 21 of 45 parameters lost values on MobileNetV3, 1e19 to about 1e15 networks (another space)."
        ],
        headings={
            "source": "history of",
            "dropped": "values dropped (of 30)",
            "size": "cells left (of 15,625)",
            "front": "target's exact front",
            "front_kept": "of it left",
        },
    )


def _figure_predictors(curves: AllCurves, output: Output) -> None:
    variants = (LINAS, *PREDICTOR_VARIANTS, EXHAUSTIVE)
    frame = accuracy_frame(curves.benchmark)
    numbers: dict[str, Any] = {"hypervolume": {}, "tau": {}}
    looks = {"svr": LINAS} | dict(zip(("ridge", "stacked"), PREDICTOR_VARIANTS, strict=True))
    with publication_style():
        figure, grid = new_figure(2, 3, height_in=4.6, sharey="row")
        for axes, below, (dataset, device) in zip(grid[0], grid[1], PANELS, strict=True):
            found = [curves.of(variant, dataset, device) for variant in variants]
            numbers["hypervolume"][dataset] = draw_curves(axes, variants, found)
            axes.set_title(f"{DATASET_LABELS[dataset]}, {device_name(device)}")
            axes.set_xlabel("distinct architectures evaluated")
            axes.set_ylim(0.5, 1.005)
            for name in ACCURACY_PREDICTORS:
                rows = frame[(frame["dataset"] == dataset) & (frame["predictor"] == name)]
                style = looks[name].style
                below.fill_between(
                    rows["size"], rows["tau_min"], rows["tau_max"], color=style.color, alpha=0.12, linewidth=0
                )
                below.plot(rows["size"], rows["tau"], marker=style.marker, markersize=3.5, **style.line())
                numbers["tau"].setdefault(dataset, {})[name] = rows[["size", "tau", "tau_min", "tau_max"]].to_dict(
                    "list"
                )
            below.set_xscale("log")
            below.set_xticks(ACCURACY_SIZES, [str(size) for size in ACCURACY_SIZES])
            below.minorticks_off()
            below.set_xlabel("training architectures")
            below.grid(linewidth=0.3, alpha=0.5)
        grid[0, 0].set_ylabel("share of the exact hypervolume")
        grid[1, 0].set_ylabel("Kendall's tau of the accuracy")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "predictors",
            figure,
            {"seeds": curves.seeds, **numbers},
            "LINAS, predictors (of accuracy, of latency): hypervolume against evaluations, and Kendall's tau of the "
            "accuracy predictors (ridge, SVR, stacked) against training size.",
            f"{BAND_NOTE.format(seeds=_seeds(curves))} LINAS itself: SVR, ridge. Below: mean and range over 10 draws "
            f"of the training set. {HYPERVOLUME_NOTE}",
        )


def _figure(curves: AllCurves, pairs: dict[tuple[str, str], tuple[Variant, Variant]], output: Output) -> None:
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(1, 3, height_in=2.7, sharey=True)
        for axes, (dataset, device) in zip(grid[0], PANELS, strict=True):
            variants = (LINAS, *pairs[dataset, device])
            found = [curves.of(variant, dataset, device) for variant in variants]
            numbers[dataset] = {"source": SOURCES[device], "target": device, **draw_curves(axes, variants, found)}
            axes.set_title(f"{DATASET_LABELS[dataset]}, {device_name(SOURCES[device])} → {device_name(device)}")
            axes.set_xlabel("distinct architectures evaluated")
            axes.set_ylim(0.5, 1.005)
        grid[0, 0].set_ylabel("share of the exact hypervolume")
        one_legend(figure, [grid[0, 0]], columns=3)
        output.figure(
            "transfer",
            figure,
            {"seeds": curves.seeds, "panels": numbers},
            "LINAS with another device's search history: space restricted by PopDB, and warm start from its front.",
            f"{BAND_NOTE.format(seeds=_seeds(curves))} The other search's 10,000 queries are not counted. "
            f"{HYPERVOLUME_NOTE}",
        )
