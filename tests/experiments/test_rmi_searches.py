"""MO-HDNAS, HW-EvRSNAS and RMI-NAS on a made-up score table beside look-ups: runs, traces, tables, sentences."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments import kit
from experiments.hw_evrsnas import tables as constrained_tables
from experiments.kit import FIGURE_DEVICES, MAIN_FITNESSES, RMI, VALID, Case, Study
from experiments.kit import figures as kit_figures
from experiments.kit.constrained import NINE, NINE_PANEL, constrained
from experiments.mo_hdnas import change, diversity
from experiments.mo_hdnas import constrained as beside
from experiments.mo_hdnas.runs import COMPARED, FIG6_MANY, FITNESSES, THREE, TWO, search
from experiments.rmi_nas import figures, report, tables, words
from experiments.rmi_nas import runs as forest
from experiments.rmi_nas.traces import best_of, random_run, trace
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.scores import DEFAULT_RMI, load
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import RunSpec
from tests.scores.made_up import write_rmi

SEEDS = 1


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


@pytest.fixture(autouse=True)
def _made_up_scores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default table is a made-up one, of a reduced protocol."""
    own = tmp_path / "scores"
    own.mkdir()
    monkeypatch.setattr("suite.scores.places.SHIPPED", tmp_path / "nothing")
    monkeypatch.setenv("SUITE_SCORES", str(own))
    write_rmi(own, DEFAULT_RMI)
    write_rmi(own, kit.FIRST_TABLE, salt=1)


@pytest.fixture
def output(tmp_path: Path, surrogate: Benchmark) -> Output:
    return Output(tmp_path / "out", "x", surrogate.edition, True)


def table(output: Output, stem: str) -> list[dict[str, str]]:
    with (output.results / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made(specs: Sequence[RunSpec], benchmark: Benchmark) -> dict[RunSpec, Record]:
    return {spec: run(spec, benchmark) for spec in dict.fromkeys(specs)}


@pytest.mark.parametrize(
    ("spec", "digest"),
    [
        (lambda: search(THREE, "cifar10", "fpga", VALID), "d324165f2858d5db"),
        (lambda: replace(search(TWO, "cifar100", "edgetpu", VALID, "fastest"), seed=3), "96ceb187c716bc10"),
        (lambda: replace(constrained("cifar100", "fpga", 4.0, fitness=VALID), seed=1), "1086b7bfdc855f50"),
        (lambda: constrained("ImageNet16-120", "pixel3", 2.5, "two-sided", VALID), "380b5cb66f2e0f84"),
    ],
)
def test_runs_on_look_ups_are_those_of_before(spec: Callable[[], RunSpec], digest: str) -> None:
    assert spec().digest("data")[:16] == digest


def test_the_default_fitness_is_the_sum_of_similarities(surrogate: Benchmark) -> None:
    spec = search(THREE, "cifar100", "fpga")
    record = run(spec, surrogate)
    np.testing.assert_allclose(Study(surrogate, {}, 1).judged(record).error, -load("rmi").values(":sum"))
    assert dict(constrained("cifar100", "fpga", 4.0).params)["penalty_weight"] == 3.0
    assert record.counts["simulated_seconds"] is None


def test_best_and_gaps_are_by_the_searched_fitness(surrogate: Benchmark) -> None:
    record = run(constrained("cifar100", "fpga", 4.0), surrogate)
    study = Study(surrogate, {}, 1)
    found, judged = study.found(record), study.judged(record)
    sums, inside = load("rmi").values(":sum"), judged.cost <= 4.0
    valid = surrogate.column("valid_accuracy_200", "cifar100")
    assert found.fitness_gap == pytest.approx(sums[inside].max() - sums[found.index])
    assert found.gap == pytest.approx(valid[inside].max() - valid[found.index])
    assert found.valid == valid[found.index]
    best = judged.best_within(4.0)
    assert sums[best] == sums[inside].max()
    assert found.best_valid == valid[best]


def test_a_reduced_score_is_called_so() -> None:
    assert [kit.short(each) for each in FITNESSES] == [
        "RMI (reduced)", "valid@200", "valid@12", "RMI rmi-n1-s8 (reduced)", "logarithmic SynFlow", "NASWOT",
    ]  # fmt: skip
    assert kit.short("score:rmi:mixed") == "RMI loss (reduced)"
    score, look_up, cheap = kit.fitness_notes(*MAIN_FITNESSES, kit.VALID_12)
    assert "reduced protocol" in score
    assert "CIFAR-100 and ImageNet16-120 they are transferred from CIFAR-10" in score
    assert "upper bound" in look_up
    assert "upper bound" not in cheap


def reached(rmi: tuple[int, ...], upper: tuple[int, ...]) -> pd.DataFrame:
    """Runs of the comparison on one panel: whether each returned a best architecture, the same for every method."""
    cases = [(RMI, each) for each in rmi] + [(VALID, each) for each in upper] + [(kit.VALID_12, 0)]
    return pd.DataFrame(
        [
            {"dataset": "cifar10", "device": FIGURE_DEVICES[0], "line": line, "fitness": fitness, "reaches_best": each}
            for line in COMPARED
            for fitness, each in cases
        ]
    )


def on_main(cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(case for case in cases if case["fitness"] in MAIN_FITNESSES)


def test_tables_hold_both_fitnesses(surrogate: Benchmark, output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    many, nine = on_main(FIG6_MANY), on_main(NINE)
    monkeypatch.setattr(diversity, "FIG6", on_main(diversity.FIG6))
    monkeypatch.setattr(diversity, "FIG6_MANY", many)
    monkeypatch.setattr(beside, "FIG5", on_main(beside.FIG5))
    fronts = [search(THREE, *NINE_PANEL, fitness) for fitness in MAIN_FITNESSES]
    study = Study(surrogate, made([*kit.specs_of((*many, *nine), SEEDS), *fronts], surrogate), SEEDS)
    six, five = diversity.fig6(study, output), beside.fig5(study, output)
    constrained_tables.nine_constraints(study.tidy(nine), study, output)
    both = {"RMI (reduced)", "valid@200"}
    for stem, rows in (("fig6-diversity", 72), ("fig5-advantage", 18), ("nine-constraints", 36 + 27)):
        found = table(output, stem)
        assert len(found) == rows
        assert {row["fitness"] for row in found if row["role"] != kit.NULL} == both
    change.report(reached((1, 0, 0, 0), (1, 0)), {"Fig. 5": five, "Fig. 6": six}, SEEDS, output)
    rows = {(row["figure"], row["outcome"]): row for row in table(output, "what-the-fitness-changes")}
    matching = (five[five["fitness"] == RMI]["outcome"] == "equivalent").sum()
    assert rows["Fig. 5", "equivalent"]["rmi"] == f"{matching} of 9"
    text = (output.results / "what-the-fitness-changes.md").read_text(encoding="utf-8")
    assert f"Fig. 5: {matching} of 9 comparisons are equivalent on RMI" in text
    assert "returned by 25 % of the runs on RMI, 50 % of those on the look-up" in text


def test_sentences_follow_the_numbers() -> None:
    def row(figure: str, rmi: int, upper: int) -> dict[str, Any]:
        return {"figure": figure, "outcome": "equivalent", "rmi": rmi, "upper": upper, "of": 9}

    share = {"figure": "Fig. 4", "outcome": "share of seeds: returns a best architecture", "rmi": 0.1, "upper": 0.4}
    text = change.sentence([row("Fig. 4", 3, 5), row("Fig. 5", 5, 3), row("Fig. 6", 4, 4), share])
    assert "Fig. 4: 3 of 9 comparisons are equivalent on RMI, fewer than on the look-up (5)" in text
    assert "Fig. 5: 5 of 9 comparisons are equivalent on RMI, more than on the look-up (3)" in text
    assert "Fig. 6: 4 of 9 comparisons are equivalent on RMI, as many as on the look-up (4)" in text


def test_traces_of_the_forest(surrogate: Benchmark) -> None:
    specs = [forest.search(line, "cifar10", VALID) for line in (forest.FOREST, forest.RANDOM)]
    records = made(specs, surrogate)
    study = Study(surrogate, records, 1)
    found = trace(study, records[specs[0]])
    assert found.record.stop == "finished"
    assert found.warmup == 100
    assert (found.losses[found.explored] < found.threshold).sum() == 100
    assert len(found.losses) - found.explored[-1] - 1 in (0, 1)
    assert found.sum_at(int(found.explored[-1]) + 1) == found.returned
    assert found.all_losses[found.best_at(len(found.losses))] == found.losses.min()
    assert found.shares().sum(axis=1) == pytest.approx(np.ones(6))
    assert surrogate.space.index([found.best_cell]) == found.all_losses.argmin()
    other = random_run(study, found)
    assert other is records[specs[1]]
    others = other.indices[: len(found.losses)].astype(int)
    assert best_of(found, other) == others[found.all_losses[others].argmin()]
    assert found.all_losses[best_of(found, other, 1000)] <= found.all_losses[best_of(found, other)]


def test_tables_and_figures_of_rmi_nas(surrogate: Benchmark, output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = (forest.RMI_LOSS, VALID)
    for module in (forest, tables, words):
        monkeypatch.setattr(module, "FITNESSES", shown)
    for module in (forest, figures, kit_figures):
        monkeypatch.setattr(module, "DATASETS", ("cifar10",))
    records = made(kit.specs_of(forest.cases(surrogate), 1), surrogate)
    assert len(records) == 4
    report(Study(surrogate, records, 1), output)
    rows = table(output, "accuracy")
    assert sum(row["outcome"] == "quoted" for row in rows) == 12
    judged = {row["fitness"]: row["role"] for row in rows if row["method"].endswith("sum")}
    assert judged == {"RMI (reduced)": "primary", "valid@200": "sensitivity"}
    assert "reduced protocol (1 of 5 cells per stage, 10 of 150 steps)" in words.why(forest.RMI_LOSS)
    assert {row["fitness"] for row in table(output, "exploration")} == set(judged)
    cells = table(output, "returned-cells")
    specs = [forest.search(forest.FOREST, "cifar10", fitness) for fitness in shown]
    assert [int(row["sum"]) for row in cells] == [int(records[spec].recommended[0]) for spec in specs]
    for stem in ("anytime", "positives"):
        assert (output.figures / f"{stem}.json").is_file()
