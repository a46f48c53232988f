"""MOTPE asks what Optuna's own study asks, asks nothing twice, and leaves Optuna's logging alone."""

from __future__ import annotations

import numpy as np
import pytest

from suite.algorithms import create, motpe
from suite.errors import ConfigurationError
from suite.spaces import NASBENCH201
from suite.testing import run, two_distances

optuna = pytest.importorskip("optuna")
VALUES = two_distances(NASBENCH201)


def search(seed: int = 0, **arguments: object):
    return create("motpe", NASBENCH201, rng=np.random.Generator(np.random.PCG64(seed)), **arguments)


def test_it_asks_what_a_study_of_optuna_asks(capfd: pytest.CaptureFixture[str]) -> None:
    method = search(repeats=True, n_startup_trials=12)
    trace = run(method, VALUES, 40)
    assert capfd.readouterr().err == ""
    edges = {f"edge{k:03d}": optuna.distributions.CategoricalDistribution(tuple(range(5))) for k in range(6)}
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=method._seed, n_startup_trials=12, n_ei_candidates=24)
    study = optuna.create_study(directions=["minimize", "minimize"], sampler=sampler)
    optuna.logging.set_verbosity(level)
    for code, value in zip(trace.codes[:12], trace.values[:12], strict=True):
        params = dict(zip(edges, code.tolist(), strict=True))
        study.add_trial(optuna.trial.create_trial(params=params, distributions=edges, values=value.tolist()))
    for code in trace.codes[12:]:
        trial = study.ask(edges)
        assert list(trial.params.values()) == code.tolist()
        study.tell(trial, VALUES(code[None])[0].tolist())


def test_nothing_is_asked_twice_and_logging_is_left_alone() -> None:
    level = optuna.logging.get_verbosity()
    trace = run(search(), VALUES, 60)
    assert len(np.unique(trace.codes, axis=0)) == 60
    assert optuna.logging.get_verbosity() == level


def test_it_learns() -> None:
    assert (run(search(), VALUES, 60).codes[35:] <= 1).mean() > 0.55  # by chance 0.4


def test_without_optuna_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(motpe, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'hwnas-suite\[optuna\]'"):
        search()
