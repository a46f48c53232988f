"""The devices of the once-for-all benchmarks, as the searches ask for them: names, metrics, units.

``network`` is no device: its metrics are those that depend on the network alone.
"""

from __future__ import annotations

from suite.errors import did_you_mean

NETWORK, NOTE10 = "network", "note10"
NETWORK_METRICS = {"macs": "M", "params": "M"}
LATENCY = {"latency": "ms"}
PREDICTED, EXACT = "predicted", "exact"


class OFADevices:
    """What a device table of the tables answers (:class:`suite.tables.devices.DeviceTable`), for predicted costs.

    Attributes:
        added: none: devices cannot be added here.
        names: all devices.

    Args:
        latencies: the devices with a latency.
    """

    added: tuple[str, ...] = ()

    def __init__(self, latencies: tuple[str, ...]) -> None:
        self.names = (NETWORK, *latencies)

    def metrics_of(self, device: str) -> dict[str, str]:
        """Return the metrics of a device with their units.

        Raises:
            UnknownNameError: for an unknown device.
        """
        if device not in self.names:
            raise did_you_mean(device, self.names, "device")
        return NETWORK_METRICS if device == NETWORK else LATENCY

    def unit(self, device: str, metric: str) -> str:
        """Return the unit of a metric on a device.

        Raises:
            UnknownNameError: for an unknown device or metric, or one that the device has not.
        """
        metrics = self.metrics_of(device)
        if metric not in metrics:
            raise did_you_mean(metric, tuple(metrics), f"metric of {device}")
        return metrics[metric]

    def label(self, device: str) -> str:
        """Return a device's name for people."""
        self.metrics_of(device)
        return {NETWORK: "network", NOTE10: "Note10"}.get(device, device)

    def kind(self, device: str, metric: str, dataset: str) -> str:
        """Return what the costs are: "predicted", or "exact" for what depends on the network alone."""
        self.unit(device, metric)
        return EXACT if device == NETWORK else PREDICTED
