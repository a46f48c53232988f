"""NetAdapt by itself: its steps from the 3x3 cell as rows, and the ablation of delta and criterion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, cast

import pandas as pd

from experiments import kit
from experiments.kit import QUANTILES, Case, Column, Study
from experiments.kit.again import run_again
from experiments.mobilenetv3 import words
from experiments.mobilenetv3.found import outcome
from experiments.mobilenetv3.rewards import A12, VARIANT, P
from experiments.mobilenetv3.runs import DESCENTS, Method, at_targets, from_cell, target
from suite.algorithms.netadapt import NetAdapt, Step
from suite.benchmark import Benchmark
from suite.report.output import Output
from suite.study.record import Record

PAPER = DESCENTS[0]
STEPS = (
    *map(Column, ("dataset", "device")),
    Column("target", ".5f"),
    Column("criterion"),
    Column("delta", ".2f"),
    *map(Column, ("step", "index", "fitness")),
    Column("cost", ".5f"),
    Column("delta_fitness"),
    Column("delta_cost", ".5f"),
    *map(Column, ("proposals", "raising", "qualifying", "improving")),
)


def _share(part: str, whole: str) -> Callable[[pd.DataFrame], float]:
    """Return the share that all descents of a group give together; NaN if there is nothing to share."""
    return lambda rows: float(rows[part].sum() / rows[whole].sum()) if rows[whole].sum() else float("nan")


ABLATION = (
    kit.DEVICE_IN_FULL,
    VARIANT,
    Column("steps", ".2f", value="mean"),
    Column("improved_steps", ".2f", "improved steps", _share("improved", "steps")),
    Column("improving", ".2f", value=_share("improving", "qualifying")),
    Column("raising", ".2f", value=_share("raising", "proposals")),
    Column("evaluations", ".0f", value="mean"),
    Column("within", ".2f", value="mean", of="returned_within"),
    Column("gap", ".2f", value="median", of="returned_regret"),
)


def steps_of(record: Record, benchmark: Benchmark) -> list[Step]:
    """Return the log of a NetAdapt run, rebuilt from its record: the run is made again and has to ask the same."""
    return cast(NetAdapt, run_again(record, benchmark)).steps


def path(study: Study, descent: Method, dataset: str, device: str) -> list[Step]:
    """Return the steps of a descent from the 3x3 cell to the lowest target."""
    case = at_targets(study.benchmark, (from_cell(descent),), (dataset,), (device,))[0]
    return steps_of(study.runs(case)[0], study.benchmark)


def report(study: Study, output: Output) -> None:
    """Write the step log and the ablation."""
    kit.write_rows(output, "steps", _steps(study), STEPS, words.STEPS)
    rows = _ablation(study)
    rows["p"] = kit.holm_of_table(rows["p"])
    columns, notes = (*ABLATION, P, A12), [*words.ABLATION_NOTES, kit.tests_note(rows)]
    kit.write_table(output, "netadapt-ablation", rows, columns, words.ABLATION, notes, seeds=study.seeds)


def _steps(study: Study) -> pd.DataFrame:
    rows = []
    for dataset, device in ((dataset, device) for dataset in kit.DATASETS for device in kit.FIGURE_DEVICES):
        limit = target(study.benchmark, dataset, device, QUANTILES[0])
        for descent in DESCENTS:
            for step in path(study, descent, dataset, device):
                rows.append(
                    {
                        "dataset": dataset, "device": device, "target": limit, **descent.params, **vars(step),
                        "step": step.number, "index": int(study.benchmark.space.index(step.code[None])[0]),
                        "fitness": 100.0 - step.error, "delta_fitness": step.delta_accuracy,
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def _ablation(study: Study) -> pd.DataFrame:
    """Return a row per device and variant on CIFAR-10, tested against the paper's variant."""

    def measure(case: Case, record: Record) -> Mapping[str, Any]:
        limit = target(study.benchmark, case["dataset"], case["device"], case["quantile"])
        taken = [step for step in steps_of(record, study.benchmark) if step.number > 0]
        return {
            **vars(outcome(study.judged(case), record, limit)),
            "steps": len(taken),
            "improved": sum(step.delta_accuracy > 0 for step in taken),
            **{
                name: sum(getattr(step, name) for step in taken)
                for name in ("proposals", "raising", "qualifying", "improving")
            },
        }

    found = study.tidy(at_targets(study.benchmark, DESCENTS, ("cifar10",)), measure)
    regret, targets = itemgetter("returned_regret"), itemgetter("quantile")
    return kit.summarise_against(PAPER.key, found, ("device",), ABLATION, regret, targets)
