from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.errors import ConfigurationError, DataError, UnknownNameError
from suite.study import batch
from suite.study.collection import load_records, merge
from suite.study.pack import read_index
from suite.study.pool import BenchmarkSource, in_shard, parse_shard, run_path, run_study
from suite.study.record import Record
from suite.study.spec import Budget, RunSpec
from tests.study.made_up import make_spec, write_made_up_store
from tests.study.records_in import records_in


def study(seeds: int = 4, queries: int = 60) -> list[RunSpec]:
    return [
        make_spec(algorithm=name, seed=seed, budget=Budget(queries=queries))
        for name in ("random_search", "nsga2", "mo_hdnas")
        for seed in range(seeds)
    ]


def content(folder: Path) -> dict[str, str]:
    """Every file below ``folder`` with the hash of its bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def expected(source: BenchmarkSource, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("one-worker")
    records = run_study(study(), source, out, progress=False)
    assert [record.spec for record in records] == study()
    assert list(content(out)) == ["runs/test.tar"]
    assert len(records_in(out)) == 12
    return content(out)


@pytest.mark.parametrize("jobs", [2, 3])
def test_workers_change_no_byte(jobs: int, source: BenchmarkSource, tmp_path: Path, expected: dict[str, str]) -> None:
    records = run_study(study(), source, tmp_path, jobs=jobs, progress=False)
    assert [record.spec for record in records] == study()
    assert content(tmp_path) == expected


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_shards_change_no_byte(n: int, source: BenchmarkSource, tmp_path: Path, expected: dict[str, str]) -> None:
    folders = [tmp_path / f"shard{i}" for i in range(1, n + 1)]
    made = [run_study(study(), source, folder, shard=(i + 1, n), progress=False) for i, folder in enumerate(folders)]
    assert sum(len(records) for records in made) == 12
    assert merge(folders, tmp_path / "all") == 12
    assert content(tmp_path / "all") == expected


def test_order_and_repetition_change_no_byte(source: BenchmarkSource, tmp_path: Path, expected: dict[str, str]) -> None:
    shuffled = study() + study()[:3]
    random.Random(0).shuffle(shuffled)
    records = run_study(shuffled, source, tmp_path, progress=False)
    assert [record.spec for record in records] == shuffled
    assert content(tmp_path) == expected


def test_finished_runs_are_kept_and_broken_ones_made_again(
    source: BenchmarkSource, tmp_path: Path, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_study(study(), source, tmp_path, progress=False)
    pack = tmp_path / "runs" / "test.tar"
    whole = pack.read_bytes()
    index = read_index(pack)
    damaged = bytearray(whole)
    for place in list(index.values())[:3]:
        damaged[place.offset + place.size // 2] ^= 1
    pack.write_bytes(damaged)
    pack.with_name(f".{5:016x}.part").write_bytes(b"half")  # what a kill while writing leaves
    made = []
    original = batch.run_all

    def counted(specs: list[RunSpec], benchmark: object) -> list[Record]:
        made.extend(specs)
        return original(specs, benchmark)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "run_all", counted)
    run_study(study(), source, tmp_path, progress=False)
    assert len(made) == 3
    assert content(tmp_path) == expected
    pack.write_bytes(whole[:-9000])  # its index is refused; what is whole in it is found
    run_study(study(), source, tmp_path, progress=False)
    assert 3 < len(made) < 12
    assert content(tmp_path) == expected
    before = len(made)
    run_study(study(), source, tmp_path, progress=False)
    assert len(made) == before
    run_study(study(), source, tmp_path, progress=False, fresh=True)
    assert len(made) == before + 12
    assert content(tmp_path) == expected


def test_records_of_another_version_are_made_again(
    source: BenchmarkSource, tmp_path: Path, expected: dict[str, str]
) -> None:
    record = run_study(study()[:1], source, tmp_path, progress=False)[0]
    old = replace(record, provenance={**record.provenance, "versions": "0.0.0"})
    (tmp_path / "runs" / "test.tar").unlink()
    old.save(run_path(tmp_path, record.digest))
    run_study(study(), source, tmp_path, progress=False)
    run_path(tmp_path, record.digest).unlink()
    assert content(tmp_path) == expected


def test_folders_of_files_of_their_own_are_read(
    source: BenchmarkSource, tmp_path: Path, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for record in run_study(study(), source, tmp_path / "made", progress=False):
        record.save(run_path(tmp_path / "old", record.digest))
    monkeypatch.setattr(batch, "run_all", lambda *_: pytest.fail("made again"))
    kept = run_study(study(), source, tmp_path / "old", progress=False)
    assert [record.spec for record in kept] == study()
    assert merge([tmp_path / "old"], tmp_path / "new") == 12
    assert content(tmp_path / "new") == expected


def test_records_of_other_tables_never_mix(source: BenchmarkSource, tmp_path: Path, expected: dict[str, str]) -> None:
    other = BenchmarkSource(str(write_made_up_store(tmp_path / "tables", salt=1)), "real")
    out = tmp_path / "out"
    theirs = run_study(study(), other, out, progress=False)
    ours = run_study(study(), source, out, progress=False)
    assert len(records_in(out)) == 24
    assert {record.digest for record in ours} < set(records_in(out))
    alone = run_study(study(), source, tmp_path / "alone", progress=False)
    assert content(tmp_path / "alone") == expected
    assert [record.to_bytes() for record in alone] == [record.to_bytes() for record in ours]
    assert {record.provenance["data_hash"] for record in theirs}.isdisjoint(
        record.provenance["data_hash"] for record in ours
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_study_resumes_and_ends_with_the_same_bytes(
    jobs: int, source: BenchmarkSource, tmp_path: Path, made_up_dir: Path
) -> None:
    seeds, queries = 40, 300
    script = textwrap.dedent(
        f"""
        from pathlib import Path
        from suite.study.pool import BenchmarkSource, run_study
        from tests.study.test_pool import study
        if __name__ == "__main__":
            run_study(study({seeds}, {queries}), BenchmarkSource({str(made_up_dir)!r}, "real"), Path({str(tmp_path)!r}),
                      jobs={jobs}, progress=False)
        """
    )
    root = Path(__file__).resolve().parents[2]
    victim = subprocess.Popen([sys.executable, "-c", script], cwd=root, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while len(records_in(tmp_path)) < 3:
            assert victim.poll() is None, "the study ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.005)
    finally:
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
    done = len(records_in(tmp_path))
    assert 3 <= done < 3 * seeds
    run_study(study(seeds, queries), source, tmp_path, progress=False)
    whole = tmp_path / "never-killed"
    run_study(study(seeds, queries), source, whole, progress=False)
    killed = {name: digest for name, digest in content(tmp_path).items() if not name.startswith("never-killed")}
    assert killed == content(whole)
    assert len(records_in(tmp_path)) == 3 * seeds


@given(st.integers(0, 2**256 - 1), st.integers(1, 20))
def test_every_run_is_in_exactly_one_shard(number: int, n: int) -> None:
    digest = f"{number:064x}"
    assert sum(in_shard(digest, (i, n)) for i in range(1, n + 1)) == 1
    assert in_shard(digest, None)


def test_shards_are_written_i_of_n() -> None:
    assert parse_shard("2/8") == (2, 8)
    for text in ("0/2", "3/2", "a/b", "1", "1/0", "-1/2", "1/2/3", ""):
        with pytest.raises(ConfigurationError, match="i/n"):
            parse_shard(text)


def test_what_cannot_be_run_is_found_before_the_first_run(source: BenchmarkSource, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean"):
        run_study([*study(), make_spec(algorithm="nsga22")], source, tmp_path / "out", progress=False)
    with pytest.raises(ConfigurationError, match="15,625"):
        run_study([*study(), make_spec(budget=Budget(distinct=20_000))], source, tmp_path / "out", progress=False)
    assert not (tmp_path / "out").exists()
    with pytest.raises(ConfigurationError, match="jobs"):
        run_study(study(), source, tmp_path, jobs=0)


def test_folders_that_cannot_be_used_are_named(source: BenchmarkSource, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(DataError, match="--out"):
        run_study(study(), source, blocked, progress=False)
    with pytest.raises(DataError, match="no run records"):
        load_records(tmp_path)


def test_loading_and_uniting_records(source: BenchmarkSource, tmp_path: Path) -> None:
    records = run_study(study()[:3], source, tmp_path / "one", progress=False)
    assert [each.digest for each in load_records(tmp_path / "one")] == sorted(record.digest for record in records)
    different = replace(records[0], provenance={**records[0].provenance, "versions": "0.0.0"})
    different.save(run_path(tmp_path / "two", records[0].digest))
    with pytest.raises(DataError, match="different records of one run"):
        merge([tmp_path / "one", tmp_path / "two"], tmp_path / "all")


def test_the_bar_shows_on_a_terminal_only(
    source: BenchmarkSource, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run_study(study()[:2], source, tmp_path, progress=True)
    assert capfd.readouterr().err == ""
