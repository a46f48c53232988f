"""Fitnesses that stand in for a trained supernet, and how tables and captions name them."""

from __future__ import annotations

from collections.abc import Iterable

from experiments.kit.names import VALID, VALID_12

ONE_SHOT = "simulated-supernet:preset=one-shot"
FEW_SHOT = "simulated-supernet:preset=few-shot"
NOISE = "rank-noise:tau=0.5"
INHERITED = "staged-inherited:one-shot/few-shot/no-saturation"
SEPARATE = "staged:one-shot/one-shot/one-shot"
STAND_INS = (VALID, VALID_12, ONE_SHOT, FEW_SHOT, NOISE)
"""What each of the four methods is run on."""

LABELS = {
    VALID: "valid200 (oracle)",
    VALID_12: "valid12",
    ONE_SHOT: "simulated supernet (one-shot)",
    FEW_SHOT: "simulated supernet (few-shot)",
    NOISE: "simulated rank noise (tau 0.5)",
    INHERITED: "simulated, staged, inherited (one-shot, few-shot, no saturation)",
    SEPARATE: "simulated, staged, separate (one-shot in each stage)",
}
SHORT = {VALID: "valid200", VALID_12: "valid12", ONE_SHOT: "one_shot", FEW_SHOT: "few_shot", NOISE: "noise"}
"""For identifiers."""

DEVIATION = {
    VALID: "the oracle ranks cells as no trained supernet does",
    VALID_12: "12 epochs of training rank cells better than the published supernet",
    ONE_SHOT: "simulated supernet, not the trained one",
    FEW_SHOT: "simulated supernet, not the trained one",
    NOISE: "white rank noise is kinder than a supernet's structured error",
    INHERITED: "simulated supernets, not the trained ones",
    SEPARATE: "simulated supernets, not the trained ones",
}
"""Why a row on this fitness may lie elsewhere than the published row on a trained supernet."""

NOT_FROM_TABLES = "the fitness is a supernet trained for the search, which the tables do not hold"

_NOTES = {
    "valid200": (
        "valid200: look-up of the validation accuracy after 200 epochs, mean over trials; an oracle, which no search "
        "on a real supernet has."
    ),
    "valid12": (
        "valid12: look-up of the validation accuracy after 12 epochs, mean over the trials of these tables; the "
        "published protocol draws one trial, and these tables hold no single trials."
    ),
    "simulated supernet": (
        "simulated supernet: the true validation accuracy, distorted by saturation and by a structured error, drawn "
        "once per seed and the same for all methods; simulated, no trained supernet. Its presets were calibrated on "
        "published supernet scores of CIFAR-10 only, and unlike a supernet in training it does not drift during a run."
    ),
    "rank noise": "simulated rank noise: the true validation accuracy with white noise at a Kendall tau of 0.5.",
    "staged": (
        "simulated, staged: a simulated supernet per stage of pEvoNAS. Inherited: one draw of the error for all "
        "stages, whose quality rises from stage to stage, as if weights were inherited; separate: every stage draws "
        "its own error at the one-shot quality, as if each supernet were trained from scratch."
    ),
}


def fitness_label(fitness: str) -> str:
    """Return the name of a fitness for table cells; what is no stand-in keeps its text."""
    return LABELS.get(fitness, fitness)


def fitness_notes(fitnesses: Iterable[str]) -> list[str]:
    """Return a sentence for each kind of stand-in among fitnesses or their labels; simulated ones say so."""
    present = " ".join(map(fitness_label, fitnesses))
    return [text for key, text in _NOTES.items() if key in present]
