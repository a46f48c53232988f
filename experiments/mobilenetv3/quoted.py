"""The published ImageNet tables, quoted: networks that no table of the suite holds."""

from __future__ import annotations

import pandas as pd

from experiments import kit
from experiments.kit import Column
from suite.report.output import Output
from suite.report.verdicts import NOT_TO_BE_HAD, tally

TABLES = {
    "mobilenetv3_table3": "floating point",
    "mobilenetv3_table4": "quantised",
    "mobilenetv3_table5": "non-linearities",
}
WHY = "ImageNet networks on Pixel phones; the tables hold NAS-Bench-201 cells"
COLUMNS = (
    Column("what"),
    Column("network"),
    Column("top1", ".1f", "top-1 (%)"),
    Column("madds_m", ".1f", "MAdds (M)"),
    Column("params_m", ".1f", "params (M)"),
    *(Column(f"p{phone}_ms", ".1f", f"P-{phone} (ms)") for phone in (1, 2, 3)),
    Column("p1_unoptimised_ms", ".1f", "P-1 plain (ms)"),
    Column("outcome"),
    Column("reason"),
)


def report(output: Output) -> None:
    """Write the published rows; none can be judged."""
    rows = pd.concat([kit.published(name).assign(what=what) for name, what in TABLES.items()], ignore_index=True)
    rows = rows.assign(outcome=NOT_TO_BE_HAD, reason=WHY)
    caption = "MobileNetV3's ImageNet results as printed (Tables 3, 4 and 5); quoted, not reproducible on tables."
    notes = [
        "Top-1 accuracy in per cent; latency in ms on Pixel 1, 2 and 3 (one large core, batch 1); 'P-1 plain': "
        "without the optimised h-swish.",
        f"Here: {tally(rows['outcome'])}. The methods behind these networks run on cells in the other tables.",
    ]
    kit.write_table(output, "published", rows, COLUMNS, caption, notes)
