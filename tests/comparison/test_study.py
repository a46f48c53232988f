"""Definitions of studies: TOML there and back, problems from lists, and errors that name the place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.comparison.problems import expand
from suite.comparison.specs import problem_limit, run_specs
from suite.comparison.study import StudyMethod, StudyProblem
from suite.comparison.study_text import read_study, write_study
from suite.errors import ConfigurationError, DataError, SuiteError
from tests.comparison.conftest import study_of

WRITTEN = """
fitness = "valid200"
seeds = 5
budget = {distinct = 50}

[problems]
datasets = ["cifar10"]
devices = "all"
metrics = "both"

[[methods]]
algorithm = "nsga2"
[methods.params]
population_size = 10

[[methods]]
algorithm = "local-search"
label = "LS"
formulation = "weighted-sum:0.5"
"""


def test_a_study_is_the_same_after_writing_and_reading(study, folder, opened) -> None:
    every = replace(
        study, experiment="other", unmeasured="fastest", cost_source="ridge:50", limit="quantile:0.25",
        measure="igd_plus", problems=(*study.problems, StudyProblem("cifar10", "worst:raspi4,fpga")),
    )  # fmt: skip
    for each in (study, every):
        assert read_study(write_study(each, folder / "s.toml"), opened) == each


@settings(max_examples=25, deadline=None)
@given(
    label=st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip),
    params=st.dictionaries(
        st.sampled_from(["population_size", "mutation_rate", "genotype"]),
        st.one_of(st.none(), st.booleans(), st.integers(-5, 10**9), st.floats(allow_nan=False, allow_infinity=False)),
    ),
)
def test_any_label_and_parameter_survive(tmp_path_factory, opened, label, params) -> None:
    study = study_of(methods=(StudyMethod("nsga2", label, tuple(params.items())),))
    path = write_study(study, tmp_path_factory.getbasetemp() / "any.toml")
    assert read_study(path, opened) == study


def test_a_study_by_hand_is_read_with_defaults(tmp_path, opened) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(WRITTEN)
    found = read_study(path, opened)
    assert found.name == "mine"
    assert found.fitness == "valid@200:mean"
    assert len(found.problems) == 9
    assert found.methods == (
        StudyMethod("nsga2", params=(("population_size", 10),)),
        StudyMethod("local_search", "LS", formulation="weighted-sum:0.5"),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seeds = 5", "seedz = 5", "line 3: seedz: unknown key of a study 'seedz'; did you mean 'seeds'?"),
        ("seeds = 5", "seeds = 0", "line 3: seeds: is a whole number from 1"),
        ("seeds = 5", "", "seeds: is missing"),
        ('"valid200"', '"valid@100"', "line 2: fitness: no accuracy 'valid@100'"),
        ("distinct = 50", "distinct = -1", "line 4: budget: a budget must be positive"),
        ("distinct = 50", "distant = 50", "line 4: distant: unknown key of budget"),
        ('["cifar10"]', '["cifar11"]', "line 6: problems: unknown dataset 'cifar11'"),
        ('"both"', '["engery"]', "line 6: problems: no device"),
        ('"both"', '["both", "latency"]', "line 6: problems: metric: write latency, energy, both"),
        ('"both"', '[]', 'line 9: problems.metrics: is a list of names, or "both"'),
        ('["cifar10"]', '["all", "cifar10"]', "line 6: problems: datasets: 'all' stands alone: write all, or a list"),
        ('"nsga2"', '"nsga3x"', "line 12: methods[1].algorithm: unknown algorithm 'nsga3x'"),
        ("population_size = 10", "popsize = 10", "line 14: methods[1].popsize: unknown parameter of nsga2 'popsize'"),
        ("population_size = 10", "population_size = [1]", "line 14: methods[1].population_size: is a number"),
        ('label = "LS"', "label = 3", "line 18: methods[2].label: is a text"),
        ('label = "LS"', 'label = "nsga2"', "the method nsga2 stands twice in the study"),
        ("seeds = 5", "seeds = ", "is no TOML"),
        ("fitness =", 'format = "suite-study-9"\nfitness =', "line 2: format: this version reads"),
    ],
)  # fmt: skip
def test_errors_name_line_and_key(tmp_path, opened, old, new, said) -> None:
    path = tmp_path / "wrong.toml"
    assert old in WRITTEN
    path.write_text(WRITTEN.replace(old, new, 1))
    with pytest.raises(SuiteError, match=re.escape(said)) as caught:
        read_study(path, opened)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_none_is_named(tmp_path, opened) -> None:
    with pytest.raises(DataError, match="there is no study"):
        read_study(tmp_path / "absent.toml", opened)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="no text in UTF-8"):
        read_study(tmp_path / "bytes.toml", opened)


def test_all_means_what_the_tables_have(opened) -> None:
    assert len(expand("all", "all", ["latency"], opened)) == 18
    assert len(expand("all", "all", ["energy"], opened)) == 9
    assert len(expand("all", "all", "both", opened)) == 27
    assert len(expand(["cifar10"], ["raspi4", "fpga"], "both", opened)) == 3
    with pytest.raises(SuiteError, match="energy was not measured on raspi4"):
        expand(["cifar10"], ["raspi4"], ["energy"], opened)


def test_names_tell_studies_apart(study) -> None:
    first, second = study.named(), replace(study, seeds=4).named()
    assert first.name != second.name
    assert first.named("mine").digest == first.digest
    assert "valid-200-mean" in first.name
    assert "60-distinct" in first.name


def test_a_method_of_one_objective_needs_a_formulation(opened) -> None:
    study = study_of(methods=(StudyMethod("local_search"),))
    with pytest.raises(ConfigurationError, match=r"give a formulation, such as --formulation weighted-sum:0\.5"):
        run_specs(study, opened)


def test_the_limit_of_each_problem_reaches_its_methods(study, opened) -> None:
    methods = (StudyMethod("hw_evrsnas"), StudyMethod("local_search", formulation="constrained:limit"))
    study = replace(study, methods=methods, limit="quantile:0.25")
    specs = run_specs(study, opened)
    for problem in study.problems:
        limit = problem_limit(study, problem, opened(problem.dataset))
        assert dict(specs[problem.name, "hw_evrsnas"][0].params) == {"cost_limit": limit}
        assert specs[problem.name, "local_search"][0].formulation.limit == limit


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"methods": ()}, "needs a method"),
        ({"problems": ()}, "needs a problem"),
        ({"methods": (StudyMethod("nsga2"), StudyMethod("nsga2"))}, "give each a label"),
        ({"limit": "median"}, "quantile:Q"),
        ({"limit": -1.0}, "quantile:Q"),
        ({"seeds": 0}, "whole number from 1"),
        ({"name": "a/b"}, "the name of a study"),
    ],
)
def test_what_goes_not_together_is_refused(changed, said) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        study_of(**changed)


def test_runs_of_a_study_are_those_that_suite_run_makes(study, opened) -> None:
    from suite.cli.search_options import build_spec

    spec = run_specs(study, opened)["cifar10-raspi4-latency", "nsga2"][1]
    alone = build_spec(
        "nsga2", dataset="cifar10", device="raspi4", metric="latency", fitness="valid200", budget=60,
        budget_kind="distinct", unmeasured="infeasible", cost_limit=None, params=(), seed=1,
    )  # fmt: skip
    assert spec == alone
