"""The devices of a search by text, and the cost columns that they give.

=========================  ============================================================================================
text                       cost columns (metric "latency+energy" gives each of them twice, latency first)
=========================  ============================================================================================
``raspi4``                 the cost on that device, in ms or mJ
``each:raspi4,fpga``       one column per device, in ms or mJ
``worst:raspi4,fpga``      the largest of the devices' relative costs; 1 is a device's median
``sum:raspi4,fpga``        the sum of the devices' relative costs
``worst-ms:``, ``sum-ms:`` the same of the latencies in ms; ``worst-mj:``, ``sum-mj:`` of the energies in mJ; with any
                           other unit that a metric of added devices has
=========================  ============================================================================================

A relative cost is the cost divided by the device's median over the connected cells with a measurement, so that a slow
device does not decide alone. An architecture without a measurement on one of the devices is infeasible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from suite.errors import ConfigurationError, did_you_mean
from suite.language import split_head, split_list
from suite.tables.columns import DEVICES, METRICS, short_label
from suite.tables.devices import BUILT_IN


class KnownDevices(Protocol):
    """What is asked of a benchmark's devices: :class:`suite.tables.devices.DeviceTable` has it, and others may."""

    def unit(self, device: str, metric: str) -> str:
        """Return the unit of a metric on a device, or raise UnknownNameError."""
        ...

    def label(self, device: str) -> str:
        """Return a device's name for people."""
        ...

    def kind(self, device: str, metric: str, dataset: str) -> str:
        """Return what the costs are, such as "table", "measured", "estimated" or "predicted"."""
        ...


COMBINATIONS = ("worst", "sum", "each", "worst-ms", "sum-ms", "worst-mj", "sum-mj")


@dataclass(frozen=True)
class Devices:
    """One device, or several and what is made of them; made by :func:`parse_devices`.

    Attributes:
        names: the devices, in one order whatever order they were written in.
        how: "" for one device, else one of :data:`COMBINATIONS`, or "worst" or "sum" with another unit.
    """

    names: tuple[str, ...]
    how: str = ""

    @property
    def text(self) -> str:
        """The one text of these devices, part of a run's identity and of its random stream."""
        return f"{self.how}:{','.join(self.names)}" if self.how else self.names[0]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class CostColumn:
    """One cost column of a search.

    Attributes:
        metric: "latency", "energy", or another that an added device has.
        devices: one, or those put together.
        labels: their names for people.
        unit: "" for costs relative to the devices' medians.
        how: "" for one device, else "worst" or "sum".
        several: whether the search has other cost columns beside it.
        estimated: those of the devices whose costs were imported as estimates.
        predicted: whether all costs are predictions, as in the once-for-all spaces.
    """

    metric: str
    devices: tuple[str, ...]
    labels: tuple[str, ...]
    unit: str
    how: str = ""
    several: bool = False
    estimated: tuple[str, ...] = ()
    predicted: bool = False

    @property
    def relative(self) -> bool:
        """Whether the costs are divided by the devices' medians."""
        return not self.unit

    @property
    def mark(self) -> str:
        """What must be said of the costs beside their name: whether they are estimates."""
        if self.predicted:
            return ", predicted"
        if not self.estimated:
            return ""
        return ", estimated" + (f" on {' and '.join(self.estimated)}" if len(self.devices) > 1 else "")

    @property
    def key(self) -> str:
        """Name of the column in printed and JSON fronts: ``latency_ms``, ``worst_latency``, ``fpga_energy_mj``."""
        first = [self.how] if self.how else list(self.devices) if self.several else []
        return "_".join([*first, self.metric, *([self.unit.lower()] if self.unit else [])])

    @property
    def title(self) -> str:
        """Heading with the unit, short enough for a terminal."""
        first = f"{self.how} " if self.how else f"{self.devices[0]} " if self.several else ""
        return f"{first}{self.metric}{self.mark} ({self.unit or '1 = median'})"

    @property
    def name(self) -> str:
        """Identifier of the objective."""
        if not self.how:
            return f"{self.devices[0]}_{self.metric}"
        return f"{self.how}{'_relative' if self.relative else ''}_{'_'.join(self.devices)}_{self.metric}"

    @property
    def label(self) -> str:
        """Text for axes, with the unit."""
        if not self.how:
            return f"{self.labels[0]} {self.metric}{self.mark} ({self.unit})"
        of = " and ".join(short_label(device) for device in self.devices)
        if self.relative:
            return f"{self.how} {self.metric} of {of}, each relative to its median{self.mark}"
        return f"{self.how} {self.metric} of {of}{self.mark} ({self.unit})"


def parse_devices(text: Devices | str) -> Devices:
    """Return the devices that ``text`` names; a value is returned as it is.

    Names are not looked up here: which devices there are is a matter of the tables. The six of the tables come first,
    in their order, then the others by name.

    Raises:
        ConfigurationError: for several devices without a combination, or fewer than two different ones after it.
        UnknownNameError: for an unknown combination.
    """
    if isinstance(text, Devices):
        return text
    how, rest = split_head(text)
    if rest is None:
        if "," in how:
            raise ConfigurationError(f"say what several devices mean: worst:{how}, sum:{how} or each:{how}")
        return Devices((how,))
    kind, hyphen, unit = how.partition("-")
    if how not in COMBINATIONS and not (kind in ("worst", "sum") and hyphen and unit.isascii() and unit.isalnum()):
        raise did_you_mean(how, COMBINATIONS, "combination of devices")
    names = split_list(rest)
    if len(set(names)) < max(2, len(names)):
        raise ConfigurationError(f"'{how}:' takes two or more different devices, e.g. {how}:raspi4,pixel3")
    return Devices(_ordered(names, DEVICES), how)


def parse_metric(text: str) -> str:
    """Return the one text of a metric or several; "energy+latency" is "latency+energy"."""
    return "+".join(_ordered([part.strip() for part in text.split("+")], METRICS))


def _ordered(names: list[str], first: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in one order: those in ``first`` as they stand there, then the others by name."""
    return tuple(sorted(names, key=lambda name: (first.index(name) if name in first else len(first), name)))


def cost_columns(
    devices: Devices | str, metric: str, known: KnownDevices = BUILT_IN, dataset: str | None = None
) -> tuple[CostColumn, ...]:
    """Return the cost columns of a search; their order is that of the objectives after the fitness.

    Args:
        devices: one or several.
        metric: one, or several such as "latency+energy".
        known: the benchmark's devices (:attr:`.Benchmark.device_table`); default the six of the tables.
        dataset: whose costs; without it the columns do not say which are estimates.

    Raises:
        UnknownNameError: for an unknown device or metric, or one that was not measured there.
        ConfigurationError: for a unit that does not fit the metric, or a metric given twice.
        DataError: for an added device that is damaged, or has no costs for ``dataset``.
    """
    devices, metrics = parse_devices(devices), parse_metric(metric).split("+")
    if len(set(metrics)) < len(metrics):
        raise ConfigurationError(f"a metric is given twice in '{metric}'")
    how, names = devices.how, devices.names
    kind, _, wanted = how.partition("-")
    several = len(metrics) * (len(names) if how == "each" else 1) > 1

    def column(each: str, of: tuple[str, ...], combined: str = "", unit: str = "") -> CostColumn:
        kinds = {one: known.kind(one, each, dataset) for one in of} if dataset else {}
        estimates = tuple(one for one, kind in kinds.items() if kind == "estimated")
        labels, predicted = tuple(known.label(one) for one in of), "predicted" in kinds.values()
        return CostColumn(
            each, of, labels, unit, combined, several if combined else how == "each", estimates, predicted
        )

    if how in ("", "each"):
        return tuple(column(each, (one,), unit=known.unit(one, each)) for each in metrics for one in names)
    result = []
    for each in metrics:
        units = [known.unit(one, each) for one in names]
        for unit in units if wanted else ():
            if unit.lower() != wanted:
                raise ConfigurationError(f"'{how}:' is in {wanted}, which is no unit of {each}: write {kind}:")
        result.append(column(each, names, kind, units[0] if wanted else ""))
    return tuple(result)
