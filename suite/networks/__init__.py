"""Networks: the torch part of the suite, an optional extra.

Elsewhere only HELP's modules (:mod:`suite.estimators.help`) import torch at their top; others do so within functions.
"""

from __future__ import annotations

from types import ModuleType

from suite.errors import ConfigurationError

__all__ = ["require_torch"]


def require_torch() -> ModuleType:
    """Return the module ``torch``.

    Raises:
        ConfigurationError: if it is not installed, naming the extra that brings it.
    """
    try:
        import torch
    except ImportError:
        raise ConfigurationError(
            'this part needs torch, an optional extra: pip install "hwnas-suite[torch]" (or torch alone)'
        ) from None
    return torch  # type: ignore[no-any-return]
