"""Runs and their parts are what they were, under the versions that they state; and the rule for that itself."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from suite.algorithms.registry import BUILT_IN
from suite.estimators import names as estimator_names
from suite.kernels import VERSIONS
from suite.study.identity import SHARED
from tests.golden import shared
from tests.golden.__main__ import MODULES, needs_torch, renewed
from tests.golden.algorithms import OF_LIBRARIES
from tests.golden.estimators import OWN, SCIKIT_LEARN
from tests.golden.kept import Golden, difference, numbers, read, refusal

KEPT = {file: read(module.FILE) for file, module in MODULES.items()}
EVERY = [(file, name) for file, module in MODULES.items() for name in module.GOLDENS]


@pytest.mark.parametrize(("file", "name"), EVERY, ids=[f"{file}: {name}" for file, name in EVERY])
def test_it_is_what_it_was(file: str, name: str) -> None:
    if needs_torch(file, name) and find_spec("torch") is None:
        pytest.skip("needs the torch extra")
    problem = difference(name, KEPT[file].get(name), MODULES[file].GOLDENS[name]())
    assert problem is None, problem


@pytest.mark.parametrize("file", MODULES)
def test_no_golden_value_is_left_of_a_case_that_is_gone(file: str) -> None:
    assert set(KEPT[file]) <= set(MODULES[file].GOLDENS), "run: python -m tests.golden --update"


def test_everything_with_a_version_has_a_golden_value() -> None:
    stated = {name for goldens in KEPT.values() for golden in goldens.values() for name in numbers(golden.versions)}
    algorithms = set(BUILT_IN) - OF_LIBRARIES
    assert not (algorithms | set(VERSIONS) | set(SHARED) | {"supernet-live"}) - stated
    assert {case.split()[0] for case in OWN} | SCIKIT_LEARN == set(estimator_names())


def test_each_shared_part_has_cases_of_its_own() -> None:
    assert {name.split(":")[0] for name in shared.GOLDENS} == set(SHARED)


OLD = Golden("nsga2=1 ranking=2 space=1", "abc")


@pytest.mark.parametrize(
    ("found", "differs", "refused"),
    [
        (OLD, None, None),
        (Golden(OLD.versions, "abd"), "other bytes under the same versions", "no version was raised"),
        (Golden("nsga2=2 ranking=2 space=1", "abd"), "its versions are now", None),
        (Golden("nsga2=2 ranking=2 space=1", "abc"), "its versions are now", None),
        (Golden("nsga2=1 ranking=1 space=1", "abd"), "its versions are now", "only raised"),
        (Golden("nsga2=1 ranking=2 space=1 rbf=1", "abd"), "its versions are now", "no version was raised"),
        (Golden("nsga2=1 ranking=2 space=1 rbf=1", "abc"), "its versions are now", None),
    ],
)
def test_bytes_and_versions_change_together(found: Golden, differs: str | None, refused: str | None) -> None:
    for rule, expected in ((difference, differs), (refusal, refused)):
        problem = rule("nsga2", OLD, found)
        assert (problem is None) if expected is None else expected in str(problem)


def test_the_message_says_what_to_raise_and_what_to_run() -> None:
    problem = str(difference("nsga2", OLD, Golden(OLD.versions, "abd")))
    assert "ranking in suite/kernels/__init__.py" in problem
    assert "space in suite/study/identity.py" in problem
    assert "nsga2 in its class (version)" in problem
    assert "python -m tests.golden --update" in problem
    assert "no golden value yet" in str(difference("new", None, OLD))
    assert refusal("new", None, OLD) is None


def test_numbers_within_their_tolerance_are_the_same_and_stay_as_written() -> None:
    kept, near = Golden("estimator:x=1", values=(1.0, 2.0), rtol=0.1), Golden("estimator:x=2", values=(1.05, 2.0))
    assert difference("x", kept, Golden("estimator:x=1", values=(1.05, 2.0))) is None
    assert renewed(kept, near) == Golden("estimator:x=2", values=(1.0, 2.0), rtol=0.1)
    assert not kept.same(Golden("estimator:x=1", values=(1.2, 2.0)))
    assert not kept.same(Golden("estimator:x=1", values=(1.0,)))
    assert not kept.same(Golden("estimator:x=1", "abc"))
