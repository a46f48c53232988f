"""From lists of data sets, devices and metrics to the problems that the tables have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from suite.comparison.study import StudyProblem, canonical_device
from suite.errors import ConfigurationError
from suite.objectives.devices import parse_devices, parse_metric
from suite.objectives.predicted import AnyBenchmark
from suite.ofa import OFABenchmark
from suite.tables.columns import DATASETS

ALL = "all"
BOTH = "both"
OpenBenchmark = Callable[[str | None], AnyBenchmark]
"""Opens the tables of a data set; None: those of NAS-Bench-201."""


def expand(
    datasets: Sequence[str] | str, devices: Sequence[str] | str, metrics: Sequence[str] | str, benchmark: OpenBenchmark
) -> tuple[StudyProblem, ...]:
    """Return data sets x devices x metrics, as far as there are such costs; in the order given, device by device.

    Args:
        datasets: names, or "all": NAS-Bench-201's.
        devices: texts of the language, or "all": every device of the tables, added ones too.
        metrics: texts of the language, or "both": latency and energy where they were measured.
        benchmark: opens the tables.

    Raises:
        ConfigurationError: if nothing is named, or nothing is left; for "all" or "both" beside other names.
        UnknownNameError: for an unknown name, or a named device without a named metric.
        DataError: for a named device without costs of a data set.
    """
    check_metrics(metrics)
    check_names(devices, "devices", "raspi4,fpga")
    problems: list[StudyProblem] = []
    for dataset in named_datasets(datasets):
        tables = benchmark(dataset)
        for metric in ("latency", "energy") if metrics == BOTH else metrics:
            for device in tables.device_table.names if devices == ALL else devices:
                given = devices != ALL and metrics != BOTH
                if given or has_cost(tables, dataset, device, metric):
                    problems.append(checked(StudyProblem(dataset, device, metric), tables))
    if not problems:
        raise ConfigurationError(
            f"no device of {_said(devices)} has {_said(metrics)} on {_said(datasets)}: name others"
        )
    return tuple(dict.fromkeys(problems))


def named_datasets(datasets: Sequence[str] | str) -> Sequence[str]:
    """Return the names of the data sets; "all" are NAS-Bench-201's.

    Raises:
        ConfigurationError: for none, or "all" beside others.
    """
    check_names(datasets, "datasets", "cifar10,cifar100")
    return DATASETS if datasets == ALL else datasets


def check_names(names: Sequence[str] | str, what: str, example: str) -> None:
    """Refuse an empty list, and one in which "all" stands beside other names.

    Raises:
        ConfigurationError: which says what to write.
    """
    given = [names] if isinstance(names, str) else names
    if given != [ALL] and (not given or ALL in given):
        wrong = f"'{ALL}' stands alone" if given else "none is named"
        raise ConfigurationError(f"{what}: {wrong}: write {ALL}, or a list such as {example}")


def check_metrics(metrics: Sequence[str] | str) -> None:
    """Refuse an empty list, a list within a name, and "both" beside other names.

    Raises:
        ConfigurationError: which says what to write.
    """
    given = [metrics] if isinstance(metrics, str) else metrics
    plain = all(name.strip() and "," not in name and name not in (ALL, BOTH) for name in given)
    if given != [BOTH] and (not given or not plain):
        raise ConfigurationError(
            f"metric: write latency, energy, {BOTH} (problems of each), or latency+energy (one problem of both costs), "
            f"not '{_said(metrics)}'"
        )


def checked(problem: StudyProblem, benchmark: AnyBenchmark) -> StudyProblem:
    """Return the problem in its canonical spelling.

    Raises:
        SuiteError: for a device or metric that the tables do not have.
    """
    if problem.device is None:
        return StudyProblem(problem.dataset)
    for device in parse_devices(problem.device).names:
        for metric in parse_metric(problem.metric).split("+"):
            benchmark.device_table.unit(device, metric)
            benchmark.device_table.kind(device, metric, problem.dataset)
    return StudyProblem(problem.dataset, canonical_device(problem.device), parse_metric(problem.metric))


def has_cost(benchmark: AnyBenchmark, dataset: str, device: str, metric: str) -> bool:
    """Return whether every metric of ``metric`` is known on every device of ``device`` for ``dataset``."""
    for name in parse_devices(device).names:
        for each in parse_metric(metric).split("+"):
            if each not in benchmark.device_table.metrics_of(name):
                return False
            if not isinstance(benchmark, OFABenchmark) and (
                benchmark.cost_column(name, each) not in benchmark.columns(dataset)
            ):
                return False
    return True


def _said(names: Sequence[str] | str) -> str:
    return names if isinstance(names, str) else ", ".join(names)
