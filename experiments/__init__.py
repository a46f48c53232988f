"""The papers' experiments: which runs, which published numbers, which tables and figures.

``suite reproduce`` finds them here, in a clone. A new experiment is one module (or package) with a variable
``EXPERIMENT`` and one line in :data:`REGISTRY`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from suite.errors import did_you_mean, known_as

if TYPE_CHECKING:
    from suite.benchmark import Benchmark
    from suite.report.output import Output
    from suite.study.record import Record
    from suite.study.spec import RunSpec

REGISTRY = {
    "rmi": "experiments.rmi",
    "rmi-protocol": "experiments.rmi_protocol",
    "mo-hdnas": "experiments.mo_hdnas",
    "mo-hdnas-choices": "experiments.mo_hdnas.choices",
    "mo-hdnas-inference": "experiments.mo_hdnas.inference",
    "hw-evrsnas": "experiments.hw_evrsnas",
    "rmi-nas": "experiments.rmi_nas",
    "cmanas": "experiments.nasbench201.cmanas",
    "evnas": "experiments.nasbench201.evnas",
    "pevonas": "experiments.nasbench201.pevonas",
    "nevonas": "experiments.nasbench201.nevonas",
    "nas-bench-201": "experiments.nasbench201",
    "supernet": "experiments.supernet",
    "help": "experiments.help",
    "help-ofa": "experiments.help.ofa",
    "fbnet": "experiments.fbnet",
    "fbnet-space": "experiments.fbnet.space",
    "mobilenetv3": "experiments.mobilenetv3",
    "mobilenetv3-ofa": "experiments.mobilenetv3.ofa",
    "survey": "experiments.survey",
    "survey-fbnet": "experiments.survey.fbnet_space",
    "survey-formulations": "experiments.formulations",
    "beta-vae": "experiments.beta_vae",
    "linas": "experiments.linas",
    "linas-ofa": "experiments.linas.ofa",
    "etf-moenas": "experiments.etf_moenas",
    "reference-points": "experiments.reference_points",
    "verdict-rules": "experiments.verdict_rules",
    "arena": "experiments.arena",
}
"""Name on the command line -> module with the variable ``EXPERIMENT``."""


@dataclass(frozen=True)
class FirstFigure:
    """What an experiment shows while its other runs are still to come.

    Attributes:
        stem: name of the figure.
        runs: benchmark -> the few runs that it needs.
        report: (benchmark, records by specification, output) -> draws it.
    """

    stem: str
    runs: Callable[[Benchmark], Sequence[RunSpec]]
    report: Callable[[Benchmark, Mapping[RunSpec, Record], Output], None]


@dataclass(frozen=True)
class Experiment:
    """One paper's experiments.

    Attributes:
        name: on the command line, and of the folders below ``results/`` and ``figures/``.
        title: heading of its page.
        introduction: what is reproduced, for its page.
        seeds: number of seeds of the committed results.
        runs: (benchmark, number of seeds) -> every run that the tables and figures need.
        report: (benchmark, records by specification, number of seeds, output) -> writes tables and figures.
        needs: groups of the catalogue without which it cannot be made, such as "help"; "core" means the real tables.
        beside: groups without which it leaves out rows that stand beside the others; the committed results have them.
        scores: kinds of score tables ("rmi", "supernet") of which it needs at least one.
        networks: makes the rows of networks that it reads, for ``suite networks`` (torch); None if it reads none.
        first: a figure that can be shown after seconds, before all the runs are made; None if there is none.
    """

    name: str
    title: str
    introduction: str
    seeds: int
    runs: Callable[[Benchmark, int], Sequence[RunSpec]]
    report: Callable[[Benchmark, Mapping[RunSpec, Record], int, Output], None]
    needs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    networks: Callable[..., tuple[int, Path]] | None = None
    first: FirstFigure | None = None


def load(name: str) -> Experiment:
    """Return the experiment ``name``, in which a dash and an underscore are the same.

    Raises:
        UnknownNameError: for an unknown name, with the nearest one.
    """
    name = known_as(name, REGISTRY)
    if name not in REGISTRY:
        raise did_you_mean(name, REGISTRY, "experiment")
    experiment: Experiment = import_module(REGISTRY[name]).EXPERIMENT
    return experiment
