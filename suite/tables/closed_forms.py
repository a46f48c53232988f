"""Columns that are exact functions of the cell: MACs, parameters, and everything of ASIC-Eyeriss and the FPGA.

HW-NAS-Bench's Eyeriss and FPGA numbers are estimates of analytical tools, and turn out to be closed forms in the
numbers of edges with ``nor_conv_1x1``, ``nor_conv_3x3`` and ``avg_pool_3x3`` (all six edges, reachable or not). The
tests hold every form against the real tables. MACs and parameters are counted on the cell as it is written;
NAS-Bench-201's own files state those of an equivalent cell for some 150 architectures (327, 737, 768, ...).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes

Counts = NDArray[np.float64]

# latency (ms): constant, per 1x1 convolution, per 3x3 convolution, per pooling
_EYERISS_LATENCY = {
    "cifar10": (1.67954, 0.24576, 1.47456, 1.47456),
    "cifar100": (1.68256, 0.24576, 1.47456, 1.47456),
    "ImageNet16-120": (0.42304, 0.06144, 0.36864, 0.36864),
}
_EYERISS_ENERGY = {
    "cifar10": (0.3469645085, 0.031247728, 0.31321224, 0.2778228),
    "cifar100": (0.347102366, 0.031247728, 0.31321224, 0.2778228),
    "ImageNet16-120": (0.08940838, 0.00808258, 0.080044792, 0.071197432),
}
_FPGA_LATENCY_CIFAR = (1.13296, 0.5152, 1.2576, 0.4096)
# memory traffic (bytes): constant, per 1x1 convolution, per 3x3 convolution or pooling
_EYERISS_BYTES = {
    "cifar10": (445056.0, 394240.0, 1254400.0),
    "cifar100": (454656.0, 394240.0, 1254400.0),
    "ImageNet16-120": (371840.0, 179200.0, 1039360.0),
}
_CLASSIFIER_MACS = {"cifar10": 0.00065, "cifar100": 0.0065, "ImageNet16-120": 0.0078}
_CLASSIFIER_PARAMS = {"cifar10": 0, "cifar100": 5850, "ImageNet16-120": 7150}


def operation_counts(codes: Codes) -> tuple[Counts, Counts, Counts]:
    """Return the numbers ``(n,)`` of nor_conv_1x1, nor_conv_3x3 and avg_pool_3x3 edges."""
    return tuple((codes == operation).sum(axis=1).astype(np.float64) for operation in (2, 3, 4))


def macs_m(codes: Codes, dataset: str) -> NDArray[np.float64]:
    """Return the multiply-accumulate operations in millions, ``(n,)`` (NAS-Bench-201's "flop")."""
    n1, n3, _ = operation_counts(codes)
    convolutions = 7.7824 + 3.93216 * n1 + 35.38944 * n3
    scale = 0.25 if dataset == "ImageNet16-120" else 1.0  # 16x16 images instead of 32x32
    result: NDArray[np.float64] = np.round(scale * convolutions + _CLASSIFIER_MACS[dataset], 8)
    return result


def params(codes: Codes, dataset: str) -> NDArray[np.float64]:
    """Return the number of parameters, ``(n,)``."""
    n1, n3, _ = operation_counts(codes)
    return 73306.0 + 28000.0 * n1 + 243040.0 * n3 + _CLASSIFIER_PARAMS[dataset]


def eyeriss_latency_ms(codes: Codes, dataset: str) -> NDArray[np.float64]:
    """Return HW-NAS-Bench's Eyeriss latency in ms, ``(n,)``."""
    return _affine(codes, _EYERISS_LATENCY[dataset])


def eyeriss_energy_mj(codes: Codes, dataset: str) -> NDArray[np.float64]:
    """Return HW-NAS-Bench's Eyeriss energy in mJ, ``(n,)``."""
    return _affine(codes, _EYERISS_ENERGY[dataset])


def eyeriss_arithmetic_intensity(codes: Codes, dataset: str) -> NDArray[np.float64]:
    """Return HW-NAS-Bench's Eyeriss arithmetic intensity, MACs per byte moved, ``(n,)``."""
    n1, n3, n_pool = operation_counts(codes)
    constant, per_1x1, per_3x3 = _EYERISS_BYTES[dataset]
    traffic = constant + per_1x1 * n1 + per_3x3 * (n3 + n_pool)
    result: NDArray[np.float64] = np.round(1e6 * macs_m(codes, dataset) / traffic, 12)
    return result


def fpga_latency_ms(codes: Codes, dataset: str) -> NDArray[np.float64]:
    """Return HW-NAS-Bench's FPGA latency in ms, ``(n,)``."""
    if dataset == "ImageNet16-120":
        from suite.tables.fpga_imagenet import fpga_latency_imagenet

        return fpga_latency_imagenet(*operation_counts(codes))
    return _affine(codes, _FPGA_LATENCY_CIFAR)


def fpga_energy_mj(codes: Codes, dataset: str) -> NDArray[np.float64]:
    """Return HW-NAS-Bench's FPGA energy in mJ, ``(n,)``: seven times the latency everywhere."""
    return 7.0 * fpga_latency_ms(codes, dataset)


def _affine(codes: Codes, coefficients: tuple[float, float, float, float]) -> NDArray[np.float64]:
    n1, n3, n_pool = operation_counts(codes)
    constant, per_1x1, per_3x3, per_pool = coefficients
    result: NDArray[np.float64] = np.round(constant + per_1x1 * n1 + per_3x3 * n3 + per_pool * n_pool, 12)
    return result


CLOSED_FORMS: dict[str, Callable[[Codes, str], NDArray[np.float64]]] = {
    "macs_m": macs_m,
    "params": params,
    "eyeriss_latency_ms": eyeriss_latency_ms,
    "eyeriss_energy_mj": eyeriss_energy_mj,
    "eyeriss_arithmetic_intensity": eyeriss_arithmetic_intensity,
    "fpga_latency_ms": fpga_latency_ms,
    "fpga_energy_mj": fpga_energy_mj,
}
"""Column name -> function of (codes, dataset)."""
