"""Runs made elsewhere: files, Optuna, pymoo; their identity, their budget, and rows that are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.comparison.import_files import read_runs
from suite.comparison.imports import (
    ImportedRun,
    from_optuna,
    from_pymoo,
    import_run,
    imported_records,
    save_imported,
)
from suite.comparison.study import StudyMethod, StudyProblem
from suite.errors import ConfigurationError, DataError
from suite.spaces import NASBENCH201
from suite.study.budget import Budget
from suite.study.record import Record
from tests.comparison.conftest import study_of

PROBLEM = StudyProblem("cifar10", "raspi4")
NAME = "cifar10-raspi4-latency"


@settings(max_examples=20, deadline=None)
@given(
    indices=st.lists(st.integers(0, 15624), min_size=1, max_size=30), form=st.sampled_from(["index", "digits", "text"])
)
def test_any_spelling_of_architectures_is_read(tmp_path_factory, indices, form) -> None:
    spelt = {"index": lambda i: [str(x) for x in i], "digits": NASBENCH201.digits, "text": NASBENCH201.strings}[form]
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text("seed,architecture\n" + "".join(f"3,{text}\n" for text in spelt(np.array(indices))))
    (run,) = read_runs(path, NASBENCH201, NAME)[NAME]
    assert run.seed == 3
    assert run.visited.tolist() == indices
    assert run.returned is None


def test_parquet_is_read_as_csv(tmp_path) -> None:
    import pandas as pd

    frame = pd.DataFrame({"seed": [0, 0, 1], "architecture": [5, 6, 7], "returned": [1, 0, 1]})
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_csv(tmp_path / "a.csv", index=False)
    first, second = (read_runs(tmp_path / name, NASBENCH201, NAME)[NAME] for name in ("a.parquet", "a.csv"))
    for a, b in zip(first, second, strict=True):
        assert (a.seed, a.visited.tolist(), a.returned.tolist()) == (b.seed, b.visited.tolist(), b.returned.tolist())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed,architecture\n0,1\n0,99999\n", "line 3: index 99999 is out of range"),
        ("seed,architecture\n0,1\n\n-1,2\n", "line 4: a seed is a whole number from 0"),
        ("seed,architecture\n0,1,2\n", "line 2: 3 cells, the head has 2"),
        ("seed,architecture,returned\n0,1,maybe\n", "line 2: 'returned' is 0 or 1"),
        ("seed,architecture,returned\n0,1,0\n", "has no row that was returned"),
        ("seed,arch\n0,1\n", "has no column 'architecture'"),
        ("seed,architecture\n", "holds no run"),
        ("seed,architecture\n0,|nor_conv_3x3~0|\n", "line 2:"),
        ("problem,seed,architecture\ncifar100-fpga-latency,0,1\n", "line 2: the problem is"),
        ('seed,architecture\n0,"1\n', "is no CSV"),
    ],
)
def test_bad_rows_are_named_by_their_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=re.escape(said)) as caught:
        read_runs(path, NASBENCH201, NAME)
    assert "\n" not in str(caught.value)


def test_an_imported_record_is_no_run_of_ours(surrogate, records) -> None:
    own = records[NAME, "nsga2"][0]
    imported = import_run(ImportedRun(0, own.indices.astype(np.int64)), "nsga2", PROBLEM, surrogate)
    assert imported.digest not in {record.digest for found in records.values() for record in found}
    assert imported.provenance["versions"] == "imported=1"
    assert imported.spec.algorithm == "imported:nsga2"
    again = Record.from_bytes(imported.to_bytes())
    assert again.to_bytes() == imported.to_bytes()


def test_a_replayed_run_is_judged_as_the_run_itself(surrogate, opened, records, results, tmp_path) -> None:
    from suite.comparison.building import build_results

    own = records[NAME, "nsga2"]
    runs = [
        ImportedRun(r.spec.seed, np.append(r.indices, [1, 2, 3]).astype(np.int64), r.recommended.astype(np.int64))
        for r in own
    ]
    save_imported(runs, "again", PROBLEM, surrogate, tmp_path)
    methods = (StudyMethod("nsga2"), StudyMethod("again", "again (imported)", imported=True))
    study = study_of(problems=(PROBLEM,), methods=methods)
    found = build_results(study, {(NAME, "nsga2"): own, **imported_records(study, opened, tmp_path)}, opened)
    assert found.imported == ("again (imported)",)
    for measure in ("hypervolume_regret", "returned_hypervolume_regret", "igd_plus", "r2"):
        ours, theirs = found.scores(measure)[NAME].values()
        assert theirs == pytest.approx(ours)
    for axis in ("queries", "distinct", "seconds"):
        ours, theirs = found.curves[axis][NAME].values()
        assert np.allclose(ours.regret, theirs.regret, equal_nan=True)


def test_the_budget_of_the_study_cuts_imported_runs(surrogate, opened, tmp_path) -> None:
    save_imported([ImportedRun(0, np.array([4, 4, 5, 6, 7, 8]))], "mine", PROBLEM, surrogate, tmp_path)
    method = StudyMethod("mine", imported=True)
    for budget, visited, stop in (
        (Budget(distinct=3), [4, 4, 5, 6], "budget"), (Budget(queries=2), [4, 4], "budget"),
        (Budget(distinct=50), [4, 4, 5, 6, 7, 8], "finished"),
    ):  # fmt: skip
        study = study_of(problems=(PROBLEM,), methods=(method,), budget=budget)
        (record,) = imported_records(study, opened, tmp_path)[NAME, "mine"]
        assert record.indices.tolist() == visited
        assert record.stop == stop


def test_what_cannot_be_imported_is_refused(surrogate, opened, tmp_path) -> None:
    def keep(*runs: ImportedRun, name: str = "mine", **options: bool) -> None:
        save_imported(runs, name, PROBLEM, surrogate, tmp_path, **options)

    with pytest.raises(ConfigurationError, match="which it did not visit"):
        keep(ImportedRun(0, np.array([1]), np.array([2])))
    with pytest.raises(ConfigurationError, match="two runs of one seed"):
        keep(ImportedRun(0, np.array([1])), ImportedRun(0, np.array([2])))
    with pytest.raises(ConfigurationError, match="named with letters"):
        keep(ImportedRun(0, np.array([1])), name="../mine")
    keep(ImportedRun(0, np.array([1])))
    keep(ImportedRun(0, np.array([1])))
    with pytest.raises(ConfigurationError, match="is another run"):
        keep(ImportedRun(0, np.array([2])))
    keep(ImportedRun(0, np.array([2])), overwrite=True)
    drawn = study_of(problems=(PROBLEM,), methods=(StudyMethod("mine", imported=True),), fitness="rank-noise:tau=0.5")
    with pytest.raises(ConfigurationError, match="drawn per seed"):
        imported_records(drawn, opened, tmp_path)


def test_an_optuna_study_is_imported(surrogate) -> None:
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    names = [f"edge{edge}" for edge in range(6)]
    seen = []

    def objective(trial):
        code = [trial.suggest_int(name, 0, 4) for name in names]
        index = int(surrogate.space.index(np.array([code]))[0])
        seen.append(index)
        return 100 - surrogate.column("valid_accuracy_200", "cifar10")[index], float(index)

    study = optuna.create_study(directions=["minimize", "minimize"], sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(objective, n_trials=15)
    run = from_optuna(study, names, seed=4)
    assert run.seed == 4
    assert run.visited.tolist() == seen
    values = np.array([trial.values for trial in study.best_trials])
    assert len(run.returned) == len(np.unique(values, axis=0))
    with pytest.raises(ConfigurationError, match="no parameter 'edge9'"):
        from_optuna(study, ["edge9"])


def test_a_pymoo_result_is_imported(surrogate) -> None:
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.operators.repair.rounding import RoundingRepair
    from pymoo.optimize import minimize

    from suite.pymoo_adapter import as_pymoo_problem
    from suite.study.problem import problem_of
    from suite.study.setting import Setting

    problem = as_pymoo_problem(problem_of(Setting("cifar10", "valid@200:mean", "raspi4"), surrogate))
    result = minimize(problem, NSGA2(pop_size=8, repair=RoundingRepair()), ("n_gen", 4), seed=1, save_history=True)
    run = from_pymoo(result, seed=2)
    assert len(run.visited) == 8 * 4
    assert set(run.returned) <= set(run.visited.tolist())
    record = import_run(run, "pymoo-nsga2", PROBLEM, surrogate)
    assert record.counts["queries"] == 32
    with pytest.raises(ConfigurationError, match="save_history"):
        from_pymoo(minimize(problem, NSGA2(pop_size=8), ("n_gen", 2), seed=1))
