"""Engines by name: what cannot work is said in one line, before anything runs."""

from __future__ import annotations

import sys
from importlib import util

import pytest
from click.testing import CliRunner

from suite.cli.main import cli
from suite.engines import ENGINES, LocalEngine, choosing, open_engine
from suite.errors import SuiteError
from tests.imports import ROOT

METHODS = ["--algorithms", "random_search,nsga2", "--seeds", "2", "--budget", "40"]
COMPARE = ["compare", *METHODS, "--dataset", "cifar10", "--device", "raspi4", "--source", "surrogate"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("daks",), "did you mean 'dask'"),
        (("local", 2, "tcp://host:1"), "--scheduler is for --engine dask or slurm"),
        (("dask", 1, None, ["partition=cpu"]), "--slurm is for --engine slurm"),
        (("slurm", -1, "local"), "--jobs N"),
        (("slurm", 2, "locl"), "slurm, local, debug"),
        (("slurm", 2, "local", ["partition"]), "KEY=VALUE"),
        (("dask", 1, "no-such-file.json"), "no scheduler file"),
        (("dask", 1, "tcp://127.0.0.1:9"), "no dask scheduler answers at tcp://127.0.0.1:9"),
        (("dask", 1, "nonsense://x"), "no dask scheduler answers"),
        (("local", 0), "jobs"),
    ],
)
def test_what_cannot_work_is_one_line(arguments, said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    if "dask" in arguments:
        monkeypatch.setattr(pytest.importorskip("suite.engines.dask_cluster"), "CONNECTING", 0.3)
    with pytest.raises(SuiteError, match=said.replace("'", ".")) as raised:
        open_engine(*arguments)
    assert "\n" not in str(raised.value)


def test_a_missing_package_is_named_with_the_line_that_gets_it(monkeypatch):
    monkeypatch.setattr(choosing, "find_spec", lambda name: None)
    for name, package in (("dask", "distributed"), ("slurm", "submitit")):
        with pytest.raises(SuiteError, match=rf"pip install '.\[{name}\]' in the clone, or pip install {package}"):
            open_engine(name)


def test_without_slurm_the_error_says_so_and_what_to_try(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(cli, [*COMPARE, "--out", str(tmp_path), "--engine", "slurm", "--jobs", "2"])
    assert isinstance(result.exception, SuiteError)
    assert "sbatch is not found" in str(result.exception)
    assert "--scheduler local" in str(result.exception)


def test_neither_package_is_imported_for_other_commands():
    import subprocess

    code = (
        "import sys; from click.testing import CliRunner; from suite.cli.main import cli\n"
        f"done = CliRunner().invoke(cli, {[*COMPARE, '--help']!r})\n"
        "import suite.study.pool\n"
        "print(done.exit_code, sorted({'dask', 'distributed', 'submitit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "0 []\n"


def test_the_local_engine_says_what_it_is():
    assert ENGINES[0] == "local"
    with open_engine("local", 3) as engine:
        assert isinstance(engine, LocalEngine)
        assert (engine.far, engine.slots, engine.describe()) == (False, 3, "3 processes on this machine")
    assert LocalEngine(-1).slots >= 1
    assert util.find_spec("suite.engines.dask_cluster") is not None
