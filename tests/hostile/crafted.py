"""Files made to hang a reader, to fill the memory or to end it in a traceback.

``python -m tests.hostile.crafted`` reads them all in this process, within limits, and prints what came of each as JSON.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from pathlib import Path

from suite.reading import budget
from tests.hostile import fuzz
from tests.hostile.crafted_files import FILES
from tests.hostile.crafted_pickles import PICKLES
from tests.hostile.formats import FORMATS

CRAFTED = {**PICKLES, **FILES}
BASE = 16 * budget.MIB
"""The files are read with this base instead of 192 MiB, so that small ones can exceed their budget."""

NOISE = 64 * budget.MIB
"""What the interpreter and libraries may take beside it."""


def main() -> int:
    """Read every file of :data:`CRAFTED`; print {name: [kind, text, seconds, bytes it grew by, bytes of the file]}."""
    signal.signal(signal.SIGPROF, fuzz._hang)
    found = {}
    names = sys.argv[1:] or list(CRAFTED)
    with tempfile.TemporaryDirectory() as folder:
        for form in {CRAFTED[name][0] for name in names}:
            if fuzz.available(FORMATS[form]):
                path = Path(folder) / f"file{FORMATS[form].suffix}"
                path.write_bytes(FORMATS[form].wholes()[0])
                fuzz.outcome(FORMATS[form], path)
        fuzz.limit_addresses()
        budget.MEMORY_BASE = BASE
        for name in names:
            form, make, _ = CRAFTED[name]
            if not fuzz.available(FORMATS[form]):
                continue
            path = Path(folder) / f"file{FORMATS[form].suffix}"
            path.write_bytes(make())
            print(name, file=sys.stderr, flush=True)
            before = fuzz.reset_peak()
            begun = time.process_time()
            kind, text = fuzz.outcome(FORMATS[form], path)
            seconds = time.process_time() - begun
            found[name] = [kind, text, seconds, fuzz.peak() - before, path.stat().st_size]
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
