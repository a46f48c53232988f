"""What every algorithm of the suite promises, as tests that anyone can inherit.

Use::

    from suite.testing import AlgorithmConformance

    class TestMyMethod(AlgorithmConformance):
        algorithm = MyMethod               # or a name in the registry
        parameters = {"population_size": 10}

pytest finds the inherited tests; ``MyConformance().run_all()`` runs them without pytest.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Algorithm
from suite.algorithms.registry import create, get
from suite.errors import AskTellError, ConfigurationError
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.grid import GridSpace
from suite.spaces.nasbench201 import NASBENCH201
from suite.testing.problems import hidden_code, two_distances
from suite.testing.runs import check, global_random_state, refused, run, same_trace

Floats = NDArray[np.float64]


class AlgorithmConformance:
    """Tests of one algorithm; set the class attributes in a subclass.

    Attributes:
        algorithm: the class, or a name in the registry.
        parameters: keyword arguments beside ``rng``.
        space: of the runs, NAS-Bench-201 unless another is set; it may be one without indices.
        budget: architectures told in a run over it, or fewer where the method finishes earlier.
        tiny_budget: architectures told in a space of 27, enough for the optimum to be found; fewer likewise.
    """

    algorithm: ClassVar[type[Algorithm] | str]
    parameters: ClassVar[Mapping[str, Any]] = {}
    space: ClassVar[SearchSpace] = NASBENCH201
    budget: ClassVar[int] = 157
    tiny_budget: ClassVar[int] = 400

    # -- what a subclass may adapt -----------------------------------------------------------------------------------
    def make(self, space: SearchSpace, seed: int = 0) -> Algorithm:
        """Return a new algorithm over ``space``."""
        rng = np.random.Generator(np.random.PCG64(seed))
        if isinstance(self.algorithm, str):
            return create(self.algorithm, space, rng=rng, **self.parameters)
        return self.algorithm(space, rng=rng, **self.parameters)

    def objective_counts(self) -> list[int]:
        """Return the numbers of objectives to test: the smallest and largest allowed, of 1, 2 and 3 where unlimited."""
        cls = get(self.algorithm) if isinstance(self.algorithm, str) else self.algorithm
        low, high = cls.n_objectives
        return sorted({low, high}) if high is not None else sorted({low, max(low, 2), max(low, 3)})

    def values(self, space: SearchSpace, n_objectives: int) -> Callable[[Codes], Floats]:
        """Return the objectives ``codes -> (n, n_objectives)`` that are minimised in the tests."""
        if n_objectives == 1:
            return hidden_code(space)
        two = two_distances(space)
        return lambda codes: np.tile(two(codes), (1, n_objectives))[:, :n_objectives]

    def optimal(self, values: Floats) -> NDArray[np.bool_]:
        """Return which architectures ``(size,)`` the method is to find, given the values of all ``(size, m)``."""
        if values.shape[1] == 1:
            return np.asarray(values[:, 0] == values[:, 0].min())
        from suite.kernels.ranking import nondominated

        return nondominated(values)

    # -- tests ---------------------------------------------------------------------------------------------------------
    def test_batches_are_architectures(self) -> None:
        """Every batch is (n, n_edges) uint8 with operations of the space, on several spaces."""
        for space in (self.space, GridSpace(3, 3), GridSpace(5, 2)):
            for m in self.objective_counts():
                algorithm, values = self.make(space), self.values(space, m)
                for _ in range(6):
                    if algorithm.finished:
                        break
                    codes = algorithm.ask()
                    check(isinstance(codes, np.ndarray) and codes.dtype == np.uint8, "ask must return uint8")
                    check(codes.ndim == 2 and codes.shape[1] == space.n_edges, "ask must return (n, n_edges)")
                    check(len(codes) >= 1, "a batch must not be empty")
                    check(codes.max() < space.n_operations, "operations must be those of the space")
                    algorithm.tell(codes, values(codes))

    def test_budget(self) -> None:
        """A run can end within a batch; the counters are exact and the run is over then."""
        for m in self.objective_counts():
            for budget in (1, 7, self.budget):
                algorithm = self.make(self.space)
                trace = run(algorithm, self.values(self.space, m), budget)
                n = len(trace.codes)
                check(n == budget or (n < budget and algorithm.finished), "only the method's own end may come earlier")
                check(algorithm.n_told == n, "n_told must count the told architectures")
                check(len(algorithm.archive) == n, "the archive must hold everything told")
                if algorithm.n_asked > budget:
                    refused(algorithm.ask, AskTellError, "ask after a partly told batch")
                elif algorithm.finished:
                    refused(algorithm.ask, AskTellError, "ask after the method's own end")
                algorithm.recommend()  # must work after any budget

    def test_same_seed_same_run(self) -> None:
        """Equal seeds give equal runs, other seeds other runs, also when two runs take turns."""
        for m in self.objective_counts():
            values = self.values(self.space, m)
            first = run(self.make(self.space, 1), values, self.budget)
            check(
                same_trace(first, run(self.make(self.space, 1), values, self.budget)),
                "equal seeds must give equal runs",
            )
            other = run(self.make(self.space, 2), values, self.budget)
            check(not same_trace(first, other), "other seeds should give other runs")
            pair = [self.make(self.space, 1), self.make(self.space, 1)]
            told: list[list[Codes]] = [[], []]
            while sum(map(len, told[1])) < self.budget and not pair[1].finished:
                for algorithm, history in zip(pair, told, strict=True):
                    codes = algorithm.ask()
                    algorithm.tell(codes, values(codes))
                    history.append(codes)
            for history in told:
                together = np.concatenate(history)[: self.budget]
                check(np.array_equal(together, first.codes), "runs must share no state")

    def test_no_global_random_state(self) -> None:
        """Neither numpy's nor Python's global random state is read or changed."""
        for m in self.objective_counts():
            values = self.values(self.space, m)
            traces = []
            for seed in (3, 4):
                np.random.seed(seed)  # noqa: NPY002  # the global state is what is tested
                random.seed(seed)
                before = global_random_state()
                traces.append(run(self.make(self.space, 5), values, self.budget))
                check(before == global_random_state(), "the global random state must not change")
            check(same_trace(*traces), "the global random state must not matter")

    def test_misuse_is_refused(self) -> None:
        """Calls in the wrong order, other codes, wrong shapes, infinities raise AskTellError; the run then goes on."""
        for m in self.objective_counts():
            algorithm, values = self.make(self.space), self.values(self.space, m)
            some = self.space.random(2, np.random.Generator(np.random.PCG64(0)))
            refused(lambda: algorithm.tell(some, values(some)), AskTellError, "tell before ask")  # noqa: B023
            for _ in range(2):
                codes = algorithm.ask()
                good = values(codes)
                shifted = (codes + 1) % self.space.n_operations
                more = np.concatenate([codes, codes[:1]])
                wrong: dict[str, tuple[Any, Any]] = {
                    "other codes": (shifted, good),
                    "more codes than asked": (more, values(more)),
                    "codes of one dimension": (codes[0], good[:1]),
                    "one value too many": (codes, np.concatenate([good, good[:1]])),
                    "values of one dimension": (codes, good[:, 0]),
                    "infinite values": (codes, np.full_like(good, np.inf)),
                    "no objective": (codes, good[:, :0]),
                    "values that are no numbers": (codes, np.full(good.shape, "x")),
                }
                refused(algorithm.ask, AskTellError, "ask before tell")
                for what, arguments in wrong.items():
                    refused(lambda a=arguments: algorithm.tell(*a), AskTellError, what)  # type: ignore[misc]  # noqa: B023
                algorithm.tell(codes, good)
                refused(lambda: algorithm.tell(codes, good), AskTellError, "tell twice")  # noqa: B023
            low, high = algorithm.n_objectives
            codes = algorithm.ask()
            for count in {low - 1, (high or m) + 1} - {0}:
                other = np.zeros((len(codes), count))
                refused(lambda: algorithm.tell(codes, other), AskTellError, f"{count} objectives")  # noqa: B023
        refused(lambda: self._make_with(np.random), ConfigurationError, "an rng that is no Generator")

    def test_arrays_are_left_alone(self) -> None:
        """Told arrays are not changed, may be read-only, strided, of other number types, and reused by the caller."""
        for m in self.objective_counts():
            values = self.values(self.space, m)
            plain = run(self.make(self.space), values, self.budget)
            algorithm = self.make(self.space)
            told: list[Codes] = []
            while sum(map(len, told)) < self.budget and not algorithm.finished:
                asked = algorithm.ask()
                told.append(asked.copy())
                codes = np.repeat(asked.astype(np.int64), 2, axis=0)[::2]
                table = np.asfortranarray(np.repeat(values(asked), 2, axis=1))[:, ::2][:, :m]
                codes.flags.writeable = table.flags.writeable = False
                kept = codes.copy(), table.copy()
                algorithm.tell(codes, table)
                check(
                    np.array_equal(codes, kept[0]) and np.array_equal(table, kept[1]),
                    "told arrays must not change",
                )
                codes.flags.writeable = table.flags.writeable = True
                codes[:], table[:], asked[:] = 0, -1e6, 0  # a caller may reuse its buffers
            together = np.concatenate(told)[: self.budget]
            check(np.array_equal(together, plain.codes), "the caller's buffers must not matter")

    def test_infeasible_architectures(self) -> None:
        """NaN rows are taken; what is recommended is feasible; a run of nothing but NaN recommends nothing."""
        for m in self.objective_counts():
            values = self.values(self.space, m)

            def with_gaps(codes: Codes, values: Callable[[Codes], Floats] = values) -> Floats:
                table = values(codes)
                table[codes[:, 0] == 0, -1] = np.nan
                return table

            algorithm = self.make(self.space)
            run(algorithm, with_gaps, self.budget)
            recommended = algorithm.recommend()
            check(len(recommended) >= 1, "something feasible was told, so something must be recommended")
            check((recommended[:, 0] != 0).all(), "an infeasible architecture must not be recommended")
            nothing = self.make(self.space)
            run(nothing, lambda codes: np.full((len(codes), m), np.nan), self.budget)  # noqa: B023
            check(len(nothing.recommend()) == 0, "nothing feasible was told, so nothing may be recommended")

    def test_recommended_were_told(self) -> None:
        """What is recommended is (k, n_edges) uint8, distinct and told; the population was told too."""
        for m in self.objective_counts():
            algorithm = self.make(self.space)
            early = algorithm.recommend()
            check(early.shape == (0, self.space.n_edges), "nothing may be recommended before anything was told")
            trace = run(algorithm, self.values(self.space, m), self.budget)
            recommended, told = algorithm.recommend(), set(self._keys(trace.codes))
            check(recommended.dtype == np.uint8 and recommended.ndim == 2, "recommend must return uint8 (k, n_edges)")
            keys = self._keys(recommended)
            check(len(set(keys)) == len(keys) >= 1, "recommended architectures must be distinct")
            check(set(keys) <= told, "recommended architectures must have been told")
            check(np.array_equal(recommended, algorithm.recommend()), "recommend must not change anything")
            population = algorithm.population()
            if population is not None:
                check(set(self._keys(population)) <= told, "the population must have been told")

    def test_finds_the_optimum_of_a_tiny_space(self) -> None:
        """In a space of 27 architectures everything optimal is told, and something optimal is recommended."""
        space = GridSpace(3, 3)
        everything = space.codes(np.arange(space.size))
        for m in self.objective_counts():
            values = self.values(space, m)
            optimal = set(np.flatnonzero(self.optimal(values(everything))).tolist())
            for seed in range(3):
                algorithm = self.make(space, seed)
                trace = run(algorithm, values, self.tiny_budget)
                told = set(space.index(trace.codes).tolist())
                check(optimal <= told, f"seed {seed}: optimal architectures {sorted(optimal - told)} were never asked")
                found = set(space.index(algorithm.recommend()).tolist())
                check(optimal & found, f"seed {seed}: no optimal architecture is recommended")

    @classmethod
    def checks(cls) -> list[str]:
        """Return the names of the tests, for whoever collects them in another way than by inheritance."""
        return [name for name in sorted(dir(cls)) if name.startswith("test_")]

    def run_all(self) -> None:
        """Run every test of the kit, for use without pytest."""
        for name in self.checks():
            getattr(self, name)()

    def _keys(self, codes: Codes) -> list[bytes]:
        """Return one key per architecture; equal ones have equal keys."""
        return [code.tobytes() for code in self.space.canonical(codes)]

    def _make_with(self, rng: Any) -> Algorithm:
        cls = get(self.algorithm) if isinstance(self.algorithm, str) else self.algorithm
        return cls(self.space, rng=rng, **self.parameters)
