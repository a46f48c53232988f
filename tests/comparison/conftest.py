from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from suite.benchmark import Benchmark, load_benchmark
from suite.comparison.building import build_results
from suite.comparison.problems import OpenBenchmark
from suite.comparison.results import Results
from suite.comparison.specs import run_specs
from suite.comparison.study import ComparisonStudy, StudyMethod, StudyProblem
from suite.study.budget import Budget
from suite.study.record import Record
from suite.study.runner import run

SCALAR = "weighted-sum:0.5"


@pytest.fixture(scope="session")
def surrogate(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    return load_benchmark(tmp_path_factory.mktemp("no-data"), "surrogate")


@pytest.fixture(scope="session")
def opened(surrogate: Benchmark) -> OpenBenchmark:
    return lambda dataset=None: surrogate


def study_of(**changed: Any) -> ComparisonStudy:
    values: dict[str, Any] = {
        "name": "small",
        "problems": (StudyProblem("cifar10", "raspi4"), StudyProblem("cifar100", "fpga", "energy")),
        "methods": (
            StudyMethod("nsga2"),
            StudyMethod("random_search"),
            StudyMethod("local_search", formulation=SCALAR, seeds=2, budget=Budget(distinct=30)),
        ),
        "fitness": "valid@200:mean",
        "budget": Budget(distinct=60),
        "seeds": 3,
    }
    return ComparisonStudy(**{**values, **changed})


def records_of(study: ComparisonStudy, opened: OpenBenchmark) -> dict[tuple[str, str], list[Record]]:
    return {key: [run(spec, opened(spec.dataset)) for spec in specs] for key, specs in run_specs(study, opened).items()}


@pytest.fixture(scope="session")
def study() -> ComparisonStudy:
    return study_of()


@pytest.fixture(scope="session")
def records(study: ComparisonStudy, opened: OpenBenchmark) -> dict[tuple[str, str], list[Record]]:
    return records_of(study, opened)


@pytest.fixture(scope="session")
def results(study: ComparisonStudy, records: Any, opened: OpenBenchmark) -> Results:
    return build_results(study, records, opened)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"
