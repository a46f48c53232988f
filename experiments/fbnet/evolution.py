"""How theta settles: entropy by epoch on every device, loss of the draws, and the shares of one run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.fbnet.outcomes import Records, losses
from experiments.fbnet.settings import PANEL, PAPER
from experiments.kit.again import run_again
from suite.algorithms.fbnet_dnas import FBNetDNAS
from suite.benchmark import Benchmark
from suite.kernels.gumbel import softmax
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.spaces.nasbench201 import EDGES, OPERATIONS
from suite.tables.columns import DATASET_LABELS, DEVICE_LABELS, DEVICES

Floats = NDArray[np.float64]
RUNS = 5
"""Seeds made again for theta, which records do not hold."""
SHOWN = (0, 20, 40, 60, 90)
ONE = "raspi4"
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (3, 1, 1, 1, 1, 1)))
COLORS = [OKABE_ITO[name] for name in ("blue", "vermilion", "green", "purple", "orange", "black")]
OPERATION_COLORS = ("#D9D9D9", OKABE_ITO["yellow"], OKABE_ITO["sky"], OKABE_ITO["blue"], OKABE_ITO["orange"])
OPERATION_LABELS = ("none", "skip", "conv 1x1", "conv 3x3", "avg pool 3x3")
assert len(OPERATION_LABELS) == len(OPERATIONS)


def report(benchmark: Benchmark, records: Records, seeds: int, output: Output) -> None:
    """Write both figures."""
    histories = {
        device: [_theta(benchmark, records, device, seed) for seed in range(min(seeds, RUNS))] for device in DEVICES
    }
    _curves(benchmark, records, histories, seeds, output)
    _shares(histories[ONE][0], output)


def _theta(benchmark: Benchmark, records: Records, device: str, seed: int) -> Floats:
    """Return theta at the start and after every epoch, ``(91, 6, 5)``, of a run made again."""
    algorithm = run_again(records[PAPER.specs(PANEL, device, seed + 1)[seed]], benchmark)
    assert isinstance(algorithm, FBNetDNAS)
    return np.stack(algorithm.theta_history)


def entropy(theta: Floats) -> Floats:
    """Return the entropy in bits of ``P_theta``, mean over the edges, for each of ``(n, E, O)``."""
    shares = softmax(theta)
    return np.asarray(-(shares * np.log2(np.maximum(shares, 1e-300))).sum(axis=2).mean(axis=1))


def _curves(
    benchmark: Benchmark, records: Records, histories: dict[str, list[Floats]], seeds: int, output: Output
) -> None:
    numbers: dict[str, Any] = {}
    epochs = len(histories[ONE][0]) - 1
    with publication_style():
        figure, grid = new_figure(1, 2, height_in=2.7)
        left, right = grid[0]
        for device, dash, color in zip(DEVICES, DASHES, COLORS, strict=True):
            bits = np.median([entropy(theta) for theta in histories[device]], axis=0)
            name = DEVICE_LABELS[device].split(" (")[0]
            left.plot(range(epochs + 1), bits, color=color, linestyle=dash, label=name)
            loss = losses(benchmark, PAPER, PANEL, device)
            drawn = []
            for spec in PAPER.specs(PANEL, device, seeds):
                indices = records[spec].indices.astype(np.int64)[: epochs * 20].reshape(epochs, 20)
                drawn.append(np.nanmedian(100.0 * (loss[indices] / np.nanmin(loss) - 1.0), axis=1))
            middle = np.median(drawn, axis=0)
            right.plot(np.arange(epochs) + 0.5, middle, color=color, linestyle=dash)
            numbers[device] = {"entropy_bits": bits, "drawn_regret_percent": middle}
        for axes in (left, right):
            axes.axvspan(0, 10, color="#EEEEEE", linewidth=0)
            axes.set_xlabel("epoch")
            axes.set_xlim(0, epochs)
            axes.grid(linewidth=0.3, alpha=0.5)
        left.axhline(np.log2(len(OPERATIONS)), color="#888888", linewidth=0.6)
        left.set_ylim(0, None)
        left.set_ylabel("entropy of an edge (bits)")
        right.set_yscale("log")
        right.set_ylabel("regret of a drawn cell (%)")
        one_legend(figure, [left], columns=6)
        output.figure(
            "evolution",
            figure,
            {"dataset": PANEL, "runs": RUNS, "seeds": seeds, "series": numbers},
            f"DNAS (tabular), {DATASET_LABELS[PANEL]}: entropy of P_theta (mean over edges, median of {RUNS} runs) and "
            f"regret of the drawn cells (median of an epoch's 20 draws, median over {seeds} seeds); grey: first 10 "
            "epochs, in which theta rests.",
            "Upper line of the left panel: uniform over five operations. Temperature: 5 exp(-0.045 epoch).",
        )


def _shares(theta: Floats, output: Output) -> None:
    shares = softmax(theta)
    labels = [f"{target}←{source}" for target, source in EDGES]
    with publication_style():
        figure, grid = new_figure(1, len(SHOWN), height_in=2.3, sharey=True)
        for axes, epoch in zip(grid[0], SHOWN, strict=True):
            bottom = np.zeros(len(EDGES))
            for operation, (color, name) in enumerate(zip(OPERATION_COLORS, OPERATION_LABELS, strict=True)):
                axes.bar(labels, shares[epoch, :, operation], bottom=bottom, width=0.8, color=color, label=name)
                bottom = bottom + shares[epoch, :, operation]
            axes.set_ylim(0, 1)
            axes.set_title(f"epoch {epoch}")
            axes.tick_params(axis="x", labelrotation=90)
        grid[0, 0].set_ylabel("probability")
        figure.supxlabel("edge (to←from node)")
        one_legend(figure, [grid[0, 0]], columns=len(OPERATIONS))
        output.figure(
            "theta",
            figure,
            {
                "dataset": PANEL,
                "device": ONE,
                "seed": 0,
                "operations": OPERATIONS,
                "edges": labels,
                "probability": {f"epoch {epoch}": shares[epoch] for epoch in SHOWN},
            },
            f"DNAS (tabular), {DATASET_LABELS[PANEL]} on {DEVICE_LABELS[ONE]}, seed 0: P_theta of each edge.",
        )
