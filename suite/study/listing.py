"""A folder's records as a table: what was run, counts and where each record stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from suite.errors import ConfigurationError, DataError
from suite.study.record import Record
from suite.study.shelf import Shelf

COLUMNS = (
    "digest", "experiment", "algorithm", "dataset", "device", "metric", "fitness", "formulation", "cost_source",
    "budget", "seed", "params", "queries", "distinct", "stop", "source", "edition", "versions",
)  # fmt: skip
FILTERS = ("experiment", "algorithm", "dataset", "device", "metric", "fitness", "seed")


def facts(digest: str, record: Record) -> dict[str, Any]:
    """Return the row of one record, with :data:`COLUMNS`."""
    spec = record.spec.as_dict()
    about = {name: spec[name] for name in ("experiment", "algorithm", "dataset", "device", "metric", "fitness")}
    return {
        "digest": digest,
        **about,
        "formulation": spec["formulation"],
        "cost_source": spec["cost_source"],
        "budget": record.spec.budget.describe(),
        "seed": record.spec.seed,
        "params": ",".join(f"{name}={value}" for name, value in record.spec.params),
        "queries": record.counts["queries"],
        "distinct": record.counts["distinct"],
        "stop": record.stop,
        **{name: record.provenance[name] for name in ("source", "edition", "versions")},
    }


def chosen(folder: Path, filters: Mapping[str, str] | None = None) -> Iterator[tuple[str, Record]]:
    """Yield digest and record of those whose facts are the ones asked for, in no particular order.

    Args:
        folder: of a study: what lies in ``<folder>/runs``.
        filters: column of :data:`FILTERS` -> text that it has to be.

    Raises:
        DataError: for a folder without records, or a damaged one.
        ConfigurationError: for another column.
    """
    wanted = dict(filters or {})
    if unknown := sorted(set(wanted) - set(FILTERS)):
        raise ConfigurationError(f"records are chosen by {', '.join(FILTERS)}, not by {unknown[0]}")
    shelf = Shelf(folder)
    if not shelf.digests:
        raise DataError(f"there are no run records in {folder}: give a study's folder, the one that holds runs/")
    for digest, record in shelf.load(shelf.digests):
        row = facts(digest, record)
        if all(str(row[name]) == text for name, text in wanted.items()):
            yield digest, record


def find(folder: Path, beginning: str) -> tuple[str, Record]:
    """Return the one record whose digest begins with ``beginning``.

    Raises:
        DataError: if there is none, or more than one.
    """
    shelf = Shelf(folder)
    digests = [digest for digest in shelf.digests if digest.startswith(beginning)]
    if len(digests) != 1:
        found = "no record" if not digests else f"{len(digests)} records"
        raise DataError(f"{found} in {folder} with a digest that begins with {beginning}: see 'suite records list'")
    return next(iter(shelf.load(digests)))
