"""What is said of a study's progress, on a terminal and in a file, by a clock that the test winds."""

from __future__ import annotations

import io
import os
import pty
import select

import pytest

from suite.study.pool import BenchmarkSource, run_study
from suite.study.progress import MINUTE, Progress, duration, pace, ticking
from suite.study.spec import Budget
from tests.study.made_up import make_spec


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def followed(progress: Progress, clock: Clock, steps: int, seconds: float, runs: int) -> None:
    for _ in range(steps):
        clock.now += seconds
        progress.advance(runs)


def test_a_pipe_gets_one_line_a_minute() -> None:
    read, write = os.pipe()
    clock = Clock()
    with os.fdopen(write, "w") as stream:
        followed(Progress("mo-hdnas", 4520, 20, stream=stream, clock=clock), clock, 250, 1.0, 10)
    with os.fdopen(read) as stream:
        lines = stream.read().split("\n")
    assert lines == [
        "mo-hdnas: 620 of 4,520 runs (13 %), 10 a second, 6 min left",
        "mo-hdnas: 1,220 of 4,520 runs (26 %), 10 a second, 6 min left",
        "mo-hdnas: 1,820 of 4,520 runs (40 %), 10 a second, 4 min left",
        "mo-hdnas: 2,420 of 4,520 runs (53 %), 10 a second, 4 min left",
        "",
    ]


def test_a_terminal_has_one_line_that_is_drawn_over() -> None:
    leader, follower = pty.openpty()
    clock = Clock()
    with os.fdopen(follower, "w") as stream:
        progress = Progress("fbnet", 100, stream=stream, clock=clock)
        assert progress.terminal
        followed(progress, clock, 30, 0.125, 1)
        progress.clear()
        shown = everything(leader)
    assert "\n" not in shown
    drawn = shown.split("\r\x1b[K")[1:]
    assert len(drawn) == 16  # every other advance, and nothing at the end
    assert drawn[0] == "fbnet: 2 of 100 runs (2 %), 8.0 a second, 12 s left"
    assert drawn[-2:] == ["fbnet: 30 of 100 runs (30 %), 8.0 a second, 9 s left", ""]


def everything(leader: int) -> str:
    """Return what was written to a terminal so far, and close its other end."""
    found = b""
    while select.select([leader], [], [], 0)[0]:
        found += os.read(leader, 10_000)
    os.close(leader)
    return found.decode()


def test_what_takes_long_is_said_though_nothing_advances() -> None:
    clock, stream = Clock(), io.StringIO()
    with ticking(Progress("survey", 7, stream=stream, clock=clock), every=0.001) as progress:
        assert not progress.terminal
        clock.now += MINUTE
        while not stream.getvalue():
            pass
    assert stream.getvalue() == "survey: 0 of 7 runs (0 %), 60 s so far\n"


def test_a_study_says_its_name(
    source: BenchmarkSource, tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(Progress.__init__, "__kwdefaults__", {**Progress.__init__.__kwdefaults__, "clock": clock})
    specs = [make_spec(budget=Budget(queries=20 + more)) for more in range(4)]  # alike but for seeds: one step

    def wind() -> None:
        clock.now += 45.0

    run_study(specs, source, tmp_path, progress="tiny", advanced=wind)  # type: ignore[arg-type]
    said = capsys.readouterr().err.splitlines()
    assert said == ["tiny: 3 of 4 runs (75 %), 2.0 a minute, 30 s left"]


@pytest.mark.parametrize(
    ("rate", "said"), [(1234.5, "1,234 a second"), (2.5, "2.5 a second"), (0.5, "30 a minute"), (0.001, "3.6 an hour")]
)
def test_a_pace_is_a_number_that_can_be_read(rate: float, said: str) -> None:
    assert pace(rate) == said


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0 s"), (89, "89 s"), (300, "5 min"), (9000, "2.5 h")])
def test_a_duration_is_a_number_that_can_be_read(seconds: float, said: str) -> None:
    assert duration(seconds) == said
