"""Times of experiments: noted in the registry's order, in the place of older ones; what the command refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments import REGISTRY
from experiments.ledger.join import TIMES, read
from experiments.ledger.times import CLOCK, PROCESSOR, note
from suite.cli.reproduce import reproduce


def test_a_row_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "times.csv"
    path.write_text("experiment,runs,seconds,of\nb,5,10,clock\ngone,1,1,clock\n")
    note("c", 7, 0.2, path, ("a", "b", "c"))
    note("a", 3, 12.4, path, ("a", "b", "c"))
    note("b", 6, 99.6, path, ("a", "b", "c"))
    assert path.read_text() == "experiment,runs,seconds,of\na,3,12,processor\nb,6,100,processor\nc,7,1,processor\n"


def test_the_committed_ones_are_of_experiments_that_there_are() -> None:
    rows = read(TIMES)
    assert {row["experiment"] for row in rows} <= set(REGISTRY)
    assert {row["of"] for row in rows} <= {CLOCK, PROCESSOR}


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--check"], "--time makes"), (["--seeds", "2"], "--time makes"), (["--source", "surrogate"], "real tables")],
)
def test_what_is_no_time_of_the_committed_results_is_refused(options: list[str], said: str) -> None:
    done = CliRunner().invoke(reproduce, ["--time", "verdict-rules", *options])
    assert done.exit_code != 0
    assert said in str(done.exception)
