"""Rank correlation between devices on the FBNet space: 5,000 architectures whose latencies HELP's authors publish."""

from __future__ import annotations

from dataclasses import replace

from experiments import kit
from experiments.kit import Column, Reading, Study
from experiments.survey.pilot import EXACT, RANGES, exact_note, range_rows
from suite.correlation import kendall, spearman
from suite.report.output import Output
from suite.tables.columns import DEVICE_LABELS
from suite.tables.help_latencies import HelpLatencies, help_latencies

DEVICES = ("raspi4", "pixel3", "eyeriss", "fpga")
"""Those of the six that HELP's files have; Edge GPU and Edge TPU are not among them."""

WHY = "the files that the suite fetched give another value"
COLUMNS = (
    Column("first", show=DEVICE_LABELS.__getitem__),
    Column("second", show=DEVICE_LABELS.__getitem__),
    Column("architectures"),
    *(replace(column, heading="ours (Kendall)") if column.key == "ours" else column for column in kit.pilot_columns(4)),
    Column("spearman", ".4f", "Spearman"),
)


def report(study: Study, output: Output) -> None:
    """Write correlations and latency ranges beside those of the pilot study."""
    files = help_latencies(study.benchmark.data_dir)
    _correlations(files, output)
    rows = range_rows("fbnet", lambda line: files.fbnet(line.device), WHY)
    caption = (
        "Smallest, median and largest latency of 5,000 random FBNet architectures beside those of the pilot study."
    )
    kit.write_table(output, "fbnet-latency-ranges", rows, RANGES, caption, [exact_note(rows)])


def _correlations(files: HelpLatencies, output: Output) -> None:
    rows = []
    for line in kit.published_for("survey_correlations", space="fbnet").itertuples():
        a, b = files.fbnet(line.first), files.fbnet(line.second)
        ours = kendall(a, b)
        rows.append(
            {
                "first": line.first,
                "second": line.second,
                "architectures": len(a),
                **kit.pilot_cells(kit.looked_up(Reading(line.value, line.rounding), ours, WHY, EXACT)),
                "spearman": spearman(a, b),
            }
        )
    caption = "Rank correlation of latency between devices on 5,000 random FBNet architectures (CIFAR-100 head)."
    notes = [
        "Latencies as published with HELP (github.com/HayeonLee/HELP). Pilot: Kendall's tau recomputed from the "
        "same files before this suite; no published number.",
        exact_note(rows),
    ]
    kit.write_table(output, "fbnet-correlations", rows, COLUMNS, caption, notes)


EXPERIMENT = kit.experiment(
    name="survey-fbnet",
    title="Device correlations on the FBNet space",
    introduction=(
        "How far devices agree on FBNet's space, beside the NAS-Bench-201 matrices of `suite reproduce survey`; from "
        "the latencies that HELP's authors publish."
    ),
    seeds=1,
    cases=lambda _: (),
    report=report,
    needs=("help",),
)
