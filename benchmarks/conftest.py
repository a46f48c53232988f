"""Fixtures of the tests, for the benchmarks."""

from tests.conftest import mirror, real_data_dir  # noqa: F401
