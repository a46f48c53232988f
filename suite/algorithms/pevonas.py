"""pEvoNAS: evolution in a search space that shrinks from stage to stage.

Source: Sinha and Chen, "Neural Architecture Search using Progressive Evolution", GECCO 2022 (arXiv 2203.01559), and the
authors' public code, which gave the constants and the rules that the abstract leaves open: docs/algorithms/pevonas.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from suite.algorithms.base import Algorithm, Floats, check_positive
from suite.errors import AskTellError, ConfigurationError
from suite.kernels.distinct import row_keys
from suite.kernels.genotypes import check_probability
from suite.kernels.reduction import top_operations, voted_operations
from suite.kernels.selection import fitness_tournament
from suite.kernels.variation import row_crossover, row_reset_real
from suite.shared_weights import SharedWeights, SupernetStage
from suite.spaces.base import Codes, SearchSpace

N_STAGES = 3


@dataclass(frozen=True, eq=False)
class Stage:
    """What happened in one stage.

    Attributes:
        allowed: ``(n_edges, k)`` uint8, the operations of each edge that the stage searched, ascending.
        generations: number of complete generations.
        queries: number of architectures told; those already seen in the stage are looked up and not asked.
        best: ``(1, n_edges)`` the best architecture of the stage; no row if nothing feasible was told.
        best_errors: ``(generations,)`` the lowest error after each generation; infinite while nothing was feasible.
    """

    allowed: Codes
    generations: int
    queries: int
    best: Codes
    best_errors: Floats


@dataclass(eq=False)
class _Running:
    """The stage that is going on."""

    best: Codes
    best_error: float = np.inf
    best_errors: list[float] = field(default_factory=list)
    leaders: list[bytes] = field(default_factory=list)  # the best architecture of each generation
    seen: dict[bytes, float] = field(default_factory=dict)  # error of each architecture told in this stage
    queries: int = 0


class PEvoNAS(Algorithm):
    """pEvoNAS (GECCO 2022): a genetic algorithm per stage, over ever fewer operations per edge.

    Values have one column, the fitness error of all stages, or three: stage s sees column s alone (stand-ins of another
    quality per stage, for a supernet that is trained anew on each smaller space). A NaN in any column is infeasible.
    ``recommend`` returns the best of the last stage. The method ends by itself (``finished``).

    Args:
        space: the search space.
        rng: the only source of randomness.
        population_size: members per generation.
        tournament_size: contestants per parent, without replacement.
        elite: number of best members kept unchanged.
        mutation_rate: chance per edge that its row of parameters is redrawn.
        max_generations: generations per stage at most; 100 in NAS-Bench-201 (200 in the DARTS space).
        patience: a stage ends when the best architecture is the same in so many last generations.
        operations_stage_2: operations left per edge in the second stage; the first has all.
        operations_stage_3: operations left per edge in the third.
        reduction: ``"single"``: the operations with the largest parameters of the single best member (what the released
            scripts run); ``"vote"``: the sets that the last population votes for (in the public code, not run).

    Raises:
        ConfigurationError: for a value outside its range.
    """

    name: ClassVar[str] = "pevonas"
    n_objectives: ClassVar[tuple[int, int | None]] = (1, N_STAGES)
    together: ClassVar[bool] = True
    shared_weights: ClassVar[SharedWeights] = SharedWeights(
        stages=N_STAGES, epochs=50, batch=256, statistics="batch", together=2048
    )

    def __init__(
        self,
        space: SearchSpace,
        *,
        rng: np.random.Generator,
        population_size: int = 20,
        tournament_size: int = 5,
        elite: int = 1,
        mutation_rate: float = 0.1,
        max_generations: int = 100,
        patience: int = 10,
        operations_stage_2: int = 3,
        operations_stage_3: int = 2,
        reduction: Literal["single", "vote"] = "single",
    ) -> None:
        super().__init__(space, rng=rng)
        self.population_size = check_positive(population_size, "population_size", least=2)
        self.tournament_size = check_positive(tournament_size, "tournament_size")
        self.elite = check_positive(elite, "elite", least=0)
        if self.elite >= self.population_size:
            raise ConfigurationError(f"elite must be smaller than the population, not {elite}")
        self.mutation_rate = check_probability(mutation_rate, "mutation_rate")
        self.max_generations = check_positive(max_generations, "max_generations")
        self.patience = check_positive(patience, "patience")
        second = check_positive(operations_stage_2, "operations_stage_2")
        third = check_positive(operations_stage_3, "operations_stage_3")
        if third > second:
            raise ConfigurationError(f"operations_stage_3 must not exceed operations_stage_2, {third} > {second}")
        if reduction not in ("single", "vote"):
            raise ConfigurationError(f"reduction must be 'single' or 'vote', not '{reduction}'")
        self.reduction = reduction
        self.operations = (space.n_operations, min(second, space.n_operations), min(third, space.n_operations))
        self._done: list[Stage] = []
        self._now = _Running(best=np.empty((0, space.n_edges), dtype=np.uint8))
        self._allowed: Codes = np.tile(np.arange(space.n_operations, dtype=np.uint8), (space.n_edges, 1))
        self._survivors: Codes | None = None

    def _ask(self) -> Codes:
        if self.n_told == 0:
            self._start_stage()
        return self._unseen

    def _tell(self, codes: Codes, values: Floats) -> None:
        column = len(self._done) if values.shape[1] == N_STAGES else 0
        errors = np.where(np.isnan(values).any(axis=1), np.inf, values[:, column])
        now = self._now
        now.queries += len(codes)
        now.seen.update(zip(row_keys(codes), errors.tolist(), strict=True))
        first = int(errors.argmin())
        if errors[first] < now.best_error:
            now.best, now.best_error = codes[first][None], float(errors[first])
        if len(codes) == len(self._unseen):  # otherwise the budget ended within the generation
            self._advance()

    def _start_stage(self) -> None:
        """Draw a fresh population over the allowed operations; what was seen in the stage before is forgotten."""
        self._now = _Running(best=self._now.best[:0])
        self._enter(self.rng.random((self.population_size, *self._allowed.shape)))

    def _enter(self, matrices: NDArray[np.float64]) -> None:
        """Make ``matrices`` ``(N, n_edges, n_left)`` the current generation and find what has to be asked."""
        self._matrices = matrices
        # arg-max of each row, a position within the operations that are left
        codes: Codes = self._allowed[np.arange(len(self._allowed)), matrices.argmax(axis=2)]
        self._codes = codes if self.space.indexed else self.space.canonical(codes)
        self._keys = row_keys(self._codes)
        new = {key: row for row, key in reversed(list(enumerate(self._keys))) if key not in self._now.seen}
        self._unseen: Codes = self._codes[sorted(new.values())]

    def _advance(self) -> None:
        """Go through generations until one has an architecture not seen in this stage, or the search is over."""
        while not self.finished:
            now = self._now
            errors = np.array([now.seen[key] for key in self._keys])
            order = np.argsort(errors, kind="stable")  # among equals the elite, which comes first, stays
            matrices, self._survivors = self._matrices[order], self._codes[order]
            now.leaders.append(self._keys[order[0]])
            now.best_errors.append(float(errors[order[0]]))
            last = now.leaders[-self.patience :]
            converged = len(last) == self.patience and len(set(last)) == 1
            if not converged and len(now.leaders) < self.max_generations:
                self._enter(self._evolve(matrices, errors[order]))
            else:
                self._done.append(self._stage())
                if not self.finished:
                    self._reduce(matrices)
                    self._start_stage()
            if len(self._unseen):
                return

    def _evolve(self, matrices: Floats, errors: Floats) -> Floats:
        """Return the next generation: the elite, and children by EvNAS's row-wise operators."""
        count = self.population_size - self.elite
        first = fitness_tournament(errors, count, self.tournament_size, self.rng)
        second = fitness_tournament(errors, count, self.tournament_size, self.rng)
        children, _ = row_crossover(matrices[first], matrices[second], self.rng)
        children = row_reset_real(children, self.rng, rate=self.mutation_rate)
        return np.concatenate([matrices[: self.elite], children])

    def _reduce(self, matrices: Floats) -> None:
        """Keep the operations of the next stage; ``matrices`` is the last population, the best member first."""
        keep = self.operations[len(self._done)]
        kept = top_operations(matrices[0], keep) if self.reduction == "single" else voted_operations(matrices, keep)
        self._allowed = np.take_along_axis(self._allowed, kept, axis=1)

    def _stage(self) -> Stage:
        now = self._now
        return Stage(self._allowed, len(now.leaders), now.queries, now.best, np.array(now.best_errors))

    def _check_columns(self, m: int) -> None:
        if m not in (1, N_STAGES):
            raise AskTellError(
                f"PEvoNAS takes a fitness as 1 objective, or as {N_STAGES} (one per stage), and no hardware cost, "
                f"not {m} objectives: search without a device"
            )
        super()._check_columns(m)

    @property
    def finished(self) -> bool:
        """Whether the last stage has ended."""
        return len(self._done) == N_STAGES

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages so far, the current one last; none before the first tell."""
        return tuple(self._done) if self.finished or self.n_told == 0 else (*self._done, self._stage())

    def supernet_stage(self) -> SupernetStage:
        """Return number and remaining operations of the stage that is going on; of the last one after the end."""
        return SupernetStage(min(len(self._done), N_STAGES - 1), self._allowed.copy())

    def population(self) -> Codes | None:
        """Return the last complete generation, best first; None before there is one."""
        return self._survivors

    def recommend(self) -> Codes:
        """Return the best of the last stage ``(1, n_edges)``; no row if nothing feasible was told.

        Of a run that its budget ended, the best of the stage reached, once that has a complete generation.
        """
        stages = self.stages
        complete = [stage.best for stage in stages if stage.generations]
        found = [best for best in [*[stage.best for stage in stages], *complete] if len(best)]
        return found[-1] if found else np.empty((0, self.space.n_edges), dtype=np.uint8)
