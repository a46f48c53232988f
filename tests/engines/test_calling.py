"""Far workers: other versions are refused by name, and one thread computes."""

from __future__ import annotations

import pytest

from suite._version import __version__
from suite.engines.calling import call, worker_name
from suite.engines.facts import LIBRARIES, difference, facts
from suite.errors import DataError
from suite.workers import WorkerError


class NoPost:
    def fetch(self, name: str) -> bytes:
        raise AssertionError(name)


def test_the_facts_are_versions_and_the_state_of_the_code():
    found = facts()
    assert set(found) >= {"Python", "the suite", "numpy", "scipy"}
    assert found["the suite"].startswith(f"{__version__} (code ")
    assert set(found) - {"Python", "the suite"} <= set(LIBRARIES)
    assert difference(found, found) == ""
    assert difference({}, found) == ""  # what one of both lacks is no other version


@pytest.mark.parametrize("name", ["numpy", "the suite", "Python"])
def test_another_version_is_refused_in_one_line(name):
    stated = facts() | {name: "0.0.1"}
    with pytest.raises(WorkerError, match=f"{name} .* instead of 0.0.1") as raised:
        call(lambda post: pytest.fail("called"), (), stated, NoPost())
    assert worker_name() in str(raised.value)
    assert "\n" not in str(raised.value)


def test_one_thread_whatever_the_environment_of_a_worker_says(monkeypatch):
    from threadpoolctl import threadpool_info

    monkeypatch.setenv("OMP_NUM_THREADS", "8")

    def threads(n: int, post: object) -> set[int]:
        assert n == 3
        return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}

    assert call(threads, (3,), facts(), NoPost()) == {1}


def test_an_error_says_which_worker_it_comes_from():
    def failing(_post: object) -> None:
        raise DataError("no table")

    with pytest.raises(DataError, match=f"^worker {worker_name()}: no table$"):
        call(failing, (), facts(), NoPost())
