"""One thread of linear algebra by default, whatever the road, and the user's own choice where there is one."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from suite import load_benchmark
from suite.study import runner
from suite.study.spec import Budget, RunSpec
from suite.threads import CHOSEN, PRESET, one_blas_thread, preset


def blas_threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two_threads(monkeypatch: pytest.MonkeyPatch):
    for name in CHOSEN:
        monkeypatch.delenv(name, raising=False)
    np.eye(2) @ np.eye(2)
    with threadpool_limits(2, user_api="blas"):
        if blas_threads() != {2}:
            pytest.skip("this numpy's linear algebra has no threads")
        yield


def test_a_run_computes_on_one_thread_and_puts_the_number_back(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    made = runner.make_algorithm

    def watched(*arguments):
        seen.append(blas_threads())
        return made(*arguments)

    monkeypatch.setattr(runner, "make_algorithm", watched)
    spec = RunSpec(
        experiment="x",
        algorithm="random_search",
        dataset="cifar10",
        fitness="valid@200:mean",
        budget=Budget(queries=5),
        seed=0,
    )
    runner.run(spec, load_benchmark(source="surrogate"))
    assert seen == [{1}]
    assert blas_threads() == {2}


@pytest.mark.parametrize("name", CHOSEN)
def test_the_users_choice_stays(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "2")
    with one_blas_thread():
        assert blas_threads() == {2}
    chosen = {name: "2"}
    preset(chosen)
    assert chosen == {name: "2"}


def test_a_command_starts_with_one_thread_but_leaves_torchs_alone() -> None:
    environment: dict[str, str] = {}
    preset(environment)
    assert environment == dict.fromkeys(PRESET, "1")
    code = (
        "import sys; sys.argv = ['suite', '--version']\n"
        "from suite.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "import numpy as np; from threadpoolctl import threadpool_info\n"
        "print([pool['num_threads'] for pool in threadpool_info() if pool['user_api'] == 'blas'])"
    )
    found = {name: value for name, value in os.environ.items() if name not in CHOSEN}
    done = subprocess.run([sys.executable, "-c", code], env=found, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[1]"
