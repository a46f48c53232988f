"""Added: the hypervolume regret device by device, before it is pooled, and the tests between the methods."""

from __future__ import annotations

import pandas as pd

from experiments import kit
from experiments.kit import FIGURE_DEVICES, VALID, Column, Line
from experiments.mo_hdnas.runs import BUDGET, COMPARED, PYMOO, THREE
from suite.analysis.pair_tests import pair_tests
from suite.analysis.pairing import shared_by
from suite.analysis.statistics import interquartile_mean
from suite.report.output import Output

SETS = {"regret_returned": "returned", "regret_queried": "queried"}
SET = Column("set", show=SETS.__getitem__)
ALL = Column("all", ".4f", "all devices")
TESTS = (
    SET,
    kit.FITNESS,
    *map(Column, ("first", "second")),
    kit.TEST,
    Column("p", ".1e"),
    Column("p_holm", ".1e", "Holm p"),
    Column("a12", ".2f", "A12"),
    Column("improvement", ".2f"),
)
RANDOM = next(line for line in COMPARED if line.key == "random_search")


def _iqm(measure: str) -> kit.Reduce:
    return lambda runs: float(interquartile_mean(runs[measure].to_numpy()))


def report(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the regret by device, and the tests of all pairs of methods."""
    compared = runs[runs["line"] != PYMOO]
    rows = [
        {"set": measure, "fitness": keys["fitness"], "line": keys["line"], "all": _iqm(measure)(group)}
        | kit.per_device(group, FIGURE_DEVICES, _iqm(measure))
        for measure in SETS
        for keys, group in kit.groups(compared, ("fitness", "line"))
    ]
    columns = (SET, kit.FITNESS, kit.METHOD, *kit.device_columns(FIGURE_DEVICES), ALL)
    caption = "Added to MO-HDNAS: hypervolume regret by device, interquartile mean over three data sets and the seeds."
    notes = [
        kit.REFERENCE_NOTE,
        *sign_notes(runs),
        f"{seeds} seeds, {BUDGET.describe()} each. 'Returned': the set a method returns; 'queried': everything it "
        "evaluated.",
        *kit.fitness_notes(*compared["fitness"].unique()),
    ]
    kit.write_table(output, "front-quality-devices", rows, columns, caption, notes)
    _tests(compared, seeds, output)


def _tests(runs: pd.DataFrame, seeds: int, output: Output) -> None:
    tables = [_all_pairs(runs[runs["fitness"] == fitness], measure) for measure in SETS for fitness in _fitnesses(runs)]
    rows = pd.concat(tables, ignore_index=True)
    caption = "Added to MO-HDNAS: tests of all pairs of methods by hypervolume regret, over all 18 problems."
    notes = [
        f"{seeds} seeds on each problem (data set and device). Holm: over the pairs of a set and fitness. A12: chance "
        "that a run of the second has the larger regret, ties counting half, mean over the problems; 'improvement': "
        "that it has the smaller one.",
        kit.tests_note(rows),
        kit.REFERENCE_NOTE,
        *kit.fitness_notes(*_fitnesses(runs)),
    ]
    kit.write_table(output, "front-quality-tests", rows, TESTS, caption, notes)


def _fitnesses(runs: pd.DataFrame) -> list[str]:
    """Return the fitnesses on which several methods were run."""
    return [str(keys["fitness"]) for keys, group in kit.groups(runs, ("fitness",)) if group["line"].nunique() > 1]


def _all_pairs(runs: pd.DataFrame, measure: str) -> pd.DataFrame:
    lines = {line.label: group for line, group in runs.groupby("line", sort=False)}
    problems = {name: (group["dataset"] + " " + group["device"]).to_numpy() for name, group in lines.items()}
    shared = shared_by({name: group["spec"].iloc[0] for name, group in lines.items()})
    scores = {name: group[measure].to_numpy() for name, group in lines.items()}
    tests = pd.DataFrame(pair_tests(scores, shared, strata=problems))
    return tests.assign(set=measure, fitness=runs["fitness"].iloc[0])


def sign_notes(runs: pd.DataFrame) -> list[str]:
    """Return, for each set, which methods change their order between devices on the same fitness."""
    notes = []
    for measure, name in SETS.items():
        changes = {
            kit.short(fitness): kit.changes_of_runs(
                runs[(runs["fitness"] == fitness) & (runs["line"] != PYMOO)],
                "line", FIGURE_DEVICES, _iqm(measure), lambda line: str(line.label),
            )
            for fitness in _fitnesses(runs)
        }  # fmt: skip
        notes.append(kit.sign_note(changes, f"hypervolume regret, {name}"))
    return notes


def against_random(runs: pd.DataFrame) -> str:
    """Return how MO-HDNAS stands to random search: by set, by kind of mean, and on each fitness."""
    said = []
    for fitness in (kit.RMI, VALID):
        parts = []
        for measure, name in SETS.items():
            ours, theirs = (_of(runs, line, fitness)[measure].to_numpy() for line in (THREE, RANDOM))
            iqm = f"{interquartile_mean(ours):.4f} to {interquartile_mean(theirs):.4f}"
            parts.append(f"{name} set {iqm} (mean {ours.mean():.4f} to {theirs.mean():.4f})")
        said.append(f"{kit.short(fitness)}: {', '.join(parts)}")
    return (
        f"{THREE.label} against {RANDOM.label}, hypervolume regret, interquartile mean: {'; '.join(said)}. An order of "
        "the two holds only for the set, the mean and the fitness that it names; it also rests on the encoding and on "
        "which set is returned, which the paper leaves open (docs/choices.md)."
    )


def _of(runs: pd.DataFrame, line: Line, fitness: str) -> pd.DataFrame:
    return runs[(runs["line"] == line) & (runs["fitness"] == fitness)]
