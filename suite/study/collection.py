"""Records of several folders or shards: reading them all, and uniting folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from suite.errors import DataError
from suite.files import make_folder
from suite.study.journal import fold, stem
from suite.study.pack import SUFFIX, Place, write_pack
from suite.study.record import Record
from suite.study.shelf import Shelf


def load_records(out_dir: Path) -> list[Record]:
    """Return every record of a study's folder, in the order of their digests.

    Raises:
        DataError: if there is none, or one is damaged.
    """
    shelf = Shelf(out_dir)
    if not shelf.digests:
        raise DataError(f"there are no run records in {out_dir}: run the study that makes them")
    records = dict(shelf.load(shelf.digests))
    return [records[digest] for digest in shelf.digests]


def merge(folders: Sequence[Path], out_dir: Path) -> int:
    """Unite the records of ``folders`` in the packs of ``out_dir`` and return how many there are.

    Equal records become one. No other step is needed: a study in ``out_dir`` goes on with what is there.

    Raises:
        DataError: for a damaged record, or two different ones of the same run (made by different versions).
    """
    runs = make_folder(out_dir / "runs")
    fold(runs)
    packs: dict[str, dict[str, Place]] = {}
    all_places: dict[str, Place] = {}
    for folder in [out_dir, *folders]:
        shelf = Shelf(folder)
        for digest in shelf.digests:
            place = shelf.place(digest)
            known = all_places.setdefault(digest, place)
            if known.sha256 != place.sha256:
                raise DataError(
                    f"{place.path} and {known.path} hold different records of one run, {digest[:12]}: run it again "
                    "with one version"
                )
        for digest, record in shelf.load(
            each for each in shelf.digests if all_places[each].path.parent.parent == folder
        ):
            packs.setdefault(stem(record.spec.experiment), {})[digest] = all_places[digest]
    for name, places in packs.items():
        write_pack(runs / f"{name}{SUFFIX}", places)
    return len(all_places)
