"""The comparison at equal total budget: what each formulation's 900 queries hold for three cost limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.formulations import words
from experiments.formulations.runs import FAMILIES, PARETO, PROBLEM, PROBLEMS
from experiments.kit import QUANTILES, Column, Floats
from suite.analysis.pairing import same_problems
from suite.analysis.statistics import friedman_nemenyi, vargha_delaney_a12
from suite.report.output import Output

FORMULATION = Column("formulation", of="line", show=attrgetter("label"))
FAILED = Column("failed", value=lambda rows: int(np.isinf(rows["regret"]).sum()))
OPTIMAL = Column("optimal", ".2f", value=lambda rows: float((rows["regret"] < 1e-9).mean()))
VOLUME = Column("volume", ".4f", "HV regret", "mean")
HOLM_P = Column("holm_p", ".1e", "Holm p")
A12 = Column("a12", ".2f", "A12", of="larger")


def _at(quantile: float) -> Callable[[pd.DataFrame], float]:
    def mean(rows: pd.DataFrame) -> float:
        found = kit.finite(rows.loc[rows["quantile"] == quantile, "regret"])
        return float(found.mean()) if len(found) else float("nan")

    return mean


REGRETS = tuple(
    Column(f"regret_{share:.2f}", ".3f", f"regret at {100 * share:.0f} %", _at(share)) for share in QUANTILES
)
OVERALL = (
    FORMULATION, *REGRETS, FAILED, OPTIMAL, Column("feasible", ".2f", value="mean"), VOLUME,
)  # fmt: skip
PER_DEVICE = (
    kit.DEVICE_IN_FULL, Column("metric"), FORMULATION, *REGRETS, FAILED, OPTIMAL, VOLUME,
)  # fmt: skip
BY_SETTING = (
    kit.DATASET,
    Column("device"),
    Column("metric"),
    Column("quantile", ".2f"),
    Column("limit", ".3f"),
    FORMULATION,
    Column("valid_median", ".4f", value="median", of="valid"),
    Column("best_valid", ".4f"),
    Column("test_median", ".4f", value="median", of="test"),
    Column("best_test", ".4f"),
    Column("regret_mean", ".4f", value="mean", of="regret"),
    FAILED,
    OPTIMAL,
    Column("feasible", ".4f", value="mean"),
)


def per_seed(rows: pd.DataFrame) -> Floats:
    """Return the regret of every problem and seed of a formulation, the mean over the limits."""
    return np.asarray(rows["regret"].to_numpy().reshape(-1, len(QUANTILES)).mean(axis=1))


def blocks(found: pd.DataFrame, measure: str) -> dict[str, Floats]:
    """Return by formulation the mean of ``measure`` over seeds and limits in every problem, ``(problems,)``."""
    return {
        line.key: np.array([group[measure].to_numpy().mean() for _, group in kit.groups(rows, PROBLEM)])
        for line, rows in found.groupby("line", sort=False)
    }


def report(found: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the table over all problems, the one per device, and the rows of every problem."""
    _per_device(found, seeds, output)
    _overall(found, seeds, output)
    kit.write_rows(output, "by-setting", by_setting(found), BY_SETTING, words.BY_SETTING)


def _overall(found: pd.DataFrame, seeds: int, output: Output) -> None:
    names = tuple(line.key for line in FAMILIES)
    once = found[found["quantile"] == QUANTILES[0]]  # the hypervolume knows no limit
    regrets, volumes = blocks(found, "regret"), blocks(once, "volume")
    ranks, volume_ranks = (
        friedman_nemenyi(np.stack([values[name] for name in names], axis=1), names) for values in (regrets, volumes)
    )
    tests, volume_tests = (kit.against(PARETO, values, same_problems) for values in (regrets, volumes))
    reference = found[found["line"].map(attrgetter("key")) == PARETO]

    def more(rows: pd.DataFrame) -> Mapping[str, Any]:
        name = rows["line"].iloc[0].key
        place = names.index(name)
        return {
            "rank": ranks.mean_ranks[place],
            "holm_p": tests[name]["holm_p"],
            "larger": float("nan") if name == PARETO else _median_a12(rows, reference),
            "volume_rank": volume_ranks.mean_ranks[place],
            "volume_p": volume_tests[name]["holm_p"],
            "correlation": tests[name]["correlation"],
        }

    columns = (
        *OVERALL[:-1], Column("rank", ".2f"), HOLM_P, A12, VOLUME, Column("volume_rank", ".2f", "HV rank"),
        Column("volume_p", ".1e", "HV Holm p"), kit.PAIRS,
    )  # fmt: skip
    rows = kit.summarise(found, ("line",), OVERALL, more)
    notes = [*words.SHARED, *words.OVERALL_NOTES, kit.tests_note(tests.values()), *_sign_notes(found)]
    filled: dict[str, Any] = {"seeds": seeds, "cases": len(PROBLEMS) * len(QUANTILES) * seeds}
    filled |= {"ranks": ranks, "volume_p": volume_ranks.p}
    kit.write_table(output, "formulations", rows, columns, words.OVERALL, notes, **filled)


def _median_a12(rows: pd.DataFrame, reference: pd.DataFrame) -> float:
    """Return the median over the problems of the chance that a seed's regret is larger than the reference's."""
    pairs = zip(kit.groups(rows, PROBLEM), kit.groups(reference, PROBLEM), strict=True)
    return float(np.median([vargha_delaney_a12(per_seed(one), per_seed(other)) for (_, one), (_, other) in pairs]))


def _per_device(found: pd.DataFrame, seeds: int, output: Output) -> None:
    rows = kit.summarise_against(PARETO, found, ("device", "metric"), PER_DEVICE, per_seed, _datasets)
    columns = (*PER_DEVICE, HOLM_P, A12)
    notes = [*words.SHARED, words.PER_DEVICE_NOTE, kit.tests_note(rows), kit.REFERENCE_NOTE]
    kit.write_table(output, "per-device", rows, columns, words.PER_DEVICE, notes, seeds=seeds, runs=3 * seeds)


def _datasets(rows: pd.DataFrame) -> NDArray[np.object_]:
    """Return the data set of every number of :func:`per_seed`."""
    return np.asarray(rows["dataset"].to_numpy(dtype=object)[:: len(QUANTILES)])


def _sign_notes(found: pd.DataFrame) -> list[str]:
    """Return which formulations change their order with the front between devices, by either measure, latency."""
    latency = kit.rows_where(found, metric="latency")
    once = kit.rows_where(latency, quantile=QUANTILES[0])
    label = attrgetter("label")
    regret = kit.changes_of_runs(latency, "line", kit.DEVICES, mean_regret, label, PARETO)
    volume = kit.changes_of_runs(once, "line", kit.DEVICES, mean_volume, label, PARETO)
    return [kit.sign_note(regret, "mean regret, latency"), kit.sign_note(volume, "hypervolume regret, latency")]


def mean_regret(rows: pd.DataFrame) -> float:
    """Return the mean regret of the cases in which a cell was found."""
    return float(kit.finite(rows["regret"]).mean())


def mean_volume(rows: pd.DataFrame) -> float:
    """Return the mean hypervolume regret."""
    return float(rows["volume"].mean())


def by_setting(found: pd.DataFrame) -> pd.DataFrame:
    """Return a row per problem, limit and formulation: what was found, and the exact constrained optimum."""
    rows = kit.summarise(found, (*PROBLEM, "line", "quantile"), BY_SETTING)
    return pd.concat([group for _, group in kit.groups(rows, (*PROBLEM, "quantile"))])
