"""HELP's learned numbers as a file: half precision, settings and provenance beside them, no pickle."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import DataError, SuiteError
from suite.estimators.help.network import N_REFERENCES, Layout
from suite.estimators.help.settings import HelpSettings
from suite.files import write_atomically
from suite.reading.archive import ERRORS
from suite.reading.arrays import arrays_from
from suite.reading.budget import WEIGHTS_BYTES, read_content, reason
from suite.reading.texts import json_from

SHIPPED = Path(__file__).with_name("nasbench201.npz")
"""Meta-trained by this project (``suite networks meta-train``) on NAS-Bench-201 with the published devices."""


@dataclass(frozen=True)
class HelpWeights:
    """What a meta-training learned.

    Attributes:
        settings: how it was trained.
        vector: all learned numbers, ``(size,)`` float32, see :class:`.network.Layout`.
        typical: mean hardware embedding of the training devices, ``(10,)``: stands in for references that a device
            cannot run.
        facts: checkpoint episode, its validation score, names of the training devices.
    """

    settings: HelpSettings
    vector: NDArray[np.float32]
    typical: NDArray[np.float32]
    facts: dict[str, Any]


def write_weights(path: Path, weights: HelpWeights) -> Path:
    """Write ``weights`` to ``path`` as float16, whole or not at all; the same weights give the same bytes.

    Raises:
        DataError: if the folder cannot be written, or a number does not fit into half precision.
    """
    with np.errstate(over="ignore"):  # what does not fit is infinite, and refused below
        half = weights.vector.astype(np.float16)
    if not np.isfinite(half).all():
        raise DataError("a learned number does not fit into half precision: the meta-training diverged")
    facts = {**weights.facts, "settings": weights.settings.facts()}
    buffer = io.BytesIO()
    np.savez(
        buffer,
        vector=half,
        typical=weights.typical.astype(np.float32),
        facts=np.array(json.dumps(facts, sort_keys=True)),
    )
    return write_atomically(path, buffer.getvalue())


def read_weights(path: Path = SHIPPED) -> HelpWeights:
    """Read weights.

    Raises:
        DataError: if ``path`` is missing, truncated or no such file.
    """
    remedy = "give a file that 'suite networks evaluate-help --weights' wrote, or reinstall the suite"
    try:
        content = arrays_from(*read_content(path, WEIGHTS_BYTES, "weights of HELP"))
        vector, typical, text = (content[name] for name in ("vector", "typical", "facts"))
        facts = json_from(str(text))
        known = {field.name for field in fields(HelpSettings)}
        given = facts.pop("settings")
        if set(given) != known:
            raise ValueError("unknown settings")
        settings = HelpSettings(**given)
        size = Layout(settings).size
        if vector.shape != (size,) or vector.dtype != np.float16 or typical.shape != (N_REFERENCES,):
            raise ValueError(f"not {size} numbers in half precision and {N_REFERENCES} references")
        if typical.dtype != np.float32 or not (np.isfinite(vector).all() and np.isfinite(typical).all()):
            raise ValueError("numbers that are not finite")
    except FileNotFoundError:
        raise DataError(f"no weights at {path}: {remedy}") from None
    except SuiteError as error:
        raise DataError(f"{path} holds no weights of HELP ({reason(error)}): {remedy}") from None
    except (*ERRORS, TypeError, AttributeError) as error:
        raise DataError(f"{path} holds no weights of HELP ({reason(error)}): {remedy}") from None
    return HelpWeights(settings, vector.astype(np.float32), typical, facts)


def digest(path: Path = SHIPPED) -> str:
    """Return the sha256 of a file of weights."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
