"""Names that can be found: lists, either spelling, what is missing and how to get it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest
from click.testing import CliRunner

import experiments
from experiments.ledger.join import judging, verdicts
from experiments.ledger.listing import PAPERS as EXPERIMENT_PAPERS
from experiments.ledger.listing import entries
from suite import installation
from suite.algorithms import registry
from suite.algorithms.papers import EXTRAS, PAPERS, objectives_text
from suite.cli.main import cli
from suite.cli.search_options import build_spec
from suite.errors import SuiteError
from suite.tables.upstream.catalogue import NEEDED_BY, groups
from suite.tables.upstream.fetch import fetch as fetch_files
from tests.study.made_up import write_made_up_store

ROOT = Path(__file__).resolve().parents[2]


def call(*arguments: object) -> str:
    done = CliRunner().invoke(cli, [*map(str, arguments)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_every_method_and_every_experiment_has_a_paper():
    assert list(PAPERS) == list(registry.BUILT_IN)
    assert list(EXPERIMENT_PAPERS) == list(experiments.REGISTRY)


def test_algorithms_are_listed_with_objectives_paper_and_extra():
    lines = {line.split()[0]: line for line in call("algorithms").splitlines() if line}
    assert " 2 " in lines["mo_hdnas"]
    assert "CVPRW 2024" in lines["mo_hdnas"]
    assert " 1 " in lines["local_search"]
    assert lines["pymoo_age_moea"].endswith("extra age-moea")
    assert {extra for extra, _ in EXTRAS.values()} <= set(installation.EXTRAS)
    assert objectives_text("linas") == "1 to 3"
    assert call("algorithms", "mo-hdnas") == call("algorithms", "mo_hdnas")


def test_a_dash_and_an_underscore_are_the_same_run(tmp_path):
    options = {"dataset": "cifar10", "device": "fpga", "metric": "latency", "fitness": None, "budget": 40}
    options |= {"budget_kind": "queries", "unmeasured": "infeasible", "cost_limit": None, "params": ()}
    assert build_spec("mo-hdnas", **options) == build_spec("mo_hdnas", **options)
    data = write_made_up_store(tmp_path / "data")
    place = ("--device", "fpga", "--dataset", "cifar10", "--budget", 40, "--data-dir", data, "--out", tmp_path)
    both = call("compare", "--algorithms", "random-search,nsga2", "--seeds", 2, *place)
    assert "random_search" in both
    done = CliRunner().invoke(cli, ["compare", "--algorithms", "mo-hdnas,mo_hdnas", *map(str, place)])
    assert isinstance(done.exception, SuiteError)
    assert experiments.load("mo_hdnas") is experiments.load("mo-hdnas")


def test_experiments_are_listed_with_the_outcomes_of_their_results(monkeypatch):
    monkeypatch.chdir(ROOT / "docs")
    lines = {line.split()[0]: line for line in call("reproduce", "--list").splitlines() if line}
    assert set(experiments.REGISTRY) <= set(lines)
    found = entries(list(experiments.REGISTRY), ROOT / "results")
    assert sum(sum(entry.outcomes.values()) for entry in found) == len(judging(verdicts(ROOT / "results"))) > 0
    shown = next(entry for entry in found if entry.outcomes)
    assert all(f"{count} {outcome}" in lines[shown.name] for outcome, count in shown.outcomes.items())
    text = call("reproduce", "--help")
    assert all(name in text for name in experiments.REGISTRY)
    done = CliRunner().invoke(cli, ["reproduce", "--list", "mo-hdnas"])
    assert "--list makes nothing" in str(done.exception)


def test_outside_a_clone_the_help_says_that_it_needs_one(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert "needs a clone" in " ".join(call("reproduce", "--help").split())


def test_each_group_says_which_experiments_need_it():
    assert list(NEEDED_BY) == list(groups())
    needs = {name: experiments.load(name).needs for name in experiments.REGISTRY}
    for group, (named, _) in NEEDED_BY.items():
        assert set(named) == {name for name, needed in needs.items() if group in needed}
    text = " ".join(call("data", "fetch", "--help").split())
    assert "needed by suite reproduce help fbnet-space survey-fbnet" in text


def test_all_groups_are_fetched_one_after_the_other(monkeypatch, tmp_path):
    asked = []

    def pretend(directory, *, group, **_):
        asked.append(group)
        return fetch_files(directory, mirror=tmp_path, group="nats-sample", files=(), progress=False)

    monkeypatch.setattr("suite.tables.upstream.fetch.fetch", pretend)
    text = call("data", "fetch", "--group", "all", "--data-dir", tmp_path / "data")
    assert asked == list(groups())
    assert "help: needed by suite reproduce help" in text


def test_the_doctor_says_what_is_missing_and_how_to_get_it(tmp_path):
    text = call("doctor", "--data-dir", tmp_path)
    assert "SURROGATE" in text
    assert "missing, 6.3 MB: suite data fetch --group help" in text
    assert "extra fast (long studies with NSGA-II" in text
    assert list(installation.PURPOSES) == list(installation.EXTRAS)
    assert "PROBLEM" not in text
    facts = json.loads(call("doctor", "--json", "--data-dir", write_made_up_store(tmp_path / "data")))
    assert facts["tables"] == "real"
    assert facts["groups"]["core"]["present"] is True
    assert facts["groups"]["help"]["present"] is False
    assert facts["package"] == str(ROOT / "suite")


def test_the_doctor_names_missing_extras_and_damaged_tables(monkeypatch, tmp_path):
    monkeypatch.setattr(installation, "EXTRAS", {"torch": ("no_such_package_here",)})
    store = write_made_up_store(tmp_path)
    for path in store.glob("*.npy"):
        path.write_bytes(b"")
    text = call("doctor", "--data-dir", store)
    assert "missing no_such_package_here: pip install '.[torch]'" in text
    assert "PROBLEM: tables are damaged" in text


def test_a_package_that_hides_this_one_is_named_in_one_line(tmp_path, monkeypatch):
    assert installation.shadowed() == ""
    other = types.ModuleType("suite")
    other.__path__ = [str(tmp_path)]
    other.__file__ = str(tmp_path / "__init__.py")
    said = installation.shadowed(other)
    assert str(tmp_path) in said
    assert "\n" not in said
    overwritten = types.ModuleType("suite")
    overwritten.__path__ = [str(ROOT / "suite")]
    assert "hides" in installation.shadowed(overwritten)
    found = {"suite": ["suite", "hwnas-suite", "hwnas_suite"]}
    monkeypatch.setattr("importlib.metadata.packages_distributions", lambda: found)
    assert installation.others() == ("suite",)
    assert "PROBLEM: the distribution 'suite'" in call("doctor", "--data-dir", tmp_path)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there_by_the_name_of_the_command(shell):
    done = subprocess.run(
        [sys.executable, "-m", "suite"], capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
        env={**os.environ, "_SUITE_COMPLETE": f"{shell}_source", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "_SUITE_COMPLETE" in done.stdout
    assert "suite" in done.stdout
