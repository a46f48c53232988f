"""What a record's versions are made of: the algorithm, the kernels that it uses, the estimator, the shared parts."""

from __future__ import annotations

from pathlib import Path

import pytest

import suite.kernels
from suite.algorithms import get, names
from suite.estimators import registry as estimators
from suite.kernels import VERSIONS
from suite.study import identity
from suite.study.identity import versions
from tests.study.made_up import make_spec


def parts(**changes: object) -> dict[str, int]:
    pairs = (pair.split("=") for pair in versions(make_spec(**changes)).split())
    return {name: int(version) for name, version in pairs}


def test_every_kernel_has_a_version() -> None:
    machinery = {"__init__", "compiled", "machine_code"}  # which of two ways to the same bytes is taken
    files = {path.stem for path in Path(suite.kernels.__file__).parent.glob("*.py")} - machinery
    assert set(VERSIONS) == files


def test_kernels_are_those_that_the_method_uses() -> None:
    assert parts(algorithm="random_search").keys().isdisjoint({"variation", "cma_es", "forest"})
    assert {"genotypes", "ranking", "selection"} <= parts(algorithm="mo_hdnas").keys()
    assert "forest" in parts(algorithm="rmi_nas", device=None)
    assert "cma_es" in parts(algorithm="cmanas", device=None)


def test_a_kernel_is_found_however_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["import suite.kernels.kde", "from suite.kernels import rbf as basis", "from suite.kernels.ridge import *"]
    (tmp_path / "made_up_method.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    found = set(identity._imports("made_up_method"))
    assert {"suite.kernels.kde", "suite.kernels.rbf", "suite.kernels.ridge"} <= found


@pytest.mark.parametrize("name", [name for name in names() if not name.startswith("pymoo_")])
def test_every_algorithm_states_its_version(name: str) -> None:
    found = parts(algorithm=name)
    assert found[name] == get(name).version >= 1
    assert identity.SHARED.items() <= found.items()


def test_an_estimated_cost_brings_its_estimator() -> None:
    assert parts(cost_source="ridge:20")["estimator:ridge"] == estimators.get("ridge").version
    assert not any(name.startswith("estimator:") for name in parts())


def test_a_raised_version_is_another_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    before = versions(make_spec(algorithm="mo_hdnas"))
    monkeypatch.setattr(get("mo_hdnas"), "version", 2)
    assert versions(make_spec(algorithm="mo_hdnas")) != before
