"""Compare the golden values with what the code gives now: ``python -m tests.golden [--update] [NAME ...]``.

With names, only the cases whose names begin so are run; all others stay as they are.

``--update`` writes the files of tests/golden/ anew. It refuses values that changed without a raised version
(docs/goldens.md). What needs torch is left as it is where torch is missing.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec

from tests.golden import algorithms, estimators, live, shared
from tests.golden.kept import Golden, difference, read, refusal, write

MODULES = {module.FILE.stem: module for module in (algorithms, shared, estimators, live)}


def needs_torch(file: str, name: str) -> bool:
    """Whether a case cannot be made without torch."""
    return file == "live" or (file == "estimators" and name in estimators.NEEDS_TORCH)


def main(arguments: list[str]) -> int:
    """Return the exit status: 1 where something differs, or may not be renewed; then no file is written."""
    update, problems = "--update" in arguments, []
    chosen = tuple(each for each in arguments if not each.startswith("-")) or ("",)
    torch = find_spec("torch") is not None
    files: dict[str, dict[str, Golden]] = {}
    for file, module in MODULES.items():
        kept, files[file] = read(module.FILE), {}
        for name, make in module.GOLDENS.items():
            before = kept.get(name)
            if not name.startswith(chosen) or (needs_torch(file, name) and not torch):
                found = before
            else:
                made = make()
                problem = (refusal if update else difference)(name, before, made)
                problems += [problem] if problem else []
                found = renewed(before, made)
            if found is not None:
                files[file][name] = found
    if update and not problems:
        for file, goldens in files.items():
            write(MODULES[file].FILE, goldens)
    print("\n".join(problems) or ("written" if update else "as they were"))
    return 1 if problems else 0


def renewed(kept: Golden | None, found: Golden) -> Golden:
    """Return what to write: numbers within their tolerance stay as they are."""
    return found if kept is None or not kept.same(found) else replace(kept, versions=found.versions)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
