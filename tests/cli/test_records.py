from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from suite.cli.main import cli
from suite.errors import ConfigurationError, DataError, SuiteError
from suite.study.listing import chosen
from suite.study.pool import BenchmarkSource, run_study
from suite.study.record import Record
from suite.study.spec import Budget
from tests.study.made_up import make_spec, write_made_up_store
from tests.study.records_in import records_in

SPECS = [
    make_spec(algorithm=name, seed=seed, budget=Budget(queries=40), experiment=experiment)
    for experiment, name in (("one", "nsga2"), ("one", "random_search"), ("an other", "nsga2"))
    for seed in range(3)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("records")
    write_made_up_store(base / "tables")
    run_study(SPECS, BenchmarkSource(str(base / "tables"), "real"), base / "study", progress=False)
    return base / "study"


def call(*arguments: object) -> str:
    done = CliRunner().invoke(cli, ["records", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_pack_for_each_study_that_tar_reads(folder: Path) -> None:
    packs = sorted((folder / "runs").iterdir())
    assert [path.name for path in packs] == ["an-other.tar", "one.tar"]
    members = {}
    for path in packs:
        with tarfile.open(path) as archive:
            assert archive.getnames()[0] == "index"
            for member in archive.getmembers()[1:]:
                file = archive.extractfile(member)
                assert file is not None
                members[member.name.removesuffix(".npz")] = file.read()
    assert members == records_in(folder)


def test_records_are_listed_and_chosen(folder: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in call("list", folder, "--json").splitlines()]
    assert len(rows) == 9
    assert [(row["experiment"], row["algorithm"], row["seed"]) for row in rows] == sorted(
        (spec.experiment, spec.algorithm, spec.seed) for spec in SPECS
    )
    assert all(row["queries"] == 40 and row["stop"] == "budget" for row in rows)
    said = call("list", folder, "--experiment", "one", "--algorithm", "nsga2")
    assert said.splitlines()[-1] == "3 records"
    assert len(said.splitlines()) == 5
    call("list", folder, "--seed", 2, "--out", tmp_path / "rows.csv")
    assert len((tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()) == 4


def test_a_record_is_shown_and_exported(folder: Path, tmp_path: Path) -> None:
    digest, content = next(iter(records_in(folder).items()))
    shown = json.loads(call("show", folder, digest[:12]))
    record = Record.from_bytes(content)
    assert shown["digest"] == digest
    assert shown["indices"] == record.indices.tolist()
    assert shown["spec"] == record.spec.as_dict()
    assert call("export", folder, "--algorithm", "random_search", "--out", tmp_path / "files").startswith("3 records")
    for path in (tmp_path / "files").glob("*.npz"):
        assert path.read_bytes() == records_in(folder)[path.stem]


def test_folders_are_merged(folder: Path, tmp_path: Path) -> None:
    call("export", folder, "--out", tmp_path / "old" / "runs")
    assert call("merge", folder, tmp_path / "old", "--out", tmp_path / "all").startswith("9 records")
    for name in ("one.tar", "an-other.tar"):
        assert (tmp_path / "all" / "runs" / name).read_bytes() == (folder / "runs" / name).read_bytes()


def test_what_is_not_there_is_one_line(folder: Path, tmp_path: Path) -> None:
    for wrong, error in (
        (("list", tmp_path), DataError), (("show", folder, "zz"), DataError), (("show", folder, ""), DataError),
    ):  # fmt: skip
        with pytest.raises(SuiteError) as caught:
            CliRunner().invoke(cli, ["records", *map(str, wrong)], catch_exceptions=False)
        assert isinstance(caught.value, error)
        assert "\n" not in str(caught.value)
    with pytest.raises(ConfigurationError, match="not by colour"):
        next(chosen(folder, {"colour": "red"}))
