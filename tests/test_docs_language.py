"""The page on the text language holds what it says: its examples are read, and fit its grammar."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from suite.errors import SuiteError
from suite.estimators.cost_source import parse_cost_source
from suite.objectives.devices import parse_devices
from suite.objectives.fitness import parse_fitness
from suite.objectives.formulation_text import parse_formulation
from suite.study.spec import Budget, RunSpec

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "language.md").read_text(encoding="utf-8")
PARSERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "Fitness": ("fitness", parse_fitness),
    "Devices and metric": ("devices", parse_devices),
    "Cost source": ("cost_source", parse_cost_source),
    "Formulation": ("formulation", parse_formulation),
}
"""By heading of the page: rule of the grammar, and parser."""


def section(heading: str) -> str:
    return re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:][headings().index(heading)]


def headings() -> list[str]:
    return re.findall(r"^## (.*)$", PAGE, flags=re.MULTILINE)


def rows(heading: str) -> list[list[str]]:
    lines = [line for line in section(heading).splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


EXAMPLES = [(heading, row[0], row[1] or row[0]) for heading in PARSERS for row in rows(heading)]


@pytest.mark.parametrize(("heading", "text", "canonical"), EXAMPLES, ids=[text for _, text, _ in EXAMPLES])
def test_an_example_is_read_and_its_canonical_text_is_stable(heading: str, text: str, canonical: str) -> None:
    rule, parse = PARSERS[heading]
    value = parse(text)
    assert re.fullmatch(expression(rule), text), f"{text} does not fit the grammar of {rule}"
    if canonical == "None":
        assert value is None
    else:
        assert value.text == str(value) == canonical
        assert parse(canonical) == value
        assert parse(f" {canonical} ") == value
        assert parse(value) is value
        assert re.fullmatch(expression(rule), canonical)


@pytest.mark.parametrize("row", rows("Errors"), ids=lambda row: row[1])
def test_what_cannot_be_read_is_refused_as_the_page_says(row: list[str]) -> None:
    kind, text, answer = row
    with pytest.raises(SuiteError) as caught:
        PARSERS[next(name for name in PARSERS if name.lower().startswith(kind))][1](text)
    assert str(caught.value) == answer


def test_specifications_take_values_and_texts_alike() -> None:
    common: dict[str, Any] = {
        "experiment": "docs", "algorithm": "nsga2", "dataset": "cifar10", "budget": Budget.of("queries", 10), "seed": 0
    }  # fmt: skip
    texts = {
        "fitness": "valid200", "device": "worst:pixel3,raspi4", "formulation": "constrained:4.50",
        "cost_source": "ridge:50,features=one_hot",
    }  # fmt: skip
    spec = RunSpec(**common, **texts)
    values = {name: getattr(spec, name) for name in texts}
    assert RunSpec(**common, **values).key() == spec.key()
    assert RunSpec.from_dict(spec.as_dict()) == spec
    assert [spec.as_dict()[name] for name in texts] == [
        "valid@200:mean", "worst:raspi4,pixel3", "constrained:4.5", "ridge:50"
    ]  # fmt: skip


def grammar() -> dict[str, str]:
    (block,) = re.findall(r"```ebnf\n(.*?)```", PAGE, flags=re.DOTALL)
    return dict(re.findall(r"^(\w+)\s*=\s*(.*?)\s*;$", block, flags=re.MULTILINE | re.DOTALL))


def expression(rule: str) -> str:
    """Return a rule of the page's grammar, which is not recursive, as a regular expression."""
    opened = {"[": "(?:", "{": "(?:", "(": "(?:", "]": ")?", "}": ")*", ")": ")", "|": "|"}
    parts = []
    for token in re.findall(r'"[^"]*"|/(?:\\/|[^/])+/|\w+|[][{}()|]', grammar()[rule]):
        if token in opened:
            parts.append(opened[token])
        elif token[0] == '"':
            parts.append(re.escape(token[1:-1]))
        elif token[0] == "/":
            parts.append(f"(?:{token[1:-1]})")
        else:
            parts.append(expression(token))
    return f"(?:{''.join(parts)})"


def test_the_grammar_refuses_what_the_parsers_refuse() -> None:
    wrong = {
        "fitness": ("valid@100", "vali", "rank-noise", "supernet:", "staged:valid200", "staged:supernet-live/valid12"),
        "devices": ("raspi4,pixel3", "worst:raspi4", "best:raspi4,fpga"),
        "cost_source": ("ridge", "lut:1x1"),
        "formulation": ("constrained", "constrained:a", "weighted-sum:0.7,spans=10", "two-stage:1,2,3"),
    }
    parsers = dict(PARSERS.values())
    for rule, texts in wrong.items():
        for text in texts:
            assert not re.fullmatch(expression(rule), text), text
            with pytest.raises(SuiteError):
                parsers[rule](text)
