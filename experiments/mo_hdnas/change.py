"""What the fitness changes: every figure's outcome on RMI beside that on the look-up, counted from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments import notes
from experiments.mo_hdnas.settings import MAIN, RMI, TWO, UPPER
from suite.report.output import Output
from suite.report.verdicts import MATCH

Rows = Sequence[Mapping[str, Any]]


def report(reached: Rows, figures: Mapping[str, Rows], seeds: int, output: Output) -> None:
    """Write the table of outcomes and the sentences that follow from it.

    Args:
        reached: rows of the share of seeds that return a best architecture (:mod:`.best`).
        figures: rows of the comparison tables of Figs. 2, 4, 5 and 6, by figure.
        seeds: number of seeds.
        output: where to write.
    """
    rows = _agreement(figures)
    rows.append(_reached("returns a best architecture (mean of 18 panels)", reached, "mo_hdnas"))
    rows.append(_reached("the same without χ", reached, TWO.name))
    rows += _ends(figures["Fig. 6"])
    output.table(
        "what-the-fitness-changes",
        pd.DataFrame([_shown(row) for row in rows]),
        f"MO-HDNAS: outcomes of the search on {notes.short(RMI)} beside those of the search on a look-up of "
        f"{notes.short(UPPER)}.",
        [
            *sentences(rows),
            "Matches: comparisons whose published value lies in the range of our seeds (verdicts of the tables), "
            "unmeasured architectures infeasible. Figs. 2, 4, 5, 6 hold one published run each.",
            *notes.fitness_notes(*MAIN),
            f"{seeds} seeds.",
        ],
        headings={"rmi": notes.short(RMI), "upper": notes.short(UPPER)},
    )


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as texts: counts with their total, shares with two decimals."""
    cells = {
        name: f"{row[name]:.0f} of {row['of']}" if "of" in row else f"{row[name]:.2f}" for name in ("rmi", "upper")
    }
    return {"figure": row["figure"], "outcome": row["outcome"], **cells}


def _agreement(figures: Mapping[str, Rows]) -> list[dict[str, Any]]:
    """Return how many comparisons of each figure and quantity match, by fitness."""
    rows = []
    for figure, table in figures.items():
        kept = [row for row in table if row.get("unmeasured", "infeasible") == "infeasible"]
        for quantity in dict.fromkeys(str(row.get("quantity", "")) for row in kept):
            chosen = [row for row in kept if str(row.get("quantity", "")) == quantity]
            cells: dict[str, Any] = {}
            for name, fitness in (("rmi", RMI), ("upper", UPPER)):
                verdicts = [str(row["verdict"]) for row in chosen if row["proxy"] == notes.short(fitness)]
                cells[name] = float(sum(verdict == MATCH for verdict in verdicts))
                cells["of"] = len(verdicts)
            what = f"matches, {quantity}" if quantity else "matches"
            rows.append({"figure": figure, "outcome": what, **cells})
    return rows


def _reached(label: str, reached: Rows, variant: str) -> dict[str, Any]:
    cells = {
        name: float(np.mean([row[f"{variant}_{column}"] for row in reached]))
        for name, column in (("rmi", "rmi"), ("upper", "upper"))
    }
    return {"figure": "Fig. 4", "outcome": f"share of seeds: {label}", **cells}


def _ends(table: Rows) -> list[dict[str, Any]]:
    """Return what generation 100 of Fig. 6 looks like, by series and fitness."""
    rows = []
    ends = [row for row in table if "declining" in row]
    for series, chi in dict.fromkeys((row["series"], row["chi"]) for row in ends):
        cells = {
            name: float(row["declining"])
            for name, fitness in (("rmi", RMI), ("upper", UPPER))
            for row in ends
            if (row["proxy"], row["series"], row["chi"]) == (notes.short(fitness), series, chi)
        }
        text = f"share of seeds: diversity declines to generation 100, {series} (χ of survivors: {chi})"
        rows.append({"figure": "Fig. 6", "outcome": text, **cells})
    return rows


def sentences(rows: Rows) -> list[str]:
    """Return in words what the rows say."""
    said = []
    for figure in dict.fromkeys(row["figure"] for row in rows):
        counted = [row for row in rows if row["figure"] == figure and "of" in row]
        rmi, upper, of = (int(sum(row[name] for row in counted)) for name in ("rmi", "upper", "of"))
        said.append(
            f"{figure}: {rmi} of {of} comparisons match on RMI, {notes.compared(rmi, upper)} on the look-up ({upper})"
        )
    shares = next(row for row in rows if "returns a best" in row["outcome"])
    said.append(
        f"a best architecture is returned by {100 * shares['rmi']:.0f} % of the runs on RMI, "
        f"{100 * shares['upper']:.0f} % of those on the look-up"
    )
    return ["What changed: " + "; ".join(said) + "."]
