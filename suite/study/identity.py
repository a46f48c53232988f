"""Which code made a record: the stated versions of everything that decides a run's bytes.

Records are kept and reused by content, so a study resumed after a change of an algorithm must not mix old runs with new
ones. What counts is not the text of the sources but what they do: an algorithm states its version, each kernel has one
in :data:`suite.kernels.VERSIONS`, each estimator its own, and the parts that every run shares have theirs below. The
golden tests hold them honest: they fail when bytes change and no version does.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from importlib import import_module

from suite.algorithms import registry
from suite.estimators import registry as estimators
from suite.kernels import VERSIONS
from suite.objectives.costs import device_hash
from suite.objectives.predicted import AnyBenchmark
from suite.objectives.stand_in import score_hash
from suite.ofa import OFABenchmark
from suite.study.spec import RunSpec

SHARED = {"costs": 1, "fitness": 1, "formulations": 1, "runner": 1, "space": 1}
"""Parts of every run, by version (tests/golden/shared.json): raise one when what it gives changes.

The runner's is also that of the base class and the archive of all algorithms.
"""


def run_digest(spec: RunSpec, benchmark: AnyBenchmark) -> str:
    """Return the identity of a run on these tables, score tables and added devices: the stem of its record's file.

    Raises:
        SuiteError: for a score or an added device that is not there.
    """
    if isinstance(benchmark, OFABenchmark):
        return spec.digest(benchmark.data_hash)
    scores = score_hash(benchmark, spec.dataset, spec.fitness)
    return spec.digest(benchmark.data_hash, scores, device_hash(benchmark, spec.dataset, spec.device, spec.metric))


def versions(spec: RunSpec) -> str:
    """Return the versions that decide the bytes of a run, for instance ``"nsga2=1 ranking=1 variation=1 ..."``.

    Raises:
        UnknownNameError: for an unknown algorithm.
    """
    found = versions_of_algorithm(spec.algorithm) | SHARED
    source = spec.cost_source
    if source.estimated:
        found[f"estimator:{source.name}"] = estimators.get(source.name).version
    return " ".join(f"{name}={version}" for name, version in found.items())


def versions_of_algorithm(name: str) -> dict[str, int]:
    """Return the version of an algorithm and of each kernel that it uses.

    Raises:
        UnknownNameError: for an unknown algorithm.
    """
    return {name: registry.get(name).version} | _kernels_of(name)


@cache
def _kernels_of(algorithm: str) -> dict[str, int]:
    """Return the versions of the kernels that an algorithm uses: those that its modules import, directly or not."""
    pending = [cls.__module__ for cls in registry.get(algorithm).__mro__ if cls is not object]
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending += [each for each in _imports(name) if each.startswith(("suite.algorithms.", "suite.kernels."))]
    return {name: version for name, version in sorted(VERSIONS.items()) if f"suite.kernels.{name}" in seen}


def _imports(name: str) -> list[str]:
    """Return what a module imports, modules and names in them, within functions too; nothing where it has no source."""
    try:
        tree = ast.parse(inspect.getsource(import_module(name)))
    except (ImportError, OSError, TypeError):  # a name in a module is no module
        return []
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found
