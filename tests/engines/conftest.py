"""The made-up tables of the tests of studies."""

from tests.study.conftest import made_up_dir, source

__all__ = ["made_up_dir", "source"]
