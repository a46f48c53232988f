"""What the published rows need: noise, bias and selection taken from the score one at a time, on the scored cells.

A draw is four fifths of the scored cells, best decile and rest in the proportion of the space (all cells, once all are
scored). Searches are replaced by what they approach: the exact best by the score. RMI-NAS: of the best-scored twentieth
a hundred cells, and the commonest operations of the best fifty of these. HW-EvRSNAS and MO-HDNAS: the best-scored cell
within each of nine latency limits, which is also the member of a front of score and latency there.

Selection is removed by letting validation accuracy choose among the best-scored cells, so that no luck of a maximum is
in the choice. The bound is what true accuracies give on the same cells; below it lies what the part of the space lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments import kit
from experiments.kit import Floats, Indices
from experiments.kit.constrained import NINE_LIMITS_MS, NINE_PANEL
from experiments.rmi_protocol.errors import Split, operations, split, weights_of
from experiments.rmi_protocol.parts import representatives
from experiments.rmi_protocol.strata import ALL, BEST, Sample, best_decile, sample, taus
from suite.algorithms.rmi_nas import sum_cell
from suite.benchmark import Benchmark

DRAWS = 200
NOISES = 20
"""Draws of white noise of which the mean tau is told."""

SHARE = 0.8
AMONG = 20
"""Best-scored distinct cells among which validation accuracy chooses: as many as MO-HDNAS returns."""

QUANTILE, POSITIVES, TOP = 0.05, 100, 50
"""RMI-NAS's."""

SCORED, NO_NOISE, NO_BIAS, WHITE, BOUND = (
    "as scored",
    "without noise",
    "without bias",
    "error as large, white",
    "without error (bound)",
)
HIGHEST, CHOSEN = "highest score", "best validation among the best-scored"
PICKS = (HIGHEST, CHOSEN)
FRONT_PANEL = ("cifar10", "fpga")
VALID, TEST = "valid_accuracy_200", "test_accuracy_200"

Score = Callable[[np.random.Generator], Floats]


@dataclass(frozen=True, eq=False)
class Ground:
    """The scored cells with all their equivalents: what a draw may choose from.

    Attributes:
        benchmark: the tables.
        cells: ``(n,)`` scored, one of each class.
        whole: of :func:`.strata.sample`, of all of them.
        members: ``(m,)`` every cell of these classes.
        row: ``(m,)`` the place of each member's class among ``cells``.
    """

    benchmark: Benchmark
    cells: Indices
    whole: Sample
    members: Indices
    row: Indices

    @classmethod
    def of(cls, benchmark: Benchmark, cells: Indices, whole: Sample) -> Ground:
        """Return the ground of some cells."""
        classes = benchmark.space.isomorphism_class()
        place = np.full(int(classes.max()) + 1, -1)
        place[classes[cells]] = np.arange(len(cells))
        members = np.flatnonzero(place[classes] >= 0).astype(np.int64)
        return cls(benchmark, cells, whole, members, place[classes[members]].astype(np.int64))

    @property
    def complete(self) -> bool:
        """Whether every distinct cell is scored."""
        return len(self.cells) == len(representatives())

    def column(self, name: str, dataset: str) -> Floats:
        """Return a column of the members ``(m,)``."""
        return self.benchmark.column(name, dataset)[self.members]

    def drawn(self, rng: np.random.Generator) -> NDArray[np.bool_]:
        """Return which members a draw may choose from ``(m,)``: the strata in the proportion of the space."""
        if self.complete:
            return np.ones(len(self.members), dtype=bool)
        best = np.isin(self.cells, best_decile(self.benchmark))
        rest = np.flatnonzero(~best)
        count = int(SHARE * len(rest))
        share = len(best_decile(self.benchmark)) / len(representatives())
        wanted = min(round(count * share / (1 - share)), int(best.sum()))
        kept = np.zeros(len(self.cells), dtype=bool)
        kept[rng.choice(rest, size=count, replace=False)] = True
        kept[rng.choice(np.flatnonzero(best), size=wanted, replace=False)] = True
        return np.asarray(kept[self.row])


def variants(found: Split) -> dict[str, Score]:
    """Return name -> how a draw makes the score ``(n,)`` without one of the parts of its error."""
    truth, spread = found.slope * found.truth, float(found.error.std())
    fixed = {
        SCORED: truth + found.error,
        NO_NOISE: truth + found.bias,
        NO_BIAS: truth + found.noise,
        BOUND: found.truth,
    }
    made: dict[str, Score] = {name: (lambda rng, values=values: values) for name, values in fixed.items()}  # type: ignore[misc]
    made[WHITE] = lambda rng: truth + spread * rng.standard_normal(len(truth))
    return {name: made[name] for name in (SCORED, NO_NOISE, NO_BIAS, WHITE, BOUND)}


def forest_cell(ground: Ground, dataset: str, score: Floats, inside: NDArray[np.bool_], rng: Any) -> dict[str, float]:
    """Return the test accuracy of RMI-NAS's cell and of the most accurate of the fifty, by pick.

    Args:
        ground: the cells.
        dataset: of the accuracies.
        score: ``(m,)`` of the members.
        inside: ``(m,)`` which may be chosen.
        rng: draws which of the best-scored a search comes upon.
    """
    places = np.flatnonzero(inside)
    above = places[score[places] >= np.quantile(score[places], 1 - QUANTILE)]
    found = rng.choice(above, size=min(POSITIVES, len(above)), replace=False)
    codes = ground.benchmark.space.codes(ground.members[found])
    index = int(
        ground.benchmark.space.index(sum_cell(codes, -score[found], ground.benchmark.space.n_operations, TOP))[0]
    )
    top = found[np.argsort(-score[found], kind="stable")[:TOP]]
    chosen = top[ground.column(VALID, dataset)[top].argmax()]
    test = ground.benchmark.column(TEST, dataset)
    return {HIGHEST: float(test[index]), CHOSEN: float(test[ground.members[chosen]])}


def limit_cells(ground: Ground, score: Floats, inside: NDArray[np.bool_]) -> dict[str, Floats]:
    """Return the test accuracies ``(9,)`` within the nine limits, by pick; NaN where no cell keeps a limit."""
    dataset, device = NINE_PANEL
    latency, valid, test = (ground.column(name, dataset) for name in (f"{device}_latency_ms", VALID, TEST))
    order = np.lexsort((latency, -score))
    order = order[inside[order]]
    picked: dict[str, list[float]] = {pick: [] for pick in PICKS}
    for limit in NINE_LIMITS_MS:
        within = order[latency[order] <= limit]
        if not len(within):
            for values in picked.values():
                values.append(float("nan"))
            continue
        _, first = np.unique(ground.row[within], return_index=True)
        head = within[np.sort(first)[:AMONG]]
        picked[HIGHEST].append(test[head[0]])
        picked[CHOSEN].append(test[head[valid[head].argmax()]])
    return {pick: np.array(values) for pick, values in picked.items()}


def reaches_best(ground: Ground, score: Floats, inside: NDArray[np.bool_]) -> bool:
    """Return whether a most accurate cell of a draw is on its front of score and latency (CIFAR-10, FPGA)."""
    dataset, device = FRONT_PANEL
    places = np.flatnonzero(inside)
    latency, test = ground.column(f"{device}_latency_ms", dataset)[places], ground.column(TEST, dataset)[places]
    best = np.flatnonzero(test >= test.max() - 1e-9)
    beaten = [((latency <= latency[b]) & (score[places] > score[places][b])).any() for b in best]
    return not all(beaten)


def measured(ground: Ground, dataset: str, name: str, make: Score) -> Mapping[str, Any]:
    """Return what a variant reaches on one data set: arrays over the draws."""
    rng = kit.generator("rmi-protocol", "removal", dataset, name)
    found: dict[str, list[Any]] = {f"forest {pick}": [] for pick in PICKS}
    if dataset == FRONT_PANEL[0]:
        found |= _taus(ground, dataset, [make(rng) for _ in range(NOISES if name == WHITE else 1)])
    for _ in range(DRAWS):
        inside, values = ground.drawn(rng), make(rng)
        score = values[ground.row]
        for pick, accuracy in forest_cell(ground, dataset, score, inside, rng).items():
            found[f"forest {pick}"].append(accuracy)
        if dataset == NINE_PANEL[0]:
            for pick, accuracies in limit_cells(ground, score, inside).items():
                found.setdefault(f"limits {pick}", []).append(accuracies)
        if dataset == FRONT_PANEL[0]:
            found.setdefault("reaches", []).append(reaches_best(ground, score, inside))
    return {key: np.array(values, dtype=np.float64) for key, values in found.items()}


def _taus(ground: Ground, dataset: str, scores: list[Floats]) -> dict[str, list[Any]]:
    """Return tau of each of ``scores`` over all cells and in the best decile."""
    truth, found = ground.benchmark.column(VALID, dataset)[ground.cells], {}
    for region in (ALL, BEST):
        chosen = sample(ground.cells, region, ground.benchmark, ())
        none = np.zeros((0, len(chosen.rows)))
        found[f"tau {region}"] = [taus(chosen, values, truth, none)[0] for values in scores]
    return found


def everything(ground: Ground, score: Floats, others: Mapping[str, Floats]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Return variant -> data set -> :func:`measured`.

    Args:
        ground: the cells.
        score: ``(n,)`` theirs, which is taken apart.
        others: label -> ``(n,)`` other scores, as they are.
    """
    features = operations(ground.benchmark)[np.searchsorted(representatives(), ground.cells)]
    flat, weights = features.reshape(len(ground.cells), -1), weights_of(ground.whole)
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for dataset in kit.DATASETS:
        truth = ground.benchmark.column(VALID, dataset)[ground.cells]
        made = variants(split(score, truth, flat, weights))
        made |= {label: (lambda rng, values=values: values) for label, values in others.items()}  # type: ignore[misc]
        for name, make in made.items():
            found.setdefault(name, {})[dataset] = measured(ground, dataset, name, make)
    return found
