"""HELP's devices as added ones: latencies of 27 devices on NAS-Bench-201, from the files of the group "help".

Inputs are those of CIFAR-10: on the four devices that HELP took over from HW-NAS-Bench (ASIC-Eyeriss, FPGA, Pixel 3,
Raspberry Pi 4) the latencies are HW-NAS-Bench's of CIFAR-10, number by number. ASIC-Eyeriss and FPGA are therefore
estimates of HW-NAS-Bench's analytical tools, the others measurements.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from suite.tables.added import column_name
from suite.tables.device_file import DeviceColumns
from suite.tables.help_latencies import GROUP, help_latencies
from suite.tables.upstream.catalogue import files_of

DATASET = "cifar10"
_BY_TOOLS = ("eyeriss", "fpga")


def help_devices(data_dir: Path) -> tuple[str, ...]:
    """Return HELP's names of the devices, sorted.

    Raises:
        DataError: if the files are not there, naming the command that fetches them.
    """
    return help_latencies(data_dir).devices("nasbench201")


def read_help(data_dir: Path, name: str, device: str) -> DeviceColumns:
    """Return the latencies of HELP's device ``name`` for a device that is called ``device`` here.

    Raises:
        UnknownNameError: for a name that HELP does not have.
        DataError: if the files are missing or damaged.
    """
    values = help_latencies(data_dir).nasbench201(name)
    file = next(each for each in files_of(GROUP) if each.id == f"help-nasbench201-{name}")
    facts = {
        "kind": "estimated" if name in _BY_TOOLS else "measured",
        "source": file.relative,
        "sha256": file.sha256,
        "edition": "HELP",
        "metric": "latency",
        "unit": "ms",
        "licence": file.licence,
        "method": "an analytical tool" if name in _BY_TOOLS else None,
    }
    return DeviceColumns({f"{DATASET}/{column_name(device, 'latency', 'ms')}": np.array(values)}, facts)
