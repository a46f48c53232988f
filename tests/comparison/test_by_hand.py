"""A comparison's numbers by hand: from the bytes of its records and an exported table, by pymoo and by a short script.

Nothing of the package is called between the files that the commands write and the numbers that are compared.
"""

from __future__ import annotations

import csv
import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pymoo.indicators.hv import HV
from pymoo.indicators.igd_plus import IGDPlus

from suite.cli.main import cli

CORNER = np.array([1.1, 1.1])


def suite(*arguments: object) -> None:
    done = CliRunner().invoke(cli, [*map(str, arguments), "--source", "surrogate"])
    assert done.exit_code == 0, f"{done.output} {done.exception}"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, str]], Path, Path]:
    """Return the rows of the comparison's runs, the pack of its records, and the table of all cells."""
    out = tmp_path_factory.mktemp("by-hand")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("suite.report.figures.save_figure", lambda *arguments, **options: [])
        suite("compare", "--algorithms", "nsga2,random_search", "--dataset", "cifar10", "--device", "raspi4",
              "--fitness", "valid@200", "--budget", "60", "--seeds", "3", "--out", out)  # fmt: skip
    suite("export", "--dataset", "cifar10", "--out", out / "table.csv")
    (runs,) = out.glob("*-runs.csv")
    return list(csv.DictReader(runs.read_text().splitlines())), out / "runs" / "command-line.tar", out / "table.csv"


def visited(pack: Path) -> dict[tuple[str, str], list[int]]:
    """Return method and seed -> the cells that a run evaluated, read as a tar archive of arrays."""
    found = {}
    with tarfile.open(pack) as archive:
        for member in archive.getmembers():
            if member.name.endswith(".npz") and (file := archive.extractfile(member)) is not None:
                arrays = np.load(io.BytesIO(file.read()), allow_pickle=False)
                spec = json.loads(arrays["meta"].tobytes())["spec"]
                found[spec["algorithm"], str(spec["seed"])] = arrays["indices"].tolist()
    return found


def points_of(table: Path) -> dict[int, tuple[float, float]]:
    """Return cell -> error and latency, of the cells with a path from the input to the output."""
    found = {}
    for row in csv.DictReader(table.read_text().splitlines()):
        operations = row["arch"].strip("|").replace("|+|", "|").split("|")
        edges = [operation.split("~")[0] != "none" for operation in operations]
        to_1, (to_2, over_2), (to_3, from_1, from_2) = edges[0], edges[1:3], edges[3:]
        if to_3 or (to_1 and from_1) or ((to_2 or (to_1 and over_2)) and from_2):
            found[int(row["index"])] = (100 - float(row["valid_accuracy_200"]), float(row["raspi4_latency_ms"]))
    return found


def front_of(points: set[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points that no other one dominates, the cheapest first."""
    front: list[tuple[float, float]] = []
    for point in sorted(points, key=lambda point: (point[1], point[0])):
        if not front or point[0] < front[-1][0]:
            front.append(point)
    return front


def area(points: list[tuple[float, float]]) -> float:
    """Return what points dominate below the corner, strip by strip."""
    total, top = 0.0, 1.1
    for x, y in sorted(points):
        if x < 1.1 and y < top:
            total, top = total + (1.1 - x) * (top - y), y
    return total


def test_regret_and_front_measures_of_the_table_of_runs(written: tuple[list[dict[str, str]], Path, Path]) -> None:
    rows, pack, table = written
    points, cells = points_of(table), visited(pack)
    assert len(rows) == len(cells) == 6
    front = front_of(set(points.values()))
    low, high = np.min(front, axis=0), np.max(front, axis=0)
    exact = [tuple(point) for point in (np.array(front) - low) / (high - low)]
    for row in rows:
        own = [points[cell] for cell in cells[row["method"], row["seed"]] if cell in points]
        scaled = [tuple(point) for point in (np.array(own) - low) / (high - low)]
        gaps = [[(max(x - a, 0.0), max(y - b, 0.0)) for x, y in scaled] for a, b in exact]
        by_hand = {
            "hypervolume_regret": 1 - area(scaled) / area(exact),
            "igd_plus": sum(min(np.hypot(*gap) for gap in each) for each in gaps) / len(exact),
            "additive_epsilon": max(min(max(x - a, y - b) for x, y in scaled) for a, b in exact),
            "error_regret": min(error for error, _ in own) - min(error for error, _ in points.values()),
        }
        for measure, value in by_hand.items():
            assert float(row[measure]) == pytest.approx(value, rel=1e-7, abs=1e-9), measure
        volume = HV(ref_point=CORNER)
        by_pymoo = 1 - volume(np.array(scaled)) / volume(np.array(exact))
        assert float(row["hypervolume_regret"]) == pytest.approx(by_pymoo, rel=1e-7)
        assert float(row["igd_plus"]) == pytest.approx(IGDPlus(np.array(exact))(np.array(scaled)), rel=1e-7)
