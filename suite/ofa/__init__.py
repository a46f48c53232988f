"""Benchmarks over the spaces of once-for-all: accuracies and costs that are *predicted*, network by network.

The spaces cannot be enumerated, so there are no tables: a network's accuracy is what the published predictor says,
its latency what a table of measured layers adds up to, or what a model fitted to 5,000 measured networks says; only
multiply-accumulates and parameters are exact. What was measured is in :mod:`suite.tables.ofa`.
"""

from suite.ofa.benchmark import OFA_SPACES, OFABenchmark, load_ofa

__all__ = ["OFA_SPACES", "OFABenchmark", "load_ofa"]
