"""Score tables to pass on: columns of every cell, and a data card in the form that the Hugging Face Hub reads.

Only what this project computed itself: indices and strings of the cells, and their scores. No accuracy, cost or image
of a benchmark is in them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from suite._version import __version__
from suite.scores.table import TAPS, ScoreTable
from suite.scores.texts import describe, reductions
from suite.spaces.nasbench201 import NASBENCH201
from suite.tables.columns import CLASSES, DATASET_LABELS

if TYPE_CHECKING:
    import pandas as pd

_HEAD = """---
license: mit
pretty_name: Scores of NAS-Bench-201 cells from real networks
task_categories:
- tabular-regression
tags:
- neural-architecture-search
- nas-bench-201
- zero-cost-proxies
- tabular
size_categories:
- 10K<n<100K
configs:
{configs}
---

# Scores of NAS-Bench-201 cells from real networks

A row is one of the 15,625 cells of NAS-Bench-201 (Dong and Yang, ICLR 2020), in the benchmark's official order,
with a score that hwnas-suite {version} computed from networks it trained. No accuracy or cost of a benchmark and no
image is in these files.

## Tables

"""

_TAIL = """
## Columns

| column | meaning |
|---|---|
| `index` | number of the cell in the official files, 0 to 15,624 |
| `architecture` | the cell as the official files write it |
| `similarity_1_after_N` ... `similarity_3_after_N` | likeness to the reference model at three taps after N updates |
| `cross_entropy_after_N` | on the same batch, in nats; undefined counts as that of guessing |
| `accuracy` | of the cell with weights inherited from the supernet, in per cent |

Similarities are normalised HSIC, 0 to 1, and 0 where undefined. Higher similarity and accuracy are better. Scores
of representation mutual information are sums of the similarities, or minus the mixed loss `beta (3 - sum) + (1 -
beta) cross_entropy`. Equivalent cells are one network, and share them; in a supernet they differ.

## How they were made, and what they are good for

The protocols below are reduced ones where it says so: scores of fewer updates, images or cells than the papers use.
They rank cells; they are no accuracies of trained networks, and the supernet's accuracies lie far below those.
Images: {images}. The commands that make them anew stand in docs/networks.md and docs/scores.md of hwnas-suite.

## Uses

Fitness of a search without training, studies of how well cheap scores rank cells, baselines for predictors. Judge
such a search on the benchmark's accuracies, which are not in these files.

## Licence and citation

MIT, as hwnas-suite. Please cite hwnas-suite {version}, NAS-Bench-201 for the space and its order, and the papers of
the scores (RMI-NAS; the supernets' protocols are named in the facts).

## Facts

{facts}
"""


def columns(table: ScoreTable) -> pd.DataFrame:
    """Return the parts of all scores of a table as a frame, a row per cell in official order (see the card)."""
    import pandas as pd

    every = np.arange(NASBENCH201.size)
    frame = pd.DataFrame({"index": every, "architecture": NASBENCH201.strings(every)})
    if table.kind == "supernet":
        return frame.assign(accuracy=table.values())
    for steps in table.steps:
        parts = table.parts(steps)
        for tap in range(TAPS):
            frame[f"similarity_{tap + 1}_after_{steps}"] = parts[:, tap]
        frame[f"cross_entropy_after_{steps}"] = parts[:, TAPS]
    return frame


def data_card(tables: Sequence[ScoreTable], suffix: str = ".parquet") -> str:
    """Return the text of ``README.md`` beside the files ``<table><suffix>``: YAML front matter, then what they are.

    Args:
        tables: those that were written.
        suffix: of their files.
    """
    configs = "\n".join(
        f"- config_name: {table.name}\n  data_files: {table.name}{suffix}" + ("\n  default: true" if not place else "")
        for place, table in enumerate(tables)
    )
    lines = ["| table | score | reduced |", "|---|---|---|"]
    lines += [f"| `{table.name}` | {describe(table)} | {reductions(table) or 'no'} |" for table in tables]
    facts = "\n\n".join(
        f"`{table.name}`, sha256 of the content {table.sha256}:\n\n```json\n{json.dumps(_facts(table), indent=1)}\n```"
        for table in tables
    )
    images = ", ".join(sorted({f"{DATASET_LABELS[each.dataset]} ({CLASSES[each.dataset]} classes)" for each in tables}))
    head = _HEAD.format(configs=configs, version=__version__)
    return head + "\n".join(lines) + "\n" + _TAIL.format(version=__version__, images=images, facts=facts)


def _facts(table: ScoreTable) -> dict[str, object]:
    return {"kind": table.kind, "dataset": table.dataset, **dict(table.facts), "speed": dict(table.speed)}
