"""``suite compare`` over many problems and ``suite import-runs``, as a person calls them."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from suite.cli.compare_many import WIDTH
from suite.cli.main import cli
from suite.errors import SuiteError

MANY = (
    "--algorithms", "nsga2,random_search,local_search", "--formulation", "weighted-sum:0.5", "--devices", "raspi4,fpga",
    "--datasets", "cifar10", "--metric", "both", "--budget", "12", "--budget-kind", "distinct", "--seeds", "2",
)  # fmt: skip


def suite(*arguments: object, out: Path) -> Any:
    return CliRunner().invoke(cli, [*map(str, arguments), "--source", "surrogate", "--out", str(out)])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("many")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("suite.comparison.outputs.write_figures", lambda results, out: [])
        done = suite("compare", *MANY, out=out)
    assert done.exit_code == 0, done.output
    lines = done.stdout.split("\nwritten:")[0].splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert "local_search: searched one objective, weighted-sum:0.5" in done.stdout.replace("\n  ", " ")
    return out


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suite.comparison.outputs.write_figures", lambda results, out: [])


def study_of(out: Path) -> Path:
    (path,) = out.glob("*.toml")
    return path


def test_the_outputs_carry_the_study_and_its_file_makes_it_again(made: Path, no_figures: None) -> None:
    out = made
    path = study_of(out)
    before = {each.name: each.read_bytes() for each in out.iterdir() if each.is_file()}
    assert all(name.startswith(path.stem) for name in before)
    done = CliRunner().invoke(cli, ["compare", str(path), "--source", "surrogate"])
    assert done.exit_code == 0, done.output
    assert {each.name: each.read_bytes() for each in out.iterdir() if each.is_file()} == before
    (runs,) = out.glob("*-runs.csv")
    rows = list(csv.DictReader(runs.read_text().splitlines()))
    assert len(rows) == 3 * 3 * 2
    assert {row["problem"] for row in rows} == {
        "cifar10-raspi4-latency", "cifar10-fpga-latency", "cifar10-fpga-energy",
    }  # fmt: skip


def test_options_beside_a_file_are_refused(made: Path) -> None:
    done = suite("compare", study_of(made), "--seeds", "3", out=made)
    assert done.exit_code == 2
    assert "leave --seeds out" in done.output


def test_another_study_of_the_name_is_kept(tmp_path: Path, no_figures: None) -> None:
    small = ("compare", "--algorithms", "random_search", "--datasets", "cifar10", "--devices", "fpga", "--name", "mine")
    assert suite(*small, "--budget", "20", "--seeds", "2", out=tmp_path).exit_code == 0
    other = suite(*small, "--budget", "30", "--seeds", "2", out=tmp_path)
    assert other.exit_code == 1
    assert "is another study of that name: give --name or --out, or --overwrite" in str(other.exception)
    assert suite(*small, "--budget", "30", "--seeds", "2", "--overwrite", out=tmp_path).exit_code == 0
    assert suite(*small, "--budget", "30", "--seeds", "2", out=tmp_path).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--algorithms", "local_search", "--devices", "all", "--datasets", "all"), "give a formulation"),
        (("--algorithms", "nsga2", "--devices", "all", "--device", "fpga", "--datasets", "all"), "not both"),
        (("--algorithms", "nsga2", "--devices", "all"), "--datasets"),
        (("--devices", "all", "--datasets", "all"), "give --algorithms"),
        (("--algorithms", "nsga2", "--devices", "fpgaa", "--datasets", "all"), "did you mean 'fpga'"),
        (("--algorithms", "nsga2", "--device", "all", "--dataset", "cifar10"), "write --devices all"),
        (("--algorithms", "nsga2", "--device", "fpga", "--dataset", "all"), "write --datasets all"),
        (("--algorithms", "nsga2", "--device", "fpga", "--dataset", "cifar10", "--cost-limit", "low"), "quantile:Q"),
        (
            ("--algorithms", "nsga2", "--device", "fpga", "--dataset", "cifar10", "--import", "none"),
            "there are no runs",
        ),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = suite("compare", *arguments, "--budget", "20", "--seeds", "1", out=tmp_path)
    assert done.exit_code != 0
    assert said in f"{done.output} {done.exception}"


ALONE = "'all' stands alone: write all, or a list such as "
METRICS = "metric: write latency, energy, both (problems of each), or latency+energy (one problem of both costs), not "


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--devices": "all,raspi4"}, f"devices: {ALONE}raspi4,fpga"),
        ({"--devices": "raspi4, all"}, f"devices: {ALONE}raspi4,fpga"),
        ({"--devices": ""}, "devices: none is named: write all, or a list such as raspi4,fpga"),
        ({"--devices": " , "}, "devices: none is named: write all, or a list such as raspi4,fpga"),
        ({"--datasets": "all,cifar10"}, f"datasets: {ALONE}cifar10,cifar100"),
        ({"--datasets": ""}, "datasets: none is named: write all, or a list such as cifar10,cifar100"),
        (
            {"--datasets": "", "--devices": None},
            "datasets: none is named: write all, or a list such as cifar10,cifar100",
        ),
        ({"--metric": "energy,latency"}, f"{METRICS}'energy,latency'"),
        ({"--metric": "all"}, f"{METRICS}'all'"),
        ({"--metric": ""}, f"{METRICS}''"),
        ({"--metric": "energy,latency", "--devices": None}, f"{METRICS}'energy,latency'"),
    ],
)
def test_a_list_that_means_nothing_says_what_to_write(
    tmp_path: Path, changed: dict[str, str | None], said: str
) -> None:
    options = {"--algorithms": "random_search", "--datasets": "cifar10", "--devices": "fpga", **changed}
    given = [part for pair in options.items() if pair[1] is not None for part in pair]
    done = suite("compare", *given, "--budget", "20", "--seeds", "1", out=tmp_path)
    assert isinstance(done.exception, SuiteError), done.output
    assert str(done.exception) == said
    assert not list(tmp_path.iterdir())


def test_an_interrupt_says_what_is_kept_and_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import suite.comparison.making as making

    real = making.run_study

    def interrupted(specs: Any, *arguments: Any, **options: Any) -> Any:
        real(specs[:4], *arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "run_study", interrupted)
    monkeypatch.setattr("sys.argv", ["suite", "compare", *MANY, "--source", "surrogate", "--out", str(tmp_path)])
    from suite.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    (path,) = tmp_path.glob("*.toml")
    assert f"4 of 18 runs are kept in {tmp_path / 'runs'}; 'suite compare {path}' goes on" in capsys.readouterr().err


def test_imported_runs_stand_beside_ours(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(made, out)
    table = tmp_path / "mine.csv"
    rows = [
        f"{problem},{seed},{architecture},0"
        for problem in ("cifar10-raspi4-latency", "cifar10-fpga-latency", "cifar10-fpga-energy")
        for seed in (0, 1)
        for architecture in range(seed, 2000, 40)
    ]
    table.write_text("problem,seed,architecture,x\n" + "\n".join(rows))
    done = suite("import-runs", table, "--algorithm", "mine", out=out)
    assert done.exit_code == 0, f"{done.output} {done.exception}"
    done = suite("compare", *MANY, "--import", "mine", out=out)
    assert done.exit_code == 0, f"{done.output} {done.exception}"
    assert "mine (imported): IMPORTED runs" in done.stdout
    (runs,) = (path for path in out.glob("*-runs.csv") if "mine" in path.read_text())
    imported = [row for row in csv.DictReader(runs.read_text().splitlines()) if row["imported"] == "yes"]
    assert len(imported) == 6
    assert {row["distinct"] for row in imported} == {"12"}
    for kind in (
        "overall.csv",
        "problems.csv",
        "pairs.csv",
        "intervals.json",
        "profiles.json",
        "running-times-distinct.json",
    ):
        (path,) = out.glob(f"{runs.name.removesuffix('runs.csv')}{kind}")
        assert "mine (imported)" in path.read_text()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--param", "nsga2.population_size=0"),
        ("--param", "nsga2.no_such=1"),
        ("--import", "nowhere"),
        ("--device", "nowhere"),
    ],
)
def test_a_refused_comparison_leaves_nothing(wrong: tuple[str, ...], tmp_path: Path) -> None:
    options = ("--algorithms", "nsga2,random_search", "--dataset", "cifar10", "--device", "fpga", "--budget", "20")
    places = ("--source", "surrogate", "--out", str(tmp_path / "out"))
    done = CliRunner().invoke(cli, ["compare", *options, *wrong, *places])
    assert isinstance(done.exception, SuiteError), done.output
    assert not list(tmp_path.rglob("*"))
