"""The papers on RMI-NAS's reference model: its table alone judges, the first table and proxies stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from experiments import kit
from experiments import load as load_experiment
from experiments.hw_evrsnas import tables
from experiments.kit import Case
from experiments.kit.constrained import NINE
from experiments.mo_hdnas import runs as fronts
from experiments.rmi_nas import runs as forest
from experiments.rmi_nas.tables import basis_of
from suite.benchmark import load_benchmark
from suite.cli.reproduce_needs import possible
from suite.errors import DataError
from suite.objectives.fitness import parse_fitness
from suite.report.output import Output
from suite.study.runner import run

NEW, OLD = "score:rmi-n5-s40-teacher", "score:rmi-n1-s8"
BESIDE = {f"{OLD}:sum", "score:logsynflow", "score:naswot"}
LOOK_UPS = {"valid@200:mean", "valid@12:mean"}


def fitnesses(cases: Iterable[Case]) -> set[str]:
    return {parse_fitness(case["fitness"]).text for case in cases}


def test_every_paper_searches_on_the_new_table_and_beside_it() -> None:
    nine = fitnesses(NINE)
    assert nine == {f"{NEW}:sum", *BESIDE, "valid@200:mean"}
    assert fitnesses(fronts.FIG6) == nine
    for cases in (fronts.QUALITY, fronts.FIG2, fronts.FIG4):
        assert fitnesses(cases) - {"valid@12:mean"} == nine
    benchmark = load_benchmark(source="surrogate")
    assert fitnesses(forest.cases(benchmark)) == {f"{NEW}:sum", f"{NEW}:mixed", *BESIDE, *LOOK_UPS}


def test_only_the_new_table_judges(tmp_path: Path) -> None:
    roles = {kit.short(each): fronts.role_of({"fitness": each}) for each in fronts.FITNESSES}
    bases = {kit.short(each): basis_of(each) for each in forest.FITNESSES}
    assert [name for name, role in roles.items() if role == kit.PRIMARY] == ["RMI (reduced)"]
    assert [name for name, basis in bases.items() if basis.role == kit.PRIMARY] == ["RMI (reduced)"]
    assert bases["RMI rmi-n1-s8 (reduced)"].kind == kit.OWN_NETWORK
    assert bases["NASWOT"].kind == bases["valid@12"].kind == kit.STAND_IN
    benchmark = load_benchmark(source="surrogate")
    chosen = [case for case in kit.chosen(NINE, limit_ms=4.0) if case["fitness"] not in kit.PROXIES]
    study = kit.Study(benchmark, {case.spec: run(case.spec, benchmark) for case in chosen}, 1)
    tables.nine_constraints(study.tidy(chosen), study, Output(tmp_path, "x", benchmark.edition, True))
    (file,) = tmp_path.rglob("nine-constraints.csv")
    table = file.read_text(encoding="utf-8")
    (judging,) = [line for line in table.splitlines() if f",{kit.PRIMARY}," in line]
    assert judging.startswith("RMI (reduced),one-sided")
    assert "RMI rmi-n1-s8 (reduced),one-sided" in table
    assert "most MACs of 2000" in table


def test_each_fitness_is_described_once() -> None:
    notes = kit.fitness_notes(*fronts.FITNESSES)
    assert len(notes) == len(set(notes)) == 6
    assert any("rmi-n5-s40-teacher" in note for note in notes)
    assert any("zero-cost proxy" in note for note in notes)


def test_rows_on_proxies_are_left_out_where_those_were_not_fetched(tmp_path: Path) -> None:
    benchmark = load_benchmark(tmp_path, source="surrogate")
    study = kit.Study(benchmark, {}, 1)
    assert fitnesses(study.at_hand(NINE)) == {f"{NEW}:sum", f"{OLD}:sum", "valid@200:mean"}
    experiment = load_experiment("hw-evrsnas")
    searched = {spec.fitness.text for spec in experiment.runs(benchmark, 1)}
    assert searched == {f"{NEW}:sum", f"{OLD}:sum", *LOOK_UPS}
    assert possible([experiment], benchmark, named=True) == [experiment]
    with pytest.raises(DataError, match="suite data fetch --group freerea"):
        possible([experiment], benchmark, named=True, whole=True)
