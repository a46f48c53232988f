"""Training the reference model: ResNet-20 on all training images, resumable epoch by epoch.

Recipe: SGD with Nesterov momentum 0.9, weight decay 5e-4, batches of 128, random crops and flips. The learning rate
rises linearly over the first tenth of the steps and falls linearly to 0: a schedule that reaches its accuracy in few
epochs where the machine allows only few (a choice; He et al. step down twice in 164 epochs).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from suite.errors import ConfigurationError
from suite.networks.images.augmentation import crop_and_flip, normalise
from suite.networks.images.sets import ImageSet
from suite.networks.rmi.resnet import ResNet20, seeded
from suite.networks.weights import load_weights, save_weights

EVALUATION_BATCH = 500

Progress = Callable[[int, float], None]


@dataclass(frozen=True)
class Recipe:
    """How the reference model is trained.

    Attributes:
        dataset: "cifar10" or "cifar100".
        epochs: passes over the training images; 200 in full.
        batch: images per step.
        learning_rate: the largest one.
        weight_decay: of all parameters.
        warm_up: share of the steps over which the learning rate rises.
        seed: of the initial weights, the order of the images and the augmentation.
        classes: number of classes.
    """

    dataset: str = "cifar10"
    epochs: int = 200
    batch: int = 128
    learning_rate: float = 0.2
    weight_decay: float = 5e-4
    warm_up: float = 0.1
    seed: int = 0
    classes: int = 10

    def rate(self, step: int, steps: int) -> float:
        """Return the learning rate of ``step`` out of ``steps``."""
        rising = max(1, round(self.warm_up * steps))
        if step < rising:
            return self.learning_rate * (step + 1) / rising
        return self.learning_rate * (steps - step) / max(1, steps - rising)


def train(
    images: Tensor,
    labels: Tensor,
    recipe: Recipe,
    checkpoint: Path,
    *,
    device: str = "cpu",
    progress: Progress = lambda epoch, loss: None,
) -> nn.Module:
    """Return the trained model; after every epoch ``checkpoint`` is written, and training goes on from it.

    Args:
        images: ``(n, 3, 32, 32)`` uint8 training images.
        labels: ``(n,)`` int64.
        recipe: the recipe; a checkpoint of another one is not continued.
        checkpoint: file of the state after the last finished epoch.
        device: where to train.
        progress: called after every epoch with its number (from 1) and its mean loss.

    Raises:
        DataError: if the checkpoint belongs to another recipe or cannot be read.
        ConfigurationError: for fewer images than a batch.
    """
    from suite.networks.checkpoint import load_checkpoint, save_checkpoint

    model = seeded(recipe.seed, ResNet20, recipe.classes).to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(
        model.parameters(), lr=recipe.learning_rate, momentum=0.9, nesterov=True, weight_decay=recipe.weight_decay
    )
    state = load_checkpoint(checkpoint, asdict(recipe), device)
    done = 0
    if state is not None:
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["epoch"]
    per_epoch = len(images) // recipe.batch
    if per_epoch == 0:
        raise ConfigurationError(
            f"{len(images)} training images do not fill a batch of {recipe.batch}: give more images"
        )
    steps = per_epoch * recipe.epochs
    for epoch in range(done, recipe.epochs):
        generator = torch.Generator().manual_seed(recipe.seed * 1_000_003 + epoch)  # so an epoch is the same resumed
        order = torch.randperm(len(images), generator=generator)
        model.train()
        total = 0.0
        for number in range(per_epoch):
            chosen = order[number * recipe.batch : (number + 1) * recipe.batch]
            inputs = normalise(crop_and_flip(images[chosen], generator).to(device), recipe.dataset)
            for group in optimiser.param_groups:
                group["lr"] = recipe.rate(epoch * per_epoch + number, steps)
            logits = model(inputs.contiguous(memory_format=torch.channels_last))
            loss = functional.cross_entropy(logits, labels[chosen].to(device))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += float(loss.detach())
        save_checkpoint(
            checkpoint,
            asdict(recipe),
            {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1},
        )
        progress(epoch + 1, total / per_epoch)
    return model


@torch.no_grad()
def accuracy(model: nn.Module, images: Tensor, labels: Tensor, dataset: str, device: str = "cpu") -> float:
    """Return the share, in per cent, of ``images`` ``(n, 3, 32, 32)`` uint8 that ``model`` classifies as ``labels``."""
    model.eval()
    right = 0
    for start in range(0, len(images), EVALUATION_BATCH):
        part = slice(start, start + EVALUATION_BATCH)
        inputs = normalise(images[part].to(device), dataset).contiguous(memory_format=torch.channels_last)
        right += int((model(inputs).argmax(dim=1).cpu() == labels[part]).sum())
    return 100.0 * right / len(images)


def train_on(
    data: ImageSet, recipe: Recipe, work: Path, *, device: str = "cpu", progress: Progress = lambda epoch, loss: None
) -> nn.Module:
    """Return the model trained on all training images of ``data``; the checkpoint is in ``work`` (:func:`train`)."""
    checkpoint = work / f"resnet20-{recipe.dataset}-e{recipe.epochs}-seed{recipe.seed}.pt"
    images, labels = torch.tensor(data.train_images), torch.tensor(data.train_labels)
    return train(images, labels, recipe, checkpoint, device=device, progress=progress)


def keep(path: Path, model: nn.Module, data: ImageSet, recipe: Recipe, *, half: bool, device: str = "cpu") -> float:
    """Write the weights with the facts about their training, and return the test accuracy of what was written, in %.

    Raises:
        DataError: if they cannot be written.
    """
    facts = {"network": "resnet20", "dataset": recipe.dataset, "epochs": recipe.epochs, "seed": recipe.seed}
    save_weights(path, model, facts, half=half)
    load_weights(path, model)  # what is stated is the accuracy of what is stored
    images, labels = torch.tensor(data.test_images), torch.tensor(data.test_labels)
    found = accuracy(model, images, labels, recipe.dataset, device=device)
    save_weights(path, model, {**facts, "test_accuracy": round(found, 2)}, half=half)
    return found
