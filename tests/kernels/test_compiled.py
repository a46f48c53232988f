"""Compiled loops give the bytes of the numpy functions, in single calls and in whole runs, and take over in time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

pytest.importorskip("numba", reason="needs the extra 'fast'")

from suite.algorithms.registry import create
from suite.errors import ConfigurationError
from suite.kernels import compiled, distinct, forest, machine_code, ranking, selection, variation
from suite.kernels.choices import ChoiceGenotypes
from suite.kernels.table_nsga2 import table_nsga2
from suite.spaces import NASBENCH201
from suite.spaces.grid import GridSpace

coarse = st.sampled_from([0.0, -0.0, 1.0, 2.0, 3.0, np.nan])
fine = st.one_of(st.floats(-1e300, 1e300), st.just(np.nan))
tables = st.tuples(st.integers(1, 60), st.integers(1, 7)).flatmap(
    lambda shape: st.one_of(arrays(np.float64, shape, elements=coarse), arrays(np.float64, shape, elements=fine))
)
seeds = st.integers(0, 2**32 - 1)


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Machine code of these tests lies in a folder of their own; afterwards all is as before."""
    place = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine_code, "cache_directory", lambda: place / "hwnas-suite" / "kernels")
        machine_code.folder.cache_clear()
        yield
    machine_code.folder.cache_clear()
    compiled.use(None)


def both(call: Any) -> tuple[Any, Any]:
    """Return what ``call`` gives with numpy and with loops."""
    compiled.use("never")
    plain = call()
    compiled.use("always")
    return plain, call()


def same(call: Any) -> None:
    for plain, loop in zip(*both(call), strict=True):
        assert (plain.dtype, plain.shape, plain.tobytes()) == (loop.dtype, loop.shape, loop.tobytes())


@settings(max_examples=150, deadline=None)
@given(tables, seeds, st.integers(1, 70), st.sampled_from([0, 40, 200]))
def test_survival(values: np.ndarray, seed: int, n_survivors: int, few: int) -> None:
    """Also with duplicates, infeasible rows, and differences that overflow."""
    values = np.concatenate([values, values[: seed % 5]])
    with np.errstate(all="ignore"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "FEW", few)
        same(lambda: ranking.survive(values, n_survivors, generator(seed)))


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinite_values(value: float) -> None:
    """Refused as by numpy, in feasible rows alone."""
    values = generator().random((9, 2))
    values[4] = np.nan, value
    same(lambda: ranking.survive(values, 4, generator()))
    values[4] = 0.0, value
    with pytest.raises(ConfigurationError, match="must be finite"):
        ranking.survive(values, 4, generator())


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 0.5, 1.0, np.inf])), min_size=1), seeds)
def test_tournaments(members: list[Any], seed: int) -> None:
    ranks, crowding = (np.array(each) for each in zip(*members, strict=True))
    same(lambda: [selection.crowded_tournament(ranks, crowding, seed % 50, generator(seed))])


@settings(max_examples=50, deadline=None)
@given(seeds, st.integers(0, 30), st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.0, 0.2, 1.0]))
def test_children(seed: int, n: int, probability: float, rate: float) -> None:
    rng = generator(seed)
    first, second = rng.integers(0, 5, (2, n, 6)).astype(np.uint8)
    operations, counts = rng.permuted(np.tile(np.arange(5, dtype=np.uint8), (6, 1)), axis=1), rng.integers(1, 6, 6)
    chances = {"probability": probability, "rate": rate}
    same(lambda: [variation.code_children(first, second, operations, counts, generator(seed), **chances)])


@settings(max_examples=100, deadline=None)
@given(seeds, st.integers(0, 60), st.integers(0, 60), st.integers(1, 9), st.integers(1, 256), st.integers(0, 70))
def test_new_rows(seed: int, n: int, k: int, edges: int, operations: int, count: int) -> None:
    rng = generator(seed)
    candidates, taken = (rng.integers(0, operations, (rows, edges)).astype(np.uint8) for rows in (n, k))
    same(lambda: [distinct.new_rows(candidates, taken, count)])
    same(lambda: [distinct.new_rows(np.asfortranarray(candidates), taken[::-1], count)])


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(1, 80), st.integers(1, 7), st.integers(1, 6), st.integers(1, 12))
def test_forests(seed: int, n: int, edges: int, operations: int, trees: int) -> None:
    rng = generator(seed)
    codes, positive = rng.integers(0, operations, (n, edges)), rng.random(n) < rng.random()
    others = rng.integers(0, operations + 1, (20, edges)).astype(np.uint8)

    def grown() -> list[Any]:
        found = forest.grow_forest(codes, positive, operations, trees, generator(seed))
        return [found.feature, found.children, found.share, found.probability(others)]

    same(grown)


@pytest.mark.parametrize(
    "shape", [(3, 16, 32, 32), (2, 17, 5, 7), (2, 3, 1, 4), (3, 5, 4, 1), (2, 2, 2, 2), (1, 2, 1, 2), (0, 3, 4, 4)]
)
def test_average_pooling(shape: tuple[int, ...]) -> None:
    """Both passes, with the negative zeros and infinities that a fit can meet, and results that are added to."""
    torch = pytest.importorskip("torch", reason="needs the torch extra")
    from suite.networks.pooling import AveragePool

    inputs, outer = (torch.from_numpy(generator(seed).standard_normal(shape).astype(np.float32)) for seed in (0, 1))
    inputs[:, 0, 0], outer[:, 1, -1] = -0.0, np.inf
    inputs, outer = (each.contiguous(memory_format=torch.channels_last) for each in (inputs, outer))

    def passes() -> list[Any]:
        leaf = inputs.clone().requires_grad_()
        result = AveragePool()(leaf)
        result.add_(1.0)
        result.backward(outer)
        return [result.detach().numpy(), leaf.grad.numpy()]

    same(passes)


def test_gradient_of_a_gradient_of_average_pooling() -> None:
    """The loops leave no graph behind, so torch takes over where one is asked for."""
    torch = pytest.importorskip("torch", reason="needs the torch extra")
    from suite.networks.pooling import AveragePool

    inputs = torch.randn(2, 3, 4, 4).contiguous(memory_format=torch.channels_last).requires_grad_()

    def twice() -> list[Any]:
        (first,) = torch.autograd.grad((AveragePool()(inputs) ** 2).sum(), inputs, create_graph=True)
        return [torch.autograd.grad((first**2).sum(), inputs)[0].numpy()]

    same(twice)


@pytest.mark.parametrize("operators", ["codes", "integer"])
def test_search_on_a_table(operators: Any) -> None:
    space = GridSpace(4, 4)
    values = generator().integers(0, 40, (space.size, 2)).astype(np.float64)
    values[::7] = np.nan
    allowed = generator(1).random((4, 4)) < 0.7
    allowed[:, 1] = True
    genotypes = ChoiceGenotypes(allowed, crossover_probability=0.9, mutation_rate=0.1, operators=operators)
    same(lambda: table_nsga2(values, genotypes, 20, 1000, generator(2)))


@pytest.mark.parametrize(
    ("name", "columns"), [("nsga2", 3), ("mo_hdnas", 2), ("nevonas", 1), ("rmi_nas", 1), ("linas", 2), ("ibea", 2)]
)
def test_whole_runs(name: str, columns: int) -> None:
    table = generator(3).random((NASBENCH201.size, columns)).round(2)
    table[generator(4).random(len(table)) < 0.1] = np.nan

    def run() -> list[Any]:
        algorithm = create(name, NASBENCH201, rng=generator(5))
        asked = []
        while algorithm.n_told < 160 and not algorithm.finished:
            codes = algorithm.ask()
            algorithm.tell(codes, table[NASBENCH201.index(codes)])
            asked.append(codes)
        return [np.concatenate(asked), algorithm.recommend()]

    same(run)


def test_machine_code_is_private_and_marked() -> None:
    compiled.use("always")
    ranking.survive(np.zeros((3, 2)), 2, generator())
    place = machine_code.folder()
    assert place is not None
    if hasattr(os, "geteuid"):
        assert place.stat().st_mode & 0o777 == 0o700
        place.parent.chmod(0o777)
        machine_code.folder.cache_clear()
        assert machine_code.folder() is None
        place.parent.chmod(0o700)
        machine_code.folder.cache_clear()


def test_numpy_goes_on_until_compiling_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.use("auto")
    ranking.survive(np.zeros((3, 2)), 2, generator())
    assert all(each.loop is None for each in compiled.NSGA2.twins)
    compiled.NSGA2.spent = compiled.COLD
    ranking.survive(np.zeros((3, 2)), 2, generator())
    assert all(each.loop is not None for each in compiled.NSGA2.twins)


def test_without_numba_numpy_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled.util, "find_spec", lambda name: None)
    compiled.use("auto")
    compiled.NSGA2.spent = compiled.COLD
    ranking.survive(np.zeros((3, 2)), 2, generator())
    assert compiled.NSGA2.mode == "never"


def test_what_numba_cannot_compile_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(name: str) -> Any:
        raise ImportError("numba needs another numpy")

    monkeypatch.setattr(compiled, "import_module", fails)
    compiled.use("auto")
    compiled.NSGA2.spent = compiled.COLD
    with pytest.warns(RuntimeWarning, match="numpy goes on"):
        ranking.survive(np.zeros((3, 2)), 2, generator())
    ranking.survive(np.zeros((3, 2)), 2, generator())
    compiled.use("always")
    with pytest.raises(ConfigurationError, match="cannot compile"):
        ranking.survive(np.zeros((3, 2)), 2, generator())


def test_the_variable_and_the_imports() -> None:
    root = Path(__file__).resolve().parents[2]
    code = "import sys, suite.algorithms.nsga2, suite.cli.main; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False, timeout=60).returncode == 0
    compiled.use(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(compiled.VARIABLE, "sometimes")
        with pytest.raises(ConfigurationError, match="SUITE_COMPILED must be one of"):
            ranking.survive(np.zeros((3, 2)), 2, generator())
