"""``suite data fetch``: get the pinned files from their addresses or from a mirror, and make the store of them.

Downloads lie in ``<data directory>/upstream/<owner>/<repo>/<path>``, the layout of a mirror; they are removed once
the tables are made, unless they are to be kept. Files of the other groups are not converted: they are kept there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suite.errors import DataError
from suite.files import DATA_REMEDY, clear_way, clear_write_errors, make_folder, write_atomically
from suite.tables.store import META_NAME, Store, open_store
from suite.tables.upstream.catalogue import CORE, CatalogueFile, files_of
from suite.tables.upstream.download import download

UPSTREAM = "upstream"
"""Folder of the downloads in the data directory."""


@dataclass(frozen=True)
class FetchReport:
    """What was done.

    Attributes:
        n_files, n_bytes: of the group.
        n_downloaded: how many files came over the network.
        store: description of the tables; None for another group than "core".
        unchanged: whether there was nothing to do.
        kept: the imported groups that the tables keep.
        damage: what was wrong with the tables that were there; "" if nothing, or if they were not read.
    """

    n_files: int
    n_bytes: int
    n_downloaded: int
    store: Path | None
    unchanged: bool = False
    kept: frozenset[str] = frozenset()
    damage: str = ""


def fetch(
    data_dir: Path,
    *,
    mirror: Path | None = None,
    group: str = CORE,
    keep_downloads: bool = False,
    force: bool = False,
    progress: bool = True,
    files: Sequence[CatalogueFile] | None = None,
    attempts: int = 5,
    pause: float = 1.0,
) -> FetchReport:
    """Get the files of ``group``; for the group "core", make the store.

    Args:
        data_dir: the data directory.
        mirror: a folder laid out ``<owner>/<repo>/<path>`` to read instead of the network.
        group: a group of the catalogue.
        keep_downloads: keep the downloaded files of "core" after the conversion.
        force: make the store again even if it was made from these files, and replace imported tables too; what is
            there is not read.
        progress: show a bar on stderr.
        files: instead of those of the catalogue (for tests).
        attempts, pause: see :func:`suite.tables.upstream.download.download`.

    Raises:
        DataError, UnknownNameError: one line that says how to fix it; nothing half-written stays behind, except the
            ``.part`` file of an interrupted download, which the next call continues.
    """
    wanted = tuple(files_of(group) if files is None else files)
    n_bytes = sum(file.size for file in wanted)
    damage = ""
    if group == CORE and not force and (data_dir / META_NAME).exists():
        try:
            if _made_from(open_store(data_dir), wanted):
                return FetchReport(len(wanted), n_bytes, 0, data_dir / META_NAME, unchanged=True)
        except DataError as error:
            damage = str(error)
    if mirror is not None:
        check_mirror(mirror, wanted)
    make_folder(data_dir, DATA_REMEDY)  # before the download, not after it
    downloads = data_dir / UPSTREAM
    try:
        content, n_downloaded = _collect(wanted, downloads, mirror, group, keep_downloads, progress, attempts, pause)
    finally:
        _remove_empty_folders(downloads)
    if group != CORE:
        return FetchReport(len(wanted), n_bytes, n_downloaded, None)
    from suite.tables.convert import make_store
    from suite.tables.imports import imported_groups

    kept = frozenset() if force else imported_groups(data_dir)
    store = make_store(data_dir, content, {file.id: file for file in wanted}, kept)
    if not keep_downloads:
        _remove(downloads, wanted)
    return FetchReport(len(wanted), n_bytes, n_downloaded, store, kept=kept, damage=damage)


def group_present(data_dir: Path, group: str) -> bool:
    """Return whether the files of ``group`` (for "core": the tables made of them) lie in ``data_dir``.

    Only looks for them; whether they are whole is checked when they are read.
    """
    if group == CORE:
        return (data_dir / META_NAME).is_file()
    return all((data_dir / UPSTREAM / file.relative).is_file() for file in files_of(group))


def _collect(
    wanted: Sequence[CatalogueFile],
    downloads: Path,
    mirror: Path | None,
    group: str,
    keep_downloads: bool,
    progress: bool,
    attempts: int,
    pause: float,
) -> tuple[dict[str, bytes], int]:
    """Return the verified content of the files (of "core" only) by id, and how many were downloaded."""
    content: dict[str, bytes] = {}
    n_downloaded = 0
    with _bar(sum(file.size for file in wanted), progress) as bar:
        for file in wanted:
            bar.set_postfix_str(file.path.rsplit("/", 1)[-1], refresh=False)
            target = downloads / file.relative
            with clear_write_errors(target, DATA_REMEDY):
                clear_way(target)
            data = _at_hand(file, target)
            if data is not None:
                bar.update(file.size)
            elif mirror is not None:
                data = read_verified(file, mirror / file.relative)
                if group != CORE or keep_downloads:
                    write_atomically(target, data, DATA_REMEDY)
                bar.update(file.size)
            else:
                data = download(file, target, advance=bar.update, attempts=attempts, pause=pause)
                n_downloaded += 1
            if group == CORE:
                content[file.id] = data
    return content, n_downloaded


def check_mirror(mirror: Path, wanted: Sequence[CatalogueFile]) -> None:
    """Raise DataError if ``mirror`` lacks one of the files, naming what was looked for."""
    if not mirror.is_dir():
        raise DataError(f"the mirror {mirror} is not a folder: give the folder that holds <owner>/<repo>/<path>")
    missing = [file.relative for file in wanted if not (mirror / file.relative).is_file()]
    if missing:
        extent = "none" if len(missing) == len(wanted) else f"{len(wanted) - len(missing)}"
        raise DataError(
            f"the mirror {mirror} has {extent} of the {len(wanted)} files, '{missing[0]}' is missing: "
            "it must be laid out <owner>/<repo>/<path>"
        )


def read_verified(file: CatalogueFile, path: Path) -> bytes:
    """Return the content of ``path`` if it is ``file``; raises DataError otherwise."""
    try:
        file.verify_size(path.stat().st_size, str(path))  # before reading: it may be a wrong giant
        return file.verify(path.read_bytes(), str(path))
    except OSError as error:
        raise DataError(f"cannot read {path} ({error.strerror}): check its permissions") from None


def _at_hand(file: CatalogueFile, target: Path) -> bytes | None:
    """Return an earlier download that is still good; a bad one is removed."""
    if not target.is_file():
        return None
    try:
        return read_verified(file, target)
    except DataError:
        with clear_write_errors(target.parent, DATA_REMEDY):
            target.unlink()
        return None


def _made_from(store: Store, wanted: Sequence[CatalogueFile]) -> bool:
    """Return whether the store was made from exactly these files."""
    sources = {store.provenance(key).get("sha256") for key in store.keys}
    return sources == {file.sha256 for file in wanted}


def _remove(downloads: Path, files: Sequence[CatalogueFile]) -> None:
    with clear_write_errors(downloads, DATA_REMEDY):
        for file in files:
            (downloads / file.relative).unlink(missing_ok=True)
    _remove_empty_folders(downloads)


def _remove_empty_folders(downloads: Path) -> None:
    folders = [path for path in downloads.rglob("*") if path.is_dir()] if downloads.is_dir() else []
    for folder in [*sorted(folders, reverse=True), downloads]:
        with contextlib.suppress(OSError):  # not empty, or not there
            folder.rmdir()


def _bar(total: int, progress: bool) -> Any:
    from tqdm import tqdm

    return tqdm(total=total, unit="B", unit_scale=True, desc="fetch", disable=not progress, leave=False)
