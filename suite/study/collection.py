"""Records of several folders or shards: reading them all, and uniting folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from suite.errors import DataError
from suite.files import make_folder, write_atomically
from suite.study.record import Record


def load_records(out_dir: Path) -> list[Record]:
    """Return every record of a study's folder, in the order of their digests.

    Raises:
        DataError: if there is none, or one is damaged.
    """
    paths = sorted((out_dir / "runs").glob("*.npz"))
    if not paths:
        raise DataError(f"there are no run records in {out_dir}: run the study that makes them")
    return [Record.load(path) for path in paths]


def merge(folders: Sequence[Path], out_dir: Path) -> int:
    """Unite the records of ``folders`` in ``out_dir`` and return how many there are; no other step is needed.

    Raises:
        DataError: for a damaged record, or two different ones of the same run (made by different versions).
    """
    make_folder(out_dir / "runs")
    for folder in folders:
        for path in sorted((folder / "runs").glob("*.npz")):
            content = Record.load(path).to_bytes()  # a valid record is these bytes
            target = out_dir / "runs" / path.name
            if target.exists() and target.read_bytes() != content:
                raise DataError(f"{path} and {target} are different records of one run: run it again with one version")
            if not target.exists():
                write_atomically(target, content)
    return len(list((out_dir / "runs").glob("*.npz")))
