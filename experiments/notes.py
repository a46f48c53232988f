"""Sentences that tables and figures share, so that each is said once and the same everywhere."""

from __future__ import annotations

REPORTED_NOTE = (
    "Test accuracy (200 epochs, mean over trials; CIFAR-10: trained on train and validation data) is reported only; "
    "it selects nothing."
)

PROXY_NOTE = (
    "The paper's fitness is the representation similarity (RMI) to a ResNet-20. Here the search looks up validation "
    "accuracy instead: {proxies}, mean over trials. A look-up of the 200-epoch validation accuracy is an upper bound "
    "on what a proxy can know, not a replica of RMI."
)

PROXY_NAMES = {
    "valid@200:mean": "validation accuracy after 200 epochs (valid@200)",
    "valid@12:mean": "validation accuracy after 12 epochs (valid@12)",
}

PROXY_SHORT = {"valid@200:mean": "valid@200", "valid@12:mean": "valid@12"}

EDGETPU_NOTE = (
    "Edge TPU: 4,699 architectures have no measurement and are infeasible here; the paper's figures show them at -1 ms."
)


def proxy_note(*protocols: str) -> str:
    """Return the sentence on the accuracy proxy for the given protocols."""
    return PROXY_NOTE.format(proxies=" or ".join(PROXY_NAMES[protocol] for protocol in protocols))


def seeds_note(seeds: int) -> str:
    """Return how many seeds stand behind a number and what the bands mean."""
    return f"Ours: median, smallest and largest over {seeds} seeds."
