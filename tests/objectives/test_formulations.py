"""Formulations: their texts, and what they minimise, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.errors import ConfigurationError, SuiteError
from suite.objectives.formulation_text import parse_formulation
from suite.objectives.formulations import mnas_reward

ERROR = np.array([10.0, 20.0, 30.0, np.nan])
COST = np.array([[8.0], [4.0], [2.0], [1.0]])


def values(text: str, cost: np.ndarray = COST) -> list[float]:
    return parse_formulation(text).values(ERROR, cost).tolist()


def test_constrained() -> None:
    # twice the limit is 100 % above it: 100 points, or 50 with half the weight
    assert values("constrained:4") == pytest.approx([110.0, 20.0, 30.0, math.nan], nan_ok=True)
    assert values("constrained:4,0.5") == pytest.approx([60.0, 20.0, 30.0, math.nan], nan_ok=True)
    assert values("constrained:4,hard") == pytest.approx([math.nan, 20.0, 30.0, math.nan], nan_ok=True)
    two = np.column_stack([COST, [1.0, 1.0, 3.0, 1.0]])
    assert values("constrained:4/2", two) == pytest.approx([110.0, 20.0, 80.0, math.nan], nan_ok=True)
    assert values("constrained:4/2,hard", two) == pytest.approx([math.nan, 20.0, math.nan, math.nan], nan_ok=True)


def test_weighted_product() -> None:
    soft = [-90 * 2**-0.07, -80.0, -70 * 0.5**-0.07, math.nan]
    assert values("weighted-product:4,-0.07") == pytest.approx(soft, nan_ok=True)
    assert values("weighted-product:4,-1,hard") == pytest.approx([-45.0, -80.0, -70.0, math.nan], nan_ok=True)
    two = np.column_stack([COST, 2 * COST])
    assert values("weighted-product:4/8,-0.07", two)[0] == pytest.approx(-90 * 4**-0.07)
    # -1 marks an unmeasured cost that is taken as the fastest: as fast as the fastest that was measured
    fastest = np.array([[-1.0], [4.0], [2.0], [1.0]])
    assert values("weighted-product:4,-0.07", fastest)[0] == pytest.approx(-90 * (1 / 4) ** -0.07)


def test_weighted_sum_with_given_spans() -> None:
    expected = [0.7 * e / 10 + 0.3 * c / 2 for e, c in zip(ERROR, COST[:, 0], strict=True)]
    assert values("weighted-sum:0.7,spans=10/2") == pytest.approx(expected, nan_ok=True)
    two = np.column_stack([COST, 3 * COST])
    expected = [0.7 * e / 10 + 0.15 * c / 2 + 0.15 * c for e, c in zip(ERROR, COST[:, 0], strict=True)]
    assert values("weighted-sum:0.7,spans=10/2/3", two) == pytest.approx(expected, nan_ok=True)


def test_doubling_the_latency_is_worth_five_per_cent_of_accuracy() -> None:
    # where MnasNet's exponent comes from: (1 + 0.05) 2^-0.07 is about 1
    one, other = mnas_reward([70.0, 1.05 * 70.0], [80.0, 160.0], 80.0)
    assert one == pytest.approx(other, rel=0.001)


@given(st.floats(1.0, 99.0), st.floats(0.01, 100.0), st.floats(0.01, 100.0), st.floats(-2.0, -0.01))
def test_the_reward(accuracy: float, cost: float, target: float, w: float) -> None:
    (soft,) = mnas_reward([accuracy], [cost], target, w)
    (hard,) = mnas_reward([accuracy], [cost], target, w, hard=True)
    assert (soft >= accuracy * (1 - 1e-12)) == (cost <= target) or soft == pytest.approx(accuracy)
    assert hard == pytest.approx(accuracy if cost <= target else soft, rel=1e-12)


def test_the_reward_refuses_what_is_no_cost() -> None:
    for cost, target, w in (([0.0], 1.0, -0.1), ([1.0], 0.0, -0.1), ([1.0], 1.0, 0.1), ([1.0], math.nan, -0.1)):
        with pytest.raises(ConfigurationError):
            mnas_reward([70.0], cost, target, w)
    assert np.isnan(mnas_reward([70.0], [np.nan], 1.0)).all()


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("constrained:4.50", "constrained:4.5"),
        ("constrained: 4 , 1.0", "constrained:4"),
        ("constrained:4,2", "constrained:4,2"),
        ("constrained:4/20,hard", "constrained:4/20,hard"),
        ("weighted-sum:0.50", "weighted-sum:0.5"),
        ("weighted-sum:0.5,sample=50", "weighted-sum:0.5"),
        ("weighted-sum:0.5,sample=20", "weighted-sum:0.5,sample=20"),
        ("weighted-sum:1,spans=10.0/2", "weighted-sum:1,spans=10/2"),
        ("weighted-product:4", "weighted-product:4,-0.07,soft"),
        ("weighted-product:4,-0.07", "weighted-product:4,-0.07,soft"),
        ("weighted-product:4,hard", "weighted-product:4,-1,hard"),
        ("weighted-product:4,-0.15,soft", "weighted-product:4,-0.15,soft"),
        ("two-stage:1.0,0.5", "two-stage:1"),
        ("two-stage:0,1", "two-stage:0,1"),
        ("pareto", None),
        (None, None),
    ],
)
def test_one_text_per_formulation(text: str | None, canonical: str | None) -> None:
    formulation = parse_formulation(text)
    assert (formulation and formulation.text) == canonical
    if formulation is not None:
        assert parse_formulation(canonical) == formulation == parse_formulation(formulation)
        assert formulation.describe()


@pytest.mark.parametrize(
    "text",
    ["constrained", "constrained:-1", "constrained:4,0", "constrained:4,2,hard", "constrained:4/0", "constrained:inf",
     "weighted-sum:1.1", "weighted-sum:", "weighted-sum:0.5,spans=10", "weighted-sum:0.5,sample=3", "weighted-sum:nan",
     "weighted-sum:0.5,10/2", "weighted-product:4,0.07", "weighted-product:4,0", "weighted-product:4,-1,hrad",
     "weighted-product:,-1", "two-stage:-1", "two-stage:1,0", "two-stage:1,1.5", "two-stage:", "two-stage:1,0.5,2",
     "pareto:1"],
)  # fmt: skip
def test_malformed_formulations_are_refused_with_the_form(text: str) -> None:
    with pytest.raises(ConfigurationError, match="write " + text.split(":")[0]) as caught:
        parse_formulation(text)
    assert "\n" not in str(caught.value)


def test_unknown_formulations_and_wrong_numbers_of_costs() -> None:
    with pytest.raises(SuiteError, match="did you mean 'weighted-sum'"):
        parse_formulation("weigthed-sum:0.5")
    for text, n in (
        ("constrained:4", 2),
        ("two-stage:1", 2),
        ("weighted-product:4/5", 1),
        ("weighted-sum:1,spans=1/1", 2),
    ):
        with pytest.raises(ConfigurationError, match="cost"):
            parse_formulation(text).check_costs(n)
    parse_formulation("weighted-sum:0.5").check_costs(3)
    parse_formulation("weighted-sum:0.5,spans=1/1/1").check_costs(2)
