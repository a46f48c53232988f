from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.errors import ConfigurationError, UnknownNameError
from suite.study.spec import Budget, RunSpec, rng_for
from tests.study.made_up import make_spec

scalars = st.one_of(
    st.text(max_size=5), st.integers(-9, 9), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
)
budgets = st.one_of(
    st.builds(lambda n: Budget(queries=n), st.integers(1, 9999)),
    st.builds(lambda n: Budget(distinct=n), st.integers(1, 9999)),
    st.builds(lambda n: Budget(seconds=n), st.floats(0.5, 1e7)),
)
specs = st.builds(
    make_spec,
    params=st.dictionaries(st.text(min_size=1, max_size=5), scalars, max_size=3).map(lambda d: tuple(d.items())),
    budget=budgets,
    seed=st.integers(0, 500),
    device=st.sampled_from([None, "fpga", "édgé"]),
    record_population=st.booleans(),
)


@given(specs)
def test_a_specification_survives_json(spec: RunSpec) -> None:
    again = RunSpec.from_dict(json.loads(spec.key()))
    assert again == spec
    assert again.digest("tables") == spec.digest("tables")
    assert spec.key().isascii()


@given(specs, specs)
def test_different_specifications_have_different_digests(one: RunSpec, other: RunSpec) -> None:
    assert (one.key() == other.key()) == (one.digest() == other.digest())


def test_the_order_of_parameters_and_the_short_form_of_a_protocol_make_no_other_run() -> None:
    one = make_spec(params=(("b", 1), ("a", 2)), fitness="valid@200")
    other = make_spec(params={"a": 2, "b": np.int64(1)}, fitness="valid@200:mean")
    assert one == other
    assert one.key() == other.key()


def test_the_tables_belong_to_the_digest() -> None:
    assert make_spec().digest("one") != make_spec().digest("other")


def test_digest_and_stream_are_fixed_for_good() -> None:
    spec = make_spec(algorithm="nsga2", params=(("population_size", 20),))
    assert spec.digest("0" * 64) == "c7571ae267d356ce1b7331f1a89328cf6dc57a95fc117f50a08b63b595c90f04"
    assert rng_for(spec).integers(0, 2**32, size=3).tolist() == [365253604, 2701083772, 797572096]


def test_variants_share_their_stream_and_seeds_do_not() -> None:
    def draw(spec: RunSpec) -> int:
        return int(rng_for(spec).integers(0, 2**62))

    base = make_spec()
    same = [
        make_spec(params=(("batch_size", 5),)),
        make_spec(budget=Budget(distinct=9)),
        make_spec(fitness="valid@12"),
    ]
    assert {draw(spec) for spec in same} == {draw(base)}
    others = ["experiment", "algorithm", "dataset", "device", "metric"]
    changed = [dataclasses.replace(base, **{name: "other"}) for name in others] + [make_spec(seed=1)]
    assert len({draw(spec) for spec in [base, *changed]}) == 7


@pytest.mark.parametrize(
    "limits",
    [{}, {"queries": 1, "distinct": 1}, {"queries": 0}, {"distinct": -1}, {"seconds": float("inf")}, {"queries": 1.5},
     {"seconds": float("nan")}, {"queries": True}, {"queries": "many"}],
)  # fmt: skip
def test_bad_budgets_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match="budget"):
        Budget(**limits)  # type: ignore[arg-type]


def test_budget_by_kind() -> None:
    assert Budget.of("queries", 500.0) == Budget(queries=500)
    assert Budget.of("seconds", 12_000).describe() == "12,000 simulated training seconds"
    with pytest.raises(UnknownNameError, match="did you mean 'queries'"):
        Budget.of("querys", 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"params": (("a", [1]),)}, "parameter a"),
        ({"params": (("a", float("nan")),)}, "finite"),
        ({"params": (("a", 1), ("a", 2))}, "twice"),
        ({"fitness": "top1"}, "no fitness"),
    ],
)
def test_bad_specifications_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        make_spec(**changes)


def test_incomplete_descriptions_are_refused() -> None:
    values = make_spec().as_dict()
    for broken in ({**values, "more": 1}, {**values, "budget": {"years": 1}}, {**values, "params": []}):
        with pytest.raises(ConfigurationError):
            RunSpec.from_dict(broken)
