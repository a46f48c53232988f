"""The one list of algorithms with parameters that are tested: golden runs and conformance checks read it.

A new algorithm is one line here, ``Case("my_method"),``, and more where its parameters lead to other code. A case with
``conformance=None`` is quick: a golden run alone. pymoo's algorithms have no golden run, as theirs belongs to a version
of pymoo.
"""

from __future__ import annotations

from typing import Any

from tests.algorithms.case import (
    Case,
    costs_from_one,
    dnas,
    equal_stages,
    everything,
    hard_reward,
    most_accurate_within,
    penalised,
    soft_reward,
    two_best,
    two_rungs,
    within,
)

POSITIVE: dict[str, Any] = {"golden": {"cost_limit": 200.0}, "shift": 1.0, "values": costs_from_one}
"""Methods with a cost limit whose second column is a cost above 0."""
FOREST = {"n_warmup": 40, "n_candidates": 200, "n_positives": 40}
DNAS: dict[str, Any] = {"values": costs_from_one, "optimal": dnas}
FAST = {"warmup_epochs": 2, "learning_rate": 0.1}
# pymoo looks long for new children once a population holds most of a tiny space, so it is kept small here
PYMOO: dict[str, Any] = {
    "golden": None, "conformance": {"population_size": 8}, "budget": 97, "tiny_budget": 160,
}  # fmt: skip
# predictors are fitted anew for every population, so there are three
PREDICTED: dict[str, Any] = {"budget": 57}
# networks are trained anew for every few architectures
NEURAL: dict[str, Any] = {"golden_budget": 47, "budget": 33}
# Optuna's runs belong to its version, as pymoo's do
OPTUNA: dict[str, Any] = {"golden": None, "budget": 9, "needs": "optuna"}
# a step of a Gaussian process over NAS-Bench-201 takes milliseconds, so the runs are short; the tiny space is used up
GAUSSIAN: dict[str, Any] = {"golden_budget": 45, "budget": 13}

CASES: tuple[Case, ...] = (
    Case("random_search"),
    Case("random_search", "unique=False", {"unique": False}, conformance={"batch_size": 7}),
    Case("regularized_evolution"),
    Case("regularized_evolution", "mutation=node", {"mutation": "node"}, conformance=None),  # grids have no nodes
    Case("reinforce", conformance=None),
    Case("reinforce", "learning_rate=0.01", {"learning_rate": 0.01}),
    Case("reinforce", "learning_rate=0.5", {"learning_rate": 0.5}, conformance=None),
    Case("bohb"),
    Case("bohb", "incumbent=all", {"incumbent": "all", "random_fraction": 0.33}, conformance={"num_samples": 16}),
    Case("local_search"),
    Case("local_search", "n_starts=5", {"n_starts": 5}),
    Case("nsga2"),
    Case(
        "nsga2", "genotype=real", {"genotype": "real"},
        conformance={"tournament": "dominance", "eliminate_duplicates": False},
    ),
    Case("nsga2", "population_size=100", {"population_size": 100}, conformance=None),
    Case("hw_evrsnas", golden={"cost_limit": 200.0}, conformance={"cost_limit": 2.0}, optimal=penalised(2.0)),
    Case(
        "hw_evrsnas", "penalty=two-sided", {"penalty": "two-sided"},
        golden={"cost_limit": 200.0}, conformance={"cost_limit": 2.0}, optimal=penalised(2.0, "two-sided"),
    ),
    Case("mo_hdnas"),
    Case("mo_hdnas", "chi=fresh", {"chi": "fresh"}, conformance={"operators": "row"}),
    Case("mo_hdnas", "diversity=False", {"diversity": False}, conformance={"tournament": "dominance"}),
    Case("mo_hdnas", "operators=row", {"operators": "row"}, conformance=None),
    Case("mo_hdnas", "operators=codes", {"operators": "codes", "chi": "separate"}),
    Case(
        "mo_hdnas", "survival=children", {"survival": "children", "duplicates": "architecture"}, conformance=None,
    ),
    Case("mo_hdnas", "duplicates=kept", {"operators": "row", "duplicates": "kept"}, conformance=None),
    Case("evnas"),
    Case("evnas", "variation=mutation", {"variation": "mutation"}),
    Case("evnas", "variation=crossover", {"variation": "crossover"}, conformance=None),
    Case("evnas", "variation=random", {"variation": "random"}),
    Case("cmanas"),
    Case("cmanas", "generations=25", {"generations": 25}),
    Case("pevonas", n_objectives=1, values=equal_stages),
    # a vote may drop the operations of the best architecture, but no operation is dropped where there are three
    Case(
        "pevonas", "reduction=vote", {"reduction": "vote"},
        conformance={"operations_stage_3": 3}, n_objectives=1, values=equal_stages,
    ),
    Case("nevonas"),
    Case("nevonas", "stale=False", {"stale": False}, conformance={"pick": "front"}),
    Case("nevonas", "objectives=novelty", {"objectives": "novelty"}, optimal=everything, tiny_budget=1000),
    Case("nevonas", "objectives=accuracy", {"objectives": "accuracy"}),
    Case("nevonas", "pick=front", {"pick": "front"}, conformance=None),
    Case("mnasnet", conformance={"cost_limit": 3.0, "learning_rate": 0.01}, optimal=soft_reward, **POSITIVE),
    Case("mnasnet", "reward=hard", {"reward": "hard", "w": -0.5}, conformance=None, **POSITIVE),
    Case(
        "mnasnet", "controller=autoregressive", {"controller": "autoregressive"},
        conformance={"cost_limit": 3.0, "reward": "hard", "learning_rate": 0.01}, optimal=hard_reward, **POSITIVE,
    ),
    Case(
        "netadapt",
        conformance={"cost_limit": 3.35, "descents": 0, "pool": 3}, optimal=most_accurate_within, **POSITIVE,
    ),
    Case(
        "netadapt", "criterion=accuracy", {"criterion": "accuracy", "descents": 0},
        conformance={"cost_limit": 3.35, "pool": 3, "delta": 0.05}, optimal=most_accurate_within, **POSITIVE,
    ),
    Case("netadapt", "seed_architecture=333333", {"seed_architecture": 333333}, conformance=None, **POSITIVE),
    # on the tiny space the search lasts until it has seen everything
    Case(
        "mobilenetv3",
        conformance={"cost_limit": 3.35, "search_queries": 60, "learning_rate": 0.001}, tiny={"search_queries": 350},
        optimal=within(3.35), **POSITIVE,
    ),
    # a search for the target itself: what it finds stays as it is, so the optimum of the hard reward is recommended
    Case(
        "mobilenetv3", "reward=hard", {"reward": "hard", "search_queries": 300},
        conformance={"cost_limit": 3.0, "headroom": 1.0, "learning_rate": 0.01}, optimal=hard_reward, **POSITIVE,
    ),
    Case("linas", conformance={"population_size": 20}, **PREDICTED),
    Case(
        "linas", "predictor=ridge", {"predictor": "ridge", "operators": "integer", "unique": "classes"},
        conformance={"infeasible": "worst", "population_size": 20}, **PREDICTED,
    ),
    Case(
        "linas", "next_population=final", {"predictor": "ridge", "next_population": "final"}, conformance=None,
    ),
    Case(
        "linas", "allowed", {"predictor": "ridge-1", "allowed": "0123,13,01234,23,0134,34", "infeasible": "worst"},
        conformance=None,
    ),
    Case("linas_exhaustive", conformance={"population_size": 20}, **PREDICTED),
    Case("weaknas", budget=47),
    Case("rmi_nas", conformance={**FOREST, "n_trees": 10}, optimal=two_best),
    Case(
        "rmi_nas", "n_trees=10", {"n_trees": 10, "result": "best"},
        golden={"n_positives": 20, "quantile": 0.1}, conformance=FOREST, optimal=two_best,
    ),
    Case("fbnet_dnas", conformance={**FAST, "epochs": 18}, **DNAS),
    Case(
        "fbnet_dnas", "latency=measured", {"latency": "measured"},
        golden={"loss": "additive", "epochs": 18}, conformance={**FAST, "epochs": 16}, **DNAS,
    ),
    Case(
        "fbnet_dnas", "latency=table", {"latency": "table", "epochs": 18},
        golden={"loss": "log-power"}, conformance={**FAST, "returned": "told"}, **DNAS,
    ),
    Case(
        "fbnet_dnas", "gradient=straight-through", {"gradient": "straight-through", "epochs": 18},
        conformance=FAST, **DNAS,
    ),
    Case("pymoo_nsga2", **PYMOO),
    Case("pymoo_nsga2", "operators=integer", {"operators": "integer"}, **PYMOO),
    Case("pymoo_age_moea", needs="numba", **PYMOO),
    Case("pymoo_moead", **{**PYMOO, "tiny_budget": 400}),
    Case("pymoo_spea2", **PYMOO),
    Case("pymoo_sms_emoa", **PYMOO),
    Case("pymoo_nsga3", **PYMOO),
    Case("pymoo_rvea", **PYMOO),
    Case("ibea"),
    Case("ibea", "kappa=0.5", {"kappa": 0.5, "population_size": 30}, conformance=None),
    Case("mo_regularized_evolution", conformance={"population_size": 20, "sample_size": 4}),
    Case(
        "mo_regularized_evolution", "population_size=20", {"population_size": 20, "sample_size": 5}, conformance=None,
    ),
    Case("pareto_local_search", tiny_budget=120),
    Case("pareto_local_search", "n_starts=5", {"n_starts": 5}, conformance=None),
    Case("mo_asha", columns=(0, 0, 1), values=two_rungs, tiny_budget=120),
    Case("mo_asha", "eta=4", {"eta": 4}, columns=(1, 0, 1), conformance=None),
    Case("freerea", conformance={"population_size": 20, "sample_size": 5}),
    Case(
        "freerea", "population_size=25", {"population_size": 25, "sample_size": 5, "skip": False}, conformance=None,
    ),
    Case("etf_moenas", tiny={"population_size": 6}, tiny_budget=200),
    Case("etf_moenas", "crossover_probability=0.5", {"crossover_probability": 0.5}, conformance=None),
    Case("parego", **GAUSSIAN),
    Case("parego", "targets=values", {"targets": "values", "refit_every": 3, "rho": 0.1}, conformance=None, **GAUSSIAN),
    Case("ehvi", **GAUSSIAN),
    Case("ehvi", "targets=values", {"targets": "values", "refit_every": 3}, conformance=None, **GAUSSIAN),
    Case("rsbo", **GAUSSIAN),
    Case(
        "rsbo", "scalarisation=linear", {"scalarisation": "linear", "targets": "values"}, conformance=None, **GAUSSIAN,
    ),
    Case("lsbo", **GAUSSIAN),
    Case("bananas", conformance={"n_layers": 1, "epochs": 5}, **NEURAL),
    Case(
        "bananas", "path_length=3", {"path_length": 3, "n_parents": 3, "n_layers": 2}, conformance=None, **NEURAL,
    ),
    Case("mo_bananas", conformance={"epochs": 5}, **NEURAL),
    Case("mo_bananas", "n_candidates=20", {"n_candidates": 20, "n_layers": 2}, conformance=None, **NEURAL),
    Case("motpe", conformance={"n_startup_trials": 7}, tiny={"n_startup_trials": 24}, **OPTUNA),
)  # fmt: skip
