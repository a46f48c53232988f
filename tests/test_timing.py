"""Where processor time goes: every moment belongs to one part, workers' included, and nothing is measured unasked."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from suite import timing
from suite.cli.main import cli
from suite.timing import PARTS, Timing
from suite.workers import Helpers, in_workers


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_every_moment_belongs_to_the_part_entered_last() -> None:
    clock = Clock()
    with timing.measuring(Timing(clock=clock)) as taken:
        clock.now = 1.0
        with timing.part("reports"):
            clock.now = 3.0
            with timing.part("records"):
                clock.now = 7.0
            clock.now = 7.5
            with suppress(ValueError), timing.part("algorithm"):
                clock.now = 8.0
                raise ValueError
        clock.now = 10.0
        taken.add({"algorithm": 100.0})
        found = taken.taken()
    assert found == {"algorithm": 100.5, "evaluation": 0.0, "records": 4.0, "reports": 2.5, "other": 3.0}
    assert sum(found.values()) == 110.0
    assert timing.active() is None
    text = timing.lines(found, 60.0)
    assert text[0] == "time: 110.00 s of the processor, workers included; 60.00 s by the clock"
    assert text[1].split() == ["algorithm", "100.50", "s", "91.4", "%"]


def spend(name: str) -> str:
    with timing.part(name):
        return name * 2


@pytest.mark.parametrize("asked", [True, False])
def test_workers_say_what_they_took_where_it_is_asked(asked: bool) -> None:
    names = ["records", "algorithm", "records"]
    taken = Timing(clock=lambda: 0.0)
    if asked:
        with timing.measuring(taken):
            assert list(in_workers(spend, [(name,) for name in names], 2)) == [name * 2 for name in names]
    else:
        assert list(in_workers(spend, [(name,) for name in names], 2)) == [name * 2 for name in names]
    assert (taken.seconds["other"] > 0) is asked  # the start of the workers
    assert (taken.seconds["records"] > 0) is asked
    assert (taken.seconds["algorithm"] > 0) is asked


def test_helpers_say_what_they_took() -> None:
    taken = Timing(clock=lambda: 0.0)
    helpers = Helpers(1)
    try:
        with timing.measuring(taken):
            errand = helpers.submit(spend, "reports")
            assert errand.result() == errand._future.result()[0] == "reportsreports"
    finally:
        helpers.end()
    assert taken.seconds["reports"] > 0


SETTING = ("--dataset", "cifar10", "--device", "fpga", "--source", "surrogate", "--budget", "200")


def test_a_run_says_it_in_its_json(tmp_path: Path) -> None:
    arguments = ["run", "nsga2", *SETTING, "--out", str(tmp_path), "--json"]
    plain = json.loads(CliRunner().invoke(cli, arguments).stdout)
    found = json.loads(CliRunner().invoke(cli, [*arguments, "--profile"]).stdout)
    seconds = found.pop("processor_seconds")
    assert found == plain
    assert tuple(seconds) == PARTS
    assert min(seconds.values()) >= 0
    assert seconds["algorithm"] > 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_comparison_says_it_beside_its_output(jobs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suite.report.figures.save_figure", lambda *_: [])
    out = ["--out", str(tmp_path), "--seeds", "2", "--jobs", jobs]
    done = CliRunner().invoke(cli, ["compare", "--algorithms", "nsga2,random_search", *SETTING, *out, "--profile"])
    assert done.exit_code == 0, done.output
    assert "time: " not in done.stdout
    rows = {line.split()[0]: float(line.split()[1]) for line in done.stderr.splitlines() if line.startswith("  ")}
    assert tuple(rows) == PARTS
    assert rows["reports"] > 0
