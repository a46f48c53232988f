"""The papers on another score table: one declared constant, and the old rows beside the new ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from experiments import kit
from experiments.kit import names
from tests.scores.made_up import write_rmi

ROOT = Path(__file__).resolve().parents[2]
OURS = {"cells": 5, "steps": 40, "reference": "teacher"}

SCRIPT = """
import json, sys, types
from pathlib import Path

import experiments

source = Path("experiments/kit/names.py").read_text(encoding="utf-8")
line = 'RMI_TABLE = "rmi"\\n'
assert source.count(line) == 1
names = types.ModuleType("experiments.kit.names")
sys.modules["experiments.kit.names"] = names
exec(source.replace(line, "RMI_TABLE = TEACHER_TABLE\\n"), names.__dict__)

from experiments import kit
from experiments.hw_evrsnas import tables
from experiments.kit.constrained import NINE
from experiments.mo_hdnas import runs as fronts
from experiments.rmi_nas import runs as forest, tables as forest_tables
from suite.benchmark import load_benchmark
from suite.objectives.fitness import parse_fitness
from suite.report.output import Output
from suite.study.runner import run

benchmark = load_benchmark(source="surrogate")
chosen = [case for case in kit.chosen(NINE, limit_ms=4.0) if case["fitness"] not in kit.PROXIES]
records = {case.spec: run(case.spec, benchmark) for case in chosen}
study = kit.Study(benchmark, records, 1)
tables.nine_constraints(study.tidy(chosen), study, Output(Path(sys.argv[1]), "x", benchmark.edition, True))
texts = lambda cases: sorted({parse_fitness(case["fitness"]).text for case in cases})
print(json.dumps({
    "nine": texts(NINE), "quality": texts(fronts.QUALITY), "fig2": texts(fronts.FIG2), "fig4": texts(fronts.FIG4),
    "fig6": texts(fronts.FIG6), "forest": texts(forest.cases(benchmark)),
    "roles": {kit.short(each): fronts.role_of({"fitness": each}) for each in fronts.FITNESSES},
    "bases": {kit.short(each): vars(forest_tables.basis_of(each)) for each in forest.FITNESSES},
    "notes": kit.fitness_notes(*fronts.FITNESSES),
}))
"""


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """What the experiments become with the constant changed and a made-up full table; and HW-EvRSNAS's table."""
    folder = tmp_path_factory.mktemp("switched")
    write_rmi(folder, kit.TEACHER_TABLE, salt=3, **OURS)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder / "out")], cwd=ROOT, text=True, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SUITE_SCORES": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (table,) = (folder / "out").rglob("nine-constraints.csv")
    return json.loads(done.stdout), table.read_text(encoding="utf-8")


NEW, OLD = f"score:{names.TEACHER_TABLE}", f"score:{names.FIRST_TABLE}"
BESIDE = {f"{OLD}:sum", *names.PROXIES}
LOOK_UPS = {"valid@200:mean", "valid@12:mean"}


def test_nothing_stands_beside_while_the_default_table_is_primary() -> None:
    assert names.RMI_TABLE == "rmi"
    assert names.RMI == "score:rmi:sum"
    assert names.BESIDE == ()


def test_every_paper_searches_on_the_new_table_and_beside_it(switched: tuple[dict[str, Any], str]) -> None:
    found, _ = switched
    assert set(found["nine"]) == {f"{NEW}:sum", *BESIDE, "valid@200:mean"}
    assert set(found["fig6"]) == set(found["nine"])
    for name in ("quality", "fig2", "fig4"):
        assert set(found[name]) - {"valid@12:mean"} == set(found["nine"])
    assert set(found["forest"]) == {f"{NEW}:sum", f"{NEW}:mixed", *BESIDE, *LOOK_UPS}


def test_only_the_new_table_judges(switched: tuple[dict[str, Any], str]) -> None:
    found, table = switched
    assert [name for name, role in found["roles"].items() if role == kit.PRIMARY] == ["RMI (reduced)"]
    assert [name for name, basis in found["bases"].items() if basis["role"] == kit.PRIMARY] == ["RMI (reduced)"]
    kinds = {name: basis["kind"] for name, basis in found["bases"].items()}
    assert kinds["RMI rmi-n1-s8 (reduced)"] == kit.OWN_NETWORK
    assert kinds["NASWOT"] == kinds["valid@12"] == kit.STAND_IN
    lines = [line for line in table.splitlines() if f",{kit.PRIMARY}," in line]
    assert len(lines) == 1
    assert lines[0].startswith("RMI (reduced),one-sided")
    assert "RMI rmi-n1-s8 (reduced),one-sided" in table
    assert "most MACs of 2000" in table


def test_each_fitness_is_described_once(switched: tuple[dict[str, Any], str]) -> None:
    notes = switched[0]["notes"]
    assert len(notes) == len(set(notes)) == 6
    assert any(names.TEACHER_TABLE in note for note in notes)
    assert any("zero-cost proxy" in note for note in notes)
