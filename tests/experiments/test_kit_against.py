"""Samples against one of them, Holm over a table, and pooled figures whose sign changes between devices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from experiments import kit
from experiments.kit import Column, Line
from suite.analysis.pair_tests import MANN_WHITNEY, VAN_ELTEREN, WILCOXON
from suite.analysis.pairing import FITNESS, PROBLEM, same_problems
from suite.analysis.statistics import holm
from suite.study.spec import Budget

OURS = Line("ours", "ours", "nsga2")
DRAWN = {"fitness": "rank-noise:tau=0.5"}
VARIANT = Line("variant", "variant", "nsga2", {"population_size": 30})
THEIRS = Line("theirs", "theirs", "random_search")


def test_samples_stand_to_the_reference_in_both_directions() -> None:
    samples = {"ours": [1.0, 2.0, 3.0, 4.0], "worse": [2.0, 3.0, 4.0, float("inf")], "same": [1.0, 2.0, 3.0, 4.0]}
    rows = kit.against("ours", samples, same_problems)
    assert list(rows) == list(samples)
    assert all(np.isnan(value) for value in rows["ours"].values())
    assert rows["worse"]["larger"] == 11.5 / 16
    assert rows["worse"]["larger"] + rows["worse"]["smaller"] == 1.0
    assert {name: rows["same"][name] for name in ("p", "holm_p", "larger", "smaller")} == {
        "p": 1.0, "holm_p": 1.0, "larger": 0.5, "smaller": 0.5,
    }  # fmt: skip
    assert rows["worse"]["holm_p"] == pytest.approx(2 * rows["worse"]["p"])
    assert (rows["same"]["test"], rows["same"]["shared"]) == (WILCOXON, PROBLEM)


def test_holm_over_a_table_leaves_out_what_was_not_tested() -> None:
    corrected = kit.holm_of_table([[0.01, np.nan], [0.04, 0.03]])
    assert np.isnan(corrected[0, 1])
    assert corrected[~np.isnan(corrected)].tolist() == holm([0.01, 0.04, 0.03]).tolist()


def runs_of(devices: tuple[str, ...], regrets: dict[Line, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "device": device,
                "line": line,
                "regret": regret,
                "spec": line.spec(
                    "t", dataset="cifar10", device=device, fitness=kit.VALID, budget=Budget(queries=10)
                ),
            }
            for device in devices
            for line, values in regrets.items()
            for regret in values
        ]
    )  # fmt: skip


def test_lines_of_a_group_stand_to_its_reference() -> None:
    runs = pd.concat(
        [runs_of(("fpga",), {OURS: [1.0, 2.0], THEIRS: [3.0, 4.0]}),
         runs_of(("raspi4",), {OURS: [5.0, 6.0], THEIRS: [1.0, 2.0]})],
    )  # fmt: skip
    columns = (Column("device"), kit.METHOD_KEY, Column("regret", value="mean"))
    rows = kit.summarise_against("ours", runs, ("device",), columns, lambda group: group["regret"].to_numpy())
    assert rows["regret"].tolist() == [1.5, 3.5, 5.5, 1.5]
    assert rows["method"].tolist() == [OURS, THEIRS, OURS, THEIRS]
    assert rows["larger"].isna().tolist() == [True, False, True, False]
    assert rows["larger"].dropna().tolist() == [1.0, 0.0]


def test_runs_on_one_draw_are_pairs_and_others_are_not() -> None:
    rng = np.random.default_rng(0)
    start = rng.random(20)
    ours = Line("ours", "ours", "nsga2", settings=DRAWN)
    same = Line("same", "same draw", "random_search", settings=DRAWN)
    values = {ours: start, same: start + 0.01 * rng.random(20), THEIRS: rng.random(20), VARIANT: rng.random(20)}
    runs = runs_of(("fpga",), values)

    def regret(group: pd.DataFrame) -> Any:
        return group["regret"].to_numpy()

    rows = kit.summarise_against("ours", runs, ("device",), (kit.METHOD_KEY,), regret)
    assert rows["test"].tolist()[1:] == [WILCOXON, MANN_WHITNEY, MANN_WHITNEY]
    assert rows["shared"].tolist()[1:] == [FITNESS, "", ""]
    assert rows["correlation"][1] > 0.9
    assert np.isnan(rows["correlation"][2])
    assert rows["p"][2] == pytest.approx(scipy.stats.mannwhitneyu(values[ours], values[THEIRS]).pvalue)
    note = kit.tests_note(rows)
    assert "Mann-Whitney" in note
    assert "unpaired" in note
    assert f"shared: {FITNESS}" in note
    assert f"{rows['correlation'][1]:.2f}" in note
    halves = kit.summarise_against(
        "ours", runs, ("device",), (kit.METHOD_KEY,), regret, lambda group: np.arange(len(group)) % 2
    )
    assert halves["test"].tolist()[1:] == [WILCOXON, VAN_ELTEREN, VAN_ELTEREN]
    assert kit.tests_note(rows.iloc[:1]) == "No tests."


def test_a_pooled_figure_says_where_its_sign_changes() -> None:
    figures = {
        "a": {"fpga": 0.1, "raspi4": 0.1, "pixel3": 0.2},
        "b": {"fpga": 0.2, "raspi4": 0.05, "pixel3": 0.2},
        "c": {"fpga": 0.3, "raspi4": 0.3, "pixel3": np.nan},
    }
    (said,) = kit.sign_changes(figures)  # a and b turn round; both stay below c, which has no Pixel 3
    assert said.startswith("a below b on FPGA, above it on")
    assert "Pixel" not in said
    assert kit.sign_changes(figures, [("a", "c")]) == []
    assert said in kit.sign_note({"valid@200": [said], "RMI": []}, "regret")
    assert "no two rows" in kit.sign_note({"valid@200": []}, "regret")
    runs = runs_of(("fpga",), {OURS: [0.1, 0.3], THEIRS: [0.3]}).reset_index(drop=True)
    runs = pd.concat([runs, runs_of(("raspi4",), {OURS: [0.4], THEIRS: [0.3]})], ignore_index=True)
    found = kit.changes_of_runs(
        runs, "line", ("fpga", "raspi4"), lambda rows: float(rows["regret"].mean()), lambda line: line.label
    )
    assert found == ["ours below theirs on FPGA, above it on Raspberry Pi 4"]
