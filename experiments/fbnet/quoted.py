"""The published numbers, quoted, for no table holds ImageNet; and the published FLOPs, which can be counted."""

from __future__ import annotations

import pandas as pd

from experiments import comparison
from experiments.published import published
from suite.report.output import Output
from suite.report.verdicts import EXACT_CRITERION, exact, not_reproducible
from suite.spaces.fbnet import FBNET, IMAGENET, PUBLISHED
from suite.tables.fbnet_macs import fbnet_macs_m

HEADERS = (1504, 1984)
"""Channels of the last convolution: FBNet-A's, and those of B and C in the authors' model definitions."""
MODELS = ("FBNet-A", "FBNet-B", "FBNet-C")


def report(output: Output) -> None:
    """Write both tables."""
    reason = str(not_reproducible("ImageNet training and a phone; the tables hold neither"))
    frame = published("fbnet_models")[["model", "top1", "flops_m", "s8_ms", "kind", "source"]]
    output.table(
        "published",
        frame.assign(verdict=reason),
        "FBNet's published ImageNet results, quoted.",
        ["Nothing here is comparable with DNAS (tabular): other space, data and devices."],
        headings={"top1": "top-1 (%)", "flops_m": "FLOPs (M)", "s8_ms": "Samsung S8 (ms)"},
        formats={"top1": ".1f", "flops_m": ".1f", "s8_ms": ".1f"},
    )
    flops = dict(zip(frame["model"], frame["flops_m"], strict=True))
    rows = []
    for model in MODELS:
        code = FBNET.read(PUBLISHED[model])
        for header in HEADERS:
            counted = float(fbnet_macs_m(code, IMAGENET, header)[0])
            rows.append(
                {
                    "model": model,
                    "header": header,
                    "published": flops[model],
                    "counted": counted,
                    "difference": 100.0 * (counted / flops[model] - 1.0),
                    "verdict": str(
                        exact(flops[model], counted, 0.01 * flops[model], "another header, or other blocks")
                    ),
                }
            )
    output.table(
        "flops",
        pd.DataFrame(rows),
        "Multiply-accumulates (millions) counted from the block lists of the authors' model definitions, beside the "
        "published FLOPs.",
        [
            "Convolutions and classifier at 224 x 224. The definitions give A a header of 1504 channels, B "
            "and C one of 1984, and note that separable blocks of B and C were replaced.",
            comparison.verdict_note(rows, EXACT_CRITERION.replace("equal", "equal within 1 %, not only")),
        ],
        headings={"header": "header (channels)", "difference": "difference (%)"},
        formats={"published": ".0f", "counted": ".2f", "difference": "+.2f"},
    )
