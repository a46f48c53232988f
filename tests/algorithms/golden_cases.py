"""The golden runs: fixed seed, fixed problem, the hash of everything asked.

``python tests/algorithms/golden_cases.py --update`` writes tests/golden/algorithms.json anew. Do that only for a change
that is meant to change runs, and say so in the changelog: committed results change with it. pymoo's algorithms are not
here, as their runs belong to a version of pymoo.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from suite.algorithms import create, get
from suite.spaces import NASBENCH201
from suite.testing import run

FILE = Path(__file__).resolve().parents[1] / "golden" / "algorithms.json"
BUDGET = 410  # ends within a batch

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "random_search": ("random_search", {}),
    "random_search unique=False": ("random_search", {"unique": False}),
    "regularized_evolution": ("regularized_evolution", {}),
    "reinforce": ("reinforce", {}),
    "reinforce learning_rate=0.01": ("reinforce", {"learning_rate": 0.01}),
    "bohb": ("bohb", {}),
    "bohb incumbent=all": ("bohb", {"incumbent": "all", "random_fraction": 0.33}),
    "local_search": ("local_search", {}),
    "nsga2": ("nsga2", {}),
    "nsga2 genotype=real": ("nsga2", {"genotype": "real"}),
    "nsga2 population_size=100": ("nsga2", {"population_size": 100}),
    "hw_evrsnas": ("hw_evrsnas", {"cost_limit": 200.0}),
    "hw_evrsnas penalty=two-sided": ("hw_evrsnas", {"cost_limit": 200.0, "penalty": "two-sided"}),
    "mo_hdnas": ("mo_hdnas", {}),
    "mo_hdnas chi=fresh": ("mo_hdnas", {"chi": "fresh"}),
    "mo_hdnas diversity=False": ("mo_hdnas", {"diversity": False}),
    "mo_hdnas operators=row": ("mo_hdnas", {"operators": "row"}),
    "evnas": ("evnas", {}),
    "evnas variation=mutation": ("evnas", {"variation": "mutation"}),
    "evnas variation=crossover": ("evnas", {"variation": "crossover"}),
    "evnas variation=random": ("evnas", {"variation": "random"}),
    "cmanas": ("cmanas", {}),
    "cmanas generations=25": ("cmanas", {"generations": 25}),
    "pevonas": ("pevonas", {}),
    "pevonas reduction=vote": ("pevonas", {"reduction": "vote"}),
    "nevonas": ("nevonas", {}),
    "nevonas stale=False": ("nevonas", {"stale": False}),
    "nevonas objectives=novelty": ("nevonas", {"objectives": "novelty"}),
    "nevonas objectives=accuracy": ("nevonas", {"objectives": "accuracy"}),
    "nevonas pick=front": ("nevonas", {"pick": "front"}),
    "mnasnet": ("mnasnet", {"cost_limit": 200.0}),
    "mnasnet reward=hard": ("mnasnet", {"cost_limit": 200.0, "reward": "hard", "w": -0.5}),
    "mnasnet controller=autoregressive": ("mnasnet", {"cost_limit": 200.0, "controller": "autoregressive"}),
    "netadapt": ("netadapt", {"cost_limit": 200.0}),
    "netadapt criterion=accuracy": ("netadapt", {"cost_limit": 200.0, "criterion": "accuracy", "descents": 0}),
    "netadapt seed_architecture=333333": ("netadapt", {"cost_limit": 200.0, "seed_architecture": 333333}),
    "mobilenetv3": ("mobilenetv3", {"cost_limit": 200.0}),
    "mobilenetv3 reward=hard": ("mobilenetv3", {"cost_limit": 200.0, "reward": "hard", "search_queries": 300}),
    "linas": ("linas", {}),
    "linas predictor=ridge": ("linas", {"predictor": "ridge", "operators": "integer", "unique": "classes"}),
    "linas next_population=final": ("linas", {"predictor": "ridge", "next_population": "final"}),
    "linas allowed": ("linas", {"predictor": "ridge-1", "allowed": "0123,13,01234,23,0134,34", "infeasible": "worst"}),
    "linas_exhaustive": ("linas_exhaustive", {}),
    "weaknas": ("weaknas", {}),
    "rmi_nas": ("rmi_nas", {}),
    "rmi_nas n_trees=10": ("rmi_nas", {"n_trees": 10, "n_positives": 20, "quantile": 0.1, "result": "best"}),
    "fbnet_dnas": ("fbnet_dnas", {}),
    "fbnet_dnas latency=measured": ("fbnet_dnas", {"latency": "measured", "loss": "additive", "epochs": 18}),
    "fbnet_dnas latency=table": ("fbnet_dnas", {"latency": "table", "loss": "log-power", "epochs": 18}),
    "fbnet_dnas gradient=straight-through": ("fbnet_dnas", {"gradient": "straight-through", "epochs": 18}),
}

POSITIVE_COSTS = ("mnasnet", "netadapt", "mobilenetv3")
"""Methods whose second column is a cost above 0."""


def values(codes: np.ndarray) -> np.ndarray:
    """Two conflicting objectives with ties and infeasible architectures, in whole numbers, so exact everywhere."""
    wide = codes.astype(np.int64)
    cost = wide @ np.array([17, 29, 23, 41, 31, 37])
    error = (wide @ np.array([3, 5, 7, 11, 13, 2])) % 61 + (500 - cost) // 8
    table = np.stack([error, cost], axis=1).astype(np.float64)
    table[(codes[:, 5] == 4) & (codes[:, 0] == 0)] = np.nan
    return table


def digest(case: str) -> str:
    """Return the hash of the asked codes and of the recommended ones."""
    name, parameters = CASES[case]
    algorithm = create(name, NASBENCH201, rng=np.random.Generator(np.random.PCG64(2024)), **parameters)
    m = 1 if get(name).n_objectives == (1, 1) or name == "pevonas" else 2  # pevonas takes 1 or 3
    shift = np.array([0.0, 1.0])[:m] if name in POSITIVE_COSTS else 0.0
    trace = run(algorithm, lambda codes: values(codes)[:, :m] + shift, BUDGET)
    return hashlib.sha256(trace.codes.tobytes() + algorithm.recommend().tobytes()).hexdigest()[:16]


if __name__ == "__main__":
    digests = {case: digest(case) for case in CASES}
    if "--update" in sys.argv:
        FILE.write_text(json.dumps(digests, indent=2) + "\n")
    print(json.dumps(digests, indent=2))
