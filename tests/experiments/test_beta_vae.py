"""The beta-VAE experiment: tolerance and tests by hand, and the committed pages are what the committed rows give."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.beta_vae import EXPERIMENT, measures
from experiments.beta_vae.measures import tolerated
from experiments.beta_vae.tables import with_unreached
from experiments.beta_vae.trained import FILE, read_groups
from suite.benchmark import load_benchmark
from suite.errors import DataError
from suite.networks.beta_vae.protocols import BETAS, SEEDS, SPARSITIES, protocol
from suite.networks.beta_vae.study import COLUMNS
from suite.report.output import Output

ROOT = Path(__file__).resolve().parents[2]
X = np.array([0.0, 0.5, 0.9])


def test_tolerance_by_hand() -> None:
    assert tolerated(X, np.array([98.0, 97.5, 96.5])) == pytest.approx(0.7)
    assert tolerated(X, np.array([98.0, 97.0, 99.0])) == pytest.approx(0.5), "the first crossing counts"
    assert tolerated(X, np.array([98.0, 98.5, 97.5])) == float("inf")
    assert tolerated(X, np.array([98.0, 99.0, 97.0])) == pytest.approx(0.9), "below dense, not below the best"
    assert with_unreached(np.array([91.0, np.inf, 90.0])) == "91.0 (90.0 to not reached)"
    assert with_unreached(np.array([np.inf] * 3)) == "not reached"


def test_rank_correlation_and_its_test() -> None:
    rng = np.random.default_rng(0)
    betas = np.tile(np.arange(7.0), (3, 1))
    rising, p = measures.permutation_test(betas, betas**2, rng)
    assert rising.tolist() == pytest.approx([1, 1, 1])
    assert p == pytest.approx(1 / (1 + measures.PERMUTATIONS), rel=5)
    noise = np.random.default_rng(1).standard_normal((3, 7))
    assert measures.permutation_test(betas, noise, rng)[1] > 0.05
    found, p = measures.permutation_test(betas, np.full((3, 7), np.inf), rng)
    assert np.isnan(found).all()
    assert np.isnan(p)
    from scipy.stats import spearmanr

    rho = measures.permutation_test(betas, noise, rng)[0]
    assert rho.tolist() == pytest.approx([spearmanr(betas[0], line).statistic for line in noise])


def test_p_values_are_uniform_without_a_relation() -> None:
    rng = np.random.default_rng(2)
    betas = np.tile(np.arange(7.0), (3, 1))
    p = [measures.permutation_test(betas, rng.standard_normal((3, 7)), rng)[1] for _ in range(40)]
    assert 0.3 < np.mean(p) < 0.7


def test_the_committed_rows_are_whole_and_of_the_protocols() -> None:
    frame = pd.read_csv(FILE)
    assert tuple(frame.columns) == COLUMNS
    groups = read_groups()
    assert groups[0].name == "mnist-full"
    for group in groups:
        row = group.frame.iloc[0]
        settings = protocol(row["dataset"], row["protocol"])
        assert tuple(group.betas) == BETAS
        assert tuple(group.sparsities) == SPARSITIES
        assert group.frame["epochs"].unique().tolist() == [settings.epochs]
        assert (group.frame["sparsity"] - group.frame["target_sparsity"]).abs().max() < 1e-4
        assert group.frame["test_accuracy"].between(0, 100).all()
        dense = group.frame[group.frame["target_sparsity"] == 0]
        assert (dense["one_shot_accuracy"] == dense["test_accuracy"]).all()
    assert (groups[0].frame["train_images"] == 60_000).all()
    assert len(groups[0].seeds) == SEEDS


def test_missing_rows_are_an_error(tmp_path: Path) -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    cut = tmp_path / "cut.csv"
    cut.write_text("".join(lines[:-1]))
    with pytest.raises(DataError, match=r"rows of .*, not"):
        read_groups(cut)
    with pytest.raises(DataError, match="suite networks beta-vae"):
        read_groups(tmp_path / "none.csv")


def test_the_committed_pages_are_made_from_the_rows_without_tables(tmp_path: Path) -> None:
    output = Output(tmp_path, EXPERIMENT.name, "tables that are not used", surrogate=True)
    EXPERIMENT.report(load_benchmark(None, "surrogate"), {}, EXPERIMENT.seeds, output)
    output.index(EXPERIMENT.title, EXPERIMENT.introduction, f"suite reproduce {EXPERIMENT.name}")
    committed = ROOT / "results" / EXPERIMENT.name
    made = sorted(path.name for path in output.results.iterdir())
    assert made == sorted(path.name for path in committed.iterdir())
    for name in made:
        text = (output.results / name).read_text(encoding="utf-8").replace("../../../", "../../")
        assert text.replace("figures/surrogate/", "figures/") == (committed / name).read_text(encoding="utf-8"), name
        assert "SURROGATE" not in text
    for path in sorted(output.figures.glob("*.json")):
        assert path.read_text(encoding="utf-8") == (ROOT / "figures" / EXPERIMENT.name / path.name).read_text(
            encoding="utf-8"
        )
    shutil.rmtree(tmp_path)
