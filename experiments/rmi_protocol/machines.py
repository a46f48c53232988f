"""The same cells by the same protocol on two machines: how far their scores differ, and whether they rank alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.kit import Column
from experiments.rmi_protocol.parts import TAPS, Part
from experiments.rmi_protocol.strata import STRATIFIED_BY, TRUTH
from suite.benchmark import Benchmark
from suite.correlation import kendall, significant

COLUMNS = (
    *map(Column, ("steps", "cells")),
    Column("equal", ".2f", "share of similarities that are equal"),
    Column("median", ".5f", "median difference of a similarity"),
    Column("largest", ".5f", "largest"),
    Column("agreement", "+.3f", "tau between the two sums"),
    Column("tau_first", "+.3f", "tau with accuracy, first"),
    Column("tau_second", "+.3f", "second"),
)


def rows(first: Part, second: Part, benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return one row per number of steps that two parts share, on the cells that they share.

    Args:
        first: of one machine; ``second`` of the other. Similarities are compared as they are kept, to five decimals.
        benchmark: the tables.
    """
    common = np.intersect1d(first.cells, second.cells)
    ours, theirs = first.only(common), second.only(common)
    truth = benchmark.column(TRUTH, STRATIFIED_BY)[common]
    found = []
    for steps in sorted(set(first.steps) & set(second.steps)):
        taps = [part.parts[:, part.steps.index(steps), :TAPS] for part in (ours, theirs)]
        difference = np.round(np.abs(taps[0] - taps[1]), 5)
        sums = [significant(each.sum(axis=1)) for each in taps]
        found.append(
            {
                "steps": steps,
                "cells": len(common),
                "equal": float((difference == 0).mean()),
                "median": float(np.median(difference)),
                "largest": float(difference.max()),
                "agreement": kendall(*sums),
                "tau_first": kendall(sums[0], truth),
                "tau_second": kendall(sums[1], truth),
            }
        )
    return found
