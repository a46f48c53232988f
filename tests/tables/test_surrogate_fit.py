"""Fitting and measuring the surrogate: training, determinism, honest splits, the commands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import kendalltau

from suite.benchmark import load_benchmark
from suite.cli.surrogate import surrogate as surrogate_command
from suite.errors import ConfigurationError, DataError
from suite.spaces.nasbench201 import NASBENCH201
from suite.surrogate_fit.evaluate import evaluate, held_out, yardsticks
from suite.surrogate_fit.fit import FitSettings, fit_model, normal_scores, real_columns
from suite.surrogate_fit.network import Training, train
from suite.surrogate_fit.report import write_quality
from suite.tables.columns import DATASETS
from suite.tables.surrogate.network import quantise
from suite.tables.surrogate.tables import ACCURACY_KEYS, EXECUTION_KEYS, SurrogateModel, surrogate_sha256

CODES = NASBENCH201.all_codes
TINY = FitSettings(Training(hidden=(8,), epochs=1), Training(hidden=(8,), epochs=1), members=2)


def test_training_lowers_the_error_and_ignores_missing_targets() -> None:
    rng = np.random.default_rng(1)
    x = rng.integers(0, 4, size=(600, 3)).astype(float)
    y = np.stack([x[:, 0] - 0.5 * x[:, 1] * x[:, 2], (x[:, 0] > 1).astype(float)], axis=1)
    y[:, 0] = normal_scores(y[:, 0])
    y[::5, 0] = np.nan
    layers = train(x, y, Training(hidden=(16,), epochs=120, batch=64), np.random.default_rng(2), n_labels=1)
    output = quantise([layers])(x)
    known = ~np.isnan(y[:, 0])
    assert kendalltau(output[known, 0], y[known, 0]).statistic > 0.9
    assert ((output[:, 1] > 0) == (y[:, 1] == 1)).mean() > 0.98


def test_normal_scores() -> None:
    scores = normal_scores(np.array([3.0, np.nan, 1.0, 2.0, 2.0]))
    assert np.isnan(scores[1])
    np.testing.assert_allclose(scores[[0, 2]], [1.1503, -1.1503], atol=1e-4)
    np.testing.assert_allclose(scores[[3, 4]], 0, atol=1e-12)


# -- fitting ---------------------------------------------------------------------------------------------------------
def _made_up_table() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    convolutions = (CODES == 3).sum(axis=1) + 0.1 * rng.normal(size=15625)
    table = {key: 10 + convolutions.copy() for key in ACCURACY_KEYS + EXECUTION_KEYS}
    for dataset in DATASETS:
        table[f"{dataset}/edgetpu_latency_ms"] = np.where(CODES[:, 0] == 0, np.nan, 1 + convolutions)
    return table


def test_a_tiny_fit_is_deterministic_and_reads_only_its_rows() -> None:
    table = _made_up_table()
    rows = np.arange(0, 15625, 25)
    first = fit_model(table, rows, 0, TINY)
    for values in table.values():
        values[1::25] = np.nan
    assert fit_model(table, rows, 0, TINY).to_bytes() == first.to_bytes()
    assert fit_model(table, rows, 1, TINY).to_bytes() != first.to_bytes()
    predicted = first.predict(CODES[:50])
    assert all(values.shape == (50,) for values in predicted.values())


def test_the_surrogate_is_never_fitted_to_itself() -> None:
    with pytest.raises(DataError, match="suite data fetch"):
        real_columns(load_benchmark(source="surrogate"))


@pytest.mark.parametrize("split", ["random", "class"])
def test_held_out_rows_are_disjoint(split: str) -> None:
    fitted, tested = held_out(split, np.random.default_rng(0))
    assert sorted([*fitted, *tested]) == list(range(15625))
    if split == "class":
        classes = NASBENCH201.isomorphism_class()
        assert not set(classes[fitted]) & set(classes[tested])


def test_unknown_splits_and_shares_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="random, class"):
        held_out("twins", np.random.default_rng(0))
    with pytest.raises(ConfigurationError, match="nothing to fit"):
        held_out("random", np.random.default_rng(0), test_share=1.0)


@pytest.mark.real_tables
def test_a_tiny_evaluation_covers_every_column(real_data_dir: Path, tmp_path: Path) -> None:
    benchmark = load_benchmark(real_data_dir, "real")
    quality = evaluate(benchmark, 0, TINY)
    assert len(quality.rows) == 28
    assert all(row["tau_shipped"] > row["tau_random"] for row in quality.rows)
    assert 0.9 < quality.feasibility["shipped"] <= 1
    marks = yardsticks(benchmark, real_columns(benchmark), np.random.default_rng(0))
    assert 0.93 < marks["cifar10/valid_accuracy_200"]["tau_ceiling"] < 0.98
    assert 0.85 < marks["cifar10/raspi4_latency_ms"]["tau_repeat"] < 0.9
    paths = write_quality(quality, tmp_path, benchmark.edition)
    assert [path.name for path in paths] == [f"surrogate-quality{suffix}" for suffix in (".csv", ".md", ".tex")]
    assert surrogate_sha256()[:12] in paths[1].read_text(encoding="utf-8")
    assert "SURROGATE" in paths[1].read_text(encoding="utf-8")
    assert all(",surrogate," in line for line in paths[0].read_text(encoding="utf-8").splitlines()[1:])


@pytest.mark.real_tables
def test_the_fit_command_writes_the_same_bytes_again(real_data_dir: Path, tmp_path: Path) -> None:
    for name in ("first.npz", "second.npz"):
        arguments = ["fit", "--data-dir", str(real_data_dir), "--epochs", "1", "--out", str(tmp_path / name)]
        result = CliRunner().invoke(surrogate_command, arguments)
        assert result.exit_code == 0, result.output
        assert "surrogate" in result.output
    content = (tmp_path / "first.npz").read_bytes()
    assert (tmp_path / "second.npz").read_bytes() == content
    assert SurrogateModel.from_bytes(content).n_parameters > 50_000
    assert not list(tmp_path.glob("*.part"))


def test_the_commands_need_the_real_tables(tmp_path: Path) -> None:
    for command in ("fit", "evaluate"):
        result = CliRunner().invoke(surrogate_command, [command, "--data-dir", str(tmp_path)])
        assert isinstance(result.exception, DataError)


def test_where_the_fit_is_not_installed_a_clone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for command in ("fit", "evaluate"):
        done = CliRunner().invoke(surrogate_command, [command])
        assert isinstance(done.exception, ConfigurationError)
        assert "clone the repository" in str(done.exception)
        assert "\n" not in str(done.exception)
