"""FBNet's loss of every cell, and what runs found by it: beside the exact optimum of the enumerated space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from experiments.fbnet.runs import EVALUATIONS, FEWER, PANEL, PAPER, RATE, REINFORCE, Method, search
from experiments.kit import Case, Floats, Indices, Study
from suite.algorithms import create
from suite.kernels.latency_loss import cross_entropy, dnas_loss
from suite.study.record import Record
from suite.study.spec import rng_for


@dataclass(frozen=True)
class Cell:
    """A cell as a loss judges it.

    Attributes:
        index: of the cell; ``digits`` its six operations.
        loss: its loss.
        regret: its loss relative to the smallest one of the whole space, minus 1; ``regret_percent`` in per cent.
        latency_ms: its latency.
        valid: the accuracy that the search looked up, per cent.
        test: its test accuracy in per cent, reported only.
    """

    index: int
    digits: str
    loss: float
    regret: float
    regret_percent: float
    latency_ms: float
    valid: float
    test: float


class ByLoss:
    """The enumerated space as one line's loss judges it on one problem.

    Attributes:
        latency: ``(15625,)`` ms; NaN where the device could not run the cell.
        valid: ``(15625,)`` the looked-up accuracy, per cent.
    """

    def __init__(self, study: Study, line: Method, dataset: str, device: str) -> None:
        self.judged = study.judged(search(line, dataset, device))
        self.latency: Floats = self.judged.cost
        self.valid: Floats = 100.0 - self.judged.error
        self._line = line

    @cached_property
    def losses(self) -> Floats:
        """The loss of every cell ``(15625,)``; NaN where the device could not run it."""
        params: Mapping[str, Any] = self._line.params
        return dnas_loss(
            cross_entropy(self.judged.error, str(params.get("cross_entropy", "log-accuracy"))),
            self.latency * float(params.get("unit", 1000.0)),
            form=str(params.get("loss", "paper")),
        )

    @cached_property
    def optimum(self) -> Cell:
        """The cell with the smallest loss of all, the earliest of equals."""
        return self.cell(int(np.nanargmin(self.losses)))

    def best_of(self, indices: Indices) -> int:
        """Return the one of these cells with the smallest loss, the first of equals."""
        return int(indices[np.nanargmin(self.losses[indices])])

    def cell(self, index: int) -> Cell:
        """Return a cell's numbers."""
        regret = float(self.losses[index] / np.nanmin(self.losses) - 1.0)
        return Cell(
            index=index,
            digits=str(self.judged.benchmark.space.digits([index])[0]),
            loss=float(self.losses[index]),
            regret=regret,
            regret_percent=100.0 * regret,
            latency_ms=float(self.latency[index]),
            valid=float(self.valid[index]),
            test=float(self.judged.test[index]),
        )

    def found(self, index: int) -> dict[str, Any]:
        """Return a cell's numbers with those of the optimum, as ``best_...``, and whether it is the optimum."""
        best = {f"best_{name}": value for name, value in vars(self.optimum).items()}
        return {**vars(self.cell(index)), **best, "optimal": index == self.optimum.index}


@lru_cache(maxsize=256)
def by_loss(study: Study, line: Method, dataset: str, device: str) -> ByLoss:
    """Return how a line's loss judges the cells on one problem."""
    return ByLoss(study, line, dataset, device)


def per_run(study: Study, cases: Iterable[Case]) -> pd.DataFrame:
    """Return one row per run: what it spent, and the cell that it found (:meth:`ByLoss.found`)."""

    def measure(case: Case, record: Record) -> dict[str, Any]:
        judge = by_loss(study, case["line"], case["dataset"], case["device"])
        told = record.indices.astype(np.int64)
        return judge.found(judge.best_of(told) if case["line"].best_of_all else int(record.recommended[0]))

    return study.tidy(cases, measure)


def reinforce(study: Study, device: str) -> pd.DataFrame:
    """Return the same rows for REINFORCE, with the evaluations and the rate of DNAS and the paper's loss.

    Its objective is the loss, which no run specification names, so it is run here by ask and tell.
    """
    judge, space = by_loss(study, PAPER, PANEL, device), study.benchmark.space
    case = Case(search(REINFORCE, PANEL, device), {"dataset": PANEL, "device": device, "line": REINFORCE}, FEWER)
    rows = []
    for spec in case.specs(study.seeds):
        algorithm = create(spec.algorithm, space, rng=rng_for(spec), learning_rate=RATE)
        told = np.empty(EVALUATIONS, dtype=np.int64)
        for step in range(EVALUATIONS):
            code = algorithm.ask()
            told[step] = space.index(code)[0]
            algorithm.tell(code, judge.losses[told[step], None, None])
        counts = {"seed": spec.seed, "queries": EVALUATIONS, "distinct": len(np.unique(told))}
        rows.append({**case.keys, **counts, **judge.found(judge.best_of(told))})
    return pd.DataFrame(rows)
