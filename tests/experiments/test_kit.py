"""The kit of the experiments: grids, judgement, tables, published numbers, figures, and who may import whom."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments import kit
from experiments.kit import VALID, VALID_12, Case, Column, Line, Reading, Study, means
from suite.benchmark import Benchmark, load_benchmark
from suite.report.output import Output
from suite.report.style import SeriesStyle, series_style
from suite.report.verdicts import Margin
from suite.study.record import Record
from suite.study.runner import run
from suite.study.spec import Budget, RunSpec
from tests.imports import graph

BUDGET = Budget(queries=40)
SHORT = Line("short", "short search", "random_search", settings={"budget": Budget(queries=10)}, most=1)
PLAIN = Line("plain", "plain search", "random_search")
ENGINE = Line("engine", "NSGA-II of ten", "nsga2", {"population_size": 10})
LIMITED = Line("limited", "one limit", "hw_evrsnas", {"cost_limit": 4.0, "population_size": 10})


def search(line: Line, device: str, fitness: str = VALID) -> RunSpec | None:
    if line is LIMITED and device == "edgetpu":
        return None
    return line.spec("kit-test", dataset="cifar100", device=device, fitness=fitness, budget=BUDGET)


CASES = kit.grid(search, device=("fpga", "edgetpu"), line=(PLAIN, SHORT, ENGINE, LIMITED))


@pytest.fixture(scope="module")
def surrogate() -> Benchmark:
    return load_benchmark(source="surrogate")


@pytest.fixture(scope="module")
def study(surrogate: Benchmark) -> Study:
    return Study(surrogate, {spec: run(spec, surrogate) for spec in kit.specs_of(CASES, 2)}, 2)


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output(tmp_path, "kit", "no edition", False)


def table(output: Output, stem: str) -> list[dict[str, str]]:
    with (output.results / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- which runs -------------------------------------------------------------------------------------------------


def test_a_grid_is_the_product_of_its_axes_without_what_the_search_leaves_out() -> None:
    assert [(case["device"], case["line"].key) for case in CASES] == [
        ("fpga", "plain"), ("fpga", "short"), ("fpga", "engine"), ("fpga", "limited"),
        ("edgetpu", "plain"), ("edgetpu", "short"), ("edgetpu", "engine"),
    ]  # fmt: skip
    assert [case["device"] for case in kit.chosen(CASES, line=PLAIN)] == ["fpga", "edgetpu"]
    assert kit.chosen(CASES, line=PLAIN, device="pixel3") == ()


def test_a_line_wins_over_what_its_grid_shares_and_limits_its_seeds() -> None:
    short, engine = CASES[1], CASES[2]
    assert short.spec.budget == Budget(queries=10)
    assert engine.spec.budget == BUDGET
    assert dict(engine.spec.params) == {"population_size": 10}
    assert [spec.seed for spec in short.specs(3)] == [0]
    assert [spec.seed for spec in engine.specs(3)] == [0, 1, 2]
    assert len(kit.specs_of((*CASES, *CASES), 3)) == 5 * 3 + 2


def test_a_line_has_one_look_everywhere() -> None:
    assert Line("nsga2", "NSGA-II of the table", "nsga2").look == series_style("nsga2")
    assert PLAIN.look == replace(series_style("plain"), label="plain search")
    own = SeriesStyle("mine", "#000000", "o", "-")
    assert replace(PLAIN, style=own).look is own


def test_lines_with_parameters_are_keys() -> None:
    assert len({ENGINE, LIMITED, PLAIN, ENGINE}) == 3


# --- what they found --------------------------------------------------------------------------------------------


def test_a_study_knows_its_runs_and_no_others(study: Study) -> None:
    assert [run.spec.seed for run in study.runs(CASES[0])] == [0, 1]
    assert len(study.runs(CASES[1])) == 1
    assert study.runs(CASES[0].spec) == study.runs(CASES[0])
    with pytest.raises(KeyError):
        study.runs(replace(CASES[0].spec, dataset="cifar10"))


def test_methods_of_one_problem_share_what_they_are_judged_on(study: Study) -> None:
    first = study.judged(CASES[0])
    assert first is study.judged(CASES[2]) is study.judged(study.runs(CASES[0])[1])
    assert first is not study.judged(CASES[4])
    assert first is not study.judged(CASES[0], VALID_12)
    np.testing.assert_array_equal(study.judged(CASES[0], VALID_12).cost, first.cost)
    noise = replace(CASES[0], spec=search(PLAIN, "fpga", "rank-noise:tau=0.5"))
    one, other = (study.judged(spec) for spec in noise.specs(2))
    assert (one.error != other.error).any(), "a fitness that is drawn per seed has a table per seed"


def test_runs_are_judged_by_the_tables_cost(study: Study) -> None:
    true = study.judged(CASES[0])
    estimated = search(PLAIN, "fpga")
    assert estimated is not None
    for more in ({"cost_source": "macs:10"}, {"formulation": "constrained:4.5"}):
        judged = Study(study.benchmark, {}, 1).judged(replace(estimated, **more))  # type: ignore[arg-type]
        np.testing.assert_array_equal(judged.problem.values, true.problem.values)


def test_what_was_found_is_held_against_the_enumerated_space(study: Study) -> None:
    judged = study.judged(CASES[0])
    valid, test = (study.benchmark.column(f"{split}_accuracy_200", "cifar100") for split in ("valid", "test"))
    inside = judged.cost <= 4.0
    best = judged.best_within(4.0)
    assert inside[best]
    assert valid[best] == valid[inside].max()
    index = int(np.flatnonzero(inside)[7])
    found = judged.found(index, 4.0)
    assert (found.feasible, found.cost, found.valid, found.test) == (
        True,
        judged.cost[index],
        valid[index],
        test[index],
    )
    assert found.gap == pytest.approx(valid[best] - valid[index])
    assert (found.best_valid, found.best_test) == (valid[best], test[best])
    assert judged.found(best, 4.0).optimal
    outside = int(np.flatnonzero(judged.cost > 4.0)[0])
    assert not judged.found(outside, 4.0).feasible
    assert judged.found(outside).feasible
    nothing = judged.found(-1, 4.0)
    assert (nothing.index, nothing.feasible, nothing.optimal) == (-1, False, False)
    assert math.isnan(nothing.test)
    assert math.isnan(nothing.gap)


def test_a_pick_is_the_best_fitness_within_the_limit_and_the_first_of_equals(study: Study) -> None:
    judged = study.judged(CASES[0])
    ranked = np.argsort(judged.error, kind="stable")[:50]
    assert judged.pick(ranked[::-1]) == judged.error.argmin()
    limit = float(np.sort(judged.cost[ranked])[10])
    picked = judged.pick(ranked, limit)
    assert judged.error[picked] == judged.error[ranked][judged.cost[ranked] <= limit].min()
    assert judged.pick(ranked, 0.0) == -1
    assert judged.pick([], None) == -1
    twice = [int(ranked[5]), int(ranked[5])]
    assert judged.pick(twice) == twice[0]


def test_unmeasured_architectures_are_never_found(study: Study) -> None:
    fastest = replace(CASES[4].spec, unmeasured="fastest")
    judged = study.judged(fastest)
    unmeasured = np.flatnonzero(judged.cost == -1.0)
    assert len(unmeasured)
    assert np.isnan(judged.measured[unmeasured]).all()
    assert judged.reported_points(unmeasured).shape == (0, 2)
    assert all(math.isnan(end) for end in judged.cost_range(unmeasured))
    assert (judged.measured_front[:, 0] > 0).all()
    whole = judged.reported_hypervolume(judged.measured_front)
    assert whole == pytest.approx(1.0)


def test_the_told_limit_is_the_one_that_counts(study: Study) -> None:
    (case,) = kit.chosen(CASES, line=LIMITED)
    assert kit.told_limit(case.spec) == 4.0
    assert kit.told_limit(CASES[0].spec) is None
    record = study.runs(case)[0]
    assert study.found(record).limit == 4.0
    assert study.found(record, 3.0).limit == 3.0


def test_tidy_has_a_row_per_run_with_keys_costs_and_what_was_found(study: Study) -> None:
    runs = study.tidy(CASES)
    assert list(runs.columns[:7]) == ["device", "line", "seed", "queries", "distinct", "distinct_classes", "hours"]
    assert len(runs) == 5 * 2 + 2 + 0
    assert set(runs[runs["line"] == SHORT]["queries"]) == {10}
    assert (runs["hours"] > 0).all()

    def size(case: Case, record: Record) -> dict[str, Any]:
        return {"returned": len(record.recommended)}

    assert "valid" not in study.tidy(CASES, size)
    assert (study.tidy(CASES, size)["returned"] >= 1).all()


# --- tables -----------------------------------------------------------------------------------------------------

RUNS = pd.DataFrame(
    {
        "line": [PLAIN, PLAIN, PLAIN, ENGINE, ENGINE],
        "fitness": [VALID] * 5,
        "test": [70.0, 72.0, math.nan, math.inf, 71.0],
        "feasible": [True, True, False, False, False],
    }
)
COLUMNS = (
    kit.METHOD,
    kit.FITNESS,
    Column("middle", ".1f", "median (%)", "median", of="test"),
    Column("share", ".2f", value="mean", of="feasible"),
    Column("spread", ".2f", value="std", of="test"),
    Column("runs", "d", value=len),
)


def test_groups_become_rows_in_the_order_of_their_first_runs(output: Output) -> None:
    rows = kit.summarise(RUNS, ("line",), COLUMNS, lambda group: {"last": group.index[-1]})
    assert rows["last"].tolist() == [2, 4]
    assert rows["method"].tolist() == [PLAIN, ENGINE], "rows keep what is shown otherwise, for figures and sentences"
    kit.write_table(output, "summary", rows, COLUMNS, "Caption.", ["Note."])
    assert table(output, "summary") == [
        {"method": "plain search", "fitness": "valid@200", "middle": "71.0", "share": "0.67", "spread": "1.41",
         "runs": "3", "tables": "real"},
        {"method": "NSGA-II of ten", "fitness": "valid@200", "middle": "71.0", "share": "0.00", "spread": "",
         "runs": "2", "tables": "real"},
    ]  # fmt: skip
    text = (output.results / "summary.md").read_text(encoding="utf-8")
    assert "| method | fitness | median (%) | share | spread | runs |" in text
    assert "- Note." in text


def test_a_group_knows_its_line_and_rows_are_found_by_their_values() -> None:
    rows = kit.summarise(RUNS, ("line",), [Column("name", value=kit.of_line("label"))])
    assert rows["name"].tolist() == [line.label for line in dict.fromkeys(RUNS["line"])]
    assert kit.rows_where(RUNS, line=PLAIN, feasible=True)["test"].tolist() == [70.0, 72.0]
    assert kit.rows_where(RUNS, line=ENGINE, feasible=True).empty


def test_raw_rows_name_lines_and_fitnesses_by_their_keys(output: Output) -> None:
    finite = RUNS[np.isfinite(RUNS["test"])]
    kit.write_rows(output, "runs", finite, (kit.METHOD_KEY, kit.FITNESS_TEXT, Column("test", ".3f")), "Caption.")
    assert [(row["method"], row["fitness"], row["test"]) for row in table(output, "runs")] == [
        ("plain", VALID, "70.000"), ("plain", VALID, "72.000"), ("engine", VALID, "71.000"),
    ]  # fmt: skip


def test_columns_that_no_row_has_are_an_error_and_missing_cells_are_not(output: Output) -> None:
    rows = [{"device": "fpga", "runs": 3}, {"device": "edgegpu"}]
    kit.write_table(output, "cells", rows, (kit.DEVICE, Column("runs", "d")), "Caption.")
    assert [row["runs"] for row in table(output, "cells")] == ["3", ""]
    assert [row["device"] for row in table(output, "cells")] == ["FPGA", "Edge GPU"]
    with pytest.raises(KeyError):
        kit.write_table(output, "cells", rows, (Column("seeds"),), "Caption.")


# --- published numbers ------------------------------------------------------------------------------------------


def test_a_reading_is_found_by_its_key() -> None:
    found = kit.reading("hw_evrsnas_fpga_cifar100", "test_accuracy", "accuracy_error", latency_limit_ms=4.0)
    assert found.error == 0.3
    assert found - Reading(1.0, 0.2) == Reading(found.value - 1.0, 0.5)
    assert kit.reading("hw_evrsnas_fpga_cifar100", "test_accuracy", latency_limit_ms=4.0).error == 0.0
    with pytest.raises(KeyError, match=r"hw_evrsnas_fpga_cifar100\.csv has no row"):
        kit.reading("hw_evrsnas_fpga_cifar100", "test_accuracy", latency_limit_ms=4.1)


def test_a_published_number_stands_beside_ours_with_what_judges_it() -> None:
    basis = kit.Basis(kit.REPLAY)
    cells = kit.compared(Reading(70.0, 0.5, cell="x/y"), [69.0, 71.0, 70.0], Margin(0.4), basis, above="a", below="b")
    assert cells["outcome"] == "inconclusive"
    assert (cells["ours"], cells["n"], cells["margin"], cells["cell"]) == (70.0, 3, 0.9, "x/y")
    shown = [column.key for column in kit.compared_columns(2, spread=True)]
    assert [*shown, "cell"] == list(cells)
    mean = kit.compared(Reading(70.0, std=0.1, runs=500), [69.9, 70.0, 70.1], Margin(0.4), basis)
    assert (mean["outcome"], mean["published_n"]) == ("equivalent", 500)
    assert kit.looked_up(Reading(70.0, 0.5), 70.4, "why")["outcome"] == "equal"


def test_a_pilot_is_never_called_published() -> None:
    cells = kit.pilot_cells(kit.looked_up(Reading(70.0, cell="x"), 70.0, "", kit.Basis(kit.ARITHMETIC, kit.PILOT)))
    assert "published" not in cells
    assert not cells["cell"]
    assert kit.pilot_columns(2)[0].key == "pilot"


def test_rows_that_judge_a_cell_are_collected(tmp_path: Path) -> None:
    output = Output(tmp_path, "paper", "an edition", surrogate=False)
    columns = (Column("method"), Column("limit", ".1f"), *kit.compared_columns(2))
    judged = kit.compared(Reading(70.0, cell="paper/a"), [70.0, 70.1, 69.9], Margin(0.4), kit.Basis(kit.REPLAY))
    rows = [{"method": "ours", "limit": 2, **judged}, {"method": "other", "limit": 3.0}]
    kit.write_table(output, "table", rows, columns, "Caption.")
    output.index("Title", "What.", "suite reproduce paper")
    written = pd.read_csv(tmp_path / "results/paper/verdicts.csv")
    assert written[["cell", "role", "outcome", "row", "table"]].to_numpy().tolist() == [
        ["paper/a", "primary", "equivalent", "ours, 2.0", "table"]
    ]


def test_the_note_counts_the_outcomes() -> None:
    rows = [{"outcome": outcome, "role": role} for outcome, role in (
        ("equal", "primary"), ("different", "primary"), ("equal", "sensitivity"), ("different", kit.NULL),
    )]  # fmt: skip
    note = kit.verdict_note([*rows, {"method": "quoted"}], "equal = the same")
    assert note == "Outcome: equal = the same. Here primary rows: 1 equal, 1 different; sensitivity rows: 1 equal."


def test_null_baselines_choose_from_one_draw() -> None:
    benchmark = load_benchmark(source="surrogate")
    allowed = np.arange(benchmark.space.size) % 2 == 0
    found = kit.null_cells(benchmark, "cifar10", 20, 5, allowed)
    assert list(found) == ["most MACs of 20", "most parameters of 20", "random cell"]
    assert all((cells % 2 == 0).all() for cells in found.values())
    macs = benchmark.column("macs_m", "cifar10")
    assert (macs[found["most MACs of 20"]] >= macs[found["random cell"]]).all()


def test_means_have_the_spread_of_a_population() -> None:
    found = means.mean_of([90.0, 92.0])
    assert (found.mean, found.std, found.runs, str(found)) == (91.0, 1.0, 2, "91.00 ± 1.00")
    assert kit.spread([1, 2, 10, math.nan]) == {"median": 2, "q25": 1.5, "q75": 6, "minimum": 1, "maximum": 10}
    assert math.isnan(kit.spread([math.nan])["median"])


# --- limits, streams, figures -----------------------------------------------------------------------------------


def test_a_limit_lets_its_share_of_the_measured_architectures_through() -> None:
    costs = np.array([math.nan, 1.00001, 2.0, 3.0, 4.0])
    assert kit.quantile_of(costs, 0.0) == 1.001
    for quantile in kit.QUANTILES:
        assert (costs <= kit.quantile_of(costs, quantile)).sum() / 4 >= quantile


def test_streams_depend_on_their_key_alone() -> None:
    assert kit.generator("a", "b").integers(1000) == kit.generator("a", "b").integers(1000)
    assert kit.generator("a", "b").integers(10**9) != kit.generator("a", "c").integers(10**9)


def test_a_drawing_is_saved_with_its_numbers_unless_it_failed(output: Output) -> None:
    look = SeriesStyle("ours", "#0072B2", "o", "-")
    with kit.drawing(output, "figure", "Caption.", "Note.", panels=2, legend=1, height_in=2.0) as drawn:
        drawn.numbers["band"] = kit.draw_quartiles(drawn.axes, [1, 2], [[1.0, 2.0], [3.0, 6.0]], look)
        drawn.numbers["range"] = kit.draw_ranges(drawn.grid[0, 1], [1], [[1.0], [math.nan], [3.0]], look)
    saved = json.loads((output.figures / "figure.json").read_text(encoding="utf-8"))
    assert (saved["caption"], saved["note"]) == ("Caption.", "Note.")
    assert saved["band"]["median"] == [2.0, 4.0]
    assert saved["range"] == {"median": [2.0], "smallest": [1.0], "largest": [3.0]}
    with pytest.raises(ZeroDivisionError), kit.drawing(output, "broken", "Caption."):
        1 / 0  # noqa: B018
    assert not list(output.figures.glob("broken*"))


# --- who may import whom (papers among each other: tests/test_architecture.py) -----------------------------------


def test_the_kit_knows_no_paper() -> None:
    kit_imports = graph("experiments")["experiments.kit"]
    assert set(kit_imports) <= {"experiments", *(name for name in kit_imports if name.startswith("suite"))}
