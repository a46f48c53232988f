"""Public test kit: inherit :class:`suite.testing.AlgorithmConformance` to have an algorithm of your own checked."""

from suite.testing.conformance import AlgorithmConformance
from suite.testing.problems import hidden_code, two_distances
from suite.testing.runs import Trace, check, refused, run

__all__ = ["AlgorithmConformance", "Trace", "check", "hidden_code", "refused", "run", "two_distances"]
