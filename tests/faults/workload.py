"""What is computed under every variant of the environment; ``python -m tests.faults.workload FOLDER JOBS`` says hashes.

Runs of all methods on made-up tables, the tables themselves, estimated costs, a comparison with its table and figure.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

METHODS = (
    "random_search", "regularized_evolution", "reinforce", "bohb", "local_search", "nsga2", "hw_evrsnas", "mo_hdnas",
    "evnas", "cmanas", "linas", "weaknas", "rmi_nas", "pymoo_nsga2", "pymoo_moead",
)  # fmt: skip
ESTIMATORS = ("ridge", "svr", "random_forest", "gradient_boosting", "mlp", "macs")


def work(folder: Path, jobs: int) -> dict[str, str]:
    """Do all and return name -> sha256."""
    from suite.estimators.own_device import estimate_all
    from suite.study.pool import BenchmarkSource, run_study
    from suite.study.spec import Budget, RunSpec
    from tests.faults.scenarios import SEARCH, suite
    from tests.study.made_up import write_made_up_store

    tables = write_made_up_store(folder / "tables")
    fixed = {"experiment": "x", "dataset": "cifar10", "fitness": "valid@200:mean", "budget": Budget(queries=120)}
    pairs = [(name, seed) for name in METHODS for seed in range(2)]
    specs = [RunSpec(algorithm=name, seed=seed, **_own(name), **fixed) for name, seed in pairs]
    specs.append(RunSpec(algorithm="nsga2", seed=5, device="fpga", cost_source="ridge:30", **fixed))
    specs.append(RunSpec(algorithm="nsga2", seed=5, device="fpga", **{**fixed, "fitness": "simulated-supernet"}))
    run_study(specs, BenchmarkSource(str(tables), "real"), folder / "study", jobs=jobs, progress=False)
    rng = np.random.default_rng(7)
    rows, costs = rng.permutation(15_625)[:40], 1.0 + rng.random(40)
    for name in ESTIMATORS:
        found = estimate_all(rows, costs, name, 0.9, 0).costs
        (folder / f"estimate-{name}").write_bytes(np.asarray(found, dtype="<f8").tobytes())
    options = ("--algorithms", "random_search,nsga2", *SEARCH, "--seeds", 3, "--budget", 60, "--out", folder / "table")
    try:
        suite(["compare", *options, "--jobs", jobs], folder)()
    except SystemExit as stop:
        if stop.code != 0:
            raise
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _own(name: str) -> dict[str, object]:
    from suite.algorithms import registry

    device = "fpga" if registry.get(name).n_objectives[1] != 1 else None
    params = (("cost_limit", 5.0),) if name == "hw_evrsnas" else ()
    return {"device": device, "params": params}


if __name__ == "__main__":
    print("\n".join(f"{digest} {path}" for path, digest in work(Path(sys.argv[1]), int(sys.argv[2])).items()))
