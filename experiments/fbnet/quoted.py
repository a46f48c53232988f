"""The published numbers, quoted, for no table holds ImageNet; and the published FLOPs, which can be counted."""

from __future__ import annotations

from experiments import kit
from experiments.fbnet import words
from experiments.kit import Column, Reading
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, not_reproducible
from suite.spaces.fbnet import FBNET, IMAGENET, PUBLISHED
from suite.tables.fbnet_macs import fbnet_macs_m

HEADERS = (1504, 1984)
"""Channels of the last convolution: FBNet-A's, and those of B and C in the authors' model definitions."""
MODELS = ("FBNet-A", "FBNet-B", "FBNet-C")
COLUMNS = (
    Column("model"),
    Column("top1", ".1f", "top-1 (%)"),
    Column("flops_m", ".1f", "FLOPs (M)"),
    Column("s8_ms", ".1f", "Samsung S8 (ms)"),
    *map(Column, ("kind", "source", "verdict")),
)
FLOPS = (
    Column("model"),
    Column("header", heading="header (channels)"),
    Column("published", ".0f"),
    Column("counted", ".2f"),
    Column("difference", "+.2f", "difference (%)"),
    Column("verdict"),
)


def report(output: Output) -> None:
    """Write both tables."""
    frame = kit.published("fbnet_models").assign(verdict=str(not_reproducible(words.NO_IMAGENET)))
    kit.write_table(output, "published", frame, COLUMNS, words.PUBLISHED, [words.PUBLISHED_NOTE])
    rows = []
    for model in MODELS:
        published = kit.reading("fbnet_models", "flops_m", model=model).value
        for header in HEADERS:
            counted = float(fbnet_macs_m(FBNET.read(PUBLISHED[model]), IMAGENET, header)[0])
            rows.append(
                {
                    "model": model,
                    "header": header,
                    "published": published,
                    "counted": counted,
                    "difference": 100.0 * (counted / published - 1.0),
                    "verdict": kit.exactly(Reading(published, 0.01 * published), counted, words.OTHER_HEADER),
                }
            )
    within = EXACT_CRITERION.replace("equal", "equal within 1 %, not only")
    notes = [words.FLOPS_NOTE, kit.verdict_note((row["verdict"] for row in rows), within)]
    kit.write_table(output, "flops", rows, FLOPS, words.FLOPS, notes)
