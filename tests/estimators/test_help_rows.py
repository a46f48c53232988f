"""Rows of ``experiments/trained``: which meta-trainings there are, which is the best, and BRP-NAS's row."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.cli.main import cli  # noqa: E402
from suite.errors import DataError, UnknownNameError  # noqa: E402
from suite.estimators.help import brp_nas_rows, rows  # noqa: E402
from suite.estimators.help.settings import HelpSettings, meta_trainings  # noqa: E402
from tests.estimators.help_devices import latencies  # noqa: E402


def test_meta_trainings_come_seed_by_seed() -> None:
    found = list(meta_trainings(("nasbench201",), ("help", "maml"), range(1, 3), quirks=True, episodes=7))
    assert [each.unit for each in found] == [
        f"nasbench201_{method}-quirks_{seed}" for seed in (1, 2) for method in ("help", "maml")
    ]
    assert {each.n_episodes for each in found} == {7}
    with pytest.raises(UnknownNameError, match="nasbench201"):
        list(meta_trainings(("nasbench",), ("help",), [0], quirks=False, episodes=None))


def test_the_best_is_chosen_among_help_on_the_cells_alone() -> None:
    def trained(score: float, **settings: object) -> SimpleNamespace:
        return SimpleNamespace(settings=HelpSettings(**settings), best_score={"valid": score})

    found = [trained(0.8), trained(0.9, seed=1), trained(0.99, method="maml"), trained(1.0, kl="last-task")]
    assert rows.best_of([*found, trained(1.0, space="fbnet")]) is found[1]
    with pytest.raises(DataError, match="meta-train"):
        rows.best_of(found[2:])


def test_a_folder_without_finished_meta_trainings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no finished meta-training"):
        rows.units(tmp_path, None, SimpleNamespace())


def test_a_finished_row_is_read_and_a_damaged_one_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = SimpleNamespace(nasbench201=lambda device: latencies(len(device)))
    made: list[str] = []
    monkeypatch.setattr(
        brp_nas_rows, "row", lambda device, *_: made.append(device) or dict.fromkeys(brp_nas_rows.COLUMNS, 1)
    )
    first = brp_nas_rows.kept_row(tmp_path, "fpga", tables, 16, 0)
    assert brp_nas_rows.kept_row(tmp_path, "fpga", tables, 16, 0) == first
    assert made == ["fpga"]
    (path,) = tmp_path.iterdir()
    path.write_text(json.dumps({"device": "fpga"}))
    brp_nas_rows.kept_row(tmp_path, "fpga", tables, 16, 0)
    assert made == ["fpga", "fpga"]
    out = brp_nas_rows.write_rows(tmp_path / "rows.csv", [first])
    assert out.read_text().splitlines()[0] == ",".join(brp_nas_rows.COLUMNS)


def test_rows_of_brp_nas_come_seed_by_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suite.tables.help_latencies.help_latencies", lambda _: None)
    monkeypatch.setattr(
        brp_nas_rows,
        "kept_row",
        lambda work, device, tables, batch, seed: dict.fromkeys(brp_nas_rows.COLUMNS, 0.5) | {"seed": seed},
    )
    where = ["--work", str(tmp_path / "work"), "--out", str(tmp_path / "rows.csv")]
    done = CliRunner().invoke(cli, ["networks", "evaluate-brp-nas", "--seeds", "2", *where])
    assert done.exit_code == 0, done.output
    seeds = [line.split(",")[3] for line in (tmp_path / "rows.csv").read_text().splitlines()[1:]]
    assert seeds == ["0"] * 6 + ["1"] * 6


def test_the_measured_pool_is_that_of_the_paper() -> None:
    assert brp_nas_rows.MEASUREMENTS == 900
    assert len(brp_nas_rows.DEVICES) == 6


def _row(seed: int, reading: str = "sound", **values: object) -> dict[str, object]:
    return {"space": "fbnet", "method": "help", "reading": reading, "seed": seed, **values}


def test_rows_of_other_meta_trainings_are_kept_as_they_stand(tmp_path: Path) -> None:
    first = rows.Rows(correlations=[_row(2, x="0.50"), _row(0, "published", x=1.0)], predictions=[{"seed": 2, "x": 1}])
    first.write(tmp_path)
    more = rows.Rows(correlations=[_row(1, x=0.25), _row(2, x=0.75)], predictions=[{"seed": 1, "x": 2}])
    more.keeping(tmp_path).write(tmp_path)
    lines = (tmp_path / "help.csv").read_text().splitlines()
    assert lines[1:] == ["fbnet,help,sound,1,0.25", "fbnet,help,sound,2,0.75", "fbnet,help,published,0,1.0"]
    assert (tmp_path / "help_predictions.csv").read_text().splitlines() == ["seed,x", "1,2", "2,1"]
    written = (tmp_path / "help.csv").read_bytes()
    rows.Rows().keeping(tmp_path).write(tmp_path)
    assert (tmp_path / "help.csv").read_bytes() == written


def test_rows_are_written_to_a_folder_that_has_none(tmp_path: Path) -> None:
    rows.Rows(correlations=[_row(0)]).keeping(tmp_path).write(tmp_path)
    assert len((tmp_path / "help.csv").read_text().splitlines()) == 2
