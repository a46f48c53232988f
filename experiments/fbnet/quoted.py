"""The published numbers, quoted, for no table holds ImageNet; and the published FLOPs, which can be counted."""

from __future__ import annotations

from dataclasses import replace

from experiments import kit
from experiments.fbnet import words
from experiments.kit import Basis, Column
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, NOT_TO_BE_HAD
from suite.spaces.fbnet import FBNET, IMAGENET, PUBLISHED
from suite.tables.fbnet_macs import fbnet_macs_m

HEADERS = (1504, 1984)
"""Channels of the last convolution: FBNet-A's, and those of B and C in the authors' model definitions."""
PAPER_HEADER = 1504
"""That of the paper's Table 1, which judges the published numbers."""
TOLERANCE = 0.01
"""What is counted as an operation differs by less."""
MODELS = ("FBNet-A", "FBNet-B", "FBNet-C")
COLUMNS = (
    Column("model"),
    Column("top1", ".1f", "top-1 (%)"),
    Column("flops_m", ".1f", "FLOPs (M)"),
    Column("s8_ms", ".1f", "Samsung S8 (ms)"),
    *map(Column, ("kind", "source", "outcome", "reason")),
)
FLOPS = (
    Column("model"),
    Column("header", heading="header (channels)"),
    *kit.compared_columns(2, reading_error=False),
)


def report(output: Output) -> None:
    """Write both tables."""
    frame = kit.published("fbnet_models").assign(outcome=NOT_TO_BE_HAD, reason=words.NO_IMAGENET)
    kit.write_table(output, "published", frame, COLUMNS, words.PUBLISHED, [words.PUBLISHED_NOTE])
    rows = []
    for model in MODELS:
        published = kit.reading("fbnet_models", "flops_m", model=model)
        published = replace(published, error=TOLERANCE * published.value)
        for header in HEADERS:
            counted = float(fbnet_macs_m(FBNET.read(PUBLISHED[model]), IMAGENET, header)[0])
            role = kit.PRIMARY if header == PAPER_HEADER else kit.SENSITIVITY
            rows.append(
                {
                    "model": model,
                    "header": header,
                    **kit.looked_up(published, counted, words.OTHER_HEADER, Basis(kit.ARITHMETIC, role)),
                }
            )
    within = EXACT_CRITERION.replace("the printed rounding", f"{100 * TOLERANCE:g} %, not only the printed rounding")
    notes = [words.FLOPS_NOTE, kit.verdict_note(rows, within)]
    kit.write_table(output, "flops", rows, FLOPS, words.FLOPS, notes)
