"""Regret of the returned set and of the archive under every choice, and how it stands to random search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import VALID, Case, Column, Study
from experiments.mo_hdnas.choices import words
from experiments.mo_hdnas.choices.runs import CASES, CHI_LABELS, RANDOM
from experiments.mo_hdnas.runs import BUDGET
from suite.analysis.fronts import nondominated
from suite.analysis.statistics import interquartile_mean
from suite.report.output import Output
from suite.study.record import Record

Floats = NDArray[np.float64]

SETS = {"returned": "returned", "archive": "front of all evaluated"}
RESAMPLES = 2000
LEVELS = (0.025, 0.975)
BETTER, WORSE, OPEN = "better", "worse", "not told"
STATISTICS = {"iqm": "IQM", "mean": "mean"}

RUNS = (
    kit.METHOD_KEY,
    kit.FITNESS,
    *map(Column, ("dataset", "device", "seed", "distinct", "size_returned", "size_archive")),
    Column("returned", ".6f"),
    Column("archive", ".6f"),
)
NAMES = (kit.METHOD, kit.FITNESS, Column("set", show=SETS.__getitem__))
COLUMNS = (
    *NAMES,
    Column("distinct", ".0f"),
    *(
        column
        for key, name in STATISTICS.items()
        for column in (
            Column(key, ".4f", name),
            Column(f"{key}_low", ".4f", "95 % from"),
            Column(f"{key}_high", ".4f", "to"),
            Column(f"{key}_difference", "+.4f", f"{name} − random search"),
            Column(f"{key}_difference_low", "+.4f", "95 % from"),
            Column(f"{key}_difference_high", "+.4f", "to"),
            Column(f"{key}_reading", heading=f"than random search, by {name}"),
        )
    ),
)
BY_DEVICE = (
    kit.METHOD, kit.FITNESS, Column("set", show=SETS.__getitem__), kit.DEVICE,
    Column("iqm", ".4f", "IQM"), Column("iqm_difference", "+.4f", "IQM − random search"),
    Column("iqm_difference_low", "+.4f", "95 % from"), Column("iqm_difference_high", "+.4f", "to"),
    Column("iqm_reading", heading="than random search"),
)  # fmt: skip


def per_run(study: Study) -> pd.DataFrame:
    """Return one row per run: regret on (valid@200 error, latency) of the returned set and of the archive.

    The archive is the front, in the searched fitness and latency, of everything that the run evaluated: what it could
    have returned.
    """

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        searched, judged = study.judged(record), study.judged(record, VALID)
        everything = np.unique(record.indices.astype(np.int64))
        archive = everything[nondominated(searched.problem.values[everything])]
        return {
            "size_returned": len(record.recommended),
            "size_archive": len(archive),
            "returned": judged.regret(record.recommended),
            "archive": judged.regret(archive),
        }

    return study.tidy(CASES, measure)


def resampled(scores: Floats, rng: np.random.Generator) -> Floats:
    """Return IQM and mean ``(2, 1 + RESAMPLES)`` of scores ``(seeds, problems)``: as found, then of resampled seeds."""
    seeds, problems = scores.shape
    drawn = [scores.reshape(1, -1)]
    drawn += [
        scores[rng.integers(seeds, size=(100, seeds, problems)), np.arange(problems)].reshape(100, -1)
        for _ in range(RESAMPLES // 100)
    ]
    found = np.concatenate(drawn)
    return np.stack([interquartile_mean(found), found.mean(axis=1)])


def reading(low: float, high: float) -> str:
    """Return what the interval of a difference in regret to random search says."""
    return BETTER if high < 0.0 else WORSE if low > 0.0 else OPEN


def compared(runs: pd.DataFrame, *key: str) -> list[dict[str, Any]]:
    """Return one row per line, fitness and set: IQM and mean with intervals, and the same minus random search's.

    Args:
        runs: of :func:`per_run`, on the problems in question.
        key: end of the text that seeds the resampling.
    """
    rows = []
    for fitness, of_fitness in kit.groups(runs, ("fitness",)):
        draws: dict[tuple[str, str], Floats] = {}
        for line, group in of_fitness.groupby("line", sort=False):
            for name in SETS:
                table = group.pivot(index="seed", columns=["dataset", "device"], values=name).to_numpy(dtype=np.float64)
                rng = kit.generator("choices", line.key, kit.short(fitness["fitness"]), name, *key)
                draws[line.key, name] = resampled(table, rng)
        for line, group in of_fitness.groupby("line", sort=False):
            for name in SETS:
                ours, theirs = draws[line.key, name], draws[RANDOM.key, "returned"]
                row = {"line": line, **fitness, "set": name, "distinct": group["distinct"].mean()}
                for place, statistic in enumerate(STATISTICS):
                    low, high = np.quantile(ours[place, 1:], LEVELS)
                    away = ours[place] - theirs[place]
                    least, most = np.quantile(away[1:], LEVELS)
                    row |= {
                        statistic: ours[place, 0], f"{statistic}_low": low, f"{statistic}_high": high,
                        f"{statistic}_difference": away[0], f"{statistic}_difference_low": least,
                        f"{statistic}_difference_high": most,
                        f"{statistic}_reading": "–" if line == RANDOM else reading(least, most),
                    }  # fmt: skip
                rows.append(row)
    return rows


def report(runs: pd.DataFrame, seeds: int, output: Output) -> pd.DataFrame:
    """Write the rows per run, the table over all problems and that per device; return the table over all problems."""
    kit.write_rows(output, "runs", runs, RUNS, words.RUNS)
    rows = pd.DataFrame(compared(runs, "all"))
    devices = pd.DataFrame(
        [
            {**row, **where}
            for where, group in kit.groups(runs, ("device",))
            for row in compared(group, where["device"])
            if row["line"] != RANDOM
        ]
    )
    filled = {"seeds": seeds, "budget": BUDGET.describe()}
    notes = [
        words.answer(rows, devices),
        words.SCALE,
        words.ARCHIVE,
        *kit.fitness_notes(*kit.MAIN_FITNESSES),
        words.INTERVALS,
    ]
    kit.write_table(output, "choices", rows, COLUMNS, words.CHOICES, notes, **filled)
    notes = [words.SIGNS, words.SCALE, words.ARCHIVE, words.INTERVALS]
    kit.write_table(output, "choices-by-device", devices, BY_DEVICE, words.BY_DEVICE, notes, **filled)
    return rows


def figure(rows: pd.DataFrame, seeds: int, output: Output) -> None:
    """Draw IQM of returned set (filled) and archive (open) by operators and chi, beside random search."""
    numbers: dict[str, Any] = {}
    with kit.drawing(
        output, "choices", words.FIGURE.format(seeds=seeds, budget=BUDGET.describe()), words.FIGURE_NOTE,
        panels=len(kit.MAIN_FITNESSES), legend=3, height_in=3.4, sharey=True,
    ) as drawn:  # fmt: skip
        for axes, fitness in zip(drawn.grid[0], kit.MAIN_FITNESSES, strict=True):
            numbers[fitness] = _panel(axes, rows[rows["fitness"] == fitness])
            axes.set_title(f"search on {kit.short(fitness)}")
            axes.set_xlabel("operators")
        drawn.axes.set_ylabel("hypervolume regret (IQM)")
        drawn.numbers |= {"seeds": seeds, "regret": numbers}


def _panel(axes: Any, rows: pd.DataFrame) -> dict[str, Any]:
    found = {(row["line"].key, row["set"]): row for _, row in rows.iterrows()}
    reference = found[RANDOM.key, "returned"]
    axes.axhspan(reference["iqm_low"], reference["iqm_high"], color="#CC79A7", alpha=0.35, linewidth=0)
    axes.axhline(reference["iqm"], color="#CC79A7", linestyle=":", linewidth=1.0, label="random search")
    numbers: dict[str, Any] = {"random_search": {key: reference[key] for key in ("iqm", "iqm_low", "iqm_high")}}
    for step, chi in enumerate(CHI_LABELS):
        lines = [words.line_of(chi, operators) for operators in words.OPERATOR_LABELS]
        for name in SETS:
            there = [found[line.key, name] for line in lines]
            middle, low, high = (np.array([row[key] for row in there]) for key in ("iqm", "iqm_low", "iqm_high"))
            look = lines[0].look
            x = np.arange(len(lines)) + 0.15 * (step - (len(CHI_LABELS) - 1) / 2)
            face = {} if name == "returned" else {"markerfacecolor": "white", "label": None}
            kit.draw_bars(axes, x, middle, low, high, look, markersize=4, capsize=1.5, **face)
            numbers[f"{chi}, {name}"] = {"iqm": middle, "low": low, "high": high}
    axes.set_xticks(range(len(words.OPERATOR_LABELS)), list(words.OPERATOR_LABELS.values()))
    axes.set_yscale("log")
    axes.grid(axis="y", linewidth=0.3, alpha=0.5)
    return numbers
