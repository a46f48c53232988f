"""Golden values in a file, and the rule that holds them and the stated versions together.

A value may change with a raised version only, and a raised version needs the golden value of the new one. So a kept
record, which is known by its versions, never stands for bytes that the code no longer gives.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from suite.algorithms.registry import BUILT_IN
from suite.kernels import VERSIONS
from suite.study.identity import SHARED

FOLDER = Path(__file__).resolve().parent
COMMAND = "python -m tests.golden --update"


@dataclass(frozen=True)
class Golden:
    """What one case gave.

    Attributes:
        versions: the versions that it rests on, as "nsga2=1 ranking=1".
        digest: hash of its bytes; "" where numbers are kept.
        values: numbers instead, where the last bits belong to a processor or a version of torch.
        rtol: relative tolerance of ``values``; 0 for whole numbers.
    """

    versions: str
    digest: str = ""
    values: tuple[float, ...] = ()
    rtol: float = 0.0

    def same(self, other: Golden) -> bool:
        """Whether both are the same result, whatever the versions."""
        if self.digest or other.digest or len(self.values) != len(other.values):
            return self.digest == other.digest and len(self.values) == len(other.values)
        return bool(np.allclose(self.values, other.values, rtol=max(self.rtol, other.rtol), atol=0.0))

    def as_dict(self) -> dict[str, Any]:
        if self.digest:
            return {"versions": self.versions, "digest": self.digest}
        return {"versions": self.versions, "values": list(self.values), "rtol": self.rtol}


def read(path: Path) -> dict[str, Golden]:
    """Return the golden values of a file by case; none where there is no file."""
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return {name: Golden(**{**each, "values": tuple(each.get("values", ()))}) for name, each in found.items()}


def write(path: Path, goldens: dict[str, Golden]) -> None:
    """Write golden values, a line a case."""
    lines = (f"{json.dumps(name)}: {json.dumps(golden.as_dict())}" for name, golden in goldens.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def difference(name: str, kept: Golden | None, found: Golden) -> str | None:
    """Return what is wrong with a case, and what to do; None where it is what it was."""
    if kept is None:
        return f"{name} has no golden value yet: run {COMMAND}"
    if kept.versions != found.versions:
        return (
            f"{name}: its versions are now '{found.versions}', its golden value is of '{kept.versions}': run {COMMAND}"
        )
    return None if kept.same(found) else f"{name} gives other bytes under the same versions: {raise_which(found)}"


def refusal(name: str, kept: Golden | None, found: Golden) -> str | None:
    """Return why the golden value of a case must not be renewed; None where it may."""
    if kept is None:
        return None
    old, new = numbers(kept.versions), numbers(found.versions)
    lowered = [each for each in new if new[each] < old.get(each, 0)]
    if lowered:
        return f"{name}: the version of {', '.join(lowered)} is lower than it was; versions are only raised"
    if kept.same(found) or any(new[each] > old.get(each, new[each]) for each in new):
        return None
    return f"{name} gives other bytes, and no version was raised: {raise_which(found)}"


def raise_which(golden: Golden) -> str:
    """Return in words which versions may be the one to raise."""
    names = numbers(golden.versions)
    places = {
        "suite/kernels/__init__.py (VERSIONS)": [name for name in names if name in VERSIONS and name not in BUILT_IN],
        "suite/study/identity.py (SHARED)": [name for name in names if name in SHARED],
        "suite/objectives/live.py (LIVE_VERSION)": [name for name in names if name == "supernet-live"],
        "its class (version)": [
            name for name in names if name in BUILT_IN or name.startswith("estimator:")
        ],
    }  # fmt: skip
    listed = "; ".join(f"{', '.join(found)} in {place}" for place, found in places.items() if found)
    return f"if that is meant, raise the version of what changed ({listed}) and run {COMMAND}"


def text_of(versions: dict[str, int]) -> str:
    """Return versions by name as a text."""
    return " ".join(f"{name}={version}" for name, version in versions.items())


def numbers(versions: str) -> dict[str, int]:
    """Return a text of versions as numbers by name."""
    return {name: int(version) for name, version in (pair.split("=") for pair in versions.split())}


def digest_of(*arrays: Any, decimals: int = 6) -> str:
    """Return the hash of arrays and texts; floats are rounded, so that the last bits of a processor do not count."""
    state = hashlib.sha256()
    for array in arrays:
        values = np.asarray(array)
        if values.dtype.kind == "f":
            values = np.round(values.astype(np.float64), decimals) + 0.0  # -0.0 becomes 0.0
        state.update("\n".join(values.tolist()).encode() if values.dtype.kind == "U" else values.tobytes())
    return state.hexdigest()[:16]
