"""Names, lazy loading, entry points, parameters, and errors that say how to fix them."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import suite.algorithms
from suite.algorithms import Algorithm, create, describe, get, names, parameters, registry
from suite.errors import ConfigurationError, UnknownNameError
from suite.spaces import NASBENCH201


def rng() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(0))


@pytest.mark.parametrize("name", names())
def test_every_name_leads_to_a_documented_class(name: str) -> None:
    cls = get(name)
    assert issubclass(cls, Algorithm)
    assert cls.name == name
    assert len(describe(name)) > 20
    assert "rng" not in parameters(name)


def test_every_method_of_this_package_is_in_the_registry() -> None:
    for path in Path(suite.algorithms.__file__).parent.glob("*.py"):
        module = f"suite.algorithms.{path.stem}"
        for cls in vars(import_module(module)).values():
            if (
                isinstance(cls, type)
                and issubclass(cls, Algorithm)
                and cls.__module__ == module
                and "name" in vars(cls)
            ):
                assert registry.BUILT_IN.get(cls.name) == f"{module}:{cls.__name__}", "add its line to registry.py"


def test_parameters_have_the_defaults_of_the_papers() -> None:
    assert parameters("regularized_evolution") == {"population_size": 10, "sample_size": 3, "mutation": "edge"}
    assert parameters("mo_hdnas")["population_size"] == 20
    assert parameters("hw_evrsnas")["cost_limit"] is registry.REQUIRED


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'nsga2'"):
        get("nsga-2")
    with pytest.raises(UnknownNameError, match="did you mean 'population_size'"):
        create("nsga2", NASBENCH201, rng=rng(), populationsize=10)
    with pytest.raises(ConfigurationError, match="hw_evrsnas needs a value for cost_limit"):
        create("hw_evrsnas", NASBENCH201, rng=rng())


def test_create_passes_parameters_on() -> None:
    algorithm = create("random_search", NASBENCH201, rng=rng(), batch_size=3)
    assert len(algorithm.ask()) == 3


class Plugin(Algorithm):
    """A plugin of another package."""

    name = "plugin"

    def _ask(self) -> Any:
        return self.space.random(1, self.rng)

    def _tell(self, codes: Any, values: Any) -> None:
        pass


def with_entry_points(monkeypatch: pytest.MonkeyPatch, **targets: str) -> None:
    points = [EntryPoint(name, value, registry.GROUP) for name, value in targets.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == registry.GROUP else [])


def test_entry_points_of_other_packages_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with_entry_points(monkeypatch, plugin=f"{__name__}:Plugin", broken=f"{__name__}:np")
    assert names()[-2:] == ["broken", "plugin"]
    assert get("plugin") is Plugin
    assert describe("plugin") == "A plugin of another package."
    with pytest.raises(ConfigurationError, match="no subclass"):
        get("broken")


def test_an_entry_point_cannot_take_a_name_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    with_entry_points(monkeypatch, nsga2=f"{__name__}:Plugin")
    with pytest.raises(ConfigurationError, match="rename it"):
        names()


def test_the_registry_imports_no_heavy_package() -> None:
    code = (
        "import sys; from suite.algorithms import names, get; names(); get('regularized_evolution');"
        "heavy = {'pymoo', 'scipy', 'pandas', 'matplotlib', 'moocore', 'torch'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_batch_that_is_no_batch_is_refused() -> None:
    class Wrong(Plugin):
        batch: Any = None

        def _ask(self) -> Any:
            return self.batch

    for batch in ([], [[0, 1]], [[0, 0, 0, 0, 0, 5]], [[0, 0, 0, 0, 0, -1]], [[0.0] * 6]):
        algorithm = Wrong(NASBENCH201, rng=rng())
        algorithm.batch = batch
        with pytest.raises(RuntimeError, match="_ask"):
            algorithm.ask()
