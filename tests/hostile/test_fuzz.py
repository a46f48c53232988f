"""Some mutated files of every format in the ordinary run; ``tox -e fuzz`` reads many more."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.hostile.formats import FORMATS
from tests.hostile.fuzz import COLUMNS, available
from tests.hostile.test_crafted import ROOT

CASES = 150

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits and peaks are taken from Linux")


def test_mutated_files_of_every_format_are_read_or_refused_in_one_line() -> None:
    command = [sys.executable, "-m", "tests.hostile.fuzz", "--cases", str(CASES), "--seed", "1000", "--together"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-500:]
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    found = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]}
    assert set(found) == {name for name, form in FORMATS.items() if available(form)}
    assert all(row["files"] == str(CASES) for row in found.values())


def test_a_failure_of_a_reader_is_seen(tmp_path, monkeypatch) -> None:
    from dataclasses import replace

    from suite.errors import DataError
    from tests.hostile import fuzz

    def failing(error: Exception):
        def read(path):
            raise error

        return replace(FORMATS["idx"], read=read)

    file = tmp_path / "file"
    assert fuzz.outcome(failing(DataError("one line")), file) == ("refused", "one line")
    assert fuzz.outcome(failing(KeyError("x")), file)[0] == "traceback"
    assert fuzz.outcome(failing(DataError("")), file)[0] == "message"
    assert fuzz.outcome(failing(fuzz.HangError()), file)[0] == "hang"


def test_the_mutations_are_the_same_for_a_seed_and_change_files() -> None:
    from itertools import islice

    from tests.hostile.fuzz import cases

    form = FORMATS["record"]
    first, again = (list(islice(cases(form, 5, 0, 30), 30)) for _ in range(2))
    assert first == again
    assert first[10:] == list(cases(form, 5, 10, 30))
    assert len(set(first) - set(form.wholes())) > 20
