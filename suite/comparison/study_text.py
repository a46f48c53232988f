"""A study as TOML: written beside its results, read again for the same comparison, or written by a person.

Keys and their meaning: docs/comparing.md. Errors name the file, the line where it can be told, and the key.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from suite.comparison.problems import ALL, BOTH, OpenBenchmark, checked, expand
from suite.comparison.study import EXPERIMENT, ComparisonStudy, StudyMethod, StudyProblem
from suite.errors import DataError, SuiteError, did_you_mean
from suite.files import write_atomically
from suite.language import Scalar
from suite.objectives.fitness import parse_fitness
from suite.reading.budget import JSON_BYTES, read_content
from suite.study.budget import Budget

Made = TypeVar("Made")
FORMAT = "suite-study-1"
"""First key of every study that is written; a study written by a person may leave it out."""
BUDGET_KEYS = ("queries", "distinct", "seconds", "charge", "validation", "overrun")
ROOT_KEYS = (
    "format", "name", "experiment", "fitness", "seeds", "unmeasured", "cost_source", "cost_limit", "measure", "budget",
    "problems", "methods",
)  # fmt: skip
PROBLEM_KEYS = ("dataset", "device", "metric")
GRID_KEYS = ("datasets", "devices", "metrics")
METHOD_KEYS = ("algorithm", "imported", "label", "formulation", "seeds", "budget", "params")


def as_dict(study: ComparisonStudy) -> dict[str, Any]:
    """Return the study as plain values, defaults left out; :func:`from_dict` reads them."""
    found: dict[str, Any] = {"format": FORMAT, "name": study.name}
    if study.experiment != EXPERIMENT:
        found["experiment"] = study.experiment
    found |= {"fitness": study.fitness, "seeds": study.seeds, "budget": study.budget.as_dict()}
    for key, value, default in (
        ("unmeasured", study.unmeasured, "infeasible"),
        ("cost_source", study.cost_source, "table"),
        ("cost_limit", study.limit, None),
        ("measure", study.measure, None),
    ):
        if value != default:
            found[key] = value
    found["problems"] = [
        {"dataset": each.dataset}
        | ({} if each.device is None else {"device": each.device, "metric": each.metric})
        for each in study.problems
    ]  # fmt: skip
    found["methods"] = [_method(each) for each in study.methods]
    return found


def _method(method: StudyMethod) -> dict[str, Any]:
    found: dict[str, Any] = {"imported" if method.imported else "algorithm": method.algorithm}
    if method.label != method.algorithm:
        found["label"] = method.label
    if method.formulation is not None:
        found["formulation"] = method.formulation
    if method.seeds is not None:
        found["seeds"] = method.seeds
    if method.budget is not None:
        found["budget"] = method.budget.as_dict()
    if method.params:
        found["params"] = {key: "none" if value is None else value for key, value in method.params}
    return found


def to_toml(study: ComparisonStudy) -> str:
    """Return the study as TOML; equal studies give equal texts."""
    values = as_dict(study)
    lines = ["# A comparison of methods; 'suite compare' with this file makes it again."]
    lines += [f"{key} = {_toml(value)}" for key, value in values.items() if key not in ("problems", "methods")]
    lines += ["problems = [", *(f"    {_toml(problem)}," for problem in values["problems"]), "]"]
    for method in values["methods"]:
        lines += ["", "[[methods]]", *(f"{key} = {_toml(value)}" for key, value in method.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def write_study(study: ComparisonStudy, path: Path) -> Path:
    """Write the study, whole or not at all.

    Raises:
        DataError: if the folder cannot be written.
    """
    return write_atomically(path, to_toml(study))


def read_study(path: Path, benchmark: OpenBenchmark) -> ComparisonStudy:
    """Return the study in a file; without a ``name`` it is called as the file.

    Args:
        path: of the TOML file.
        benchmark: opens the tables, for problems that are given as lists.

    Raises:
        DataError: in one line, naming line and key where they can be told, for anything that is no study.
    """
    try:
        text = read_content(path, JSON_BYTES, "the definition of a study")[0].decode("utf-8")
        values = tomllib.loads(text)
    except FileNotFoundError:
        raise DataError(f"there is no study {path}: 'suite compare --algorithms ...' writes one") from None
    except UnicodeDecodeError:
        raise DataError(f"{path} is no text in UTF-8: it is no study") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(f"{path} is no TOML: {error}") from None
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror or error})") from None
    return _Reader(str(path), text).study(values, path.stem, benchmark)


class _Reader:
    """Reads the plain values of one file and says where in it something is wrong."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def study(self, values: Mapping[str, Any], name: str, benchmark: OpenBenchmark) -> ComparisonStudy:
        self.check_keys(values, ROOT_KEYS, "")
        if values.get("format", FORMAT) != FORMAT:
            raise self.error("format", "", f"this version reads {FORMAT!r}")
        for key in ("fitness", "budget", "seeds", "problems", "methods"):
            if key not in values:
                raise self.error(key, "", "is missing")
        limit = values.get("cost_limit")
        fitness = self.text(values, "fitness", "")
        return self.made(
            "",
            lambda: ComparisonStudy(
                name=self.text(values, "name", "", name) or name,
                problems=self.problems(values["problems"], benchmark),
                methods=self.methods(values["methods"]),
                fitness=self.made("", lambda: parse_fitness(fitness).text, "fitness"),
                budget=self.budget(values["budget"], ""),
                seeds=self.whole(values["seeds"], "seeds", ""),
                experiment=self.text(values, "experiment", "", EXPERIMENT) or EXPERIMENT,
                unmeasured=self.text(values, "unmeasured", "", "infeasible") or "infeasible",
                cost_source=self.text(values, "cost_source", "", "table") or "table",
                limit=limit,
                measure=self.text(values, "measure", "", None),
            ),
        )

    def problems(self, found: Any, benchmark: OpenBenchmark) -> tuple[StudyProblem, ...]:
        if isinstance(found, Mapping):
            self.check_keys(found, GRID_KEYS, "problems")
            datasets, devices, metrics = (
                self.names(found, key, default)
                for key, default in (("datasets", ALL), ("devices", ALL), ("metrics", ["latency"]))
            )
            return self.made("problems", lambda: expand(datasets, devices, metrics, benchmark))
        return tuple(
            self.problem(each, f"problems[{row}]", benchmark)
            for row, each in enumerate(self.tables(found, "problems"), 1)
        )

    def problem(self, values: Mapping[str, Any], table: str, benchmark: OpenBenchmark) -> StudyProblem:
        self.check_keys(values, PROBLEM_KEYS, table)
        dataset = self.text(values, "dataset", table)
        device = self.text(values, "device", table, None)
        metric = self.text(values, "metric", table, "latency")
        return self.made(table, lambda: checked(StudyProblem(dataset, device, metric), benchmark(dataset)))

    def methods(self, found: Any) -> tuple[StudyMethod, ...]:
        return tuple(self.method(each, f"methods[{row}]") for row, each in enumerate(self.tables(found, "methods"), 1))

    def method(self, values: Mapping[str, Any], table: str) -> StudyMethod:
        from suite.algorithms import registry

        self.check_keys(values, METHOD_KEYS, table)
        if ("algorithm" in values) == ("imported" in values):
            raise self.error("algorithm", table, "give either 'algorithm' or 'imported'")
        imported = "imported" in values
        name = self.text(values, "imported" if imported else "algorithm", table)
        if not imported:
            name = registry.canonical(name)
            self.made(table, lambda: registry.get(name), "algorithm")
        params = values.get("params", {})
        if not isinstance(params, Mapping):
            raise self.error("params", table, "is a table of names and values")
        for key in params if not imported else ():
            known = registry.parameters(name)
            if key not in known:
                raise self.error(key, table, str(did_you_mean(key, known, f"parameter of {name}")))
        seeds = values.get("seeds")
        return StudyMethod(
            algorithm=name,
            label=self.text(values, "label", table, "") or "",
            params=tuple((key, self.scalar(value, key, table)) for key, value in params.items()),
            formulation=self.text(values, "formulation", table, None),
            seeds=None if seeds is None else self.whole(seeds, "seeds", table),
            budget=self.budget(values["budget"], table) if "budget" in values else None,
            imported=imported,
        )

    def budget(self, found: Any, table: str) -> Budget:
        if not isinstance(found, Mapping):
            raise self.error("budget", table, "is a table such as {distinct = 500}")
        self.check_keys(found, BUDGET_KEYS, table, "budget")
        return self.made(table, lambda: Budget.from_dict(found), "budget")

    # -- values ----------------------------------------------------------------------------------------------------
    def tables(self, found: Any, key: str) -> list[Mapping[str, Any]]:
        if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
            raise self.error(key, "", f"is a list of tables: write [[{key}]] for each")
        return found

    def names(self, values: Mapping[str, Any], key: str, default: list[str] | str) -> list[str] | str:
        found = values.get(key, default)
        every = BOTH if key == "metrics" else ALL
        if found == every:
            return every
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
            raise self.error(key, "problems", f'is a list of names, or "{every}"')
        return found

    def text(self, values: Mapping[str, Any], key: str, table: str, *default: Any) -> Any:
        if key not in values and default:
            return default[0]
        found = values.get(key)
        if not isinstance(found, str) or not found.strip():
            raise self.error(key, table, "is missing" if key not in values else "is a text")
        return found

    def whole(self, found: Any, key: str, table: str) -> int:
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            raise self.error(key, table, "is a whole number from 1")
        return found

    def scalar(self, found: Any, key: str, table: str) -> Scalar:
        if isinstance(found, str):
            return None if found.lower() == "none" else found
        if not isinstance(found, bool | int | float):
            raise self.error(key, table, "is a number, a text, true or false")
        return found

    # -- errors ----------------------------------------------------------------------------------------------------
    def check_keys(self, values: Mapping[str, Any], known: Iterable[str], table: str, within: str = "") -> None:
        for key in values:
            if key not in known:
                kind = f"key of {within or table.partition('[')[0] or 'a study'}"
                raise self.error(key, table, str(did_you_mean(key, known, kind)))

    def made(self, table: str, make: Callable[[], Made], key: str = "") -> Made:
        """Return what ``make`` returns; its error gets the place in the file."""
        try:
            return make()
        except DataError:
            raise
        except SuiteError as error:
            raise self.error(key, table, str(error)) from None

    def error(self, key: str, table: str, text: str) -> DataError:
        line = self.line(key, table)
        where = ", ".join([self.path, *([f"line {line}"] if line else [])])
        named = ".".join(part for part in (table, key) if part)
        return DataError(f"{where}: {named}: {text}" if named else f"{where}: {text}")

    def line(self, key: str, table: str) -> int | None:
        """Return the number of the line on which a key stands, or its table begins; None if neither is found."""
        kind, _, number = table.partition("[")
        start, end = 0, len(self.lines)
        heads = [row for row, line in enumerate(self.lines) if re.match(r"\s*\[", line)]
        if kind:
            pattern = rf"\s*\[\[?\s*{re.escape(kind)}\s*\]" if number else rf"\s*\[\s*{re.escape(kind)}\s*\]"
            own = [row for row in heads if re.match(pattern, self.lines[row])]
            position = int(number.rstrip("]")) - 1 if number else 0
            if position >= len(own):
                return self._first(rf"\s*{re.escape(kind)}\s*=", 0, end)
            start = own[position]
        subordinate = rf"\s*\[\s*{re.escape(kind)}\." if kind else "$^"
        end = next((row for row in heads if row > start and not re.match(subordinate, self.lines[row])), end)
        within = self._first(rf"(?:.*[{{,\s])?\"?{re.escape(key)}\"?\s*=", start, end) if key else None
        return within or (start + 1 if kind else None)

    def _first(self, pattern: str, start: int, end: int) -> int | None:
        return next((row + 1 for row in range(start, end) if re.match(pattern, self.lines[row])), None)
