"""How long scoring takes and how much memory it needs: kept beside the chunks, for no score depends on it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.files import write_atomically
from suite.reading.budget import reason
from suite.reading.texts import read_json

SUFFIX = ".seconds.json"


def peak_mib() -> float | None:
    """Return the largest resident memory of this process so far in MiB; None where the system does not tell.

    Linux is asked for this process alone: what ``getrusage`` says of a process includes the one that started it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines() if ":" in line)
        if "VmHWM" in lines:
            return int(lines["VmHWM"].split()[0]) / 2**10
    if sys.platform != "darwin":
        return None
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def keep_speed(chunk: Path, architectures: int, seconds: float, *, own: bool = True) -> None:
    """Keep beside a finished ``chunk`` how long it took its process; if that is this one, also its peak memory.

    Raises:
        DataError: if it cannot be written.
    """
    facts = {"architectures": architectures, "seconds": seconds, "own_peak_mib": peak_mib() if own else None}
    write_atomically(chunk.with_suffix(SUFFIX), json.dumps(facts))


def speed(chunks: Sequence[Path], device: str, jobs: int) -> dict[str, Any]:
    """Return what :func:`keep_speed` kept of ``chunks``, summed up; empty if nothing was kept.

    Returns:
        ``architectures`` that were timed, ``seconds_per_architecture`` (mean, of one process on one thread),
        ``processes`` at the same time in the last call, ``device``, and ``peak_mib`` where the system tells.
    """
    kept = [_kept(path) for chunk in chunks if (path := _beside(chunk)).exists()]
    count = sum(each["architectures"] for each in kept)
    if not count:
        return {}
    facts: dict[str, Any] = {
        "architectures": count,
        "seconds_per_architecture": round(sum(each["seconds"] for each in kept) / count, 4),
        "processes": jobs,
        "device": device,
    }
    memory = [found for each in kept if (found := each.get("own_peak_mib")) is not None]
    if memory:
        facts["peak_mib"] = round(max(memory))
    return facts


def _kept(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = read_json(path)
        numbers = [found["architectures"], found["seconds"], found.get("own_peak_mib") or 0]
        if not all(type(each) in (int, float) for each in numbers):
            raise TypeError("its values are no numbers")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path} cannot be read ({reason(error)}): delete it") from None
    return found


def speed_text(facts: dict[str, Any]) -> str:
    """Return the facts in one line; "" for none."""
    if not facts:
        return ""
    memory = f", at most {facts['peak_mib']:,} MiB of memory a process" if "peak_mib" in facts else ""
    return f"{facts['seconds_per_architecture']:.3g} s per cell and process (one thread, {facts['device']}){memory}"


def _beside(chunk: Path) -> Path:
    return chunk.with_suffix(SUFFIX)
