"""Regret by method and device; and how theta settles: entropy by epoch, loss of the draws, shares of one run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.fbnet import words
from experiments.fbnet.loss import by_loss
from experiments.fbnet.runs import PANEL, PAPER, search
from experiments.kit import DEVICES, Floats, Study
from experiments.kit.again import run_again
from experiments.kit.cells import EDGE_LABELS, draw_shares
from suite.algorithms.fbnet_dnas import FBNetDNAS
from suite.kernels.gumbel import softmax
from suite.report.looks import DEVICES as DEVICE_LOOKS
from suite.report.output import Output
from suite.spaces.nasbench201 import OPERATIONS

RUNS = 5
"""Seeds made again for theta, which records do not hold."""
SHOWN = (0, 20, 40, 60, 90)
ONE = "raspi4"


def methods(found: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw median and quartiles of the regret by device, data set and method."""
    regret: dict[str, Any] = {}
    caption = words.METHODS_FIGURE.format(seeds=seeds)
    with kit.drawing(
        output, "methods", caption, words.LINEAR_BELOW, panels=3, legend=4, height_in=2.9, sharey=True
    ) as drawn:
        for axes, dataset in zip(drawn.grid[0], kit.DATASETS, strict=True):
            regret[dataset] = _methods_panel(axes, kit.rows_where(found, dataset=dataset))
        kit.title_datasets(drawn.grid[0])
        kit.device_ticks(drawn.grid[0], DEVICES)
        drawn.axes.set_ylim(-0.02, None)  # after all panels, which share it
        drawn.axes.set_ylabel("regret of the loss (%)")
        drawn.legend_of = list(drawn.grid[0])
        drawn.numbers |= {"seeds": seeds, "devices": DEVICES, "regret_percent": regret}


def _methods_panel(axes: Any, found: pd.DataFrame) -> dict[str, Any]:
    """Draw one data set; return the plotted numbers by method."""
    numbers: dict[str, Any] = {}
    lines = list(dict.fromkeys(found["line"]))
    for place, line in enumerate(lines):
        by_device = kit.groups(kit.rows_where(found, line=line), ("device",))
        low, middle, high = np.array(
            [np.quantile(runs["regret_percent"], [0.25, 0.5, 0.75]) for _, runs in by_device]
        ).T
        x = np.arange(len(DEVICES)) + 0.17 * (place - (len(lines) - 1) / 2)
        kit.draw_bars(axes, x, middle, low, high, line.look, markersize=3.5, capsize=1.5)
        numbers[line.label] = {"median": middle, "q25": low, "q75": high}
    axes.set_yscale("symlog", linthresh=0.1)
    kit.plain_ticks(axes.yaxis, (0, 0.1, 1, 10))
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    return numbers


def theta(study: Study, output: Output) -> None:
    """Draw the curves of every device, and the shares of one run."""
    histories = {
        device: [_history(study, device, seed) for seed in range(min(study.seeds, RUNS))] for device in DEVICES
    }
    _curves(study, histories, output)
    _shares(histories[ONE][0], output)


def _history(study: Study, device: str, seed: int) -> Floats:
    """Return theta at the start and after every epoch, ``(91, 6, 5)``, of a run made again."""
    algorithm = run_again(study.runs(search(PAPER, PANEL, device))[seed], study.benchmark)
    assert isinstance(algorithm, FBNetDNAS)
    return np.stack(algorithm.theta_history)


def entropy(theta: Floats) -> Floats:
    """Return the entropy in bits of ``P_theta``, mean over the edges, for each of ``(n, E, O)``."""
    shares = softmax(theta)
    return np.asarray(-(shares * np.log2(np.maximum(shares, 1e-300))).sum(axis=2).mean(axis=1))


def drawn_regret(study: Study, device: str, epochs: int) -> Floats:
    """Return the regret ``(epochs,)`` of the drawn cells in per cent: median of an epoch, then of the seeds."""
    losses = by_loss(study, PAPER, PANEL, device).losses
    medians = []
    for record in study.runs(search(PAPER, PANEL, device)):
        indices = record.indices.astype(np.int64)[: epochs * 20].reshape(epochs, 20)
        medians.append(np.nanmedian(100.0 * (losses[indices] / np.nanmin(losses) - 1.0), axis=1))
    return np.asarray(np.median(medians, axis=0))


def _curves(study: Study, histories: dict[str, list[Floats]], output: Output) -> None:
    series: dict[str, Any] = {}
    epochs = len(histories[ONE][0]) - 1
    caption = words.EVOLUTION.format(runs=RUNS, seeds=study.seeds)
    with kit.drawing(
        output, "evolution", caption, words.EVOLUTION_NOTE, panels=2, legend=6, height_in=2.7
    ) as drawn:  # fmt: skip
        left, right = drawn.grid[0]
        for device in DEVICES:
            look = DEVICE_LOOKS[device]
            bits = np.median([entropy(theta) for theta in histories[device]], axis=0)
            left.plot(range(epochs + 1), bits, label=look.label, **look.line())
            regret = drawn_regret(study, device, epochs)
            right.plot(np.arange(epochs) + 0.5, regret, **look.line())
            series[device] = {"entropy_bits": bits, "drawn_regret_percent": regret}
        for axes in (left, right):
            axes.axvspan(0, 10, color="#EEEEEE", linewidth=0)
            axes.set_xlabel("epoch")
            axes.set_xlim(0, epochs)
            axes.grid(linewidth=0.3, alpha=0.5)
        left.axhline(np.log2(len(OPERATIONS)), color="#888888", linewidth=0.6)
        left.set_ylim(0, None)
        left.set_ylabel("entropy of an edge (bits)")
        right.set_yscale("log")
        kit.plain_ticks(right.yaxis, (3, 5, 10, 20, 40))
        right.set_ylabel("regret of a drawn cell (%)")
        drawn.numbers |= {"dataset": PANEL, "runs": RUNS, "seeds": study.seeds, "series": series}


def _shares(theta: Floats, output: Output) -> None:
    shares = softmax(theta)
    caption = f"DNAS (tabular), {words.ON} on {kit.device_name(ONE)}, seed 0: P_theta of each edge."
    with kit.drawing(
        output, "theta", caption, panels=len(SHOWN), legend=len(OPERATIONS), height_in=2.3, sharey=True
    ) as drawn:
        for axes, epoch in zip(drawn.grid[0], SHOWN, strict=True):
            draw_shares(axes, shares[epoch])
            axes.set_title(f"epoch {epoch}")
            axes.tick_params(axis="x", labelrotation=90)
        drawn.axes.set_ylabel("probability")
        drawn.figure.supxlabel("edge (to←from node)")
        drawn.numbers |= {
            "dataset": PANEL,
            "device": ONE,
            "seed": 0,
            "operations": OPERATIONS,
            "edges": EDGE_LABELS,
            "probability": {f"epoch {epoch}": shares[epoch] for epoch in SHOWN},
        }
