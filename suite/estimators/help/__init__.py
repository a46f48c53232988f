"""HELP: few-shot latency prediction for unseen devices (extra: torch). See ``docs/help.md``.

:class:`HELP` is the estimator; the other modules meta-train it. Importing this package does not import torch.
"""

from __future__ import annotations

from suite.estimators.help.estimator import HELP

__all__ = ["HELP"]
