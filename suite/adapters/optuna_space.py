"""Architectures as Optuna parameters: one categorical parameter an edge, its operations as choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from suite.errors import ArchitectureError, ConfigurationError
from suite.spaces.base import Codes, SearchSpace

try:
    from optuna import TrialPruned
    from optuna.distributions import CategoricalDistribution
    from optuna.samplers import BaseSampler
    from optuna.study import StudyDirection
except ImportError as error:
    raise ConfigurationError(
        f"Optuna cannot be imported ({error}): pip install 'hwnas-suite[optuna]', or pip install optuna"
    ) from None

__all__ = [
    "BaseSampler",
    "CategoricalDistribution",
    "StudyDirection",
    "TrialPruned",
    "code_of",
    "params_of",
    "search_space",
]


def search_space(space: SearchSpace) -> dict[str, CategoricalDistribution]:
    """Return parameter -> operations to choose from, in the order of a code.

    The parameters of NAS-Bench-201 are its edges, ``1<-0`` to ``3<-2``; elsewhere they are ``edge_0``, ``edge_1`` ...
    """
    operations = list(space.operations)
    edges = getattr(space, "edges", None)
    if edges is None:
        names = [f"edge_{place}" for place in range(space.n_edges)]
    else:
        names = [f"{target}<-{source}" for target, source in edges]
    return {name: CategoricalDistribution(operations) for name in names}


def code_of(params: Mapping[str, Any], space: SearchSpace) -> Codes:
    """Return the code ``(1, n_edges)`` of Optuna's parameters; others beside them are left alone.

    Raises:
        ArchitectureError: if an edge is missing, or has an operation that there is not.
    """
    known = list(space.operations)
    code = np.empty((1, space.n_edges), dtype=np.uint8)
    for place, name in enumerate(search_space(space)):
        if params.get(name) not in known:
            raise ArchitectureError(f"the parameter '{name}' is one of {', '.join(known)}, not {params.get(name)!r}")
        code[0, place] = known.index(params[name])
    return code


def params_of(code: Codes, space: SearchSpace) -> dict[str, str]:
    """Return Optuna's parameters of one code ``(n_edges,)``."""
    return {name: space.operations[operation] for name, operation in zip(search_space(space), code, strict=True)}
