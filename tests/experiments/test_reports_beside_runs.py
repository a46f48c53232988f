"""Reports made beside the runs of the next experiment: same bytes, messages in order, errors and interrupts apart."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from suite.cli.reproduce_figures import Figures
from suite.cli.reproduce_reports import Made
from suite.report.figures import save_figure
from suite.report.style import new_figure, publication_style
from tests.faults.commands import alive, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

EXPERIMENTS = """
import os, signal, sys, time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
import pandas as pd
from suite.errors import ConfigurationError
from suite.report.style import new_figure, publication_style
from suite.study.spec import Budget, RunSpec

REGISTRY = dict.fromkeys(("slow", "quick", "refused", "broken", "killed", "last"), "experiments")
SLOW = Path(__file__).resolve().parent / "go"

@dataclass(frozen=True)
class Experiment:
    name: str
    title: str
    introduction: str
    seeds: int
    runs: Any
    report: Any
    needs: Any = ()
    scores: Any = ()
    first: Any = None
    beside: Any = ()

def load(name):
    def runs(benchmark, seeds):
        return [RunSpec(experiment=name, algorithm="random_search", dataset="cifar10", device="fpga",
                        fitness="valid@200:mean", budget=Budget(queries=5), seed=seed) for seed in range(seeds)]

    def report(benchmark, records, seeds, output):
        print(f"{len(records)} records")
        output.table("t", pd.DataFrame([{"seed": s.seed, "i": int(r.indices[0])} for s, r in records.items()]), "T.")
        if name == "slow":
            while not SLOW.exists():
                time.sleep(0.02)
        if name == "refused":
            raise ConfigurationError("there is a reason")
        if name == "broken":
            raise KeyError("no such thing")
        if name == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        for number in range(3):
            with publication_style():
                figure, grid = new_figure(1, 2)
                for axes in grid.flat:
                    axes.plot([0, number, 1], label="line")
                if number == 2:
                    grid.flat[0].xaxis.set_major_formatter(lambda x, _: f"<{x:g}>")  # cannot be sent elsewhere
                figure.legend(*grid.flat[0].get_legend_handles_labels(), loc="outside upper center")
                output.figure(f"f{number}", figure, {"n": number}, "A figure.")
        output.table("u", pd.DataFrame([{"a": 1}]), "U.")

    return Experiment(name, name.title(), "Made up.", 3, runs, report)
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    (root / "experiments").mkdir(parents=True)
    (root / "experiments" / "__init__.py").write_text(EXPERIMENTS)
    (root / "pyproject.toml").write_text("")
    return root


def begin(clone: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "SUITE_DATA_DIR": str(clone.parent / "data"), "PYTHONSAFEPATH": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "suite.cli.main", "reproduce", "--source", "surrogate", *arguments],
        cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def made(clone: Path) -> dict[str, bytes]:
    return {name: content for name, content in files(clone).items() if name.startswith(("results", "figures"))}


def test_a_report_is_made_beside_the_next_runs_with_the_same_bytes_and_said_in_its_turn(clone: Path) -> None:
    (clone / "experiments" / "go").touch()
    out, errors = begin(clone, "slow", "quick", "--jobs", "1").communicate(timeout=120)
    assert errors == ""
    one = [line.split(" runs, ")[0] for line in out.splitlines()]
    assert one[:4] == ["slow: 3 records", "slow: 3", "quick: 3 records", "quick: 3"]
    expected = made(clone)
    for folder in ("results", "figures"):
        shutil.rmtree(clone / folder)
    (clone / "experiments" / "go").unlink()
    process = begin(clone, "slow", "quick", "--jobs", "2")
    wait_for((clone / "figures" / "surrogate" / "quick" / "f2.png").exists)  # though the one before has not ended
    assert not (clone / "results" / "surrogate" / "slow").exists()
    (clone / "experiments" / "go").touch()
    out, errors = process.communicate(timeout=120)
    assert errors == ""
    assert [line.split(" runs, ")[0] for line in out.splitlines()] == one
    assert made(clone) == expected


class Later:
    """Helpers that do an errand when its result is asked for."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, function: Any, *task: Any) -> Any:
        self.submitted += 1
        return SimpleNamespace(result=lambda: function(*task))


def test_figures_are_handed_over_as_they_are_and_have_the_same_bytes(tmp_path: Path) -> None:
    helpers = Later()
    figures = Figures(helpers, 1, None)  # type: ignore[arg-type]
    for number in range(7):
        with publication_style():
            figure, grid = new_figure(1, 2)
            grid.flat[0].plot([0, number, 1], label="line")
            if number == 1:
                grid.flat[1].xaxis.set_major_formatter(lambda x, _: f"<{x:g}>")  # cannot be sent elsewhere
            figure.legend(*grid.flat[0].get_legend_handles_labels(), loc="outside upper center")
            numbers = {"n": number}
            paths = figures.save(figure, tmp_path / "two" / f"f{number}", numbers)
            assert [path.exists() for path in paths] == [number == 1] * 3
            assert save_figure(figure, tmp_path / "one" / f"f{number}", numbers) == [
                tmp_path / "one" / path.name for path in paths
            ]
            numbers["n"] = -1
            grid.flat[0].plot([5, 5])  # a report may go on with what it drew
    assert (tmp_path / "two" / "f0.png").exists()  # no more than a few wait
    assert not (tmp_path / "two" / "f6.png").exists()
    assert figures.finish(Made("", "")) == Made("", "")
    assert helpers.submitted == 6
    assert files(tmp_path / "two") == files(tmp_path / "one")


def test_a_figure_that_cannot_be_written_is_the_report_s_problem(tmp_path: Path) -> None:
    figures = Figures(Later(), 1, None)  # type: ignore[arg-type]
    (tmp_path / "file").touch()
    with publication_style():
        figures.save(new_figure()[0], tmp_path / "file" / "f", {})
    assert "cannot write" in figures.finish(Made("said", "")).problem


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_report_that_fails_loses_no_other(clone: Path, jobs: str) -> None:
    (clone / "experiments" / "go").touch()
    old = clone / "results" / "surrogate" / "broken" / "t.md"
    old.parent.mkdir(parents=True)
    old.write_text("what was there before")
    names = ("quick", "refused", "broken", *(["killed"] if jobs == "2" else []), "last")
    process = begin(clone, *names, "--jobs", jobs)
    errors = process.communicate(timeout=120)[1].splitlines()
    assert process.returncode == 1
    folder = clone / "results" / "surrogate"
    assert sorted(each.name for each in folder.iterdir()) == ["README.md", "broken", "last", "quick"]
    assert files(old.parent) == {"t.md": b"what was there before"}
    assert "refused" not in (folder / "README.md").read_text()
    assert errors[0] == "error: refused: no report: there is a reason"
    assert errors[1].startswith("broken: Traceback")
    mine = [line for line in errors if line.startswith("error: ")]
    assert mine[1] == "error: broken: no report: KeyError: 'no such thing'"
    if jobs == "2":
        assert mine[2].startswith("error: killed: no report: a process was killed")
    assert mine[-1].startswith(f"error: {len(names) - 2} of {len(names)} reports could not be made: refused, broken")


@pytest.mark.parametrize("names", [("slow",), ("slow", "last")])
def test_an_interrupt_ends_all_and_leaves_no_half_written_folder(clone: Path, names: tuple[str, ...]) -> None:
    process = begin(clone, *names, "--jobs", "2")
    if len(names) > 1:
        wait_for((clone / "figures" / "surrogate" / "last" / "f2.png").exists)
    else:
        wait_for((clone.parent / "data" / "studies" / "runs" / "slow.tar").exists)
    os.killpg(process.pid, signal.SIGINT)  # to all processes, as a terminal does
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert [line[:13] for line in errors.splitlines() if line] == ["interrupted: "]
    wait_for(lambda: not alive(process.pid), 10.0)
    assert not (clone / "results" / "surrogate" / "slow").exists()
    for name in names[1:]:
        assert len(files(clone / "results" / "surrogate" / name)) == 7
        assert len(files(clone / "figures" / "surrogate" / name)) == 9
