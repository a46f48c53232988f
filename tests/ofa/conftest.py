"""The files of the group "ofa" from the mirror, without copying them."""

from __future__ import annotations

from pathlib import Path

import pytest

from suite.ofa import OFABenchmark, load_ofa
from suite.tables.ofa import OFAFiles, ofa_files


@pytest.fixture(scope="session")
def ofa_dir(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("ofa")
    (directory / "upstream").symlink_to(mirror, target_is_directory=True)
    return directory


@pytest.fixture(scope="session")
def files(ofa_dir: Path) -> OFAFiles:
    return ofa_files(ofa_dir)


@pytest.fixture(scope="session")
def mobilenetv3(ofa_dir: Path) -> OFABenchmark:
    return load_ofa("ofa-mobilenetv3", ofa_dir)


@pytest.fixture(scope="session")
def resnet50(ofa_dir: Path) -> OFABenchmark:
    return load_ofa("ofa-resnet50", ofa_dir)
