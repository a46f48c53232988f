"""Trained supernets' scores: the calibration, and the experiment as a whole."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from experiments import kit
from experiments import load as load_experiment
from experiments.kit import Study, published
from experiments.kit.supernet_papers.methods import MAIN, searches
from experiments.kit.supernet_papers.outcomes import returned
from experiments.supernet import calibration, effects, operations, quality, runs
from experiments.supernet.calibration import CLEAN_DIFFERENCE, Comparison, Match, fitted, quality_at
from experiments.supernet.error import normal_scores
from experiments.supernet.scores import (
    fitness_of,
    label,
    protocol,
    supernet_tables,
    trained_longest,
    transfer_note,
)
from suite.benchmark import Benchmark, load_benchmark
from suite.errors import DataError
from suite.objectives.fitness import parse_fitness
from suite.objectives.simulated import PRESETS, Quality, simulate
from suite.report.output import Output
from suite.scores import ScoreTable, places, read_table, save_supernet
from suite.spaces.grid import GridSpace
from suite.study.runner import run

ROOT = Path(__file__).resolve().parents[2]
SPACE = GridSpace(n_edges=6, n_operations=4)
PROTOCOL = {"dataset": "cifar10", "cells": 1, "channels": 16, "epochs": 2, "images": 1000, "batch": 64, "seed": 0}
NAMES = ("supernet-uniform-n1-e2-i1000-b64", "supernet-uniform-n1-e2-i1000-b64-hard")


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


@pytest.fixture
def nothing_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Only score tables of this folder are there; empty at first."""
    folder = tmp_path / "scores"
    folder.mkdir()
    monkeypatch.setattr("suite.scores.places.SHIPPED", tmp_path / "nothing")
    monkeypatch.setenv("SUITE_SCORES", str(folder))
    return folder


@pytest.fixture
def two_tables(nothing_shipped: Path, surrogate: Benchmark) -> tuple[ScoreTable, ...]:
    truth = surrogate.column("valid_accuracy_200", "cifar10")
    for number, (name, images) in enumerate(zip(NAMES, (250, 1000), strict=True)):
        seen = simulate(truth, surrogate.space, PRESETS["few-shot"], np.random.default_rng(number))
        counts = np.round(images * (0.1 + 0.4 * np.argsort(np.argsort(seen)) / len(seen))).astype(int)
        save_supernet(nothing_shipped / f"{name}.npz", np.arange(len(seen)), counts, images, {"protocol": PROTOCOL})
    return supernet_tables(surrogate)


# -- calibration -------------------------------------------------------------------------------------------------------
def _coarse(quality: Quality, seed: int, levels: int = 60) -> tuple[np.ndarray, np.ndarray]:
    truth = np.random.default_rng(100).normal(size=SPACE.size) + SPACE.codes(np.arange(SPACE.size)).sum(axis=1)
    seen = simulate(truth, SPACE, quality, np.random.default_rng(seed))
    return np.floor(levels * np.argsort(np.argsort(seen)) / len(seen)), truth


@pytest.mark.parametrize(
    ("zc", "rho", "w"),
    [(0.0, 0.8, 0.55), (math.inf, 0.6, 0.8)],
    ids=["saturated", "not-saturated"],
)
def test_known_parameters_are_found_again(zc: float, rho: float, w: float) -> None:
    truth = Quality(zc, rho, w, 0.3)
    comparison = Comparison(*_coarse(truth, 7), SPACE, "test")
    found = fitted(comparison)
    assert found.rho == pytest.approx(rho, abs=0.16)
    assert found.w == pytest.approx(w, abs=0.16)
    assert (found.zc > 1.5) if zc == math.inf else found.zc == pytest.approx(zc, abs=0.5)
    best = comparison.judged(found)
    assert best.distance < CLEAN_DIFFERENCE
    assert best.distance < min(comparison.judged(other).distance for other in PRESETS.values()) + 0.02


def test_draws_have_the_ties_of_the_table() -> None:
    score, truth = _coarse(Quality(0.0, 0.8), 3, levels=5)
    seen: list[np.ndarray] = []

    class Spy(Comparison):
        def statistics(self, score: np.ndarray, normal: np.ndarray) -> np.ndarray:
            seen.append(score.copy())
            assert normal == pytest.approx(normal_scores(score))
            return super().statistics(score, normal)

    spy = Spy(score, truth, SPACE, "test")
    spy.draws(Quality(0.0, 0.8), 0, 2)
    assert len(seen) == 3
    assert all(np.array_equal(np.sort(each), np.sort(score)) for each in seen)
    assert not np.array_equal(seen[1], seen[2])
    assert np.array_equal(spy.draws(Quality(0.0, 0.8), 0, 2), spy.draws(Quality(0.0, 0.8), 0, 2))


def test_a_constant_score_orders_nothing() -> None:
    score, truth = np.ones(SPACE.size), _coarse(Quality(0.0, 0.8), 3)[1]
    assert Comparison(score, truth, SPACE, "test").real.tolist() == [0.0] * 6


def test_when_an_imitation_is_clean() -> None:
    real = np.zeros(6)
    draws = np.stack([np.full(6, 0.02), np.full(6, 0.04)])
    near = Match(Quality(0.0, 0.8), real, draws)
    assert near.distance == pytest.approx(0.03)
    assert (near.within, near.clean) == (0, False)  # three hundredths off, but the draws hardly differ
    wide = Match(Quality(0.0, 0.8), real, np.stack([np.full(6, -0.1), np.full(6, 0.16)]))
    assert (wide.within, wide.clean) == (6, True)
    assert not Match(Quality(0.0, 0.8), real + 0.1, wide.draws).clean


def test_the_largest_saturation_is_none() -> None:
    assert quality_at((4.0, 0.5, 0.5, 0.25)) == Quality(math.inf, 0.5, 0.5, 0.25)
    assert quality_at((0.0, 0.8, 0.55, 0.25)) == PRESETS["one-shot"]


# -- the experiment ----------------------------------------------------------------------------------------------------
def test_without_a_table_it_says_how_to_make_one(nothing_shipped: Path, surrogate: Benchmark) -> None:
    with pytest.raises(DataError, match="train-supernet"):
        supernet_tables(surrogate)


def test_figures_show_the_longest_training_of_each_kind(nothing_shipped: Path, surrogate: Benchmark) -> None:
    made = {
        "a": {"epochs": 8, "sampling": "uniform", "track": True},
        "b": {"epochs": 20, "sampling": "uniform", "track": True},
        "c": {"epochs": 8, "sampling": "uniform", "track": False},
        "d": {"epochs": 8, "sampling": "single-path", "track": True},
        "e": {},
    }
    for name, changes in made.items():
        facts = {"protocol": {**PROTOCOL, **changes}, "decoding": "softmax"}
        save_supernet(nothing_shipped / f"{name}.npz", np.arange(15_625), np.arange(15_625) % 251, 250, facts)
    assert [table.name for table in trained_longest(supernet_tables(surrogate))] == ["b", "c", "d", "e"]


def test_every_method_is_run_on_every_table(two_tables: tuple[ScoreTable, ...]) -> None:
    assert tuple(table.name for table in two_tables) == NAMES
    methods = [method for table in two_tables for method in runs.on_table(table)]
    assert len({method.key for method in methods}) == len(methods)
    for table in two_tables:
        on_it = runs.on_table(table)
        assert {method.fitness for method in on_it} == {fitness_of(table)}
        assert parse_fitness(fitness_of(table)).text == fitness_of(table)
        assert {method.algorithm for method in on_it} == {"evnas", "cmanas", "pevonas", "nevonas", "random_search"}
        assert all(case.spec.dataset == "cifar10" for case in searches(on_it))
        assert all(len(case.specs(99)) == runs.SEEDS for case in searches(on_it))
        assert "reduced" in label(table)
        assert "1 of 5 cells" in protocol(table)
    published_rows = {method.published for method in methods if method.published}
    assert published_rows == {"evnas", "cmanas", "pevonas", "nevonas", "nevonas_novelty", "nevonas_accuracy"}
    assert [method.key for method in MAIN if method.by_test] == ["nevonas_test"]
    assert "CIFAR-10 alone" in transfer_note(two_tables)


def test_a_sample_scored_otherwise_is_held_beside_the_first_table(
    two_tables: tuple[ScoreTable, ...], surrogate: Benchmark, tmp_path: Path
) -> None:
    assert effects.settings(two_tables, tmp_path / "no.csv") == []
    cells = np.arange(0, 4000, 10)
    counts = np.round(two_tables[0].values()[cells] * 2.5).astype(int)
    worse = 250 - counts  # the other way round
    file = tmp_path / "effects.csv"
    text = [f"{cell},{same},{other if cell else ''}" for cell, same, other in zip(cells, counts, worse, strict=True)]
    file.write_text("\n".join(["index,supernet-a of 250,supernet-b-hard of 250", *text]) + "\n")
    found = effects.settings(two_tables, file)
    assert [(each.name, each.images, len(each.cells)) for each in found] == [
        ("a", 250, 400), ("b-hard", 250, 399), ("uniform-n1-e2-i1000-b64-hard", 1000, 400),
    ]  # fmt: skip
    np.testing.assert_allclose(found[0].score, two_tables[0].values()[cells])
    output = Output(tmp_path, "supernet", surrogate.edition, True)
    effects.report(two_tables, surrogate, output, file)
    with (output.results / "effects.csv").open(encoding="utf-8", newline="") as rows:
        same, other, _ = csv.DictReader(rows)
    assert (float(same["agreement"]), float(same["difference"]), same["reading"]) == (1.0, 0.0, "no difference seen")
    assert (float(other["agreement"]), other["reading"]) == (-1.0, "ranks worse")
    assert float(other["high"]) < 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("setting,index\na,1\n", "not of"),
        ("index,supernet-a\n1,1\n", "not of"),
        ("index,supernet-a of 250\n1,1\n1,2\n", "twice"),
        ("index,supernet-a of 250\n1,251\n", "more correct"),
    ],
)
def test_rows_that_are_no_samples_are_refused(
    two_tables: tuple[ScoreTable, ...], tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "effects.csv").write_text(text)
    with pytest.raises(DataError, match=message):
        effects.settings(two_tables, tmp_path / "effects.csv")


def test_everything_is_written(
    two_tables: tuple[ScoreTable, ...], surrogate: Benchmark, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(calibration, "GRID_ZC", (0.5,))
    monkeypatch.setattr(calibration, "GRID_RHO", (0.7,))
    monkeypatch.setattr(calibration, "STEPS", ())
    monkeypatch.setattr(calibration, "JUDGE_DRAWS", 3)
    experiment = load_experiment("supernet")
    records = {spec: run(spec, surrogate) for spec in dict.fromkeys(experiment.runs(surrogate, 1))}
    output = Output(tmp_path, "supernet", surrogate.edition, True)
    experiment.report(surrogate, records, 1, output)
    pages = {path.stem: path.read_text(encoding="utf-8") for path in output.results.glob("*.md")}
    assert set(pages) == {
        "rank-correlation", "agreement", "published-correlation", "ranked-first", "operations", "calibration",
        "calibration-statistics", "comparison", "by-fitness", "effects", "simulation-check",
        "simulation-summary",
    }  # fmt: skip
    assert all("reduced protocol" in page.splitlines()[0] for page in pages.values())
    assert all(label(table) in pages["comparison"] for table in two_tables)
    assert "simulated-supernet:zc=0.5,rho=0.7,w=0.55,additive=0.25" in pages["calibration"]
    figures = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in output.figures.glob("*.json")}
    assert set(figures) == {"score-against-accuracy", "operations", "calibration", "searches"}
    assert all("reduced" in numbers["caption"] for numbers in figures.values())
    # each cell is looked up on all data sets, and its search is that of the table's own
    found = returned(Study(surrogate, records, 1), runs.cases(surrogate)).pivot(
        index=["line", "seed"], columns="dataset", values="index"
    )
    assert (found["cifar100"] == found["cifar10"]).all()


def test_the_published_scores_that_stand_beside_ours() -> None:
    assert quality.published_tau("one-shot supernet", "top 10 %") == -0.230


def test_the_standard_error_is_binomial(two_tables: tuple[ScoreTable, ...]) -> None:
    share = two_tables[0].values() / 100.0
    errors = [100.0 * math.sqrt(each * (1.0 - each) / 250) for each in share[:3]]
    assert min(errors) <= quality.standard_error(two_tables[0]) <= 50.0 / math.sqrt(250)
    assert quality.standard_error(two_tables[0]) == pytest.approx(2.0 * quality.standard_error(two_tables[1]), rel=0.01)


def test_shares_of_operations_by_hand() -> None:
    codes = np.array([[3, 3, 3, 3, 3, 3], [4, 4, 4, 1, 1, 1], [0, 0, 0, 0, 0, 0]], dtype=np.uint8)
    shares = operations.operation_shares(np.array([2.0, 1.0, 0.0]), codes, 2)
    assert shares == pytest.approx([0, 0.25, 0, 0.5, 0.25])


@pytest.mark.real_tables
def test_the_pilots_shares_by_test_accuracy_are_found_again(real_data_dir: Path) -> None:
    benchmark = load_benchmark(real_data_dir, "real")
    shares = operations.operation_shares(benchmark.column("test_accuracy_200", "cifar10"), benchmark.space.all_codes)
    rows = published("nasbench201_supernet_operations")
    for row in rows.itertuples():
        place = benchmark.space.operations.index(str(row.operation))
        assert round(100.0 * shares[place]) == row.true_share


@pytest.mark.real_tables
def test_committed_results_follow_from_the_shipped_tables(
    real_data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SUITE_SCORES", raising=False)
    benchmark = load_benchmark(real_data_dir, "real")
    if not any(read_table(path).kind == "supernet" for path in places.SHIPPED.glob("*.npz")):
        assert not (ROOT / "results" / "supernet").exists()  # nothing is committed that nobody could make again
        return
    tables = supernet_tables(benchmark)
    output = Output(tmp_path, "supernet", benchmark.edition, False)
    quality.report(tables, benchmark, output)
    operations.report(tables, benchmark, output)
    for made in output.results.iterdir():
        committed = ROOT / "results" / "supernet" / made.name
        assert made.read_text(encoding="utf-8") == committed.read_text(encoding="utf-8"), made.name
    with (ROOT / "results" / "supernet" / "returned-cells.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["entry"]: row["indices"].split() for row in csv.DictReader(file)}
    methods = [m for m in runs.on_table(tables[0]) if m.algorithm in ("cmanas", "pevonas", "nevonas")]
    cases = kit.chosen(searches(methods), dataset="cifar10")
    records = {spec: run(spec, benchmark) for spec in kit.specs_of(cases, 1)}
    for row in returned(Study(benchmark, records, 1), cases).itertuples():
        assert [str(row.index)] == rows[row.line.key][:1], row.line.key
