"""MO-HDNAS, HW-EvRSNAS and RMI-NAS on a made-up score table beside look-ups: runs, traces, tables, sentences."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import notes
from experiments.hw_evrsnas import nine, outcomes
from experiments.hw_evrsnas import settings as constrained
from experiments.mo_hdnas import change, fig5, fig6
from experiments.mo_hdnas import settings as diverse
from experiments.quantities import front_problem, searched
from experiments.rmi_nas import accuracy, exploration, figures
from experiments.rmi_nas import settings as forest
from experiments.rmi_nas.traces import random_best, traces
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
        (lambda: diverse.search(diverse.THREE, "cifar10", "fpga", 0, diverse.UPPER), "d324165f2858d5db"),
        (lambda: diverse.search(diverse.TWO, "cifar100", "edgetpu", 3, diverse.UPPER, "fastest"), "96ceb187c716bc10"),
        (lambda: constrained.search("cifar100", "fpga", 4.0, 1, "one-sided", constrained.UPPER), "1086b7bfdc855f50"),
        (
            lambda: constrained.search("ImageNet16-120", "pixel3", 2.5, 0, "two-sided", constrained.UPPER),
            "380b5cb66f2e0f84",
        ),
    ],
)
def test_runs_on_look_ups_are_those_of_before(spec: Callable[[], RunSpec], digest: str) -> None:
    assert spec().digest("data")[:16] == digest


def test_the_default_fitness_is_the_sum_of_similarities(surrogate: Benchmark) -> None:
    spec = diverse.search(diverse.THREE, "cifar100", "fpga", 0)
    sums = load("rmi").values(":sum")
    record = run(spec, surrogate)
    np.testing.assert_allclose(searched(record, surrogate).values[:, 0], -sums)
    assert dict(constrained.search("cifar100", "fpga", 4.0, 0, "one-sided").params)["penalty_weight"] == 3.0
    assert record.counts["simulated_seconds"] is None


def test_best_and_gaps_are_by_the_searched_fitness(surrogate: Benchmark) -> None:
    limit = 4.0
    record = run(constrained.search("cifar100", "fpga", limit, 0, "one-sided"), surrogate)
    found = outcomes.outcome(record, surrogate)
    sums, latency = (
        load("rmi").values(":sum"),
        front_problem(surrogate, "cifar100", "fpga", outcomes.VALID).values[:, 1],
    )
    inside = latency <= limit
    valid = surrogate.column("valid_accuracy_200", "cifar100")
    assert found.fitness_gap == pytest.approx(sums[inside].max() - sums[found.index])
    assert found.gap == pytest.approx(valid[inside].max() - valid[found.index])
    assert found.valid == pytest.approx(valid[found.index])
    best = outcomes.best_within(surrogate, "cifar100", "fpga", constrained.RMI, limit)
    assert sums[best] == sums[inside].max()


def test_a_reduced_score_is_called_so() -> None:
    assert [notes.short(each) for each in diverse.PROXIES] == ["RMI (reduced)", "valid@200", "valid@12"]
    assert notes.short("score:rmi") == "RMI loss (reduced)"
    score, look_up, cheap = notes.fitness_notes(*diverse.PROXIES)
    assert "reduced protocol" in score
    assert "CIFAR-100 and ImageNet16-120 they are transferred from CIFAR-10" in score
    assert "upper bound" in look_up
    assert "upper bound" not in cheap


def test_tables_hold_both_fitnesses(surrogate: Benchmark, output: Output) -> None:
    specs: list[RunSpec] = []
    for fitness in diverse.MAIN:
        for variant, _, _ in fig6.SERIES:
            specs += diverse.searches(variant, *diverse.FIG6_PANEL, SEEDS, fitness)
        specs += diverse.searches(diverse.THREE, *fig5.PANEL, SEEDS, fitness)
        for penalty in constrained.PENALTIES:
            specs += [s for each in constrained.nine_constraints(SEEDS, penalty, fitness).values() for s in each]
    records = made(specs, surrogate)
    six = fig6.report(surrogate, records, SEEDS, output)
    five = fig5.report(surrogate, records, SEEDS, output)
    nine.report(surrogate, records, SEEDS, output)
    both = {"RMI (reduced)", "valid@200"}
    for stem, rows in (("fig6-diversity", 36), ("fig5-advantage", 18), ("nine-constraints", 36)):
        found = table(output, stem)
        assert len(found) == rows
        assert {row["proxy"] for row in found} == both
    reached = [{"mo_hdnas_rmi": 0.25, "mo_hdnas_upper": 0.5, "mo_hdnas_two_rmi": 0.0, "mo_hdnas_two_upper": 0.75}]
    change.report(reached, {"Fig. 5": five, "Fig. 6": six}, SEEDS, output)
    rows = {(row["figure"], row["outcome"]): row for row in table(output, "what-the-fitness-changes")}
    matching = sum(row["verdict"] == "match" for row in five if row["proxy"] == "RMI (reduced)")
    assert rows["Fig. 5", "matches"]["rmi"] == f"{matching} of 9"
    text = (output.results / "what-the-fitness-changes.md").read_text(encoding="utf-8")
    assert f"Fig. 5: {matching} of 9 comparisons match on RMI" in text
    assert "returned by 25 % of the runs on RMI, 50 % of those on the look-up" in text


def test_sentences_follow_the_numbers() -> None:
    def row(figure: str, rmi: float, upper: float) -> dict[str, Any]:
        return {"figure": figure, "outcome": "matches", "rmi": rmi, "upper": upper, "of": 9}

    share = {"figure": "Fig. 4", "outcome": "share of seeds: returns a best architecture", "rmi": 0.1, "upper": 0.4}
    (text,) = change.sentences([row("Fig. 4", 3, 5), row("Fig. 5", 5, 3), row("Fig. 6", 4, 4), share])
    assert "Fig. 4: 3 of 9 comparisons match on RMI, fewer than on the look-up (5)" in text
    assert "Fig. 5: 5 of 9 comparisons match on RMI, more than on the look-up (3)" in text
    assert "Fig. 6: 4 of 9 comparisons match on RMI, as many as on the look-up (4)" in text


def test_traces_of_the_forest(surrogate: Benchmark) -> None:
    specs = [forest.searches(method, "cifar10", forest.UPPER, 1)[0] for method in (forest.FOREST, forest.RANDOM)]
    records = made(specs, surrogate)
    (trace,) = traces(surrogate, records, "cifar10", forest.UPPER, 1)
    assert records[specs[0]].stop == "finished"
    assert trace.warmup == 100
    assert (trace.losses[trace.explored] < trace.threshold).sum() == 100
    assert len(trace.losses) - trace.explored[-1] - 1 in (0, 1)
    assert trace.sum_at(int(trace.explored[-1]) + 1) == trace.returned
    assert trace.all_losses[trace.best_at(len(trace.losses))] == trace.losses.min()
    assert trace.shares().sum(axis=1) == pytest.approx(np.ones(6))
    others = records[specs[1]].indices[: len(trace.losses)].astype(int)
    assert random_best(surrogate, records, trace) == others[trace.all_losses[others].argmin()]
    with_more = trace.all_losses[random_best(surrogate, records, trace, 1000)]
    assert with_more <= trace.all_losses[random_best(surrogate, records, trace)]


def test_tables_and_figures_of_rmi_nas(surrogate: Benchmark, output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = (forest.RMI_LOSS, forest.UPPER)
    for module in (forest, accuracy, exploration, figures):
        monkeypatch.setattr(module, "DATASETS", ("cifar10",))
        monkeypatch.setattr(module, "FITNESSES", shown)
    records = made(forest.all_runs(surrogate, 1), surrogate)
    assert len(records) == 4
    for item in (accuracy, exploration, figures):
        item.report(surrogate, records, 1, output)
    rows = table(output, "accuracy")
    assert sum(row["verdict"].startswith("reported") for row in rows) == 12
    judged = {row["fitness"]: row["verdict"] for row in rows if row["method"].endswith("sum")}
    assert set(judged) == {"RMI loss (reduced)", "valid@200"}
    assert "reduced protocol (1 of 5 cells per stage, 10 of 150 steps)" in accuracy.why(forest.RMI_LOSS)
    assert {row["fitness"] for row in table(output, "exploration")} == set(judged)
    cells = table(output, "returned-cells")
    specs = [forest.searches(forest.FOREST, "cifar10", fitness, 1)[0] for fitness in shown]
    assert [int(row["sum"]) for row in cells] == [int(records[spec].recommended[0]) for spec in specs]
    for stem in ("anytime", "positives"):
        assert (output.figures / f"{stem}.json").is_file()
