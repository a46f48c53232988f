"""What the fitness changes: every figure's outcome on RMI beside that on the look-up, counted from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments import kit
from experiments.kit import RMI, VALID, Column
from experiments.mo_hdnas.best import shares
from experiments.mo_hdnas.runs import THREE, TWO
from suite.report.output import Output
from suite.report.verdicts import EQUIVALENT

ON = {"rmi": RMI, "upper": VALID}
Rows = Sequence[Mapping[str, Any]]


def report(runs: pd.DataFrame, figures: Mapping[str, pd.DataFrame], seeds: int, output: Output) -> None:
    """Write the table of outcomes and the sentences that follow from it.

    Args:
        runs: of the front-quality comparison (:func:`.quality.per_run`).
        figures: rows of the comparison tables of Figs. 2, 4, 5 and 6, by figure.
        seeds: number of seeds.
        output: where to write.
    """
    rows = [
        *_equivalent(figures),
        _returned("returns a best architecture (mean of 18 panels)", runs, THREE.key),
        _returned("the same without χ", runs, TWO.key),
        *_declining(figures["Fig. 6"]),
    ]
    caption = (
        f"MO-HDNAS: outcomes of the search on {kit.short(RMI)} beside those of the search on a look-up of "
        f"{kit.short(VALID)}."
    )
    notes = [
        sentence(rows),
        "Equivalent: comparisons with that outcome in the tables, "
        "unmeasured architectures infeasible. Figs. 2, 4, 5, 6 hold one published run each.",
        *kit.fitness_notes(*kit.MAIN_FITNESSES),
        f"{seeds} seeds.",
    ]
    columns = (Column("figure"), Column("outcome"), *(Column(name, heading=kit.short(on)) for name, on in ON.items()))
    kit.write_table(output, "what-the-fitness-changes", [_shown(row) for row in rows], columns, caption, notes)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as texts: counts with their total, shares with two decimals."""
    cells = {name: f"{row[name]} of {row['of']}" if "of" in row else f"{row[name]:.2f}" for name in ON}
    return {"figure": row["figure"], "outcome": row["outcome"], **cells}


def _equivalent(figures: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return how many comparisons of each figure and quantity are equivalent, by fitness."""
    rows = []
    for figure, table in figures.items():
        kept = _of_survivors(table[table["unmeasured"] == "infeasible"] if "unmeasured" in table else table)
        quantities = kept["quantity"].fillna("") if "quantity" in kept else pd.Series("", index=kept.index)
        for quantity in quantities.unique():
            chosen = kept[quantities.to_numpy() == quantity]
            outcomes = {name: chosen[chosen["fitness"] == on]["outcome"] for name, on in ON.items()}
            counts: dict[str, Any] = {name: int((found == EQUIVALENT).sum()) for name, found in outcomes.items()}
            what = f"equivalent, {quantity}" if quantity else "equivalent"
            rows.append({"figure": figure, "outcome": what, **counts, "of": len(outcomes["upper"])})
    return rows


def _returned(label: str, runs: pd.DataFrame, line: str) -> dict[str, Any]:
    found = shares(runs)
    return {
        "figure": "Fig. 4",
        "outcome": f"share of seeds: {label}",
        **{name: float(found[f"{line}_{name}"].mean()) for name in ON},
    }


def _declining(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return in how many runs the diversity of Fig. 6 declines to generation 100, by series and fitness."""
    rows = []
    for where, group in kit.groups(_of_survivors(table).dropna(subset="declining"), ("series", "chi")):
        shares = group.set_index("fitness")["declining"]
        text = f"{where['series']} (χ of survivors: {where['chi']})"
        rows.append(
            {
                "figure": "Fig. 6",
                "outcome": f"share of seeds: diversity declines to generation 100, {text}",
                **{name: float(shares[on]) for name, on in ON.items()},
            }
        )
    return rows


def _of_survivors(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the rows on the other reading of Fig. 6's populations."""
    return table[table["shown"] == "survivors"] if "shown" in table else table


def sentence(rows: Rows) -> str:
    """Return in words what the rows say."""
    said = []
    for figure in dict.fromkeys(row["figure"] for row in rows):
        counted = [row for row in rows if row["figure"] == figure and "of" in row]
        rmi, upper, of = (sum(row[name] for row in counted) for name in ("rmi", "upper", "of"))
        than = "more than" if rmi > upper else "fewer than" if rmi < upper else "as many as"
        said.append(f"{figure}: {rmi} of {of} comparisons are equivalent on RMI, {than} on the look-up ({upper})")
    best = next(row for row in rows if "returns a best" in row["outcome"])
    said.append(
        f"a best architecture is returned by {100 * best['rmi']:.0f} % of the runs on RMI, {100 * best['upper']:.0f} % "
        "of those on the look-up"
    )
    return "What changed: " + "; ".join(said) + "."
