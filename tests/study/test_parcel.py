"""Tables that travel: packed, unpacked, and refused where they are not those of the study."""

from __future__ import annotations

import io
import tarfile
import zlib
from pathlib import Path

import pytest

from suite.errors import DataError
from suite.study import far, parcel
from suite.study.far import FarTask, work
from suite.study.identity import run_digest
from suite.study.parcel import packed, unpacked
from suite.study.record import Record
from suite.study.runner import run
from suite.study.source import BenchmarkSource
from suite.tables.store import open_store
from tests.study.made_up import make_spec, write_made_up_store


class Shelf:
    """A post that counts how often it was asked."""

    def __init__(self, content: bytes) -> None:
        self.content, self.asked = content, 0

    def fetch(self, name: str) -> bytes:
        self.asked += 1
        return self.content


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parcel.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(far, "_OPENED", {})
    return tmp_path


def test_a_parcel_holds_store_devices_and_scores_alone_and_has_one_text(tmp_path):
    home = write_made_up_store(tmp_path / "data")
    write_made_up_store(home / "devices" / "mine", salt=1)
    for name in ("scores/mine.npz", "upstream/large.bin", "studies/runs/x.tar", "devices/Bad Name/store.json"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"content")
    content = packed(home)
    assert packed(home) == content
    folder = unpacked("one", content)
    kinds = {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()}
    assert kinds == {"store.json", "devices", "scores"} | {path.name for path in folder.glob("columns-*")}
    assert open_store(folder).sha256 == open_store(home).sha256
    assert open_store(folder / "devices" / "mine").sha256 == open_store(home / "devices" / "mine").sha256
    assert parcel.at_hand("one") == unpacked("one", content) == folder
    assert parcel.at_hand("two") is None


def archive(name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as out:
        member = tarfile.TarInfo(name)
        member.type, member.size = kind, 0 if kind != tarfile.REGTYPE else 4
        out.addfile(member, io.BytesIO(b"text"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"no parcel",
        zlib.compress(b"no archive" * 200),
        zlib.compress(archive("store.json"))[:-9],
        zlib.compress(archive("../store.json")),
        zlib.compress(archive("/tmp/store.json")),
        zlib.compress(archive("devices/../../store.json")),
        zlib.compress(archive("store.json", tarfile.SYMTYPE)),
        zlib.compress(archive("evil.py")),
    ],
)
def test_what_is_no_parcel_is_refused_in_one_line_and_leaves_nothing(content, tmp_path):
    with pytest.raises(DataError, match="parcel") as raised:
        unpacked("bad", content)
    assert "\n" not in str(raised.value)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def far_task(source: BenchmarkSource, tables: str, name: str = "suite-tables-test") -> FarTask:
    return FarTask(source, tables, name, None, None)


def test_a_worker_that_lacks_the_tables_fetches_them_once(made_up_dir, source, benchmark_tables):
    specs = [make_spec(seed=seed) for seed in range(3)]
    batch = [(run_digest(spec, benchmark_tables), spec) for spec in specs]
    post = Shelf(packed(made_up_dir))
    elsewhere = BenchmarkSource("/no/such/folder", "real")
    task = far_task(elsewhere, benchmark_tables.data_hash)
    sent = work(batch[:1], task, post) + work(batch[1:], task, post)
    assert post.asked == 1
    assert sent == [(digest, run(spec, benchmark_tables).to_bytes()) for digest, spec in batch]
    near = far_task(source, benchmark_tables.data_hash + "again")
    assert work(batch, near, post) == sent
    assert post.asked == 1  # it sees the folder of the study


def test_a_worker_with_other_tables_fetches_the_right_ones(tmp_path, monkeypatch, made_up_dir, benchmark_tables):
    monkeypatch.setenv("SUITE_DATA_DIR", str(write_made_up_store(tmp_path / "other", salt=1)))
    spec = make_spec()
    post = Shelf(packed(made_up_dir))
    task = far_task(BenchmarkSource("/no/such/folder", "real"), benchmark_tables.data_hash)
    ((_, content),) = work([(run_digest(spec, benchmark_tables), spec)], task, post)
    assert Record.from_bytes(content).provenance["data_hash"] == benchmark_tables.data_hash
    assert post.asked == 1


def test_tables_of_another_hash_are_refused_in_one_line(tmp_path, benchmark_tables):
    spec = make_spec()
    post = Shelf(packed(write_made_up_store(tmp_path / "other", salt=1)))
    task = far_task(BenchmarkSource("/no/such/folder", "real"), benchmark_tables.data_hash)
    with pytest.raises(DataError, match="other hashes") as raised:
        work([(run_digest(spec, benchmark_tables), spec)], task, post)
    assert "\n" not in str(raised.value)


def test_a_folder_that_others_can_write_is_not_used(tmp_path, made_up_dir):
    home = unpacked("one", packed(made_up_dir)).parent
    home.chmod(0o777)
    assert unpacked("one", packed(made_up_dir)).parent != home
