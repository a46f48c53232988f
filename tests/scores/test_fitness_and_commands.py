"""Score tables as the fitness of a search: found by name, part of a run's identity; and the command that lists them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from suite.benchmark import Benchmark
from suite.cli.main import cli
from suite.errors import ConfigurationError, DataError, UnknownNameError
from suite.objectives.fitness import parse_fitness
from suite.objectives.stand_in import fitness_objectives, score_hash
from suite.scores import DEFAULT_RMI, load, save_rmi
from suite.study.pool import BenchmarkSource, run_study
from suite.study.runner import run
from tests.scores.made_up import RMI_PROTOCOL, rmi_parts, write_rmi, write_supernet
from tests.study.made_up import make_spec, write_made_up_store
from tests.study.records_in import records_in


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> BenchmarkSource:
    return BenchmarkSource(str(write_made_up_store(tmp_path_factory.mktemp("tables"))), "real")


@pytest.fixture
def benchmark_tables(store: BenchmarkSource) -> Benchmark:
    return store.open()


def test_a_search_minimises_what_the_table_holds(folder: Path, benchmark_tables: Benchmark) -> None:
    write_rmi(folder)
    write_rmi(folder, DEFAULT_RMI)
    write_supernet(folder)
    for text, values in (
        ("score:rmi-n1-s10", load("rmi-n1-s10").values()),
        ("score:rmi", load(DEFAULT_RMI).values(":sum")),
        ("score:rmi@5:sum", load("rmi").values("@5:sum")),
        ("supernet:supernet-uniform", load("supernet-uniform").values()),
    ):
        (objective,) = fitness_objectives(benchmark_tables, "cifar10", text)
        np.testing.assert_array_equal(objective.values, -values)


def test_a_column_of_the_benchmark_comes_first(folder: Path, benchmark_tables: Benchmark) -> None:
    write_rmi(folder, "proxy")
    (objective,) = fitness_objectives(benchmark_tables, "cifar10", "score:proxy")
    np.testing.assert_array_equal(objective.values, -benchmark_tables.column("proxy", "cifar10"))
    assert score_hash(benchmark_tables, "cifar10", "score:proxy") == ""


def test_tables_of_the_data_directory_are_found(folder: Path, tmp_path: Path) -> None:
    directory = write_made_up_store(tmp_path / "other")
    write_rmi(directory / "scores", "there")
    benchmark = BenchmarkSource(str(directory), "real").open()
    assert len(score_hash(benchmark, "cifar10", "score:there")) == 64


def test_wrong_names_and_kinds_are_one_line(folder: Path, benchmark_tables: Benchmark) -> None:
    write_rmi(folder)
    write_supernet(folder)
    for text, error, message in (
        ("score:rmi-n1-s9", UnknownNameError, "did you mean 'rmi-n1-s10'"),
        ("supernet:rmi-n1-s10", ConfigurationError, "write score:rmi-n1-s10"),
        ("score:supernet-uniform", ConfigurationError, "write supernet:supernet-uniform"),
        ("score:rmi-n1-s10@7", ConfigurationError, "not after 7"),
        ("score:faintest", ConfigurationError, "selects nothing"),
    ):
        with pytest.raises(error, match=message) as caught:
            fitness_objectives(benchmark_tables, "cifar10", text)
        assert "\n" not in str(caught.value)


def test_another_table_of_the_same_name_is_another_run(folder: Path, store: BenchmarkSource, tmp_path: Path) -> None:
    write_rmi(folder)
    spec = make_spec(fitness="score:rmi-n1-s10", device=None)
    (first,) = run_study([spec], store, tmp_path / "records", progress=False)
    (again,) = run_study([spec], store, tmp_path / "records", progress=False)
    assert again.to_bytes() == first.to_bytes()
    assert first.provenance["score_hash"] == load("rmi-n1-s10").sha256
    write_rmi(folder, salt=1)
    (other,) = run_study([spec], store, tmp_path / "records", progress=False)
    assert other.digest != first.digest
    assert len(records_in(tmp_path / "records")) == 2


def test_runs_on_other_fitnesses_know_no_scores(folder: Path, benchmark_tables: Benchmark) -> None:
    record = run(make_spec(), benchmark_tables)
    assert "score_hash" not in record.provenance
    write_rmi(folder, DEFAULT_RMI)
    staged = make_spec(algorithm="pevonas", fitness="staged:score:rmi/score:rmi@5/valid200", device=None)
    assert run(staged, benchmark_tables).provenance["score_hash"].count("+") == 1


def test_captions_say_reduced_and_transferred(folder: Path) -> None:
    write_rmi(folder)
    text = parse_fitness("score:rmi-n1-s10:sum").describe("ImageNet16-120")
    for part in ("sum of the representation mutual information", "reduced protocol", "transferred to ImageNet16-120"):
        assert part in text
    assert parse_fitness("score:unknown").describe() == "score table 'unknown', higher is better"


def call(*arguments: object) -> str:
    done = CliRunner().invoke(cli, ["data", "scores", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_lists_what_made_the_tables(folder: Path) -> None:
    assert "no score tables" in call()
    write_rmi(folder)
    write_supernet(folder)
    listed = call()
    for part in ("score:rmi-n1-s10", "supernet:supernet-uniform", "1 of 5 cells", "200 epochs, test accuracy 91.50 %"):
        assert part in listed
    facts = {each["name"]: each for each in json.loads(call("--json"))}
    assert facts["rmi-n1-s10"]["steps"] == [0, 5, 10]
    assert facts["supernet-uniform"]["facts"]["images"] == 5_000
    assert "score:rmi-n1-s10" in call(folder / "rmi-n1-s10.npz")


def test_parts_of_samples_become_rows(folder: Path, tmp_path: Path) -> None:
    def write(name: str) -> Path:
        parts = rmi_parts(count=2, marks=2)
        return save_rmi(folder / name, [5, 9], parts, (0, 5), protocol=RMI_PROTOCOL, reference="r")

    out = tmp_path / "rows.csv"
    assert "8 rows" in call("--csv", out, write("rmi-n1-s5-b16-sample2.npz"), write("rmi-n1-s5-seed1-sample2.npz"))
    lines = out.read_text().splitlines()
    assert lines[:2] == ["setting,index,steps,rmi_1,rmi_2,rmi_3,cross_entropy", "rmi-n1-s5-b16,5,0,,,,"]
    assert lines[-1].startswith("rmi-n1-s5-seed1,9,5,0.")
    for wrong, error in (("rmi-n1-s5-b16-sample2.npz", ConfigurationError), ("none.npz", DataError)):
        with pytest.raises(error):
            call("--csv", out, folder / "rmi-n1-s5-b16-sample2.npz", folder / wrong)
