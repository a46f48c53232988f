"""The devices of a search by text, and the cost columns that they give.

=========================  ============================================================================================
text                       cost columns (metric "latency+energy" gives each of them twice, latency first)
=========================  ============================================================================================
``raspi4``                 the cost on that device, in ms or mJ
``each:raspi4,fpga``       one column per device, in ms or mJ
``worst:raspi4,fpga``      the largest of the devices' relative costs; 1 is a device's median
``sum:raspi4,fpga``        the sum of the devices' relative costs
``worst-ms:``, ``sum-ms:`` the same of the latencies in ms; ``worst-mj:``, ``sum-mj:`` of the energies in mJ
=========================  ============================================================================================

A relative cost is the cost divided by the device's median over the connected cells with a measurement, so that a slow
device does not decide alone. An architecture without a measurement on one of the devices is infeasible.
"""

from __future__ import annotations

from dataclasses import dataclass

from suite.errors import ConfigurationError, did_you_mean
from suite.language import split_head, split_list
from suite.tables.columns import DEVICE_LABELS, DEVICES, METRIC_UNITS, METRICS, check_name, cost_column, short_label

COMBINATIONS = ("worst", "sum", "each", "worst-ms", "sum-ms", "worst-mj", "sum-mj")
BOTH = "+".join(METRICS)


@dataclass(frozen=True)
class Devices:
    """One device, or several and what is made of them; made by :func:`parse_devices`.

    Attributes:
        names: the devices, in one order whatever order they were written in.
        how: "" for one device, else one of :data:`COMBINATIONS`.
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
        metric: "latency" or "energy".
        devices: one, or those put together.
        how: "" for one device, else "worst" or "sum".
        relative: whether the costs are divided by the devices' medians (no unit).
        several: whether the search has other cost columns beside it.
    """

    metric: str
    devices: tuple[str, ...]
    how: str = ""
    relative: bool = False
    several: bool = False

    @property
    def unit(self) -> str:
        """The unit, "" for relative costs."""
        return "" if self.relative else METRIC_UNITS[self.metric]

    @property
    def key(self) -> str:
        """Name of the column in printed and JSON fronts: ``latency_ms``, ``worst_latency``, ``fpga_energy_mj``."""
        first = [self.how] if self.how else list(self.devices) if self.several else []
        return "_".join([*first, self.metric, *([self.unit.lower()] if self.unit else [])])

    @property
    def title(self) -> str:
        """Heading with the unit, short enough for a terminal."""
        first = f"{self.how} " if self.how else f"{self.devices[0]} " if self.several else ""
        return f"{first}{self.metric} ({self.unit or '1 = median'})"

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
            return f"{DEVICE_LABELS[self.devices[0]]} {self.metric} ({self.unit})"
        of = " and ".join(short_label(device) for device in self.devices)
        if self.relative:
            return f"{self.how} {self.metric} of {of}, each relative to its median"
        return f"{self.how} {self.metric} of {of} ({self.unit})"


def parse_devices(text: Devices | str) -> Devices:
    """Return the devices that ``text`` names; a value is returned as it is.

    A single name is not looked up here: which devices there are is a matter of the tables.

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
    if how not in COMBINATIONS:
        raise did_you_mean(how, COMBINATIONS, "combination of devices")
    names = [check_name(name, DEVICES, "device") for name in split_list(rest)]
    if len(set(names)) < max(2, len(names)):
        raise ConfigurationError(f"'{how}:' takes two or more different devices, e.g. {how}:raspi4,pixel3")
    return Devices(tuple(device for device in DEVICES if device in names), how)


def parse_metric(text: str) -> str:
    """Return the one text of a metric; "energy+latency" is "latency+energy"."""
    parts = [part.strip() for part in text.split("+")]
    return BOTH if len(parts) == len(METRICS) and set(parts) == set(METRICS) else text


def cost_columns(devices: Devices | str, metric: str) -> tuple[CostColumn, ...]:
    """Return the cost columns of a search; their order is that of the objectives after the accuracy.

    Raises:
        UnknownNameError: for an unknown device, combination or metric, or energy where it was not measured.
        ConfigurationError: for a unit that does not fit the metric.
    """
    metric, devices = parse_metric(metric), parse_devices(devices)
    if "+" in metric and metric != BOTH:
        raise did_you_mean(metric, (*METRICS, BOTH), "metric")
    metrics = METRICS if metric == BOTH else (check_name(metric, (*METRICS, BOTH), "metric"),)
    how, names = devices.how, devices.names
    several = len(metrics) * (len(names) if how == "each" else 1) > 1
    for each in metrics:
        for one in names:
            cost_column(one, each)
    if how in ("", "each"):
        return tuple(CostColumn(each, (one,), several=how == "each") for each in metrics for one in names)
    kind, _, unit = how.partition("-")
    for each in metrics:
        if unit and unit != METRIC_UNITS[each].lower():
            raise ConfigurationError(f"'{how}:' is in {unit}, which is no unit of {each}: write {kind}:")
    return tuple(CostColumn(each, names, kind, not unit, several) for each in metrics)
