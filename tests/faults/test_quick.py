"""The quick tier: a few tries of each kind of fault, in a process of their own; the long one is ``tox -e faults``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from suite import files
from tests.faults.commands import ROOT
from tests.faults.full_disk import refuse_everywhere
from tests.faults.kills import KILLS_IN_A_ROW

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and looks into /proc")


@pytest.mark.timeout(900)  # 20 s on a computer with nothing else to do
def test_a_few_faults_of_each_kind(tmp_path: Path) -> None:
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--quick"],
        env={**os.environ, **one_thread}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    rows = re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \|", done.stdout, re.MULTILINE)
    assert len(rows) == 10
    assert all(int(tries) >= 1 and int(failures) == 0 for _, tries, failures in rows)
    assert KILLS_IN_A_ROW <= 3  # else the quick kills would never see how a command goes on


def test_a_writer_that_writes_in_place_is_found_out(tmp_path: Path) -> None:
    def in_place(folder: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with files.clear_write_errors(folder), files.os.fdopen(files.os.open(folder / "a", flags), "wb") as file:
            file.write(b"content")

    assert any("torn" in failure for failure in refuse_everywhere("in place", in_place, tmp_path).failures)
