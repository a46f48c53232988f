"""Scores as far as they came: weights of the sample, intervals, second seed, and what is left without errors."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import load as load_experiment
from experiments.rmi_protocol import errors, margin, parts, removal, seeds, steps, strata
from experiments.rmi_protocol.parts import LONG, SECOND, TABLE, Part
from experiments.rmi_protocol.ranks import normal_scores
from suite.benchmark import Benchmark, load_benchmark
from suite.correlation import kendall
from suite.networks.rmi.stratified import scoring_order
from suite.report.output import Output
from suite.scores import save_rmi
from suite.spaces.nasbench201 import NASBENCH201
from tests.scores.made_up import RMI_PROTOCOL, write_rmi

CELLS = parts.representatives()
ORDER = scoring_order(CELLS)
EVERY = np.arange(15_625)


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


@pytest.fixture
def accuracy(surrogate: Benchmark) -> np.ndarray:
    return surrogate.column("valid_accuracy_200", "cifar10")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where samples are looked for; one made-up table is all that the package brings."""
    own = tmp_path / "scores"
    own.mkdir()
    monkeypatch.setattr("suite.scores.places.SHIPPED", tmp_path / "nothing")
    monkeypatch.setenv("SUITE_SCORES", str(own))
    write_rmi(own, parts.OLD)
    made = tmp_path / "trained"
    made.mkdir()
    monkeypatch.setattr(parts, "FOLDER", made)
    monkeypatch.setattr(
        steps, "cached_proxy", lambda *_: np.where(np.arange(15_625) % 9, np.arange(15_625) % 11, -np.inf)
    )
    for module, name, value in (
        (strata, "RESAMPLES", 20), (steps, "RESAMPLES", 20), (seeds, "RESAMPLES", 20), (errors, "RESAMPLES", 3),
        (removal, "DRAWS", 3), (removal, "NOISES", 2), (margin, "DRAWS", 3),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    return made


def similarities(cells: np.ndarray, accuracy: np.ndarray, noise: float, salt: int, marks: int) -> np.ndarray:
    """Return made-up parts ``(n, marks, 4)`` that follow the accuracy."""
    rng = np.random.default_rng(salt)
    truth = (accuracy[cells] - accuracy.min()) / np.ptp(accuracy)
    taps = truth[:, None, None] * 0.6 + noise * rng.random((len(cells), marks, 3))
    return np.concatenate([taps, 2.0 - taps[..., :1]], axis=2)


def write(path: Path, cells: np.ndarray, accuracy: np.ndarray, marks: tuple[int, ...], salt: int = 0) -> Path:
    made = similarities(cells, accuracy, 0.3, salt, len(marks))
    return save_rmi(path, cells, made, marks, protocol=RMI_PROTOCOL | {"steps": marks[-1]}, reference="0" * 64)


def pairwise_tau(x: np.ndarray, y: np.ndarray, weight: np.ndarray, counts: np.ndarray) -> float:
    """The same tau by a loop over all pairs."""
    both = one = two = 0.0
    for i, j in combinations(range(len(x)), 2):
        w = weight[i, j] * counts[i] * counts[j]
        a, b = np.sign(x[i] - x[j]), np.sign(y[i] - y[j])
        both, one, two = both + w * a * b, one + w * a * a, two + w * b * b
    return float(both / math.sqrt(one * two))


def test_pairs_count_by_the_inverse_of_their_chance(surrogate: Benchmark) -> None:
    cells = np.sort(ORDER[:40])
    chosen = strata.sample(cells, strata.ALL, surrogate, ())
    assert sum(chosen.sizes) == parts.EVERY
    rng = np.random.default_rng(0)
    x, y = rng.integers(6, size=40).astype(float), rng.random(40)
    place = np.empty(40, dtype=int)
    for number, rows in enumerate(chosen.strata):
        place[rows] = number
    n, size = [len(rows) for rows in chosen.strata], chosen.sizes
    weight = np.empty((40, 40))
    for i in range(40):
        for j in range(40):
            a, b = place[i], place[j]
            same = size[a] * (size[a] - 1) / (n[a] * (n[a] - 1))
            weight[i, j] = same if a == b else size[a] * size[b] / (n[a] * n[b])
    counts = chosen.draws(5, "test")
    assert [counts[0, rows].sum() for rows in chosen.strata] == n  # drawn again within each stratum
    found = strata.taus(chosen, x, y, counts)
    expected = [pairwise_tau(x, y, weight, each) for each in (np.ones(40), *counts)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_weighted_tau_is_that_of_all_cells(surrogate: Benchmark, accuracy: np.ndarray) -> None:
    rng = np.random.default_rng(1)
    score = normal_scores(accuracy) + rng.standard_normal(len(accuracy))
    whole = kendall(score[CELLS], accuracy[CELLS])
    best = strata.best_decile(surrogate)
    rest = np.setdiff1d(CELLS, best)
    estimates, plain = [], []
    for _ in range(60):  # as many of the best decile as of all others: far from their share
        cells = np.sort(np.concatenate([rng.choice(best, 60, False), rng.choice(rest, 60, False)]))
        chosen = strata.sample(cells, strata.ALL, surrogate, ())
        estimates.append(strata.taus(chosen, score[cells], accuracy[cells], np.zeros((0, 120)))[0])
        plain.append(kendall(score[cells], accuracy[cells]))
    error = np.std(estimates) / math.sqrt(len(estimates))
    assert abs(np.mean(estimates) - whole) < 4 * error + 0.01
    assert abs(np.mean(plain) - whole) > 5 * error  # what the weights are for


def test_of_all_cells_the_estimate_is_exact(surrogate: Benchmark, accuracy: np.ndarray) -> None:
    score = np.random.default_rng(2).random(len(CELLS))
    chosen = strata.sample(CELLS, strata.ALL, surrogate, ())
    assert chosen.whole
    whole = kendall(score, accuracy[CELLS])
    assert strata.taus(chosen, score, accuracy[CELLS], np.zeros((0, len(CELLS)))).tolist() == [whole]
    found = strata.taus(chosen, score, accuracy[CELLS], chosen.draws(3))
    assert found[0] == pytest.approx(whole, rel=1e-12)
    assert 0 < np.ptp(found) < 0.1  # other cells of this kind
    rows = steps.rows(CELLS, {("1", "sum"): score}, ("1", "sum"), surrogate)
    assert [row["region"] for row in rows] == [strata.ALL, strata.BEST]


def test_normal_scores_of_weights_are_those_of_copies() -> None:
    values, weights = np.array([3.0, 1.0, 2.0, 2.0]), np.array([1, 3, 2, 1])
    copies = normal_scores(np.repeat(values, weights))
    np.testing.assert_allclose(normal_scores(values, weights), copies[np.cumsum(weights) - 1])


def test_readings_follow_margin_and_intervals() -> None:
    assert margin.reading(-0.06, 0.03, (-0.04, 0.02)) == "equal within the margin"
    assert margin.reading(0.01, 0.2, (0.02, 0.19)) == "ranks better"
    assert margin.reading(-0.2, -0.01, (-0.19, -0.02)) == "ranks worse"
    assert margin.reading(-0.2, 0.1, (-0.18, 0.08)) == "not told apart"
    wanted = margin.MARGIN / (1.6449 + 1.2816)
    assert margin.cells_needed(2 * wanted, 100) == pytest.approx(400, abs=1)


def test_a_table_comes_before_a_part_of_it(folder: Path, surrogate: Benchmark, accuracy: np.ndarray) -> None:
    assert parts.read(TABLE, surrogate, folder) is None
    write(folder / f"{TABLE}.npz", ORDER[:200], accuracy, (0, 8, 40))
    part = parts.read(TABLE, surrogate, folder)
    assert part is not None
    assert part.told == "200 of 6,466 distinct cells"
    assert (np.diff(part.cells) > 0).all()
    total = similarities(ORDER[:200], accuracy, 0.3, 0, 3)[:, 2, :3].sum(axis=1)
    np.testing.assert_allclose(part.score(40), total[np.argsort(ORDER[:200])], atol=3e-5)
    write(folder.parent / "scores" / f"{TABLE}.npz", CELLS, accuracy, (0, 8, 40))
    table = parts.read(TABLE, surrogate, folder)
    assert table is not None
    assert table.complete
    assert table.told == "all distinct cells"


def made(accuracy: np.ndarray, salt: int, count: int = 500) -> Part:
    cells = np.sort(ORDER[:count])
    values = similarities(cells, accuracy, 0.0, 0, 1)
    values = values + 0.15 * np.random.default_rng(salt).standard_normal(values.shape)
    return Part(f"seed{salt}", cells, (40,), values, 0.8, {})


def test_two_seeds_agree_as_far_as_they_share_something(surrogate: Benchmark, accuracy: np.ndarray) -> None:
    first, second = made(accuracy, 1), made(accuracy, 2)
    every, _, best = seeds.reliability(first, second, surrogate)
    signal = np.var(3 * similarities(first.cells, accuracy, 0.0, 0, 1)[:, 0, 0])
    assert every["icc_low"] < every["icc"] < every["icc_high"]
    assert best["icc"] < every["icc"]  # the best differ least
    same = seeds.intraclass(first.score(40), first.score(40) + 5, np.ones((1, 500)))
    assert same[0] == pytest.approx(1.0)  # a shift of all cells does not count
    plain = seeds.intraclass(first.score(40), second.score(40), np.ones((1, 500)))[0]
    assert plain == pytest.approx(signal / (signal + 3 * 0.15**2), abs=0.08)
    gains = {(row["region"], row["score"]): row for row in seeds.gains(first, second, surrogate)}
    assert gains["all", seeds.MEAN]["difference"] > 0
    assert gains["all", seeds.FIRST]["reading"] == "reference"
    assert seeds.reliability(first, made(accuracy, 2, 20), surrogate) == []


def test_errors_are_taken_apart_and_put_together(surrogate: Benchmark, accuracy: np.ndarray) -> None:
    cells = np.sort(ORDER[:800])
    chosen = strata.sample(cells, strata.ALL, surrogate, ())
    uses = errors.operations(surrogate)[np.searchsorted(CELLS, cells)]
    assert uses.sum(axis=2) == pytest.approx(np.ones((800, 6)))
    planted = uses[:, :, 2].sum(axis=1)  # every 1x1 convolution counts too much
    score = normal_scores(accuracy[cells]) + 0.5 * planted + 0.1 * np.random.default_rng(0).standard_normal(800)
    weights = errors.weights_of(chosen)
    assert weights.sum() == pytest.approx(parts.EVERY)
    found = errors.split(score, accuracy[cells], uses.reshape(800, -1), weights)
    np.testing.assert_allclose(found.slope * found.truth + found.bias + found.noise, found.score)
    np.testing.assert_allclose(weights @ (found.noise[:, None] * uses.reshape(800, -1)), 0, atol=1e-6)
    assert weights @ (found.error * found.truth) == pytest.approx(0, abs=1e-6)
    effects = errors.fitted(uses.sum(axis=1), found.error, weights)[1]
    assert effects.argmax() == 2
    assert effects.sum() == pytest.approx(0, abs=1e-9)
    made = removal.variants(found)
    rng = np.random.default_rng(0)
    np.testing.assert_allclose(made[removal.SCORED](rng), found.score)
    truth = accuracy[cells]
    taus = {name: kendall(make(rng), truth) for name, make in made.items()}
    assert taus[removal.BOUND] == pytest.approx(1.0)
    assert taus[removal.SCORED] < taus[removal.NO_BIAS] < taus[removal.BOUND]


def test_a_draw_has_the_proportions_of_the_space_and_its_own_bound(surrogate: Benchmark, accuracy: np.ndarray) -> None:
    cells = np.sort(ORDER[:400])
    ground = removal.Ground.of(surrogate, cells, strata.sample(cells, strata.ALL, surrogate, ()))
    np.testing.assert_array_equal(
        np.unique(NASBENCH201.isomorphism_class()[ground.members]), np.unique(NASBENCH201.isomorphism_class()[cells])
    )
    inside = ground.drawn(np.random.default_rng(0))
    drawn = np.unique(ground.row[inside])
    share = np.isin(cells[drawn], strata.best_decile(surrogate)).mean()
    assert share == pytest.approx(0.1, abs=0.005)
    valid = ground.column("valid_accuracy_200", "cifar100")
    by_truth = removal.limit_cells(ground, valid, inside)
    latency, test = ground.column("fpga_latency_ms", "cifar100"), ground.column("test_accuracy_200", "cifar100")
    for place, limit in enumerate(removal.NINE_LIMITS_MS):
        within = np.flatnonzero(inside & (latency <= limit))
        expected = test[within[valid[within].argmax()]]
        assert by_truth[removal.HIGHEST][place] == by_truth[removal.CHOSEN][place] == expected


def test_the_report_says_how_far_it_came(
    folder: Path, surrogate: Benchmark, accuracy: np.ndarray, tmp_path: Path
) -> None:
    experiment = load_experiment("rmi-protocol")
    output = Output(tmp_path / "none", "rmi-protocol", surrogate.edition, surrogate=True)
    experiment.report(surrogate, {}, 1, output)
    assert {path.stem for path in output.results.glob("*.csv")} == {"state", "margin"}
    assert pd.read_csv(output.results / "state.csv")["cells"].tolist() == [0, 0, 0]
    write(folder / f"{TABLE}.npz", ORDER[:300], accuracy, (0, 8, 20, 40))
    write(folder / f"{LONG}.npz", ORDER[:120], accuracy, (0, 8, 20, 40, 80, 150))
    write(folder / f"{SECOND}.npz", ORDER[:64], accuracy, (0, 8, 20, 40), salt=5)
    output = Output(tmp_path / "some", "rmi-protocol", surrogate.edition, surrogate=True)
    experiment.report(surrogate, {}, 1, output)
    stems = {path.stem for path in output.results.glob("*.csv")}
    assert stems == {
        "state", "margin", "tau-by-steps", "tau-of-the-table", "machines", "shares", "bias", "removal", "seeds",
        "seeds-gain",
    }  # fmt: skip
    for stem in ("tau-of-the-table", "shares", "bias", "removal"):
        assert "300 of 6,466 distinct cells" in (output.results / f"{stem}.md").read_text(encoding="utf-8")
    frame = pd.read_csv(output.results / "machines.csv")
    assert frame["steps"].tolist() == [0, 8, 20, 40]
    assert "64 common cells; wanted: 500" in (output.results / "seeds.md").read_text(encoding="utf-8")
    by_steps = pd.read_csv(output.results / "tau-by-steps.csv")
    assert set(by_steps["region"]) == set(strata.REGIONS)
    assert by_steps.loc[by_steps["region"] == strata.RANDOM, "cells"].unique().tolist() == [60]
    assert {path.stem for path in output.figures.glob("*.png")} == {"tau-by-steps", "removal"}
