"""Golden values of the parts that every run shares: space, fitness, costs, formulations, runner."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from suite.estimators.registry import get
from suite.objectives.costs import cost_objectives
from suite.objectives.formulation_text import parse_formulation
from suite.objectives.stand_in import fitness_objectives
from suite.spaces import NASBENCH201, GridSpace
from suite.study.formulated import NormalisedSum, TwoStage
from suite.study.identity import SHARED, versions
from suite.study.runner import prepare, run
from suite.study.spec import Budget, RunSpec
from tests.golden.kept import FOLDER, Golden, digest_of, text_of
from tests.golden.tables import DATASET, benchmark

FILE = FOLDER / "shared.json"
FITNESS = (
    "valid@200", "valid@12:888", "valid12-trial", "score:proxy", "rank-noise:tau=0.5",
    "simulated-supernet:preset=one-shot", "simulated-supernet:preset=few-shot",
    "simulated-supernet:preset=no-saturation", "simulated-supernet:zc=0.5,rho=0.6,w=0.3,additive=0.7",
    "staged:one-shot/few-shot/no-saturation", "score:rmi-n1-s8", "score:rmi-n1-s8@5:sum", "supernet:default",
    "staged-inherited:one-shot/few-shot/no-saturation",
)  # fmt: skip
COSTS: dict[str, dict[str, Any]] = {
    "one device": {"device": "edgetpu"},
    "unmeasured fastest": {"device": "edgetpu", "unmeasured": "fastest"},
    "latency+energy": {"device": "edgegpu", "metric": "latency+energy"},
    "each": {"device": "each:raspi4,edgetpu"},
    "worst": {"device": "worst:raspi4,edgetpu,edgegpu"},
    "worst-ms": {"device": "worst-ms:raspi4,edgegpu"},
    "sum": {"device": "sum:raspi4,edgetpu"},
    "sum-ms": {"device": "sum-ms:raspi4,edgegpu"},
    "estimated": {"device": "sum:raspi4,edgegpu", "cost_source": "macs:10", "seed": 3},
}
FORMULATIONS = (
    "constrained:40", "constrained:40,0.5", "constrained:40,hard", "weighted-sum:0.7,spans=10/20",
    "weighted-product:40,-0.07", "weighted-product:40,-1,hard",
)  # fmt: skip
COMPLETED = ("weighted-sum:0.6,sample=20", "two-stage:2", "two-stage:2,1")
"""Formulations that a run completes: spans of its first architectures, the best of its first stage."""
BUDGETS = {
    "queries": Budget(queries=115), "distinct": Budget(distinct=90), "seconds": Budget(seconds=30_000.0),
    "nb201-seconds": Budget.nasbench201(), "nats-seconds": Budget.nats(20_000.0),
}  # fmt: skip


def spec(**changes: Any) -> RunSpec:
    values: dict[str, Any] = {
        "experiment": "golden", "algorithm": "nsga2", "dataset": DATASET, "device": "edgetpu", "fitness": "valid@12",
        "budget": Budget(queries=115), "seed": 1, "record_population": True,
    }  # fmt: skip
    return RunSpec(**{**values, **changes})


def recorded(given: RunSpec) -> Golden:
    """Return the arrays, counts and stop of a run's record; its provenance names versions, and is none of its bytes."""
    record = run(given, benchmark())
    populations = [] if record.populations is None else [record.populations]
    counts = [f"{name}={value}" for name, value in record.counts.items() if name != "simulated_seconds"]
    seconds = np.array([record.counts["simulated_seconds"] or 0.0], dtype=np.float64)
    whole = [array.astype(np.int64) for array in (record.indices, record.batch_sizes, record.recommended, *populations)]
    return Golden(versions(given), digest_of(*whole, counts, record.stop, seconds))


def completed(given: RunSpec) -> Golden:
    """Return what the method within a completed formulation was told, and what the run recommends."""
    problem, algorithm, meter = prepare(given, benchmark())
    assert isinstance(algorithm, NormalisedSum | TwoStage)
    told = []
    while meter.stop is None:
        codes = algorithm.ask()
        codes = codes[: meter.charge(problem.space.index(codes))]
        algorithm.tell(codes, problem(codes))
        told.append(algorithm.inner.archive.values[-1:])
    return Golden(versions(given), digest_of(*told, algorithm.inner.archive.values, algorithm.recommend()))


def part(name: str, arrays: Callable[[], list[Any]], **further: int) -> Golden:
    """Return the hash of arrays that a shared part gives."""
    stated = {name: SHARED[name], "space": SHARED["space"], **further}
    return Golden(text_of(stated), digest_of(*arrays()))


def cells() -> list[Any]:
    every = np.arange(NASBENCH201.size)
    codes = NASBENCH201.all_codes
    return [NASBENCH201.strings(every), NASBENCH201.digits(every), codes, NASBENCH201.index(codes)]


def around() -> list[Any]:
    rng = np.random.Generator(np.random.PCG64(5))
    drawn = [space.random(50, rng) for space in (NASBENCH201, GridSpace(3, 3))]
    return [*drawn, *(NASBENCH201.neighbours(code) for code in drawn[0][:5]), NASBENCH201.one_hot(drawn[0])]


def fitness(text: str) -> list[Any]:
    return [objective.values for objective in fitness_objectives(benchmark(), DATASET, text, seed=2)]


def costs(arguments: dict[str, Any]) -> list[Any]:
    return [objective.values for objective in cost_objectives(benchmark(), DATASET, **arguments)]


def formulated(text: str) -> list[Any]:
    formulation = parse_formulation(text)
    assert formulation is not None
    tables = benchmark()
    latency = tables.column("edgetpu_latency_ms", DATASET)
    return [formulation.values(100.0 - tables.column("valid_accuracy_200", DATASET), latency[:, None])]


def _goldens() -> dict[str, Callable[[], Golden]]:
    found: dict[str, Callable[[], Golden]] = {
        "space: cells": partial(part, "space", cells),
        "space: classes": partial(part, "space", lambda: [NASBENCH201.isomorphism_class()]),
        "space: draws and neighbours": partial(part, "space", around),
    }
    found |= {f"fitness: {text}": partial(part, "fitness", partial(fitness, text)) for text in FITNESS}
    for name, arguments in COSTS.items():
        further = {"estimator:macs": get("macs").version} if "cost_source" in arguments else {}
        found[f"costs: {name}"] = partial(part, "costs", partial(costs, arguments), **further)
    for text in FORMULATIONS:
        found[f"formulations: {text}"] = partial(part, "formulations", partial(formulated, text))
    for text in COMPLETED:
        given = spec(algorithm="regularized_evolution", formulation=text, fitness="valid@200")
        found[f"formulations: run on {text}"] = partial(recorded, given)
        found[f"formulations: told on {text}"] = partial(completed, given)
    found |= {f"runner: {name}": partial(recorded, spec(budget=budget)) for name, budget in BUDGETS.items()}
    found["runner: own end"] = partial(
        recorded, spec(algorithm="evnas", device=None, budget=Budget(queries=500), params={"generations": 3})
    )
    return found


GOLDENS = _goldens()
