"""E-TF-MOENAS's table: which score a cell has, the paper's measures against pymoo's, and one primary row a cell."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.etf_moenas import figures, runs, tables
from experiments.etf_moenas.measure import REFERENCE, Judge
from experiments.kit.inventory import JUDGED, inventory
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.spaces.cell_graph import connected, live_edges
from suite.spaces.nasbench201 import NASBENCH201


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


@pytest.fixture
def scores(monkeypatch: pytest.MonkeyPatch, surrogate: Benchmark) -> dict[str, np.ndarray]:
    """Made-up proxies: one of cells whose operations all live, one of all cells."""
    living = np.where(live_edges(NASBENCH201.all_codes).sum(axis=1) == (NASBENCH201.all_codes != 0).sum(axis=1), 1, 0)
    values = np.where(living == 1, np.arange(NASBENCH201.size) % 97.0, np.nan)
    names = ("synflow", "jacov", "snip", "grad_norm", "grasp", "fisher")
    monkeypatch.setattr(runs, "zero_cost_proxies", lambda *_: {name: values * k for k, name in enumerate(names, 1)})
    monkeypatch.setattr(runs, "cached_proxy", lambda *_: np.arange(NASBENCH201.size) % 11.0)
    return dict(runs.scores_of(surrogate))


def test_a_cell_has_the_score_of_what_is_left_without_dead_operations() -> None:
    codes = NASBENCH201.all_codes
    own = np.arange(NASBENCH201.size)
    stands_for = runs.of_living_part(own.astype(np.float64)).astype(np.int64)
    whole = stands_for == own
    assert whole.sum() == 9445  # as many as the table of the scores covers
    np.testing.assert_array_equal(stands_for[stands_for], stands_for)
    kept = codes[stands_for]
    assert ((kept == codes) | (kept == 0)).all()
    assert (connected(kept) == connected(codes)).all()
    assert set(stands_for[~connected(codes)]) == {int(NASBENCH201.index(np.zeros((1, 6), np.uint8))[0])}


def test_the_measures_are_pymoos(surrogate: Benchmark) -> None:
    from pymoo.indicators.hv import HV
    from pymoo.indicators.igd import IGD

    judge = Judge(surrogate)
    rng = np.random.Generator(np.random.PCG64(3))
    flops = judge.values[:, 1]

    def scaled(points: np.ndarray) -> np.ndarray:
        return np.column_stack([points[:, 0], np.round((points[:, 1] - flops.min()) / np.ptp(flops), 4)])

    igd = IGD(scaled(judge.values[judge.front]))
    for count in (1, 5, 200):
        found = rng.choice(NASBENCH201.size, size=count, replace=False)
        ours, points = judge.of(found), judge.values[found]
        assert ours.hv == pytest.approx(HV(np.array(REFERENCE))(points) / np.prod(REFERENCE))
        front = points[[not ((points <= p).all(axis=1) & (points < p).any(axis=1)).any() for p in points]]
        assert ours.igd == pytest.approx(igd(scaled(front)))
        assert ours.best_accuracy == pytest.approx(100.0 * (1.0 - points[:, 0].min()))
    assert judge.of(judge.front).igd == 0.0


def test_no_search_sees_test_accuracy(surrogate: Benchmark, scores: dict[str, np.ndarray]) -> None:
    test = surrogate.column("test_accuracy_200", runs.DATASET)
    for search in runs.SEARCHES:
        for objective in runs.problem_of(search, surrogate, scores).objectives:
            assert "test" not in objective.name
            assert not np.array_equal(objective.values, 100.0 - test)


def test_an_archive_is_what_nothing_dominates_and_the_same_again(
    monkeypatch: pytest.MonkeyPatch, surrogate: Benchmark, scores: dict[str, np.ndarray]
) -> None:
    monkeypatch.setattr(runs, "EVALUATIONS", 120)
    for search in (runs.ETF, runs.PUBLISHED[1]):
        problem = runs.problem_of(search, surrogate, scores)
        archive = runs.archive_of(search, problem, 4)
        values = problem.values[archive]
        for value in values:
            assert not ((values <= value).all(axis=1) & (values < value).any(axis=1)).any()
        np.testing.assert_array_equal(archive, runs.archive_of(search, problem, 4))
        assert not np.array_equal(archive, runs.archive_of(search, problem, 5))


def test_every_judged_cell_has_one_primary_row(
    monkeypatch: pytest.MonkeyPatch, surrogate: Benchmark, scores: dict[str, np.ndarray], tmp_path: Path
) -> None:
    monkeypatch.setattr(runs, "EVALUATIONS", 40)
    found = tables.per_run(surrogate, 2)
    output = Output(tmp_path, runs.NAME, surrogate.edition, True)
    tables.table(found, output)
    figures.report(surrogate, found, output)
    output.index("title", "introduction", "command")
    rows = pd.read_csv(next(tmp_path.rglob("table.csv")))
    assert Counter(rows["role"]) == {"primary": 30, "sensitivity": 12, "null baseline": 6}
    expected = {key for key, cell in inventory().items() if key.startswith(tables.REPORTED) and cell.state == JUDGED}
    verdicts = pd.read_csv(next(tmp_path.rglob("verdicts.csv")))
    primary = verdicts[verdicts["role"] == "primary"]
    assert Counter(primary["cell"]) == Counter(expected)
