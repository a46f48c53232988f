"""The score tables of trained supernets that are there, and how tables, figures and captions name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from suite.benchmark import Benchmark
from suite.errors import DataError
from suite.scores import DEFAULT_SUPERNET, ScoreTable, load, names, reductions
from suite.tables.columns import DATASET_LABELS

KIND = "supernet"
TRAINED_ON = {"uniform": "uniform mixtures", "population": "decoded cells", "single-path": "single paths"}
EVALUATED = {"softmax": "decoded by softmax, as published", "hard": "as single paths"}


def supernet_tables(benchmark: Benchmark) -> tuple[ScoreTable, ...]:
    """Return every table of a trained supernet, shipped or not: the default one, its variants, others by name.

    Raises:
        DataError: if there is none.
    """
    loaded = [load(name, benchmark.data_dir) for name in names(benchmark.data_dir)]
    found = sorted((table for table in loaded if table.kind == KIND), key=_place)
    if not found:
        raise DataError(
            "there is no score table of a trained supernet: make one by 'suite networks train-supernet' and 'suite "
            "networks score supernet', and put its folder into $SUITE_SCORES"
        )
    return tuple(found)


def _place(table: ScoreTable) -> tuple[bool, bool, str]:
    return table.name != DEFAULT_SUPERNET, not table.name.startswith(DEFAULT_SUPERNET), table.name


def trained_longest(tables: Sequence[ScoreTable]) -> tuple[ScoreTable, ...]:
    """Return those that figures show: of the supernets trained and evaluated alike, the ones of the most epochs."""
    return tuple(
        table
        for table in tables
        if not any(_kind(other) == _kind(table) and _epochs(other) > _epochs(table) for other in tables)
    )


def _kind(table: ScoreTable) -> tuple[object, ...]:
    """Return data set, what a batch trains, statistics and decoding; the name, if the table says nothing of these."""
    trained = table.facts["protocol"]
    if "sampling" not in trained:
        return (table.name,)
    return table.dataset, trained["sampling"], trained.get("track"), table.facts.get("decoding")


def _epochs(table: ScoreTable) -> int:
    return int(table.facts["protocol"].get("epochs", 0))


def short(table: ScoreTable) -> str:
    """Return the protocol in a table's name, e.g. "uniform-n1-e8-i25000-b64"."""
    return table.name.removeprefix(f"{KIND}-")


def fitness_of(table: ScoreTable) -> str:
    """Return the fitness that a search on the table names."""
    return f"{KIND}:{table.name}"


def label(table: ScoreTable) -> str:
    """Return the fitness in table cells; a reduced protocol says so."""
    return f"trained supernet ({short(table)}{', reduced' if table.reduced else ''})"


def panel_title(table: ScoreTable) -> str:
    """Return what the table is in three lines, for panels of figures."""
    protocol = table.facts["protocol"]
    mark = " (reduced)" if table.reduced else ""
    if not {"sampling", "cells", "epochs", "images"} <= set(protocol):  # a table of one's own, made otherwise
        return f"{short(table)}{mark}"
    statistics = ", batch statistics" if protocol.get("track") is False else ""
    size = f"N = {protocol['cells']}, {protocol['epochs']} epochs\n{protocol['images']:,} images"
    return f"{TRAINED_ON[protocol['sampling']]}{mark}\n{size}{statistics}"


def own_data_set(tables: Sequence[ScoreTable]) -> str:
    """Return the data set of the tables, for the axes of panels that share a label."""
    found = dict.fromkeys(DATASET_LABELS[table.dataset] for table in tables)
    return next(iter(found)) if len(found) == 1 else "the supernet's data set"


def fitted_label(table: ScoreTable) -> str:
    """Return how the simulation that is fitted to the table is called in table cells."""
    return f"simulated, fitted to {short(table)}"


def extent(table: ScoreTable) -> str:
    """Return "reduced protocol" or "full protocol"."""
    return f"{'reduced' if table.reduced else 'full'} protocol"


def protocol(table: ScoreTable) -> str:
    """Return what the supernet has less of than the published protocol, or that it has nothing less."""
    return f"{extent(table)}: {reductions(table)}" if table.reduced else extent(table)


def table_notes(tables: Iterable[ScoreTable]) -> list[str]:
    """Return one sentence per table: whose images, how cells are trained and evaluated, and what is reduced."""
    return [
        f"{label(table)}: accuracy of the cells with a supernet's weights on {table.facts['images']:,} images of "
        f"{DATASET_LABELS[table.dataset]}{_ways(table)}, made by this project ({protocol(table)})."
        for table in tables
    ]


def _ways(table: ScoreTable) -> str:
    trained, decoding = table.facts["protocol"], table.facts.get("decoding")
    found = [f"trained on {TRAINED_ON[trained['sampling']]}"] if "sampling" in trained else []
    found += [f"evaluated {EVALUATED[decoding]}"] if decoding else []
    found += ["normalised by the batch"] if trained.get("track") is False else []
    return "".join(f", {way}" for way in found)


def transfer_note(tables: Iterable[ScoreTable]) -> str:
    """Return which data sets' supernets there are; all others get their scores."""
    own = " and ".join(dict.fromkeys(DATASET_LABELS[table.dataset] for table in tables))
    return f"Supernets were trained on {own} alone; elsewhere their scores or the cells found on them are transferred."


def reduced_mark(tables: Sequence[ScoreTable]) -> str:
    """Return what a caption adds where protocols are reduced."""
    count = sum(table.reduced for table in tables)
    if not count:
        return ""
    return " (reduced protocols)" if count == len(tables) else f" ({count} of {len(tables)} by reduced protocols)"
