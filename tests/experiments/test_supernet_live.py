"""Searches that train their own supernet: made and resumed on a few images, and the tables of their rows."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.kit.supernet_papers.methods import EVNAS, PEVONAS
from experiments.supernet import live_searches, live_tables
from experiments.supernet.live_tables import LINES, report
from suite.benchmark import Benchmark, load_benchmark
from suite.errors import DataError, UnknownNameError
from suite.objectives.live import LiveSettings
from suite.report.output import Output

SETTINGS = LiveSettings(cells=1, channels=4, images=24, limit=20, epochs=1, batch=8)
FITNESS = "supernet-live:cells=1,images=5000,limit=500"


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two of the lines, over in a few queries, and images to train on."""
    pytest.importorskip("torch", reason="needs the torch extra")
    from tests.networks.image_files import write_cifar10

    evnas = replace(EVNAS, params={"generations": 2, "population_size": 4, "tournament_size": 2})
    short = {"population_size": 4, "tournament_size": 2, "max_generations": 2, "patience": 2}
    monkeypatch.setattr(live_tables, "EVNAS", evnas)
    monkeypatch.setattr(live_tables, "PEVONAS", replace(PEVONAS, params=short))
    monkeypatch.setenv("SUITE_IMAGES", str(write_cifar10(tmp_path / "images", 12)))


def test_a_search_is_made_once_and_gives_the_same_row(
    small: None, surrogate: Benchmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, said = tmp_path / "live.csv", []
    names = ("evnas", "pevonas", "pevonas_no_inherit")

    def made(work: str, *chosen: str, seeds: int = 1) -> int:
        given = (surrogate, chosen or names, seeds, SETTINGS, tmp_path / work, out)
        return live_searches.search_all(*given, lambda what, queries: said.append((what, queries)))[0]

    assert made("work") == 3
    first = out.read_bytes()
    rows = pd.read_csv(out)
    assert list(rows["line"]) == sorted(names)
    assert (rows["queries"] >= rows["distinct"]).all()
    assert (rows["distinct"] > 3).all()
    assert rows["error"].between(0, 100).all()
    assert rows["cell"].between(0, 15_624).all()
    assert said[0] == ("EvNAS, seed 0", 4)
    assert said[-1][0] == "pEvoNAS (w/o inherit), seed 0"

    monkeypatch.setattr(live_searches, "_search", lambda *_: pytest.fail("made again"))
    assert made("work") == 3
    assert out.read_bytes() == first


def test_a_row_depends_on_its_seed_alone(small: None, surrogate: Benchmark, tmp_path: Path) -> None:
    def rows(folder: str, *names: str, seeds: int) -> dict[Any, dict[str, str]]:
        path = live_searches.search_all(
            surrogate, names, seeds, SETTINGS, tmp_path / folder, tmp_path / f"{folder}.csv"
        )[1]
        with path.open() as file:
            return {(row["line"], row["seed"]): row for row in csv.DictReader(file)}

    two = rows("two", "pevonas", "evnas", seeds=2)
    one = rows("one", "evnas", seeds=1)
    assert len(two) == 4
    assert one.items() <= two.items()
    assert two["evnas", "0"]["cell"] != two["evnas", "1"]["cell"]


def test_what_cannot_be_is_refused(surrogate: Benchmark, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'pevonas'"):
        live_searches.units(["pevonass"], 1, SETTINGS)
    unit = live_searches.units(["evnas"], 1, SETTINGS)[0]
    unit.path(tmp_path, surrogate).write_text("{")
    with pytest.raises(DataError, match="delete it"):
        live_searches.searched(surrogate, unit, tmp_path, lambda what, queries: None)
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--out"):  # before any search
        live_searches.search_all(surrogate, ["evnas"], 1, SETTINGS, tmp_path / "work", tmp_path / "file" / "live.csv")


def written(folder: Path, benchmark: Benchmark, **changes: Any) -> Path:
    """Rows as the command writes them: three seeds of two methods."""
    rows = [
        {
            "line": line, "fitness": FITNESS + (",inherit=no" if "no_" in line else ""), "seed": seed,
            "cell": 1000 * seed + 7, "error": 40.0, "tau": 0.25, "queries": 2500, "distinct": 600,
            "data_hash": benchmark.data_hash, **changes,
        }
        for line in ("evnas", "pevonas_no_inherit")
        for seed in range(3)
    ]  # fmt: skip
    path = folder / "live.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def test_tables_of_the_rows(surrogate: Benchmark, tmp_path: Path) -> None:
    output = Output(tmp_path, "supernet", surrogate.edition, surrogate=True)
    results = tmp_path / "results" / "surrogate" / "supernet"
    report(surrogate, output, written(tmp_path, surrogate))
    with (results / "live-comparison.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if "beside" not in row["method"]]
    assert {row["method"] for row in rows} == {"EvNAS", "pEvoNAS (w/o inherit)"}
    assert {row["kind"] for row in rows} == {"own network"}
    assert {row["role"] for row in rows} == {"sensitivity"}
    expected = surrogate.column("test_accuracy_200", "cifar100")[[7, 1007, 2007]].mean()
    assert any(
        row["published"] == "35.91" and row["dataset"] == "ImageNet16-120" and row["split"] == "test" for row in rows
    )
    assert any(float(row["ours"]) == pytest.approx(expected, abs=0.006) for row in rows)
    text = (results / "live-searches.md").read_text()
    assert "7 1007 2007" in text
    assert "reduced: 1 of 5 cells per stage, 5,000 of 25,000 training images" in text
    assert "most MACs of 500 (beside pEvoNAS (w/o inherit))" in (results / "live-comparison.csv").read_text()


def test_no_rows_no_tables(surrogate: Benchmark, tmp_path: Path) -> None:
    output = Output(tmp_path, "supernet", surrogate.edition, surrogate=True)
    report(surrogate, output, tmp_path / "none.csv")
    report(surrogate, output, written(tmp_path, surrogate, data_hash="of other tables"))
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("changes", [{"line": "evnass"}, {"cell": 15_625}, {"fitness": "valid@200"}])
def test_a_file_of_something_else_is_refused(changes: dict[str, Any], surrogate: Benchmark, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"search-supernets|no supernet"):
        report(
            surrogate, Output(tmp_path, "supernet", "made up", surrogate=True), written(tmp_path, surrogate, **changes)
        )


def test_every_line_is_a_method_of_its_own() -> None:
    lines = [make(SETTINGS) for make in LINES.values()]
    assert len({line.key for line in lines}) == len(lines) == len({line.published for line in lines})
    assert lines[-1].fitness == f"{SETTINGS.text},inherit=no"
