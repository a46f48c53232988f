"""Zero-cost proxies of all cells: what the files must be, and what a search sees of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from suite.benchmark import load_benchmark
from suite.correlation import kendall
from suite.errors import DataError, UnknownNameError
from suite.objectives.fitness import parse_fitness
from suite.objectives.stand_in import fitness_objectives, score_hash
from suite.spaces import NASBENCH201
from suite.tables import freerea
from suite.tables.freerea import PROXY_LABELS, cached_proxy, proxy_file, read_proxy
from suite.tables.proxies import zero_cost_proxies
from suite.tables.upstream.fetch import fetch


def content(name: str = "naswot", first: str = "-inf") -> bytes:
    lines = [f"{index},{index % 97}.5,0.1" for index in range(1, NASBENCH201.size)]
    return "\n".join([f"index,{name},time=[s]", f"0,{first},0.1", *lines]).encode()


def test_a_row_stands_at_its_index() -> None:
    values = read_proxy(content(), "naswot", "file")
    assert values.shape == (NASBENCH201.size,)
    assert (values[0], values[1], values[98]) == (-np.inf, 1.5, 1.5)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (content("synflow"), "no columns index and naswot"),
        (b"index,naswot\n0,1\n1,2\n", "does not hold the 15,625 cells"),
        (content().replace(b"\n7,", b"\n6,"), "does not hold the 15,625 cells in order"),
        (content(first="nan"), "not a number"),
        (content(first="inf"), "not a number"),
        (content(first="high"), "not a number"),
        (b"", "is empty"),
    ],
)
def test_other_files_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_proxy(data, "naswot", "file")


def test_what_is_missing_or_unknown_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="suite data fetch --group freerea"):
        cached_proxy(tmp_path, "synflow", "cifar100")
    with pytest.raises(UnknownNameError, match="did you mean 'synflow'"):
        cached_proxy(tmp_path, "sinflow", "cifar100")
    with pytest.raises(UnknownNameError, match="dataset"):
        cached_proxy(tmp_path, "synflow", "imagenet")


def test_a_search_sees_the_proxy_of_its_data_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def made_up(_: Path, name: str, dataset: str) -> np.ndarray:
        asked.append((name, dataset))
        return np.concatenate([[-np.inf], np.arange(1.0, NASBENCH201.size)])

    monkeypatch.setattr("suite.objectives.stand_in.cached_proxy", made_up)
    benchmark = load_benchmark(source="surrogate")
    (objective,) = fitness_objectives(benchmark, "cifar100", "score:naswot")
    assert asked == [("naswot", "cifar100")]
    assert np.isnan(objective.values[0])  # no determinant: infeasible
    np.testing.assert_array_equal(objective.values[1:], -np.arange(1.0, NASBENCH201.size))
    assert score_hash(benchmark, "cifar100", "score:naswot") == proxy_file("naswot", "cifar100").sha256
    staged = "staged:score:synflow/score:naswot"
    assert score_hash(benchmark, "cifar10", staged).count("+") == 1
    with pytest.raises(UnknownNameError, match="column or score table 'naswot'"):
        fitness_objectives(benchmark, "cifar10", "score:naswot@5")  # a proxy has no steps
    with pytest.raises(UnknownNameError):
        fitness_objectives(benchmark, "cifar10", "supernet:naswot")


def test_captions_name_the_proxy() -> None:
    for name, label in PROXY_LABELS.items():
        assert parse_fitness(f"score:{name}").describe("cifar10").startswith(label)
    assert parse_fitness("score:logsynflow:sum").proxy is None


@pytest.mark.real_tables
def test_the_files_are_in_the_benchmarks_order(mirror: Path, tmp_path: Path) -> None:
    for group in ("freerea", "proxies"):
        fetch(tmp_path, mirror=mirror, group=group, progress=False)
    other = zero_cost_proxies(tmp_path, "ImageNet16-120")
    covered = ~np.isnan(other["synflow"])
    for ours, theirs, least in (("synflow", "synflow", 0.9), ("naswot", "nwot", 0.9)):
        values = cached_proxy(tmp_path, ours, "ImageNet16-120")
        assert kendall(values[covered], other[theirs][covered]) > least
    assert np.isneginf(cached_proxy(tmp_path, "naswot", "cifar10")).sum() == 201
    assert (cached_proxy(tmp_path, "synflow", "cifar10") == 0).sum() == 341  # the disconnected cells
    freerea._read.cache_clear()
