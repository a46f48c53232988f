"""Training a supernet: resumed it is the same, protocols train on what they say."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError, DataError  # noqa: E402
from suite.networks.supernet.training import (  # noqa: E402
    SupernetProtocol,
    Trainer,
    shared_accuracy,
    train_supernet,
)

TINY = {"epochs": 3, "batch": 8, "cells": 1, "channels": 4, "images": 24}


@pytest.fixture(scope="module")
def data():
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 10, (24,), generator=generator)
    images = torch.randint(0, 256, (24, 3, 8, 8), generator=generator, dtype=torch.uint8)
    return images, labels


def parameters(supernet):
    return torch.cat([value.double().flatten() for value in supernet.state_dict().values()])


@pytest.mark.parametrize("sampling", ["uniform", "single-path"])
def test_a_resumed_training_gives_the_same_supernet(sampling, data, tmp_path):
    protocol = SupernetProtocol(sampling=sampling, **TINY)
    whole = train_supernet(Trainer(*data, protocol), tmp_path / "whole.pt")
    first = Trainer(*data, protocol)
    first.train_epoch()
    first.save(tmp_path / "part.pt")
    torch.manual_seed(123)  # what else happens in the process makes no difference
    epochs = []
    resumed = train_supernet(Trainer(*data, protocol), tmp_path / "part.pt", lambda epoch, _: epochs.append(epoch))
    assert epochs == [2, 3]
    assert torch.equal(parameters(whole), parameters(resumed))


def test_population_training_moves_what_the_population_uses(data):
    protocol = SupernetProtocol(sampling="population", **TINY)
    trainer = Trainer(*data, protocol)
    with pytest.raises(ConfigurationError, match="population"):
        trainer.train_epoch()
    assert trainer.train_epoch([[3] * 6, [1, 0, 2, 3, 4, 1]]) > 0
    with pytest.raises(ConfigurationError, match="population"):
        Trainer(*data, SupernetProtocol(**TINY)).train_epoch([[3] * 6])


def test_the_same_seed_gives_the_same_and_another_another(data):
    losses = [Trainer(*data, SupernetProtocol(**TINY, seed=seed)).train_epoch() for seed in (1, 1, 2)]
    assert losses[0] == losses[1] != losses[2]


def test_a_checkpoint_of_other_settings_is_refused(data, tmp_path):
    Trainer(*data, SupernetProtocol(**TINY)).save(tmp_path / "a.pt")
    with pytest.raises(DataError, match="other settings"):
        Trainer(*data, SupernetProtocol(**TINY, seed=1)).load(tmp_path / "a.pt")
    (tmp_path / "b.pt").write_bytes(b"damaged")
    with pytest.raises(DataError, match="no valid checkpoint"):
        Trainer(*data, SupernetProtocol(**TINY)).load(tmp_path / "b.pt")


def test_shared_accuracy_is_a_share_and_depends_on_the_decoding(data):
    trainer = Trainer(*data, SupernetProtocol(**TINY))
    trainer.train_epoch()
    images = torch.randn(24, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    code = [3, 0, 1, 2, 4, 3]
    for decoding in ("softmax", "hard"):
        found = shared_accuracy(trainer.supernet, code, images, data[1], decoding=decoding)
        assert found * 24 / 100 == pytest.approx(round(found * 24 / 100), abs=1e-4)
    with pytest.raises(ConfigurationError, match="softmax or hard"):
        shared_accuracy(trainer.supernet, code, images, data[1], decoding="mixed")


@pytest.mark.parametrize("wrong", [{"sampling": "darts"}, {"epochs": 0}, {"images": 4}])
def test_impossible_protocols_are_refused(wrong):
    with pytest.raises(ConfigurationError):
        SupernetProtocol(**{**TINY, **wrong})
