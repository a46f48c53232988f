"""The page of a comparison: its results as the plain blocks of :mod:`suite.report.html`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from suite.analysis.pairing import Shared
from suite.comparison.problems import OpenBenchmark
from suite.comparison.report.budgets import anytime_section, fixed_budget_section, fixed_target_section
from suite.comparison.report.fairness import fairness_section, marks_of, provenance_section
from suite.comparison.report.found import front_section
from suite.comparison.report.overview import over_all_section, overview_section
from suite.comparison.report.pairs import pair_section
from suite.comparison.report.words import Names
from suite.comparison.results import Results
from suite.comparison.study import ComparisonStudy
from suite.report.html.page import page

Files = Mapping[str, Mapping[str, bytes | str]]


@dataclass(frozen=True)
class Sources:
    """What belongs to a page beside the numbers.

    Attributes:
        command: that made the comparison.
        study: its TOML.
        files: key of a block -> suffix -> content of files made for print.
    """

    command: str = ""
    study: str = ""
    files: Files = field(default_factory=dict)


def comparison_page(
    results: Results,
    study: ComparisonStudy,
    benchmark: OpenBenchmark,
    shared: Shared,
    rng: np.random.Generator,
    sources: Sources | None = None,
) -> str:
    """Return the page, one HTML text.

    Args:
        results: of the study.
        study: its definition.
        benchmark: opens the tables, for what is known of the architectures that were found.
        shared: what runs of two methods share, as for the tests of the tables.
        rng: of the bootstrap intervals and the Bayesian comparison.
        sources: command, study and files for print.

    Raises:
        ConfigurationError: if no measure is defined for all runs.
    """
    given = sources or Sources()
    names = Names(results)
    sections = [
        overview_section(results, names, rng, given.files),
        over_all_section(results, names, rng, given.files),
        anytime_section(results, names, given.files),
        fixed_budget_section(results, names),
        fixed_target_section(results, names, given.files),
        front_section(results, study, benchmark, names, given.files),
        pair_section(results, names, shared, rng),
        fairness_section(results, study, names),
        provenance_section(results, names, given.command, given.study),
    ]
    lead = [results.title, f"{len(results.runs):,} runs of {len(results.methods)} methods."]
    title = f"Comparison: {results.name}"
    return page(title, lead, marks_of(results, study), [section for section in sections if section.blocks])
