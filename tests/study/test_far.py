"""The process of a study and its far workers: every record once, whatever workers do."""

from __future__ import annotations

import pytest

from suite.engines.base import Engine
from suite.engines.calling import call
from suite.engines.facts import facts
from suite.study import far
from suite.study.pool import run_study
from suite.workers import WorkerError
from tests.study.test_pool import content, study


class Unsteady(Engine):
    """Calls here, but loses tasks, sends twice, or alters what is sent."""

    far = True
    slots = 2

    def __init__(self, shares: bool = False, lost: int = 0, alter: bool = False) -> None:
        self.shares_folder, self.lost, self.alter, self.calls = shares, lost, alter, 0

    def describe(self) -> str:
        return "unsteady"

    def fetch(self, name: str) -> bytes:
        raise AssertionError(name)  # the folder of the study is here

    def run(self, function, tasks, *, folder, parcels=None, collect=tuple):
        assert parcels
        for number, task in enumerate(tasks):
            self.calls += 1
            if number < self.lost:
                continue
            sent = call(function, task, facts(), self)
            if self.alter:
                sent = [(digest, sent[0][1]) for digest, _ in reversed(sent)] if len(sent) > 1 else sent
            if self.shares_folder:
                assert sent == []
                yield from collect()
            else:
                yield sent
                yield sent  # a task that was done again
        yield from collect()


@pytest.fixture(scope="module")
def expected(source, tmp_path_factory):
    out = tmp_path_factory.mktemp("one-process")
    run_study(study(30), source, out, progress=False)
    return content(out)


@pytest.mark.parametrize("shares", [False, True])
@pytest.mark.parametrize("lost", [0, 3])
def test_losses_and_repetitions_change_no_byte(shares, lost, source, tmp_path, expected):
    engine = Unsteady(shares, lost)
    # in each round three tasks are lost, until so few are left that none comes: then the study says so
    if lost:
        with pytest.raises(WorkerError, match=r"workers were lost before they finished any of the [\d,]+ runs"):
            run_study(study(30), source, tmp_path, progress=False, engine=engine)
        before = engine.calls
        engine.lost = 0
        records = run_study(study(30), source, tmp_path, progress=False, engine=engine)
        assert engine.calls - before <= 15  # the rest alone was made
    else:
        records = run_study(study(30), source, tmp_path, progress=False, engine=engine)
    assert [record.spec for record in records] == study(30)
    assert content(tmp_path) == expected


def test_records_of_another_run_are_refused(source, tmp_path):
    with pytest.raises(WorkerError, match="another run"):
        run_study(study(30), source, tmp_path, progress=False, engine=Unsteady(alter=True))


def test_records_of_other_code_are_refused(source, tmp_path, monkeypatch):
    monkeypatch.setattr(far, "versions", lambda spec: "random_search=99")
    with pytest.raises(WorkerError, match="other versions"):
        run_study(study(2), source, tmp_path, progress=False, engine=Unsteady())


def test_closing_the_study_closes_the_engine(source, tmp_path, monkeypatch):
    closed = []

    class Interrupted(Unsteady):
        def run(self, *arguments, **further):
            try:
                yield from super().run(*arguments, **further)
            finally:
                closed.append(True)

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(far, "append", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_study(study(2), source, tmp_path, progress=False, engine=Interrupted())
    assert closed == [True]
