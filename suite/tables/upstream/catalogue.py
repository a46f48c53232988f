"""The catalogue of upstream files: address, size, hashes, licence and what each one holds.

Every file is pinned to a commit and checked against its size and sha256 before use, so where it comes from (the
address, a mirror, an earlier download) makes no difference to the tables.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from suite.errors import DataError, did_you_mean

CORE = "core"
"""The group of files that the tables are made of."""

NEEDED_BY: dict[str, tuple[tuple[str, ...], str]] = {
    "core": (
        ("rmi", "rmi-protocol", "help", "etf-moenas"),
        "every other experiment on the real tables; without it, on the surrogate",
    ),
    "nats-sample": ((), "tests alone"),
    "proxies": (("rmi", "etf-moenas"), ""),
    "freerea": (
        ("rmi", "rmi-protocol", "etf-moenas"),
        "rows beside in mo-hdnas, hw-evrsnas and rmi-nas; --fitness score:naswot, score:synflow",
    ),
    "help": (("help", "fbnet-space", "survey-fbnet"), "suite data import --from help:NAME"),
    "teacher": ((), "suite networks score rmi"),
    "ofa": (("help-ofa", "linas-ofa", "mobilenetv3-ofa"), "--dataset ofa-mobilenetv3, ofa-resnet50"),
}
"""Group -> the experiments of ``suite reproduce`` that cannot be made without it, and what else reads it."""


@dataclass(frozen=True)
class CatalogueFile:
    """One pinned upstream file.

    Attributes:
        id: the suite's own name for it.
        group: one of :func:`groups`.
        repo, commit, path: where it lies on GitHub.
        url: its address.
        size: bytes.
        sha256, git_blob: hashes, hexadecimal.
        licence: SPDX identifier, or "none" where the repository states none.
        edition: of the benchmark whose numbers it holds, or None.
        holds: what it holds, in words.
    """

    id: str
    group: str
    repo: str
    commit: str
    path: str
    url: str
    size: int
    sha256: str
    git_blob: str
    licence: str
    edition: str | None
    holds: str

    @property
    def relative(self) -> str:
        """Its place below a mirror or a download folder: ``<owner>/<repo>/<path>``."""
        return f"{self.repo}/{self.path}"

    def verify(self, data: bytes, where: str) -> bytes:
        """Return ``data`` if it is this file, else raise DataError; ``where`` says where it was read."""
        self.verify_size(len(data), where)
        digest = hashlib.sha256(data).hexdigest()
        if digest != self.sha256:
            raise DataError(
                f"{where} was altered: its sha256 is {digest[:16]}... instead of {self.sha256[:16]}...; "
                "remove it and fetch it again"
            )
        return data

    def verify_size(self, size: int, where: str) -> None:
        """Raise DataError unless ``size`` is the size of this file in bytes."""
        if size != self.size:
            kind = "is truncated or altered" if size else "is empty"
            raise DataError(f"{where} {kind}: {size:,} bytes instead of {self.size:,}; remove it and fetch it again")


@cache
def catalogue() -> tuple[CatalogueFile, ...]:
    """Return all files, in the order of the catalogue."""
    return tuple(CatalogueFile(**entry) for entry in _content()["files"])


@cache
def groups() -> dict[str, str]:
    """Return the groups: name -> what its files hold."""
    return dict(_content()["groups"])


def needed_by(group: str) -> str:
    """Return what needs a group, in words for people."""
    experiments, others = NEEDED_BY[group]
    named = f"suite reproduce {' '.join(experiments)}" if experiments else ""
    return "; ".join(part for part in (named, others) if part)


def files_of(group: str) -> tuple[CatalogueFile, ...]:
    """Return the files of ``group``.

    Raises:
        UnknownNameError: for an unknown group.
    """
    if group not in groups():
        raise did_you_mean(group, groups(), "group of files")
    return tuple(file for file in catalogue() if file.group == group)


@cache
def _content() -> dict[str, Any]:
    text = resources.files("suite.tables.upstream").joinpath("catalogue.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
