"""Files made to hang, to fill the memory or to end in a traceback end in one line, quickly and in little memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.crafted import BASE, CRAFTED, NOISE
from tests.hostile.formats import FORMATS
from tests.hostile.fuzz import MEMORY_FACTOR, SECONDS, available

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits and peaks are taken from Linux")


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of every file; all are read in one process of limited memory."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.crafted"], cwd=ROOT, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, f"it ended after {done.stderr.splitlines()[-1:]}"
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_file_ends_in_one_line(name: str, outcomes: dict[str, Any]) -> None:
    form, _, message = CRAFTED[name]
    if not available(FORMATS[form]):
        pytest.skip(f"no reader of {form} without {', '.join(FORMATS[form].needs)}")
    kind, text, seconds, grown, size = outcomes[name]
    assert kind == "refused", text
    assert re.search(message, text), text
    assert seconds < SECONDS
    assert grown <= MEMORY_FACTOR * size + BASE + NOISE, f"{grown / 2**20:.0f} MiB for {size} bytes"


def test_names_that_climb_write_nothing(outcomes: dict[str, Any]) -> None:
    assert outcomes["names that climb"][0] == "refused"
    assert not Path("/tmp/hostile-was-here.npy").exists()


def test_the_limits_of_these_tests_hold_for_the_readers() -> None:
    from suite.reading import budget

    assert budget.MEMORY_BASE + NOISE <= 256 * budget.MIB
    assert budget.Budget("a", 2**40).limit == budget.MEMORY_CAP
