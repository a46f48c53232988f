"""Fitness stand-ins by name: what a search may see as accuracy, as one canonical text each.

What a search sees is chosen by name and named wherever results are shown: accuracies of the benchmark, score tables
that this project computed from real networks (:mod:`suite.scores`), or simulations of them. None sees test accuracy.

=============================================  ====================================================================
text                                           fitness
=============================================  ====================================================================
``valid200``, ``valid12``, ``valid@200:777``   look-up by a protocol; ``valid200`` (the oracle) is ``valid@200:mean``
``valid``                                      validation accuracy as a table of another package states it
``valid12-trial``                              12-epoch validation accuracy of one trial of each cell, drawn per seed
``simulated-supernet:preset=one-shot``         simulated: saturation and structured error (:mod:`.simulated`)
``rank-noise:tau=0.5``                         simulated: white rank noise at a Kendall tau
``score:NAME``, ``score:NAME@STEPS:sum``       representation mutual information, a score table; ``score:rmi`` is the
                                               default one; ``:sum`` is the sum of the similarities, ``:mixed`` the loss
``supernet:NAME``                              accuracy of a trained supernet, a score table; ``supernet:default``
``score:logsynflow``                           a zero-cost proxy of all cells (:mod:`suite.tables.freerea`)
``score:COLUMN``, ``supernet:COLUMN``          a column of the benchmark's tables; it comes before a score table
``supernet-live:cells=1,images=2000``          accuracy with a supernet that the search trains (:mod:`.live`)
``predicted``                                  accuracy by the published predictor of a once-for-all space
``staged:A/B/C``                               a column per stage, each with its own error; A, B, C as above
``staged-inherited:A/B/C``                     the same, with one error for all stages, as if weights were inherited
=============================================  ====================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from suite.accuracy import AccuracyProtocol
from suite.errors import ConfigurationError, did_you_mean
from suite.language import pairs, split_list
from suite.objectives.live import LIVE, LiveSettings, parse_live
from suite.objectives.simulated import PRESETS, Quality
from suite.scores.naming import Selection, parse_selection
from suite.scores.places import find, load
from suite.scores.texts import describe
from suite.tables.freerea import PROXY_LABELS

SHORT = {"valid200": "valid@200:mean", "valid12": "valid@12:mean"}
STATED = "valid"
"""The one validation accuracy of a table of another package (:mod:`suite.plugins`)."""
TRIAL = "valid12-trial"
PREDICTED = "predicted"
SIMULATED = "simulated-supernet"
RANK_NOISE = "rank-noise"
COLUMN_KINDS = ("score", "supernet")
STAGED = ("staged", "staged-inherited")


@dataclass(frozen=True)
class Fitness:
    """What a search may see as accuracy; made by :func:`parse_fitness`.

    Attributes:
        text: canonical text, part of a run's identity.
        protocol: of a look-up, or of what :data:`TRIAL` draws from; None for scores and simulations.
        column: of a score: a column of the benchmark, or a score table with its variant; None for all others.
        selection: the same as a score table and which of its scores.
        quality: of a simulated one; None for all others.
        stages: the fitness of each stage, for staged ones; empty for all others.
        inherited: whether the stages share one draw of their error.
        live: settings of a supernet that the search itself trains; None for all others. It has no table.
    """

    text: str
    protocol: AccuracyProtocol | None = None
    column: str | None = None
    selection: Selection | None = None
    quality: Quality | None = None
    stages: tuple[Fitness, ...] = ()
    inherited: bool = False
    live: LiveSettings | None = None

    @property
    def drawn(self) -> bool:
        """Whether the values depend on the seed of the run."""
        own = self.quality is not None or self.live is not None or self.text == TRIAL
        return own or any(stage.drawn for stage in self.stages)

    @property
    def proxy(self) -> str | None:
        """The zero-cost proxy of all cells that it names, if it does; a column of the benchmark comes before it."""
        if self.selection is None or self.text != f"score:{self.selection.name}":
            return None
        return self.selection.name if self.selection.name in PROXY_LABELS else None

    @property
    def simulated(self) -> bool:
        """Whether (a stage of) it is simulated; captions must say so."""
        return self.quality is not None or any(stage.simulated for stage in self.stages)

    @property
    def is_accuracy(self) -> bool:
        """Whether its values are accuracies in per cent, measured or predicted, rather than scores or simulations."""
        return self.protocol is not None or self.text in (STATED, PREDICTED)

    @property
    def epochs(self) -> int | None:
        """Training epochs of one evaluation; None where an evaluation needs no training of its own."""
        return None if self.protocol is None else self.protocol.epochs

    def __str__(self) -> str:
        return self.text

    def describe(self, dataset: str | None = None) -> str:
        """Return the fitness in words, for captions; simulated ones say so."""
        if self.stages:
            how = "sharing one draw of the error" if self.inherited else "each with its own error"
            return f"a fitness per stage, {how}: " + "; then ".join(stage.describe(dataset) for stage in self.stages)
        if self.text == TRIAL:
            return (
                f"{AccuracyProtocol.parse('valid@12').describe(dataset).removesuffix(', mean over trials')}, one trial "
                "of each architecture drawn per seed (the mean where the tables hold no trials)"
            )
        if self.text == STATED:
            return "validation accuracy as the table states it"
        if self.text == PREDICTED:
            return "top-1 accuracy on ImageNet without fine-tuning, PREDICTED by once-for-all's published predictor"
        if self.protocol is not None:
            return self.protocol.describe(dataset)
        if self.quality is not None:
            return self.quality.describe()
        if self.live is not None:
            return self.live.describe(dataset)
        if self.proxy is not None:
            label = PROXY_LABELS[self.proxy]
            return f"{label}, a zero-cost proxy of the untrained network (FreeREA's files), higher is better"
        # a column of a benchmark's tables may have the name, too; whether it does is not known here
        if self.selection is None or find(self.selection.name) is None:
            return f"score table '{self.column}', higher is better"
        return describe(load(self.selection.name), self.selection, dataset)


def parse_fitness(text: Fitness | str) -> Fitness:
    """Return the fitness that ``text`` names (the forms are listed at the head of this module), a value as it is.

    Raises:
        ConfigurationError: for a malformed text, parameters out of range, or anything that sees test accuracy.
        UnknownNameError: for an unknown preset or parameter.
    """
    return text if isinstance(text, Fitness) else _parse(text.strip())


@lru_cache(maxsize=256)
def _parse(text: str) -> Fitness:
    head, colon, rest = text.partition(":")
    if head in COLUMN_KINDS and colon:
        if not rest:
            raise ConfigurationError(f"'{text}' names no score: write {head}:NAME")
        selection = parse_selection(rest)
        return Fitness(f"{head}:{selection.text}", column=selection.text, selection=selection)
    if head == LIVE:
        known = [each.name for each in fields(LiveSettings)]
        settings = parse_live(pairs(split_list(rest), known, LIVE))
        return Fitness(settings.text, live=settings)
    if head in STAGED:
        return _staged(head, rest)
    if text == STATED:
        return Fitness(STATED)
    if text == PREDICTED:
        return Fitness(PREDICTED)
    if text == TRIAL:
        return Fitness(TRIAL, protocol=AccuracyProtocol("valid", 12))
    if head == SIMULATED:
        quality = _simulated(rest)
        return Fitness(f"{SIMULATED}:{quality.text}", quality=quality)
    if head == RANK_NOISE:
        values = pairs(split_list(rest), ("tau",), RANK_NOISE)
        if "tau" not in values:
            raise ConfigurationError(f"write {RANK_NOISE}:tau=0.5, with a Kendall tau from 0 to 1")
        noise = Quality.rank_noise(_number("tau", values["tau"]))
        return Fitness(f"{RANK_NOISE}:{noise.text}", quality=noise)
    if "@" not in text and text not in SHORT:
        raise ConfigurationError(
            f"no fitness '{text}': write <split>@<epochs>[:<trials>] such as valid@200, or valid200, valid12, "
            f"{TRIAL}, {SIMULATED}:preset=one-shot, {RANK_NOISE}:tau=0.5, supernet:NAME, score:NAME, {LIVE} or "
            "staged:A/B/C"
        )
    protocol = AccuracyProtocol.parse(SHORT.get(text, text))
    return Fitness(str(protocol), protocol=protocol)


def _staged(head: str, rest: str) -> Fitness:
    parts = [part.strip() for part in rest.split("/")]
    if len(parts) < 2 or not all(parts):
        raise ConfigurationError(
            f"write {head}:A/B/C with a fitness per stage, e.g. {head}:one-shot/few-shot/no-saturation"
        )
    stages = tuple(
        parse_fitness(f"{SIMULATED}:preset={part}" if part in PRESETS else SHORT.get(part, part)) for part in parts
    )
    for stage in stages:
        if stage.stages:
            raise ConfigurationError("a stage cannot be staged itself")
        if stage.live is not None:
            raise ConfigurationError(f"{LIVE} trains with the generations of one search: it is no stage")
    # presets keep their short names; other fitnesses their canonical texts
    texts = [part if part in PRESETS else stage.text for part, stage in zip(parts, stages, strict=True)]
    short = {f"{SIMULATED}:preset={name}": name for name in PRESETS}
    text = f"{head}:" + "/".join(short.get(text, text) for text in texts)
    return Fitness(text, stages=stages, inherited=head == "staged-inherited")


def _simulated(rest: str) -> Quality:
    values = pairs(split_list(rest), ("preset", "zc", "rho", "w", "additive"), SIMULATED)
    preset = values.pop("preset", "one-shot")
    if preset not in PRESETS:
        raise did_you_mean(preset, PRESETS, "preset of simulated-supernet")
    return PRESETS[preset].replaced(**{name: _number(name, value) for name, value in values.items()})


def _number(name: str, value: str) -> float:
    if name == "zc" and value == "none":
        return float("inf")
    try:
        return float(value)
    except ValueError:
        raise ConfigurationError(f"{name} must be a number, not '{value}'") from None
