"""Which choices the printed numbers speak for: posterior probabilities, power of the evidence, and how well it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import Column
from experiments.kit.inference import FACTOR_COLUMNS, Evidence, marginals, power, together
from experiments.mo_hdnas.inference import words
from experiments.mo_hdnas.inference.runs import DEFAULT, FACTORS
from suite.report.output import Output

RESAMPLES = 400
TRUTHS = 300
Sets = Mapping[str, Sequence[Evidence]]

LEVELS = (
    Column("evidence"),
    Column("choice"),
    Column("level", show=words.level),
    Column("default", show=lambda is_default: "yes" if is_default else ""),
    Column("prior", ".2f"),
    Column("probability", ".3f"),
    Column("low", ".3f", "95 % from"),
    Column("high", ".3f", "to"),
    Column("half", ".3f", "half the bandwidth"),
    Column("double", ".3f", "double"),
    Column("synthetic", ".3f", "synthetic likelihood"),
    *FACTOR_COLUMNS,
    Column("power", ".2f", "power"),
    Column("reading"),
)
FIT = (
    Column("evidence"),
    Column("configuration"),
    Column("choices"),
    Column("relative", ".4f", "likelihood / best"),
    Column("probability", ".4f"),
    Column("typicality", ".2f"),
)


def levels(sets: Sets) -> pd.DataFrame:
    """Return one row per set of evidence, choice and level (:func:`.marginals`), with the power of the evidence."""
    rows: list[dict[str, Any]] = []
    for name, evidence in sets.items():
        found = marginals(evidence, FACTORS, kit.generator("inference", name), RESAMPLES)
        for axis, factor in enumerate(FACTORS):
            mine = [row for row in found if row["choice"] == factor]
            if not mine:
                continue
            told = power(evidence, axis, kit.generator("inference", name, factor, "power"), TRUTHS)[0]
            rows += [
                {"evidence": name, **row, "default": row["level"] == FACTORS[factor][DEFAULT[axis]], "power": told}
                for row in mine
            ]
    return pd.DataFrame(rows)


def fit(sets: Sets) -> pd.DataFrame:
    """Return the default and the most likely configuration of every set, with how typical the print is of each.

    Typicality: the smallest over the parts of the evidence.
    """
    rows = []
    for name, evidence in sets.items():
        joint = together([each.likelihood() for each in evidence])
        best = tuple(int(at) for at in np.unravel_index(int(joint.argmax()), joint.shape))
        default = tuple(min(at, length - 1) for at, length in zip(DEFAULT, joint.shape, strict=True))
        for label, place in (("default", default), ("most likely", best)):
            typical = [
                each.typicality(tuple(min(at, length - 1) for at, length in zip(place, each.grid, strict=True)))
                for each in evidence
            ]
            rows.append(
                {
                    "evidence": name,
                    "configuration": label,
                    "choices": "; ".join(
                        words.level(FACTORS[factor][at])
                        for factor, at, length in zip(FACTORS, place, joint.shape, strict=True)
                        if length > 1
                    ),
                    "relative": joint[place] / joint[best],
                    "probability": joint[place] / joint.sum(),
                    "typicality": min(typical),
                }
            )
    return pd.DataFrame(rows)


def report(sets: Sets, seeds: int, output: Output) -> pd.DataFrame:
    """Write both tables; return the rows of levels."""
    rows, fits = levels(sets), fit(sets)
    bandwidths = {each.name: each.bandwidth.tolist() for evidence in sets.values() for each in evidence}
    notes = [words.answer(rows, fits), *words.notes(seeds, bandwidths)]
    kit.write_table(output, "choices", rows, LEVELS, words.LEVELS, notes)
    kit.write_table(output, "fit", fits, FIT, words.FIT, [words.TYPICAL])
    return rows


def best_place(evidence: Sequence[Evidence]) -> tuple[int, ...]:
    """Return where in the grid the joint likelihood is largest."""
    joint = together([each.likelihood() for each in evidence])
    return tuple(int(at) for at in np.unravel_index(int(joint.argmax()), joint.shape))
