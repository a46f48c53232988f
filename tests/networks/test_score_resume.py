"""A long scoring that goes on from one small file, and the stated order of the cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from click.testing import CliRunner  # noqa: E402

from suite.benchmark import load_benchmark  # noqa: E402
from suite.cli.network_score_rmi import rmi as score  # noqa: E402
from suite.errors import DataError  # noqa: E402
from suite.networks.rmi import run as score_run  # noqa: E402
from suite.networks.rmi.run import representatives  # noqa: E402
from suite.networks.rmi.stratified import BEST, PER_STRATUM, draw_best, scoring_order  # noqa: E402
from suite.scores import read_rmi_parts  # noqa: E402
from tests.networks.image_files import write_cifar10  # noqa: E402

PROTOCOL = ("--reference", "own", "--cells", "1", "--steps", "1", "--batch", "4", "--first", "6")
NAME = "rmi-n1-s1-b4-batchmode-first6"


@pytest.fixture
def images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(score_run, "CHUNK", 2)
    write_cifar10(tmp_path / "images", 20)
    return tmp_path / "images"


def call(images: Path, *arguments: object) -> str:
    done = CliRunner().invoke(score, [*PROTOCOL, "--images", str(images), *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_resumed_from_a_file_the_table_has_the_same_bytes(images: Path, tmp_path: Path, monkeypatch) -> None:
    call(images, "--work", tmp_path / "whole")
    whole = (tmp_path / "whole" / f"{NAME}.npz").read_bytes()
    (chunk,) = (tmp_path / "whole").glob("*/chunk-0001.npy")
    chunk.unlink()
    partial = tmp_path / "partial.npz"
    assert "4 of 6 cells" in call(images, "--work", tmp_path / "whole", "--finished", "--out", partial)
    cells = scoring_order(representatives())[:6]
    np.testing.assert_array_equal(read_rmi_parts(partial).indices, np.sort(np.delete(cells, [2, 3])))
    made: list[int] = []
    real = score_run.score
    monkeypatch.setattr(score_run, "score", lambda *a, **k: made.append(k["identity"]) or real(*a, **k))
    call(images, "--work", tmp_path / "elsewhere", "--resume", partial)
    assert made == cells[2:4].tolist()
    assert (tmp_path / "elsewhere" / f"{NAME}.npz").read_bytes() == whole
    again = tmp_path / "again.npz"
    call(images, "--work", tmp_path / "elsewhere", "--finished", "--out", again)
    assert again.read_bytes() == whole  # all finished: the partial file is the table


def test_scores_of_another_protocol_are_not_taken(images: Path, tmp_path: Path) -> None:
    call(images, "--work", tmp_path / "one")
    other = ("--seed", 1, "--work", tmp_path / "other")
    with pytest.raises(DataError, match="another protocol or reference model"):
        call(images, *other, "--resume", tmp_path / "one" / f"{NAME}.npz")
    with pytest.raises(DataError, match="no chunk of this protocol is finished"):
        call(images, "--seed", 2, "--work", tmp_path / "none", "--finished")


def test_the_order_begins_with_the_sample_and_holds_every_cell_once() -> None:
    every = representatives()
    order = scoring_order(every)
    np.testing.assert_array_equal(np.sort(order), every)
    np.testing.assert_array_equal(order[1 : 2 * PER_STRATUM : 2], BEST)
    assert len(set(BEST)) == PER_STRATUM
    assert not np.isin(order[: 2 * PER_STRATUM : 2], BEST).any()
    assert order[:4].tolist() == [int(each) for each in scoring_order(every)[:4]]


@pytest.mark.real_tables
def test_the_list_of_the_best_is_drawn_as_it_says(real_data_dir: Path) -> None:
    every = representatives()
    accuracy = load_benchmark(real_data_dir, "real").accuracy(every, "cifar10", "valid@200:mean")
    np.testing.assert_array_equal(draw_best(every, accuracy), BEST)
