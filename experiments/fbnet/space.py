"""FBNet's own space, latency only: look-up tables recovered, blocks found per device and measured on the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import Experiment
from experiments.fbnet import space_lut
from experiments.fbnet.heat import colour_bar, draw_matrix
from experiments.fbnet.space_search import EVALUATIONS, MAIN, METHODS, NAME, SEEDS, Network, reference, search
from suite.benchmark import Benchmark
from suite.objectives.fbnet import CapacityProxy
from suite.report.output import Output
from suite.report.style import OKABE_ITO, new_figure, publication_style
from suite.report.verdicts import spread
from suite.spaces.fbnet import FBNET, N_LAYERS, OPERATIONS, STAGE_LAYERS
from suite.study.record import Record
from suite.study.spec import RunSpec
from suite.tables.columns import DEVICE_LABELS
from suite.tables.fbnet_lut import ADDITIVE, FBNetLut, fbnet_lut
from suite.tables.help_latencies import help_latencies

FITTED = ("titan_rtx_64", "silver_4210r")
"""Two more devices, measured end to end, on which a sum explains 99.7 and 98.9 % of the variance."""
NAMES = {
    **{device: DEVICE_LABELS[device] for device in ADDITIVE},
    **{device: f"{device} (fitted)" for device in FITTED},
}
PROXY_NOTE = (
    f"No accuracy exists on this space. In its place stands a {CapacityProxy().label}: it shows what the latency side "
    "does and says nothing on how well a network classifies."
)
COLORS = (
    "#9ECAE1", "#4292C6", "#2171B5", "#08306B", "#FDD0A2", "#FD8D3C", "#D94801", "#7F2704", "#F2F2F2",
)  # fmt: skip
"""3x3 blocks blue, 5x5 blocks orange, darker with size; skip all but white. Each cell also holds its number."""


def no_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return nothing: networks of this space have no indices, so runs are asked and told in the report."""
    return []


def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int, output: Output) -> None:
    """Write tables and figures."""
    space_lut.report(help_latencies(benchmark.data_dir), output)
    luts = {device: fbnet_lut(device, benchmark.data_dir) for device in NAMES}
    best = {device: reference(lut) for device, lut in luts.items()}
    found = {
        (device, name): [search(name, lut, seed) for seed in range(seeds)]
        for device, lut in luts.items()
        for name in METHODS
    }
    _search_table(found, best, seeds, output)
    middle = {device: sorted(found[device, MAIN], key=lambda each: each.loss)[seeds // 2] for device in luts}
    _blocks(middle, best, output)
    _transfer(luts, found, best, seeds, output)
    _figure(luts, middle, found, seeds, output)


def _search_table(
    found: Mapping[tuple[str, str], list[Network]], best: Mapping[str, Network], seeds: int, output: Output
) -> None:
    rows = []
    for (device, name), line in found.items():
        regret = spread([100.0 * (each.loss / best[device].loss - 1.0) for each in line])
        rows.append(
            {
                "device": NAMES[device],
                "method": name,
                "evaluations": line[0].evaluations,
                "regret_median": regret["median"],
                "regret_min": regret["minimum"],
                "regret_max": regret["maximum"],
                "latency_ms": float(np.median([each.latency_ms for each in line])),
                "macs_m": float(np.median([each.macs_m for each in line])),
                "reference_latency_ms": best[device].latency_ms,
                "reference_macs_m": best[device].macs_m,
            }
        )
    output.table(
        "space-search",
        pd.DataFrame(rows),
        "FBNet space: regret of FBNet's loss (%) with a capacity proxy for the cross-entropy, by device and method.",
        [
            PROXY_NOTE,
            "Loss: proxy · 0.2 · log(LAT)^0.6, LAT in µs by the look-up table. Regret: against the smallest loss known "
            "(networks of every price per MAC, improved one layer at a time; not proved optimal). Medians and range of "
            f"{seeds} seeds. DNAS returns the best of 6 networks drawn in the end; of its {EVALUATIONS:,} evaluations "
            "the first 177 measure the look-up table. The others return the best of everything told.",
            "Fitted: the look-up table is a model of a device measured end to end, not its measurement.",
        ],
        headings={
            "regret_median": "regret, median (%)",
            "regret_min": "smallest",
            "regret_max": "largest",
            "latency_ms": "latency (ms)",
            "macs_m": "MACs (M)",
            "reference_latency_ms": "reference (ms)",
            "reference_macs_m": "reference MACs (M)",
        },
        formats=dict.fromkeys(("regret_median", "regret_min", "regret_max"), ".3f")
        | {"latency_ms": ".2f", "macs_m": ".1f", "reference_latency_ms": ".2f", "reference_macs_m": ".1f"},
    )


def _blocks(middle: Mapping[str, Network], best: Mapping[str, Network], output: Output) -> None:
    rows = [
        {
            "device": NAMES[device],
            "network": kind,
            "blocks": FBNET.names(each.code[None])[0],
            "latency_ms": each.latency_ms,
            "macs_m": each.macs_m,
        }
        for device in middle
        for kind, each in (("found (median seed)", middle[device]), ("reference", best[device]))
    ]
    output.table(
        "space-blocks",
        pd.DataFrame(rows),
        "FBNet space: the blocks found for each device (capacity proxy, no accuracy).",
        [PROXY_NOTE],
        headings={"latency_ms": "latency (ms)", "macs_m": "MACs (M)"},
        formats={"latency_ms": ".2f", "macs_m": ".1f"},
    )


def _ratios(luts: Mapping[str, FBNetLut], nets: Mapping[str, list[Network]]) -> Any:
    """Return the matrix: latency on the column's device of the row's network over that of the column's own."""
    return np.array(
        [
            [
                np.median(
                    [
                        luts[target].latency_ms(a.code[None])[0] / b.latency_ms
                        for a, b in zip(nets[source], nets[target], strict=True)
                    ]
                )
                for target in luts
            ]
            for source in luts
        ]
    )


def _transfer(
    luts: Mapping[str, FBNetLut],
    found: Mapping[tuple[str, str], list[Network]],
    best: Mapping[str, Network],
    seeds: int,
    output: Output,
) -> None:
    ours = _ratios(luts, {device: found[device, MAIN] for device in luts})
    exact = _ratios(luts, {device: [best[device]] for device in luts})
    rows = [
        {
            "found_for": NAMES[source],
            "measured_on": NAMES[target],
            "ratio": ours[i, j],
            "reference_ratio": exact[i, j],
            "macs_m": float(np.median([each.macs_m for each in found[source, MAIN]])),
            "own_macs_m": float(np.median([each.macs_m for each in found[target, MAIN]])),
        }
        for i, source in enumerate(luts)
        for j, target in enumerate(luts)
    ]
    output.table(
        "space-transfer",
        pd.DataFrame(rows),
        "FBNet space: the network found for one device measured on another (capacity proxy, no accuracy).",
        [
            "Ratio: latency on the column's device over that of the network found for it, median over seeds; "
            "reference: the same for the best networks known. Networks differ in size, too: MACs of both.",
            "The paper's statement, 1.4 times as fast on an iPhone X than the network found for a Samsung S8, is on "
            "ImageNet accuracy and phones and not comparable.",
            PROXY_NOTE,
        ],
        headings={"reference_ratio": "reference", "macs_m": "MACs (M)", "own_macs_m": "own MACs (M)"},
        formats={"ratio": ".3f", "reference_ratio": ".3f", "macs_m": ".1f", "own_macs_m": ".1f"},
    )


def _figure(
    luts: Mapping[str, FBNetLut],
    middle: Mapping[str, Network],
    found: Mapping[tuple[str, str], list[Network]],
    seeds: int,
    output: Output,
) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    matrix = _ratios(luts, {device: found[device, MAIN] for device in luts})
    codes = np.stack([middle[device].code for device in luts])
    short = [NAMES[device].split(" (")[0].removeprefix("ASIC-").replace("Raspberry Pi", "RPi") for device in luts]
    with publication_style():
        figure, grid = new_figure(1, 2, height_in=3.1, width_ratios=(1.5, 1.0))
        left, right = grid[0]
        left.imshow(codes, cmap=ListedColormap(COLORS), vmin=-0.5, vmax=8.5, aspect="auto")
        for (row, column), value in np.ndenumerate(codes):
            left.text(
                column, row, str(value), ha="center", va="center", fontsize=6,
                color="white" if value in (2, 3, 6, 7) else "black",
            )  # fmt: skip
        for edge in np.cumsum(STAGE_LAYERS)[:-1]:
            left.axvline(edge - 0.5, color="white", linewidth=1.6)
        left.set_xticks(range(0, N_LAYERS, 3), range(1, N_LAYERS + 1, 3))
        left.set_yticks(range(len(short)), short)
        left.set_xlabel("layer (white lines: stages)")
        left.set_ylabel("found for")
        image = draw_matrix(right, matrix, short, 2.0)
        colour_bar(figure, image, [right], 2.0, "latency ratio")
        handles = [
            Patch(facecolor=color, edgecolor=OKABE_ITO["black"], linewidth=0.3, label=f"{number} {name}")
            for number, (color, name) in enumerate(zip(COLORS, OPERATIONS, strict=True))
        ]
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), fontsize=6, columnspacing=0.8)
        output.figure(
            "space-devices",
            figure,
            {
                "seeds": seeds,
                "devices": list(luts),
                "blocks": {device: FBNET.names(middle[device].code[None])[0] for device in luts},
                "ratio": matrix,
            },
            "FBNet space (capacity proxy, no accuracy): blocks found for each device (median seed), and latency of "
            "each network on every device relative to the one found there.",
            PROXY_NOTE,
        )


EXPERIMENT = Experiment(
    name=NAME,
    title="FBNet's own space: latency only",
    introduction=(
        "HW-NAS-Bench's look-up tables of FBNet blocks, recovered from the sums in HELP's files, and DNAS (tabular) on "
        "them. No accuracies exist on this space: a capacity proxy stands in, so nothing here says which network "
        "classifies better."
    ),
    seeds=SEEDS,
    runs=no_runs,
    report=report,
    needs=("help",),
)
