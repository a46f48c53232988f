"""Images as a network sees them: normalised, and randomly cropped and flipped for training."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from suite.errors import did_you_mean

STATISTICS = {
    "cifar10": ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    "cifar100": ((0.5071, 0.4865, 0.4409), (0.2673, 0.2564, 0.2762)),
}
"""Mean and standard deviation of the training images' channels, scale 0 to 1."""

NORMALISATIONS = {**STATISTICS, "imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))}
"""Those, and ImageNet's, which RMI-NAS's public code and its reference model take on CIFAR-10, too."""

PADDING = 4


def check_dataset(name: str) -> str:
    """Return ``name`` if it is a data set that the networks of cells are trained on.

    Raises:
        UnknownNameError: if it is not.
    """
    if name not in STATISTICS:
        raise did_you_mean(name, STATISTICS, "data set of images")
    return name


def normalise(images: Tensor, statistics: str) -> Tensor:
    """Return ``images`` ``(n, 3, h, w)`` uint8 as float32, with the mean and deviation per channel taken off.

    ``statistics`` names one of :data:`NORMALISATIONS`: the data set itself (mean 0, deviation 1), or "imagenet".
    """
    mean, deviation = (
        torch.tensor(values, device=images.device).view(1, 3, 1, 1) * 255.0 for values in NORMALISATIONS[statistics]
    )
    return (images.float() - mean) / deviation


def crop_and_flip(images: Tensor, generator: torch.Generator) -> Tensor:
    """Return ``images`` ``(n, 3, h, w)`` with 4 pixels of zeros around them, cropped at random, half of them mirrored.

    The random numbers are drawn on the CPU from ``generator``, so they do not depend on the device.
    """
    n, _, height, width = images.shape
    shifts = torch.randint(0, 2 * PADDING + 1, (2, n), generator=generator)
    mirrored = torch.rand(n, generator=generator) < 0.5
    padded = functional.pad(images, (PADDING,) * 4)
    rows = shifts[0][:, None] + torch.arange(height)
    columns = shifts[1][:, None] + torch.arange(width)
    columns = torch.where(mirrored[:, None], columns.flip(1), columns)
    rows, columns = rows.to(images.device), columns.to(images.device)
    number = torch.arange(n, device=images.device)
    # indexed by (image, row, column), the channels come last and are moved back
    return padded.permute(0, 2, 3, 1)[number[:, None, None], rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
