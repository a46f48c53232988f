"""Readers of image files: the real layouts come back as they are, hostile and broken files are one clear line."""

from __future__ import annotations

import gzip
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from suite.errors import DataError, UnknownNameError
from suite.networks.images.cifar import read_batch
from suite.networks.images.idx import read_idx
from suite.networks.images.sets import IMAGES_VARIABLE, find_images, load_images
from tests.networks.image_files import idx, python2_batch, rows, write_cifar10, write_cifar100, write_mnist

ROOT = Path(__file__).resolve().parents[2]


def real_mnist() -> Path | None:
    candidates = [os.environ.get("SUITE_TEST_IMAGES"), ROOT.parent / "shared" / "data" / "images" / "mnist"]
    return next((Path(each) for each in candidates if each and Path(each).is_dir()), None)


@pytest.mark.parametrize("sub", ["MNIST/raw", "raw", ""])
@pytest.mark.parametrize("zipped", [False, True])
def test_mnist_in_every_place(tmp_path: Path, sub: str, zipped: bool) -> None:
    write_mnist(tmp_path / sub, zipped=zipped)
    found = load_images("mnist", tmp_path)
    assert found.train_images.shape == (40, 1, 28, 28)
    assert found.test_images.shape == (20, 1, 28, 28)
    assert found.train_images.dtype == np.uint8
    assert found.train_labels.tolist() == [n % 10 for n in range(40)]
    assert found.shape == (1, 28, 28)
    assert found.first(7).train_images.shape[0] == 7
    assert found.first(7).test_images.shape[0] == 20


@pytest.mark.parametrize("python2", [True, False])
def test_cifar10_in_the_order_of_the_batches(tmp_path: Path, python2: bool) -> None:
    write_cifar10(tmp_path / "cifar-10-batches-py", python2=python2)
    found = load_images("cifar10", tmp_path)
    assert found.train_images.shape == (20, 3, 32, 32)
    assert np.array_equal(found.train_images[4:8].reshape(4, -1), rows(4, 1))
    assert found.train_labels.tolist() == [(batch + at) % 10 for batch in range(5) for at in range(4)]
    assert np.array_equal(found.test_images.reshape(4, -1), rows(4, 5))
    assert found.train_images[0, 1, 0, 0] == rows(4)[0, 1024], "the second plane is green"


def test_cifar100_has_fine_labels(tmp_path: Path) -> None:
    write_cifar100(tmp_path)
    found = load_images("cifar100", tmp_path)
    assert found.classes == 100
    assert found.test_labels.tolist() == [0, 10, 20, 30]


def test_where_images_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_mnist(tmp_path / "a" / "MNIST" / "raw")
    monkeypatch.setenv(IMAGES_VARIABLE, str(tmp_path / "a"))
    assert find_images("mnist") == tmp_path / "a" / "MNIST" / "raw"
    with pytest.raises(DataError, match=IMAGES_VARIABLE):
        find_images("mnist", tmp_path / "b")
    monkeypatch.delenv(IMAGES_VARIABLE)
    monkeypatch.setenv("SUITE_DATA_DIR", str(tmp_path / "data"))
    write_mnist(tmp_path / "data" / "images" / "raw")
    assert find_images("mnist") == tmp_path / "data" / "images" / "raw"
    with pytest.raises(UnknownNameError, match="did you mean 'cifar10'"):
        find_images("cifar-10")


class Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch harmed",)


GOOD = python2_batch(rows(3), [1, 2, 3])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "truncated, altered"),
        (GOOD[:-5000], "truncated, altered"),
        (pickle.dumps([1, 2]), "no dictionary"),
        (pickle.dumps({"labels": [1]}), "no 'data'"),
        (pickle.dumps({"data": rows(1)}), "'labels'"),
        (pickle.dumps({"data": "text", "labels": [1]}), "no numbers"),
        (pickle.dumps({"data": rows(1)[:, :3000], "labels": [1]}), "rows of 3,072 bytes"),
        (pickle.dumps({"data": rows(1).astype("f4"), "labels": [1]}), "float32"),
        (pickle.dumps({"data": rows(2), "labels": [1]}), "one whole number per image"),
        (pickle.dumps({"data": rows(1), "labels": [1.5]}), "one whole number per image"),
        (pickle.dumps({"data": Harmful(), "labels": [1]}), "refused"),
        (b"\x80\x02}q\x01(U\x04datacos\nsystem\nU\x04true\x85Rs.", "refused 'os.system'"),
        (b"\x80\x02}q\x01T\xff\xff\xff\xff.", "truncated, altered"),
        (b"\x80\x02}q\x01U", "truncated, altered"),
    ],
)
def test_hostile_and_broken_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "data_batch_1"
    path.write_bytes(content)
    with pytest.raises(DataError, match=words) as caught:
        read_batch(path, ("labels",))
    assert "\n" not in str(caught.value)
    assert [each.name for each in tmp_path.iterdir()] == ["data_batch_1"]


def test_a_missing_batch_is_named(tmp_path: Path) -> None:
    (write_cifar10(tmp_path) / "data_batch_4").unlink()
    with pytest.raises(DataError, match="data_batch_4"):
        load_images("cifar10", tmp_path)


def test_a_label_outside_the_classes(tmp_path: Path) -> None:
    write_cifar10(tmp_path)
    (tmp_path / "test_batch").write_bytes(python2_batch(rows(1), [10]))
    with pytest.raises(DataError, match=r"a test label in .* is 10, not 0 to 9"):
        load_images("cifar10", tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an idx file"),
        (b"\x00\x00\x08\x03\x00\x00", "not an idx file"),
        (b"\x00\x00\x0d\x03" + idx(np.zeros((2, 2, 2), np.uint8))[4:], "not an idx file"),
        (idx(np.zeros(8, np.uint8)), "not an idx file"),
        (idx(np.zeros((2, 2, 2), np.uint8))[:-1], "should hold 8 bytes after its header and holds 7"),
        (idx(np.zeros((2, 2, 2), np.uint8)) + b"x", "holds 9"),
        (b"\x00\x00\x08\x03" + b"\xff" * 12, "truncated"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_broken_idx_files(tmp_path: Path, content: bytes, words: str, zipped: bool) -> None:
    path = tmp_path / ("a.gz" if zipped else "a")
    path.write_bytes(gzip.compress(content) if zipped else content)
    with pytest.raises(DataError, match=words) as caught:
        read_idx(path, axes=3)
    assert "\n" not in str(caught.value)


def test_a_cut_or_altered_gzip_file(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    whole = gzip.compress(idx(np.zeros((2, 2, 2), np.uint8)))
    for content in (whole[:-9], b"no gzip", whole[:12] + b"\xff\xff" + whole[14:]):
        path.write_bytes(content)
        with pytest.raises(DataError, match="not a whole gzip file"):
            read_idx(path, axes=3)


def test_images_that_are_not_the_data_sets(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(np.zeros((40, 20, 28), np.uint8)))
    with pytest.raises(DataError, match=r"shape \(40, 1, 20, 28\)"):
        load_images("mnist", tmp_path)
    write_mnist(tmp_path)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(np.zeros(39, np.uint8)))
    with pytest.raises(DataError, match="40 training images but 39 labels"):
        load_images("mnist", tmp_path)
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="no file train-labels-idx1-ubyte"):
        load_images("mnist", tmp_path)


def test_the_real_mnist() -> None:
    folder = real_mnist()
    if folder is None:
        pytest.skip("no MNIST files: set SUITE_TEST_IMAGES to the folder that holds them")
    found = load_images("mnist", folder)
    assert found.train_images.shape == (60_000, 1, 28, 28)
    assert found.test_images.shape == (10_000, 1, 28, 28)
    assert found.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(found.test_labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
