"""The score tables that the package brings: complete, named after what made them, and the defaults among them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import suite.scores
from suite.scores import DEFAULT_RMI, DEFAULT_SUPERNET, describe, read_table
from suite.spaces.nasbench201 import NASBENCH201

FILES = sorted((Path(suite.scores.__file__).parent / "tables").glob("*.npz"))


def test_the_defaults_are_there() -> None:
    assert {DEFAULT_RMI, DEFAULT_SUPERNET} <= {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_table_is_whole_and_says_what_it_is(file: Path) -> None:
    table = read_table(file)
    values = table.values()
    assert values.shape == (NASBENCH201.size,)
    assert np.isfinite(values).all()
    assert np.ptp(values) > 0
    assert table.reduced
    assert "reduced protocol" in describe(table)
    assert table.speed["seconds_per_architecture"] > 0
    assert file.stat().st_size < 600_000


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem.startswith("supernet")], ids=lambda file: file.stem
)
def test_a_supernets_name_is_its_protocol(file: Path) -> None:
    facts = read_table(file).facts
    made = facts["protocol"]
    assert file.stem.startswith(f"supernet-{made['sampling']}-n{made['cells']}-e{made['epochs']}-i{made['images']}")
    assert file.stem.endswith("-hard") == (facts["decoding"] == "hard")
    assert ("-batchstats" in file.stem) == (not made["track"])
    assert (f"-b{made['batch']}" in file.stem) == (made["batch"] != 256)
    assert len(facts["checkpoint_sha256"]) == 64
