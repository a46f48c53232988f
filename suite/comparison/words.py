"""What tables, figures and pages of a comparison say of it: title, and the notes that a reader needs."""

from __future__ import annotations

from collections.abc import Sequence

from suite.comparison.results import MEASURES, ComparedProblem
from suite.comparison.study import LIMIT, MEDIAN_LIMIT, ComparisonStudy, StudyMethod
from suite.objectives.fitness import parse_fitness
from suite.objectives.formulation_text import parse_formulation
from suite.objectives.problem import describe_reference


def title_of(study: ComparisonStudy, problems: Sequence[ComparedProblem], main: str) -> str:
    """Return what was compared, in one sentence."""
    where = problems[0].title if len(problems) == 1 else f"{len(problems)} problems"
    methods = f"{len(study.methods)} method{'s' * (len(study.methods) > 1)}"
    return (
        f"{MEASURES[main].capitalize()} of {methods} on {where}, searched on {study.fitness}, "
        f"{study.budget.describe()} per run, {study.seeds} seeds."
    )


def notes_of(study: ComparisonStudy, problems: Sequence[ComparedProblem], main: str) -> list[str]:
    """Return the sentences that a reader of any table needs, in a fixed order."""
    dataset = problems[0].dataset
    notes = [
        f"Fitness searched on: {study.fitness}, {parse_fitness(study.fitness).describe(dataset)}. Test accuracy is "
        "reported only and selects nothing.",
        f"Budget of every run: {study.budget.describe()}.",
    ]
    if len(problems) > 1:
        notes.append(f"Problems ({len(problems)}): {'; '.join(problem.title for problem in problems)}.")
    notes.append(
        f"{_scale(main)} Everything that a run evaluated counts, whatever it returns, unless a column says it."
    )
    if any(problem.limit is not None for problem in problems):
        notes.append(_limit_note(study, problems))
    notes += formulation_notes(study)
    notes += exceptions(study)
    return notes


def _scale(main: str) -> str:
    if main == "hypervolume_regret":
        return f"Hypervolume regret: 1 - HV(evaluated) / HV(exact front), {describe_reference()}."
    where = "within the cost limit" if main == "limit_regret" else "in the space"
    return f"{MEASURES[main].capitalize()}: lowest error that was found minus the lowest {where}."


def _limit_note(study: ComparisonStudy, problems: Sequence[ComparedProblem]) -> str:
    limit = MEDIAN_LIMIT if study.limit is None else study.limit
    if isinstance(limit, str):
        what = f"each problem's {limit.partition(':')[2]} quantile of the cost over connected cells"
    else:
        what = f"{limit:g} {problems[0].unit}".strip()
    if study.limit is not None:
        return f"Cost limit, for the error regret within the limit and for methods that take one: {what}."
    return (
        f"Methods that take a cost limit are told {what}. Error regret within the limit: mean over the limits at which "
        "a quarter, half and three quarters of the exact front lie."
    )


def formulation_notes(study: ComparisonStudy) -> list[str]:
    """Return how methods of one objective joined, a sentence for each formulation."""
    texts = dict.fromkeys(method.formulation for method in study.methods if method.formulation is not None)
    notes = []
    for text in texts:
        users = ", ".join(method.label for method in study.methods if method.formulation == text)
        parsed = None if LIMIT in text else parse_formulation(text)
        meaning = "" if parsed is None else f" ({parsed.describe()})"
        notes.append(f"{users}: searched one objective, {text}{meaning}; measured by the same fronts as all others.")
    return notes


def exceptions(study: ComparisonStudy) -> list[str]:
    """Return which methods had other seeds, another budget, own hyper-parameters, or were run elsewhere."""
    notes = []
    for method in study.methods:
        if method.budget is not None and method.budget != study.budget:
            notes.append(f"{method.label}: {method.budget.describe()} per run only.")
        if method.seeds is not None and method.seeds != study.seeds:
            notes.append(f"{method.label}: {method.seeds} seeds.")
        if method.imported:
            notes.append(
                f"{method.label}: IMPORTED runs, made elsewhere; evaluated here by the same tables and budget."
            )
    if tuned := [_tuned(method) for method in study.methods if method.params]:
        notes.append(f"Hyper-parameters other than the defaults: {'; '.join(tuned)}.")
    return notes


def _tuned(method: StudyMethod) -> str:
    return f"{method.label} ({', '.join(f'{key} = {value}' for key, value in method.params)})"
