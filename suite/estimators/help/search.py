"""Latency-constrained search with a list of candidates, as HELP combines it with MetaD2A (HELP, Table 4).

Candidates come ranked (by MetaD2A's predicted accuracy). Their latencies are predicted after adaptation, the list is
scanned in order, the first three that keep the limit are taken, and the most accurate of them is the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suite.estimators.help.settings import HelpSettings
from suite.estimators.help.tasks import LOW, SPAN, Device, Floats, Indices

if TYPE_CHECKING:
    from suite.estimators.help.protocols import Test  # needs torch, which a choice among predictions does not

LIMITS_MS = {
    "titan_rtx_256": (18.0, 21.0, 25.0),
    "gold_6226": (8.0, 11.0, 14.0),
    "pixel2": (14.0, 18.0, 22.0),
    "eyeriss": (5.0, 7.0, 9.0),
    "fpga": (4.0, 5.0, 6.0),
}
"""The published limits of each device in ms."""

KEPT = 3


def predicted_ms(settings: HelpSettings, test: Test, device: Device, wanted: Indices) -> Floats:
    """Return predicted latencies in ms of the ``wanted`` architectures.

    By the reference code's reading the smallest and largest prediction of the support become its smallest and largest
    latency; by the sound one a least-squares line through the measurements does it (if it rises; else the scale of the
    references).
    """
    found, known = test.at(wanted), test.of_support.mean(axis=0)
    truth = device.latencies[test.support.architectures]
    if settings.quirks:
        slope = float(np.ptp(truth)) / max(float(np.ptp(known)), 1e-12)
        return truth.min() + slope * (found - known.min())
    centred = known - known.mean()
    slope = float(centred @ (truth - truth.mean())) / max(float(centred @ centred), 1e-12)
    if slope > 0:
        return truth.mean() + slope * (found - known.mean())
    references = device.latencies[test.support.architectures[:10]]
    return references.min() + (found - LOW) / SPAN * float(np.ptp(references))


def first_within(
    predicted: Floats, limit: float, candidates: Indices, accuracies: Floats, kept: int = KEPT
) -> int | None:
    """Return the candidate chosen, or None if none is predicted to keep ``limit``.

    The published accuracies are test accuracies, and they decide among the ``kept`` first: this is the one place where
    a published protocol selects by test accuracy. With ``kept`` = 1 nothing but MetaD2A's ranking does.

    Args:
        predicted: ms of each candidate.
        limit: ms.
        candidates: indices, best first.
        accuracies: of the candidates.
        kept: how many of the first that keep the limit are compared.
    """
    first = np.flatnonzero(predicted <= limit)[:kept]
    if not len(first):
        return None
    return int(candidates[first[np.argmax(accuracies[first])]])
