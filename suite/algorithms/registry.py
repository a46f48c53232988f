"""Algorithms by name. Nothing is imported before it is asked for.

A method of this package is one line in :data:`BUILT_IN`; one of another package is an entry point of the group
``suite.algorithms``, ``name = "module:Class"``.
"""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Final

from suite.errors import ConfigurationError, did_you_mean, known_as

if TYPE_CHECKING:
    import numpy as np

    from suite.algorithms.base import Algorithm
    from suite.spaces.base import SearchSpace

GROUP: Final = "suite.algorithms"

REQUIRED: Final = inspect.Parameter.empty
"""Stands in :func:`parameters` for a parameter without a default."""

BUILT_IN: Final[dict[str, str]] = {
    "random_search": "suite.algorithms.random_search:RandomSearch",
    "regularized_evolution": "suite.algorithms.regularized_evolution:RegularizedEvolution",
    "reinforce": "suite.algorithms.reinforce:Reinforce",
    "bohb": "suite.algorithms.bohb:BOHB",
    "local_search": "suite.algorithms.local_search:LocalSearch",
    "nsga2": "suite.algorithms.nsga2:NSGA2",
    "hw_evrsnas": "suite.algorithms.hw_evrsnas:HWEvRSNAS",
    "mo_hdnas": "suite.algorithms.mo_hdnas:MOHDNAS",
    "evnas": "suite.algorithms.evnas:EvNAS",
    "cmanas": "suite.algorithms.cmanas:CMANAS",
    "pevonas": "suite.algorithms.pevonas:PEvoNAS",
    "nevonas": "suite.algorithms.nevonas:NEvoNAS",
    "mnasnet": "suite.algorithms.mnasnet:MnasNet",
    "netadapt": "suite.algorithms.netadapt:NetAdapt",
    "mobilenetv3": "suite.algorithms.mobilenetv3:MobileNetV3",
    "linas": "suite.algorithms.linas:LINAS",
    "linas_exhaustive": "suite.algorithms.linas_exhaustive:LINASExhaustive",
    "weaknas": "suite.algorithms.weaknas:WeakNAS",
    "rmi_nas": "suite.algorithms.rmi_nas:RMINAS",
    "fbnet_dnas": "suite.algorithms.fbnet_dnas:FBNetDNAS",
    "pymoo_nsga2": "suite.algorithms.pymoo_algorithms:PymooNSGA2",
    "pymoo_age_moea": "suite.algorithms.pymoo_algorithms:PymooAGEMOEA",
    "pymoo_moead": "suite.algorithms.pymoo_algorithms:PymooMOEAD",
    "pymoo_spea2": "suite.algorithms.pymoo_algorithms:PymooSPEA2",
    "pymoo_sms_emoa": "suite.algorithms.pymoo_algorithms:PymooSMSEMOA",
    "pymoo_nsga3": "suite.algorithms.pymoo_algorithms:PymooNSGA3",
    "pymoo_rvea": "suite.algorithms.pymoo_algorithms:PymooRVEA",
    "ibea": "suite.algorithms.ibea:IBEA",
    "mo_regularized_evolution": "suite.algorithms.mo_regularized_evolution:MORegularizedEvolution",
    "pareto_local_search": "suite.algorithms.pareto_local_search:ParetoLocalSearch",
    "mo_asha": "suite.algorithms.mo_asha:MOASHA",
    "freerea": "suite.algorithms.freerea:FreeREA",
    "etf_moenas": "suite.algorithms.etf_moenas:ETFMOENAS",
    "parego": "suite.algorithms.parego:ParEGO",
    "ehvi": "suite.algorithms.ehvi:EHVI",
    "motpe": "suite.algorithms.motpe:MOTPE",
    "rsbo": "suite.algorithms.rsbo:RSBO",
    "lsbo": "suite.algorithms.lsbo:LSBO",
    "bananas": "suite.algorithms.bananas:BANANAS",
    "mo_bananas": "suite.algorithms.mo_bananas:MOBANANAS",
}


def _plugins() -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if point.name in BUILT_IN or found.get(point.name, point).value != point.value:
            raise ConfigurationError(f"the entry point '{point.name}' = {point.value} takes a name in use: rename it")
        found[point.name] = point
    return found


def names() -> list[str]:
    """Return the names of all algorithms, those of this package first."""
    return [*BUILT_IN, *sorted(_plugins())]


def canonical(name: str) -> str:
    """Return the registered name that ``name`` spells, a dash and an underscore taken for the same.

    An unknown name is returned as it is. For whoever reads what a person typed: the registered name, and no other, is
    part of a run's identity.
    """
    return name if name in BUILT_IN else known_as(name, names())


def get(name: str) -> type[Algorithm]:
    """Return the class of the algorithm ``name``.

    Raises:
        UnknownNameError: naming the nearest name and all names.
        ConfigurationError: if the name leads to something else than an ``Algorithm``.
    """
    from suite.algorithms.base import Algorithm

    found: Any
    if name in BUILT_IN:
        module, attribute = BUILT_IN[name].split(":")
        found = getattr(import_module(module), attribute)
    else:
        plugins = _plugins()
        if name not in plugins:
            raise did_you_mean(name, [*BUILT_IN, *sorted(plugins)], "algorithm")
        found = plugins[name].load()
    if not (isinstance(found, type) and issubclass(found, Algorithm)):
        raise ConfigurationError(f"the algorithm '{name}' is no subclass of suite.algorithms.Algorithm")
    return found


def parameters(name: str) -> dict[str, Any]:
    """Return the keyword arguments of the algorithm ``name`` (without ``rng``) with their defaults or :data:`REQUIRED`.

    Raises:
        UnknownNameError: for an unknown algorithm.
    """
    return dict(_parameters(get(name)))


@cache
def _parameters(method: type[Algorithm]) -> dict[str, Any]:
    found = inspect.signature(method).parameters.values()
    return {p.name: p.default for p in found if p.kind is inspect.Parameter.KEYWORD_ONLY and p.name != "rng"}


def describe(name: str) -> str:
    """Return the first sentence of the algorithm's docstring on one line.

    Raises:
        UnknownNameError: for an unknown algorithm.
    """
    return " ".join((inspect.getdoc(get(name)) or "").split("\n\n")[0].split())


def create(name: str, space: SearchSpace, *, rng: np.random.Generator, **arguments: Any) -> Algorithm:
    """Return a new algorithm.

    Raises:
        UnknownNameError: for an unknown algorithm or parameter, naming the nearest one.
        ConfigurationError: for a missing parameter or a value outside its range.
    """
    known = parameters(name)
    for argument in arguments:
        if argument not in known:
            raise did_you_mean(argument, known, f"parameter of {name}")
    missing = [key for key, default in known.items() if default is REQUIRED and key not in arguments]
    if missing:
        hint = "; on the command line --cost-limit" if "cost_limit" in missing else ""
        raise ConfigurationError(f"{name} needs a value for {', '.join(missing)}{hint}")
    return get(name)(space, rng=rng, **arguments)
