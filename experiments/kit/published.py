"""Published numbers of ``experiments/reported``, and ours beside them in the same columns everywhere.

The rules by which a number is judged are those of :mod:`suite.report.verdicts`; they are applied here alone. A row says
what ours is (``kind``) and what it is for (``role``); every published cell has one primary row, declared where the
comparison is made and before it is run, and any number of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from numpy.typing import ArrayLike

from experiments.kit.columns import Column
from experiments.kit.inventory import FOLDER, cell_of
from experiments.kit.names import FIRST_TABLE, RMI_TABLE
from suite.objectives.fitness import parse_fitness
from suite.report.verdicts import ONE_RUN_CRITERION, Margin, Verdict, exact, of_mean, of_one_run, tally
from suite.scores import parse_selection

LOOK_UP, ARITHMETIC = "look-up", "arithmetic"
REPLAY, OWN_NETWORK, STAND_IN, NO_NETWORK = "replay", "own network", "stand-in", "no network"
PRIMARY, SENSITIVITY, NULL, PILOT = "primary", "sensitivity", "null baseline", "pilot"


@dataclass(frozen=True)
class Basis:
    """What our number is, and what it is for.

    Attributes:
        kind: "look-up" or "arithmetic"; "replay" (a search on the tables that hold what the paper searched on), "own
            network" (on networks that the suite trained), "stand-in" (on something else in their place), "no network"
            (a null baseline's).
        role: "primary" (the one row that judges the published cell), "sensitivity", "null baseline", or "pilot" (beside
            a number of the project's own earlier study, which nobody published).
    """

    kind: str
    role: str = PRIMARY


def kind_of(fitness: str | None) -> str:
    """Return the kind of numbers that rest on a fitness: "own network" on our score tables, else "stand-in"."""
    selection = None if fitness is None else parse_fitness(fitness).selection
    ours = {parse_selection(RMI_TABLE).name, FIRST_TABLE}
    return OWN_NETWORK if selection is not None and selection.name in ours else STAND_IN


@dataclass(frozen=True)
class Reading:
    """A published number.

    Attributes:
        value: the number.
        error: of reading it from a figure, or of rounding; 0 for printed numbers.
        std: the published (population) standard deviation of a mean, None if none is printed.
        runs: number of published runs; None if unknown.
        cell: which published cell it is, as :func:`cell_of` names it; "" for a number derived from several.
    """

    value: float
    error: float = 0.0
    std: float | None = None
    runs: int | None = 1
    cell: str = ""

    def __sub__(self, other: Reading) -> Reading:
        return Reading(self.value - other.value, self.error + other.error)


@cache
def published(name: str) -> pd.DataFrame:
    """Return ``reported/<name>.csv``; columns ending in ``_approximate`` become booleans."""
    frame = pd.read_csv(FOLDER / f"{name}.csv")
    flags = {column: frame[column] == "yes" for column in frame.columns if column.endswith("_approximate")}
    return frame.assign(**flags)


def published_for(name: str, **where: object) -> pd.DataFrame:
    """Return the rows of ``reported/<name>.csv`` whose columns have the given values."""
    frame = published(name)
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame.reset_index(drop=True)


def published_row(name: str, **where: object) -> Any:
    """Return the first of these rows.

    Raises:
        KeyError: if there is none.
    """
    rows = published_for(name, **where)
    if rows.empty:
        raise KeyError(f"reported/{name}.csv has no row with {where}")
    return rows.iloc[0]


def reading(name: str, value: str, error: str = "", **where: object) -> Reading:
    """Return a number of ``reported/<name>.csv``: columns of the value and of its error, and the row's keys.

    A pilot's number is no published cell.
    """
    row = published_row(name, **where)
    cell = "" if row.get("kind") == "pilot" else cell_of(name, value, **where)
    return Reading(float(row[value]), float(row[error]) if error else 0.0, cell=cell)


def compared(
    published: Reading, ours: ArrayLike, margin: Margin, basis: Basis, *, above: str = "", below: str = ""
) -> dict[str, Any]:
    """Return the cells of one comparison, judged by the rule for a mean if it is one, else by that for one run.

    Args:
        published: the number; a mean if its spread or another number of runs than one is given.
        ours: one number per run; NaN (a run without a result) is left out.
        margin: the largest difference that counts as none.
        basis: what ours is.
        above: reason to add if the two are different and ours is larger; ``below`` if it is smaller.
    """
    if published.runs == 1 and published.std is None:
        verdict = of_one_run(published.value, published.error, ours, margin, above=above, below=below)
    else:
        verdict = of_mean(
            published.value, published.std, published.runs, ours, margin,
            error=published.error, above=above, below=below,
        )  # fmt: skip
    return judged(published, verdict, basis)


def looked_up(published: Reading, ours: float, why: str, basis: Basis = Basis(LOOK_UP)) -> dict[str, Any]:
    """Return the same cells for one number against one: equal within the reading error, else ``why`` not."""
    return judged(published, exact(published.value, ours, published.error, why), basis)


def judged(published: Reading, verdict: Verdict, basis: Basis) -> dict[str, Any]:
    """Return the cells of a verdict that is given by hand: a number that is quoted, or not to be had."""
    return {
        "published": published.value,
        "published_std": float("nan") if published.std is None else published.std,
        "published_n": published.runs,
        "reading_error": published.error,
        "ours": verdict.ours,
        "low": verdict.low,
        "high": verdict.high,
        "n": verdict.n,
        "difference": verdict.ours - published.value,
        "margin": verdict.margin,
        "p": verdict.p,
        "kind": basis.kind,
        "role": basis.role,
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "cell": published.cell,
    }


def compared_columns(digits: int, *, spread: bool = False, reading_error: bool = True) -> tuple[Column, ...]:
    """Return the columns of :func:`compared`, with ``digits`` decimals.

    Args:
        digits: decimals.
        spread: with the published spread and number of runs.
        reading_error: with the reading error.
    """
    number, signed = f".{digits}f", f"+.{digits}f"
    return (
        Column("published", number),
        *((Column("published_std", number, "± (published)"), Column("published_n", "d", "runs")) if spread else ()),
        *((Column("reading_error", number),) if reading_error else ()),
        Column("ours", number),
        Column("low", number, "95 % from"),
        Column("high", number, "to"),
        Column("n", "d"),
        Column("difference", signed),
        Column("margin", f".{digits + 1}f"),
        Column("p", ".2g"),
        Column("kind"),
        Column("role"),
        Column("outcome"),
        Column("reason"),
    )


def pilot_cells(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of a comparison with a pilot's number, which is no published one, under a name of its own."""
    return {"pilot" if key == "published" else key: value for key, value in cells.items()} | {"cell": ""}


def pilot_columns(digits: int) -> tuple[Column, ...]:
    """Return the columns of :func:`pilot_cells`."""
    first, *rest = compared_columns(digits)
    return (Column("pilot", first.format), *(column for column in rest if column.key != "role"))


def verdict_note(rows: pd.DataFrame | Iterable[Mapping[str, Any]], *criteria: str) -> str:
    """Return the criteria (by default that for one published run) and how many rows of each role have which outcome.

    Args:
        rows: with the cells of a comparison; those without an outcome and null baselines do not count.
        criteria: of :mod:`suite.report.verdicts`, or further sentences.
    """
    every = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else list(rows)
    by_role: dict[str, list[str]] = {}
    for row in every:
        if isinstance(row.get("outcome"), str) and row.get("role") != NULL:
            by_role.setdefault(str(row.get("role", PRIMARY)), []).append(row["outcome"])
    counts = [f"{role} rows: {tally(outcomes)}" for role, outcomes in by_role.items()]
    return f"Outcome: {'. '.join(criteria or (ONE_RUN_CRITERION,))}. Here {'; '.join(counts)}."
