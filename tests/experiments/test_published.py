"""The transcribed numbers: complete, with kind and source, and facts about them that the real tables confirm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.kit.published import FOLDER, published, published_for
from suite.algorithms.mo_hdnas import population_diversity, unnormalised_diversity
from suite.benchmark import load_benchmark
from suite.tables.columns import DATASETS, DEVICES

NAMES = sorted(path.stem for path in FOLDER.glob("*.csv") if path.stem != "inventory")


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_kind_and_source(name: str) -> None:
    frame = published(name)
    kinds = [column for column in frame.columns if column == "kind" or column.endswith("_kind")]
    assert kinds
    assert all(frame[column].isin(["printed", "digitised", "pilot", "others"]).all() for column in kinds)
    printed = frame[frame[kinds].isin(["printed", "digitised"]).all(axis=1)]
    assert (
        printed["source"]
        .str.contains(
            r"(?:Fig\.|Table) \d|table images?|table of [\w-]+ results in the README|README of the authors"
            r"|abstract|, text$|^notebooks/.* output of"
        )
        .all()
    )
    assert (frame["source"].str.len() > 20).all()
    assert f"`{name}.csv`" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_panels_are_complete() -> None:
    panels = {(dataset, device) for dataset in DATASETS for device in DEVICES}
    for name in ("mo_hdnas_fig4_points", "mo_hdnas_fig4_best"):
        frame = published(name)
        assert set(zip(frame["dataset"], frame["device"], strict=True)) == panels
    assert published_for("hw_evrsnas_fpga_cifar100")["latency_limit_ms"].tolist() == [2, 3, 3.5, 4, 4.5, 5, 6, 7, 8]


def test_fig3_holds_the_double_sum() -> None:
    for row in published("mo_hdnas_fig3").itertuples():
        latencies = np.array([float(text) for text in str(row.latencies_ms).split()])
        assert unnormalised_diversity(latencies) == pytest.approx(row.population_diversity, abs=0.005)
        assert population_diversity(latencies) == pytest.approx(unnormalised_diversity(latencies) / 5)
    sums = [
        unnormalised_diversity(np.array([float(t) for t in text.split()]))
        for text in published("mo_hdnas_fig3")["latencies_ms"]
    ]
    assert sums == pytest.approx([0.0, 0.748, 2.320, 4.670], abs=1e-9)


@pytest.mark.real_tables
def test_digitised_points_lie_on_architectures(real_data_dir: Path) -> None:
    """The authors searched these very tables: nearly every point that could be read is an architecture's."""
    benchmark = load_benchmark(real_data_dir, "real")
    points: pd.DataFrame = published("mo_hdnas_fig4_points")
    hits = []
    for (dataset, device), panel in points.groupby(["dataset", "device"]):
        latency = np.nan_to_num(benchmark.column(f"{device}_latency_ms", str(dataset)), nan=-1.0)
        test = benchmark.column("test_accuracy_200", str(dataset))
        for row in panel.itertuples():
            near = (np.abs(latency - row.latency_ms) <= row.latency_error_ms) & (
                np.abs(test - row.test_accuracy) <= row.accuracy_error
            )
            hits.append(bool(near.any()))
    assert np.mean(hits) > 0.95
