"""Score tables: what is written comes back, spread over equivalent cells, and everything else is refused."""

from __future__ import annotations

import math
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from suite.errors import ConfigurationError, DataError, SuiteError, UnknownNameError
from suite.scores import (
    describe,
    find,
    load,
    names,
    parse_selection,
    read_rmi_parts,
    save_rmi,
    save_speed,
    save_supernet,
)
from suite.spaces.nasbench201 import NASBENCH201
from tests.scores.made_up import (
    REPRESENTATIVES,
    RMI_PROTOCOL,
    SUPERNET_PROTOCOL,
    rmi_parts,
    write_rmi,
    write_supernet,
)


def test_the_mixed_loss_and_the_sum_are_those_of_the_parts(folder: Path) -> None:
    write_rmi(folder)
    table = load("rmi-n1-s10")
    rounded = np.round(rmi_parts(), 5).astype(np.float32).astype(np.float64)
    rounded[0] = [0.0, 0.0, 0.0, math.log(10)]  # undefined: resembles nothing, and guesses
    row_of = np.searchsorted(np.unique(NASBENCH201.isomorphism_class()), NASBENCH201.isomorphism_class())
    for mark, steps in enumerate(table.steps):
        parts = rounded[row_of, mark]
        total = parts[:, 0] + parts[:, 1] + parts[:, 2]
        np.testing.assert_allclose(table.values(f"@{steps}:sum"), total, atol=1e-12)
        np.testing.assert_allclose(table.values(f"@{steps}"), -(0.8 * (3 - total) + 0.2 * parts[:, 3]), atol=1e-12)
        np.testing.assert_array_equal(table.parts(steps), parts)
    np.testing.assert_array_equal(table.values(), table.values("@10"))
    np.testing.assert_array_equal(table.values(":sum"), table.values("@10:sum"))


def test_a_later_table_of_few_steps_is_read_by_the_sum(folder: Path) -> None:
    write_rmi(folder, "rmi-n1-s10-teacher", reference="teacher")
    table = load("rmi-n1-s10-teacher")
    np.testing.assert_array_equal(table.values(), table.values(":sum"))
    np.testing.assert_array_equal(table.values("@5"), table.values("@5:sum"))
    assert not np.array_equal(table.values(":mixed"), table.values())
    assert "sum of the representation mutual information" in describe(table)
    assert "mixed loss of RMI-NAS" in describe(table, parse_selection("rmi-n1-s10-teacher:mixed"))


def test_equivalent_cells_have_one_score(folder: Path) -> None:
    write_rmi(folder)
    values = load("rmi-n1-s10").values()
    assert values.shape == (NASBENCH201.size,)
    assert np.isfinite(values).all()
    classes = NASBENCH201.isomorphism_class()
    for each in np.random.default_rng(0).choice(classes.max() + 1, 50, replace=False):
        assert len(np.unique(values[classes == each])) == 1


def test_a_supernet_is_in_per_cent(folder: Path) -> None:
    write_supernet(folder, images=5_000)
    table = load("supernet-uniform")
    correct = np.random.default_rng(0).integers(0, 5_001, NASBENCH201.size)
    np.testing.assert_allclose(table.values(), correct / 50)
    assert (table.kind, table.reduced, table.steps) == ("supernet", True, ())
    with pytest.raises(ConfigurationError, match="one score"):
        table.values(":sum")


def test_equal_tables_have_equal_bytes_whatever_the_day(folder: Path) -> None:
    first, second = write_rmi(folder, "a").read_bytes(), write_rmi(folder, "b").read_bytes()
    assert first == second
    with zipfile.ZipFile(folder / "a.npz") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(first) < 400_000
    assert load("a").sha256 == load("b").sha256 != load_salted(folder).sha256


def load_salted(folder: Path):
    write_rmi(folder, "c", salt=1)
    return load("c")


def test_the_identity_covers_facts_and_not_the_speed(folder: Path) -> None:
    path = write_rmi(folder, "a")
    before = load("a")
    save_speed(path, {"seconds_per_architecture": 1.25})
    assert load("a").sha256 == before.sha256
    assert dict(load("a").speed) == {"seconds_per_architecture": 1.25}
    assert not before.speed
    write_rmi(folder, "b", seed=1)
    assert load("b").sha256 != before.sha256


@pytest.mark.parametrize(
    ("changes", "reduced"),
    [({}, True), ({"cells": 5}, True), ({"cells": 5, "steps": 150}, False),
     ({"cells": 5, "steps": 150, "batch": 16}, True), ({"cells": 6, "steps": 200}, False)],
)  # fmt: skip
def test_less_than_the_published_protocol_is_reduced(changes: dict[str, int], reduced: bool, folder: Path) -> None:
    write_rmi(folder, "table", **changes)
    table = load("table")
    assert table.reduced is reduced
    assert ("reduced protocol" in describe(table)) is reduced


def test_descriptions_say_what_is_reduced_and_transferred(folder: Path) -> None:
    write_rmi(folder)
    write_supernet(folder)
    table = load("rmi-n1-s10")
    text = describe(table, parse_selection("rmi-n1-s10@5:sum"), "cifar100")
    for part in ("sum of the", "after 5 steps", "1 of 5 cells per stage", "5 of 150 steps", "transferred to CIFAR-100"):
        assert part in text
    assert "transferred" not in describe(table, None, "cifar10")
    assert "8 of 50 epochs" in describe(load("supernet-uniform"))


def test_names_come_from_all_folders_and_may_not_clash(folder: Path, tmp_path: Path) -> None:
    write_rmi(folder, "mine")
    write_rmi(tmp_path / "data" / "scores", "data")
    assert names() == ("data", "mine")
    assert find("data") == tmp_path / "data" / "scores" / "data.npz"
    write_rmi(tmp_path / "data" / "scores", "mine")
    assert load("mine").name == "mine"  # the same content twice is one table
    write_rmi(tmp_path / "data" / "scores", "mine", salt=1)
    with pytest.raises(DataError, match="different score tables"):
        load("mine")


def test_a_replaced_file_is_read_again(folder: Path) -> None:
    path = write_rmi(folder, "mine")
    before = load("mine").sha256
    stamp = path.stat().st_mtime_ns
    write_rmi(folder, "mine", salt=1)
    os.utime(path, ns=(stamp + 10**9, stamp + 10**9))
    assert load("mine").sha256 != before


def test_an_unknown_name_says_how_to_make_one(folder: Path) -> None:
    write_rmi(folder)
    with pytest.raises(UnknownNameError, match=r"did you mean 'rmi-n1-s10'.*suite networks score"):
        load("rmi-n1-s11")


def test_a_part_of_the_cells_is_no_table_but_can_be_read(folder: Path) -> None:
    path = save_rmi(
        folder / "part.npz", [5, 9], rmi_parts(count=2), (0, 5, 10), protocol=RMI_PROTOCOL, reference="0" * 64
    )
    with pytest.raises(DataError, match="2 of 6,466 distinct cells"):
        load("part")
    found = read_rmi_parts(path)
    assert found.indices.tolist() == [5, 9]
    assert np.isnan(found.parts[0]).all()
    np.testing.assert_allclose(found.parts[1], rmi_parts(count=2)[1], atol=1e-5)
    save_supernet(folder / "half.npz", [3], [7], 10, {"protocol": SUPERNET_PROTOCOL})
    with pytest.raises(DataError, match="1 of 15,625 cells"):
        load("half")


def test_damaged_files_are_refused_in_one_line(folder: Path) -> None:
    path = write_rmi(folder, "mine")
    content = path.read_bytes()
    for wrong in (b"", b"text", content[:-30], content[:5000] + bytes(200) + content[5200:]):
        path.write_bytes(wrong)
        with pytest.raises(DataError, match=r"mine\.npz is no score table") as caught:
            load("mine")
        assert "\n" not in str(caught.value)
    np.savez(path, meta=np.frombuffer(b'{"format": "another"}', dtype=np.uint8))
    with pytest.raises(DataError, match="its format is 'another'"):
        load("mine")
    with pytest.raises(DataError, match="no table of representation mutual information"):
        read_rmi_parts(write_supernet(folder))


def test_what_does_not_fit_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    keywords = {"protocol": RMI_PROTOCOL, "reference": "r"}
    equivalent = np.flatnonzero(NASBENCH201.isomorphism_class() == NASBENCH201.isomorphism_class()[0])[:2]
    for indices, parts, steps in (
        ([1, 2], np.zeros((2, 1, 3)), (0,)),
        ([1, 2], np.zeros((2, 2, 4)), (5, 0)),
        ([1, 2], np.zeros((1, 1, 4)), (0,)),
        (equivalent, np.zeros((2, 1, 4)), (0,)),
        ([15_625], np.zeros((1, 1, 4)), (0,)),
    ):
        with pytest.raises(SuiteError):
            save_rmi(path, indices, parts, steps, **keywords)
    for indices, correct, images, facts in (
        ([1], [11], 10, {"protocol": {}}),
        ([1], [-1], 10, {"protocol": {}}),
        ([1], [0.5], 10, {"protocol": {}}),
        ([1, 1], [1, 1], 10, {"protocol": {}}),
        ([1], [1], 70_000, {"protocol": {}}),
        ([1], [1], 10, {}),
    ):
        with pytest.raises(SuiteError):
            save_supernet(path, indices, correct, images, facts, dataset="cifar10")
    assert not path.exists()


def test_values_cannot_be_changed(folder: Path) -> None:
    write_rmi(folder)
    write_supernet(folder)
    for table in (load("rmi-n1-s10"), load("supernet-uniform")):
        with pytest.raises(ValueError, match="read-only"):
            table.values()[0] = 1.0
    assert len(REPRESENTATIVES) == 6_466
    with pytest.raises(ConfigurationError, match="0, 5, 10 steps, not after 7"):
        load("rmi-n1-s10").values("@7")
