"""The published ImageNet tables, quoted: networks that no table of the suite holds."""

from __future__ import annotations

import pandas as pd

from experiments.published import published
from suite.report.output import Output
from suite.report.verdicts import not_reproducible, tally

TABLES = {
    "mobilenetv3_table3": "floating point",
    "mobilenetv3_table4": "quantised",
    "mobilenetv3_table5": "non-linearities",
}
WHY = "ImageNet networks on Pixel phones; the tables hold NAS-Bench-201 cells"


def report(output: Output) -> None:
    """Write the published rows with their verdict."""
    frames = [published(name).assign(what=what) for name, what in TABLES.items()]
    frame = pd.concat(frames, ignore_index=True)
    columns = ["what", "network", "top1", "madds_m", "params_m", "p1_ms", "p2_ms", "p3_ms", "p1_unoptimised_ms"]
    frame = frame[columns].assign(verdict=str(not_reproducible(WHY)))
    output.table(
        "published",
        frame,
        "MobileNetV3's ImageNet results as printed (Tables 3, 4 and 5); quoted, not reproducible on tables.",
        [
            "Top-1 accuracy in per cent; latency in ms on Pixel 1, 2 and 3 (one large core, batch 1); 'P-1 plain': "
            "without the optimised h-swish.",
            f"Here: {tally(frame['verdict'])}. The methods behind these networks run on cells in the other tables.",
        ],
        headings={
            "top1": "top-1 (%)", "madds_m": "MAdds (M)", "params_m": "params (M)", "p1_ms": "P-1 (ms)",
            "p2_ms": "P-2 (ms)", "p3_ms": "P-3 (ms)", "p1_unoptimised_ms": "P-1 plain (ms)",
        },
        formats=dict.fromkeys(("top1", "p1_ms", "p2_ms", "p3_ms", "p1_unoptimised_ms", "params_m"), ".1f")
        | {"madds_m": ".1f"},
    )  # fmt: skip
