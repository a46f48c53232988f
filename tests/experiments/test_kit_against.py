"""Paired samples against one of them, and Holm's correction over a table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments import kit
from experiments.kit import Column, Line
from suite.analysis.statistics import holm


def test_samples_stand_to_the_reference_in_both_directions() -> None:
    samples = {"ours": [1.0, 2.0, 3.0, 4.0], "worse": [2.0, 3.0, 4.0, float("inf")], "same": [1.0, 2.0, 3.0, 4.0]}
    rows = kit.against("ours", samples)
    assert list(rows) == list(samples)
    assert all(np.isnan(value) for value in rows["ours"].values())
    assert rows["worse"]["larger"] == 11.5 / 16
    assert rows["worse"]["larger"] + rows["worse"]["smaller"] == 1.0
    assert rows["same"] == {"p": 1.0, "holm_p": 1.0, "larger": 0.5, "smaller": 0.5}
    assert rows["worse"]["holm_p"] == pytest.approx(2 * rows["worse"]["p"])


def test_holm_over_a_table_leaves_out_what_was_not_tested() -> None:
    corrected = kit.holm_of_table([[0.01, np.nan], [0.04, 0.03]])
    assert np.isnan(corrected[0, 1])
    assert corrected[~np.isnan(corrected)].tolist() == holm([0.01, 0.04, 0.03]).tolist()


def test_lines_of_a_group_stand_to_its_reference() -> None:
    ours, theirs = Line("ours", "ours", "nsga2"), Line("theirs", "theirs", "random_search")
    regrets = {("fpga", ours): [1.0, 2.0], ("fpga", theirs): [3.0, 4.0], ("raspi4", ours): [5.0, 6.0]}
    regrets["raspi4", theirs] = [1.0, 2.0]
    runs = pd.DataFrame(
        [
            {"device": device, "line": line, "regret": regret}
            for (device, line), values in regrets.items()
            for regret in values
        ]
    )
    columns = (Column("device"), kit.METHOD_KEY, Column("regret", value="mean"))
    rows = kit.summarise_against("ours", runs, ("device",), columns, lambda group: group["regret"].to_numpy())
    assert rows["regret"].tolist() == [1.5, 3.5, 5.5, 1.5]
    assert rows["method"].tolist() == [ours, theirs, ours, theirs]
    assert rows["larger"].isna().tolist() == [True, False, True, False]
    assert rows["larger"].dropna().tolist() == [1.0, 0.0]
