"""# Adding a method

A method asks for architectures and is told their values; it knows no data set, no device and no budget. Here one is
written in thirty lines, checked by the conformance kit, and compared with the exact answer. How it becomes one of the
suite's, or one of your own package's: [adding an algorithm](../adding-an-algorithm.md).
"""

from typing import ClassVar

import numpy as np

from suite import load_benchmark
from suite.algorithms import create
from suite.algorithms.base import Algorithm, Floats
from suite.objectives import Problem, accuracy_error
from suite.spaces.base import Codes, SearchSpace
from suite.testing import AlgorithmConformance

# %%
# ## The method
#
# Hill climbing with restarts: ask for all neighbours of the current architecture, move to the best of them, and begin
# anew where none is better. All randomness comes from the generator that is passed in.


class HillClimbing(Algorithm):
    """The best neighbour, until none is better; then a new start."""

    name: ClassVar[str] = "hill_climbing"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, 1)

    def __init__(self, space: SearchSpace, *, rng: np.random.Generator) -> None:
        super().__init__(space, rng=rng)
        self._current: Codes | None = None
        self._error = np.inf

    def _ask(self) -> Codes:
        if self._current is None:
            return self.space.random(1, self.rng)
        return self.space.neighbours(self._current)

    def _tell(self, codes: Codes, values: Floats) -> None:
        errors = np.where(np.isnan(values[:, 0]), np.inf, values[:, 0])  # NaN: infeasible, never better
        best = int(np.argmin(errors))
        if errors[best] < self._error:
            self._current, self._error = codes[best], float(errors[best])
        else:
            self._current, self._error = None, np.inf


# %%
# ## Does it keep the rules?
#
# Nine checks that every method of the suite passes: budgets that end within a batch, equal runs for equal seeds, no
# global random state, infeasible architectures, misuse, and whether it finds the best of 27.


class TestHillClimbing(AlgorithmConformance):
    """The kit needs the class alone; with pytest this is a test class."""

    algorithm = HillClimbing


TestHillClimbing().run_all()
print(len(TestHillClimbing.checks()), "checks passed")

# %%
# ## How good is it?
#
# The loop is the same for every method. The best error of the space is known, so that the regret is a true one.

benchmark = load_benchmark()
problem = Problem([accuracy_error(benchmark, "cifar10", "valid@200")])
optimum = float(np.nanmin(problem.values))


def regret(search: Algorithm, queries: int = 300) -> float:
    """Return how much worse the best of so many queries is than the best of the space, in points."""
    best, spent = np.inf, 0
    while spent < queries:
        codes = search.ask()[: queries - spent]
        values = problem(codes)
        search.tell(codes, values)
        best, spent = min(best, float(values.min())), spent + len(codes)
    return best - optimum


for seed in range(3):
    ours = regret(HillClimbing(benchmark.space, rng=np.random.default_rng(seed)))
    others = {
        name: regret(create(name, benchmark.space, rng=np.random.default_rng(seed)))
        for name in ("random_search", "regularized_evolution", "local_search")
    }
    print(
        f"seed {seed}: hill climbing {ours:.3f}  " + "  ".join(f"{name} {value:.3f}" for name, value in others.items())
    )

# %%
# ## Give it a name
#
# With an entry point in your package's `pyproject.toml`, `suite run` and `suite compare` know it, and no file of the
# suite changes:
#
# ```toml
# [project.entry-points."suite.algorithms"]
# hill_climbing = "my_package.hill_climbing:HillClimbing"
# ```
