"""Journals: what is whole in them is found without reading it, and what is not is made again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from suite.objectives.predicted import AnyBenchmark
from suite.study import batch
from suite.study.journal import append, fold, journal_path, whole_records
from suite.study.pack import BLOCK, header, name_of, padding, read_index
from suite.study.pool import BenchmarkSource, run_study
from suite.study.record import Record
from suite.study.shelf import Shelf
from suite.study.spec import Budget, RunSpec
from tests.study.made_up import make_spec


@pytest.fixture(scope="module")
def records(source: BenchmarkSource, tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    specs = [make_spec(seed=seed, budget=Budget(queries=40)) for seed in range(4)]
    return run_study(specs, source, tmp_path_factory.mktemp("made"), progress=False)


def journal(folder: Path, records: list[Record]) -> Path:
    runs = folder / "runs"
    runs.mkdir()
    for record in records:
        append(runs, "test", record.digest, record.to_bytes())
    return journal_path(runs, "test")


def test_no_whole_record_is_read(records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = journal(tmp_path, records)
    monkeypatch.setattr(Record, "from_bytes", lambda *_, **__: pytest.fail("read"))
    with path.open("rb") as file:
        found = dict(whole_records(path, file))
    assert list(found) == [record.digest for record in records]
    assert {place.versions for place in found.values()} == {records[0].provenance["versions"]}
    monkeypatch.undo()
    assert [each.to_bytes() for _, each in Shelf(tmp_path).load(found)] == [each.to_bytes() for each in records]


def test_one_that_never_reached_the_disk_is_left_out(records: list[Record], tmp_path: Path) -> None:
    path = journal(tmp_path, records)
    content = bytearray(path.read_bytes())
    content[BLOCK + 200] ^= 1
    path.write_bytes(content)
    assert set(Shelf(tmp_path).digests) == {record.digest for record in records[1:]}


@pytest.mark.parametrize("sha256", ["", "0" * 64])
def test_a_journal_that_states_no_hash_or_a_wrong_one_is_read_record_by_record(
    sha256: str, records: list[Record], tmp_path: Path
) -> None:
    path = journal(tmp_path, [])
    with path.open("wb") as file:
        for record in records:
            content = record.to_bytes()
            file.write(header(name_of(record.digest), len(content), sha256) + content + padding(len(content)))
    fold(tmp_path / "runs")
    assert set(read_index(tmp_path / "runs" / "test.tar")) == {record.digest for record in records}


def test_a_study_goes_on_from_journals(
    records: list[Record], source: BenchmarkSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = journal(tmp_path, records[:3])
    made = []
    original = batch.run_all

    def counted(specs: Sequence[RunSpec], benchmark: AnyBenchmark) -> list[Record]:
        assert path.exists()  # nothing is folded before the first run: that takes long where there are many
        made.extend(specs)
        return original(specs, benchmark)

    monkeypatch.setattr(batch, "run_all", counted)
    specs = [record.spec for record in records]
    again = run_study(specs, source, tmp_path, progress=False)
    assert made == specs[3:]
    assert [record.to_bytes() for record in again] == [record.to_bytes() for record in records]
    assert [each.name for each in (tmp_path / "runs").iterdir()] == ["test.tar"]


def test_a_study_whose_journals_another_one_folds_meanwhile_loses_nothing(
    records: list[Record], source: BenchmarkSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal(tmp_path, records[:3])
    made = []
    original = batch.run_all

    def beside(specs: Sequence[RunSpec], benchmark: AnyBenchmark) -> list[Record]:
        fold(tmp_path / "runs")
        made.extend(specs)
        return original(specs, benchmark)

    monkeypatch.setattr(batch, "run_all", beside)
    again = run_study([record.spec for record in records], source, tmp_path, progress=False)
    assert len(made) == 1
    assert [record.to_bytes() for record in again] == [record.to_bytes() for record in records]
