"""A new experiment as a stranger adds it: the kit's example works as it stands, and a forgotten line is noticed."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

from experiments import REGISTRY, Experiment, kit
from suite.benchmark import load_benchmark
from suite.report.output import Output
from suite.study.runner import run

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_of_the_kit_makes_its_table(tmp_path: Path) -> None:
    (example,) = re.findall(r"An experiment in full;.*?::\n\n(.*?)\n\n(?=\S)", kit.__doc__ or "", flags=re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(dedent(example), "example", "exec"), names)
    made: Experiment = names["EXPERIMENT"]
    benchmark = load_benchmark(source="surrogate")
    records = {spec: run(spec, benchmark) for spec in made.runs(benchmark, 1)}
    made.report(benchmark, records, 1, Output(tmp_path, made.name, benchmark.edition, True))
    (table,) = tmp_path.rglob("accuracy.csv")
    assert len(table.read_text(encoding="utf-8").splitlines()) == 1 + len(records)


def test_every_experiment_is_in_the_registry() -> None:
    paths = (path for path in (ROOT / "experiments").rglob("*.py") if "kit" not in path.parts)
    found = (
        path for path in paths if re.search(r"^EXPERIMENT\b", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in found}
    assert modules == set(REGISTRY.values())
