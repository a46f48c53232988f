"""What the score is worth: coefficients by hand, paired effects, first cells, and the experiment as a whole."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import load as load_experiment
from experiments.kit import FIRST_TABLE
from experiments.rmi import effects, scorers, tables, words
from experiments.rmi.effects import Scored, compare
from experiments.rmi.measures import best, coefficients, first_cells, variants
from experiments.rmi.scorers import Scorer
from suite.benchmark import Benchmark, load_benchmark
from suite.errors import DataError, UnknownNameError
from suite.report.output import Output
from suite.scores import DEFAULT_RMI, ScoreTable, load, save_rmi, save_speed
from suite.scores.rows import write_rows
from suite.spaces.nasbench201 import NASBENCH201
from tests.scores.made_up import REPRESENTATIVES, RMI_PROTOCOL, rmi_parts, write_rmi


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Only score tables of this folder are there, and made-up proxies of a hundred cells."""
    own = tmp_path / "scores"
    own.mkdir()
    monkeypatch.setattr("suite.scores.places.SHIPPED", tmp_path / "nothing")
    monkeypatch.setenv("SUITE_SCORES", str(own))
    values = np.full(NASBENCH201.size, np.nan)
    values[:100] = np.arange(100) % 7
    monkeypatch.setattr(scorers, "zero_cost_proxies", lambda *_: {"snip": values, "nwot": -values})
    monkeypatch.setattr(scorers, "cached_proxy", lambda *_: np.arange(NASBENCH201.size) % 11.0)
    return own


@pytest.fixture
def table(folder: Path) -> ScoreTable:
    """The default one; the first one is there, too."""
    write_rmi(folder, FIRST_TABLE, salt=9)
    save_speed(write_rmi(folder, DEFAULT_RMI), {"seconds_per_architecture": 0.5, "processes": 2, "device": "cpu"})
    return load(DEFAULT_RMI)


def test_equals_at_the_border_are_among_the_best() -> None:
    accuracy = np.array([90.0, 92.0, 91.0, 92.0, 91.0])
    assert best(accuracy, 0.2).tolist() == [False, True, False, True, False]
    assert best(accuracy, 0.5).tolist() == [False, True, True, True, True]
    assert best(accuracy, 1.0).all()


def test_coefficients_are_over_what_the_score_covers() -> None:
    accuracy = np.arange(20.0)
    values = accuracy.copy()
    values[::2] = np.nan
    found = coefficients(Scorer("s", "s", values), accuracy)
    assert found["cells"] == 10
    assert found["kendall all"] == found["spearman all"] == pytest.approx(1.0)
    assert math.isnan(found["kendall top 5 %"])  # one cell has no rank correlation
    assert coefficients(Scorer("s", "s", -values), accuracy, accuracy < 10)["kendall top 50 %"] != 1.0


def test_first_cells_are_distinct_and_in_order() -> None:
    scorer = Scorer("s", "s", np.array([1.0, 5.0, np.nan, 5.0, 3.0, 4.0]))
    classes = np.array([0, 1, 2, 3, 3, 1], dtype=np.int32)
    assert first_cells(scorer, classes, 2).tolist() == [1, 3]
    assert first_cells(scorer, classes, 9).tolist() == [1, 3, 0]


def test_a_protocol_is_compared_on_its_own_cells(table: ScoreTable) -> None:
    cells = REPRESENTATIVES[:60]
    accuracy = np.random.default_rng(1).random(NASBENCH201.size)
    same = compare(Scored("same", 10, cells, table.parts()[cells]), table, accuracy, False)
    assert (same["agreement"], same["difference"], same["low"], same["high"]) == (1.0, 0.0, 0.0, 0.0)
    assert same["reading"] == "no difference seen"
    knowing = np.tile(accuracy[cells, None], (1, 4)) * [1.0, 1.0, 1.0, -1.0]
    for sign, reading in ((1.0, "ranks better"), (-1.0, "ranks worse")):
        found = compare(Scored("x", 10, cells, sign * knowing), table, accuracy, summed=True)
        assert found["tau"] == pytest.approx(sign)
        assert found["reading"] == reading
        assert found["low"] <= found["difference"] <= found["high"]


def test_rows_of_samples_are_read_by_protocol(table: ScoreTable, surrogate: Benchmark, tmp_path: Path) -> None:
    def sample(name: str, steps: tuple[int, ...]) -> Path:
        parts = rmi_parts(salt=3, marks=len(steps), count=5)
        return save_rmi(tmp_path / name, REPRESENTATIVES[:5], parts, steps, protocol=RMI_PROTOCOL, reference="r")

    file = tmp_path / "effects.csv"
    write_rows([sample("rmi-n1-s10-b16-sample5.npz", (0, 10)), sample("rmi-n1-s40-sample5.npz", (0, 10, 40))], file)
    found = effects.scored(surrogate, file)
    assert [(each.name, each.steps) for each in found] == [
        ("rmi-n1-s10-b16", 10),
        ("rmi-n1-s40", 10),
        ("rmi-n1-s40", 40),
        (DEFAULT_RMI, 10),
    ]
    np.testing.assert_allclose(found[0].parts[0], [0, 0, 0, math.log(10)])  # undefined, as in a table
    assert found[0].score(0.8, False)[0] == pytest.approx(-(0.8 * 3 + 0.2 * math.log(10)))
    np.testing.assert_array_equal(found[1].cells, REPRESENTATIVES[:5])
    file.write_text("other,columns\n1,2\n")
    with pytest.raises(DataError, match="data scores --csv"):
        effects.scored(surrogate, file)


def test_another_table_is_compared_too(table: ScoreTable, folder: Path, surrogate: Benchmark) -> None:
    write_rmi(folder, f"{FIRST_TABLE}-seed1", salt=1, seed=1)
    found = effects.scored(surrogate, folder / "no.csv")
    assert [(each.name, each.steps, len(each.cells)) for each in found] == [
        (DEFAULT_RMI, 10, 6_466),
        (f"{FIRST_TABLE}-seed1", 10, 6_466),
    ]
    own = load(f"{FIRST_TABLE}-seed1").values()
    np.testing.assert_allclose(found[1].score(0.8, False), own[found[1].cells], rtol=1e-8)


def test_all_parts_point_the_same_way(table: ScoreTable) -> None:
    found = variants(table, 10)
    assert list(found) == ["mixed loss", "sum", "tap 1", "tap 2", "tap 3", "cross-entropy"]
    total = found["tap 1"] + found["tap 2"] + found["tap 3"]
    np.testing.assert_allclose(found["sum"], total, rtol=1e-7)
    np.testing.assert_allclose(found["mixed loss"], -0.8 * (3 - total) + 0.2 * found["cross-entropy"], rtol=1e-6)


def test_the_words_follow_the_numbers(table: ScoreTable) -> None:
    label = scorers.main_scorer(table).label
    assert label.endswith("sum")
    rows = [("cifar10", label, 0.4, 0.2), ("cifar10", "MACs", 0.5, 0.1), ("cifar10", "params", 0.3, 0.3)]
    frame = pd.DataFrame(rows, columns=["dataset", "score", "kendall all", "kendall top 10 %"])
    (text,) = words.better_scores(frame, table)
    assert "all: tau +0.400, 1 of 2 other scores rank better (MACs +0.500)" in text
    assert "top 10 %: tau +0.200, 1 of 2 other scores rank better (params +0.300)" in text
    (text,) = words.better_scores(frame.assign(**{"kendall all": [0.9, 0.1, 0.2]}), table)
    assert "above all 2 other scores" in text


def test_without_the_default_table_the_error_says_how_to_make_it(folder: Path, surrogate: Benchmark) -> None:
    with pytest.raises(UnknownNameError, match="suite networks score"):
        scorers.tables(surrogate)


def test_a_table_without_a_record_of_its_speed_has_no_row(folder: Path, surrogate: Benchmark, tmp_path: Path) -> None:
    write_rmi(folder, DEFAULT_RMI)
    output = Output(tmp_path / "out", "rmi", surrogate.edition, surrogate=True)
    tables.speed(surrogate, output)
    assert not output.results.exists()


def test_the_experiment_says_reduced_wherever_it_shows(
    table: ScoreTable, surrogate: Benchmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = load_experiment("rmi")
    assert experiment.needs == ("core", "proxies", "freerea")
    assert list(experiment.runs(surrogate, 1)) == []
    monkeypatch.setattr(effects, "FILE", tmp_path / "no.csv")
    output = Output(tmp_path, "rmi", surrogate.edition, surrogate=True)
    experiment.report(surrogate, {}, 1, output)
    names = {path.stem for path in output.results.glob("*.csv")}
    assert names == {"correlations-validation", "correlations-test", "steps", "effects", "first-cells", "speed"}
    for name in names - {"speed"}:
        assert "reduced protocol" in (output.results / f"{name}.md").read_text()
    frame = pd.read_csv(output.results / "correlations-validation.csv")
    counts = frame.groupby("dataset")["score"].size().to_dict()
    assert counts == {"CIFAR-10": 14, "CIFAR-100": 10, "ImageNet16-120": 14}  # CIFAR-100 has those of all cells alone
    assert set(frame.loc[frame["score"] == "SNIP", "cells"]) == {100}
    figure = json.loads((output.figures / "score-and-accuracy.json").read_text())
    assert "reduced protocol" in figure["caption"]
    assert figure["steps"]["cifar10"]["steps"] == [0, 5, 10]
    accuracy = surrogate.column("valid_accuracy_200", "cifar10")
    taus = figure["shares"]["kendall"]["mixed"]
    assert taus[0] == pytest.approx(coefficients(scorers.rmi_scorers(table)[0], accuracy)["kendall all"], abs=1e-6)
