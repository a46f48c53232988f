"""Small images and made-up tables for searches that train their supernet."""

from __future__ import annotations

import pytest

from suite.benchmark import load_benchmark
from tests.networks.image_files import write_cifar10
from tests.study.made_up import write_made_up_store


@pytest.fixture(scope="session")
def small_images(tmp_path_factory):
    return write_cifar10(tmp_path_factory.mktemp("live") / "images", 12)


@pytest.fixture(scope="session")
def made_up_tables(tmp_path_factory):
    return load_benchmark(write_made_up_store(tmp_path_factory.mktemp("tables")))


@pytest.fixture
def at_hand(small_images, monkeypatch):
    monkeypatch.setenv("SUITE_IMAGES", str(small_images))
