"""``suite networks train-reference`` and ``score rmi``, from images to weights and scores, on small files."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="needs the torch extra")
pytest.importorskip("safetensors", reason="needs the torch extra")

from suite.cli.network_reference import train_reference  # noqa: E402
from suite.cli.network_score_rmi import rmi as score  # noqa: E402
from suite.errors import ConfigurationError, DataError, UnknownNameError  # noqa: E402
from suite.networks.rmi.references import OWN  # noqa: E402
from suite.networks.rmi.resnet import ResNet20, seeded  # noqa: E402
from suite.networks.weights import REFERENCE, load_weights, save_weights  # noqa: E402
from suite.scores import places, read_rmi_parts, read_table  # noqa: E402
from tests.networks.image_files import write_cifar10  # noqa: E402


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference")
    write_cifar10(folder / "images", 30)
    return folder


@pytest.fixture(scope="module")
def weights(folder):
    done = call(train_reference, folder, "--epochs", "1", "--work", folder / "work")
    assert "test accuracy" in done
    return folder / "work" / "resnet20-cifar10.safetensors"


def call(command, folder, *arguments):
    done = CliRunner().invoke(
        command, ["--images", str(folder / "images"), *map(str, arguments)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_weights_come_back_with_the_facts_of_their_training(weights):
    facts, identity = load_weights(weights, ResNet20())
    accuracy = facts.pop("test_accuracy")
    assert facts == {"network": "resnet20", "dataset": "cifar10", "epochs": 1, "seed": 0}
    assert 0 <= accuracy <= 100
    assert len(identity) == 64


def test_half_precision_is_half_the_size_and_reads_back(folder, weights):
    path = folder / "half.safetensors"
    call(train_reference, folder, "--epochs", "1", "--work", folder / "work", "--half", "--out", path)
    assert path.stat().st_size < 0.55 * weights.stat().st_size
    full, half = ResNet20(), ResNet20()
    load_weights(weights, full)
    load_weights(path, half)
    for name, value in full.state_dict().items():
        torch.testing.assert_close(half.state_dict()[name], value, rtol=1e-3, atol=1e-4)


def test_the_shipped_reference_model_is_what_its_facts_say():
    facts, _ = load_weights(REFERENCE, ResNet20())
    assert (facts["network"], facts["dataset"]) == ("resnet20", "cifar10")
    assert facts["test_accuracy"] > 80
    shipped = [read_table(path) for path in places.SHIPPED.glob("rmi-*.npz")]
    shipped = [table for table in shipped if table.facts["protocol"].get("reference", OWN) == OWN]
    assert {table.facts["reference_sha256"] for table in shipped} == {load_weights(REFERENCE, ResNet20())[1]}


def test_without_a_folder_the_chunks_go_to_the_data_directory(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("SUITE_DATA_DIR", str(tmp_path))
    output = call(score, folder, "--cells", 1, "--steps", 0, "--batch", 4, "--first", 1)
    assert "note: RMI-NAS's reference weights were not fetched" in output
    assert (tmp_path / "networks" / "rmi-n1-s0-b4-batchmode-first1.npz").is_file()


def test_a_finished_training_is_not_made_again(folder, weights):
    before = weights.read_bytes()
    output = call(train_reference, folder, "--epochs", "1", "--work", folder / "work")
    assert "epoch" not in output.split("test accuracy")[0]
    assert weights.read_bytes() == before


def test_scores_are_written_with_what_they_are(folder, weights):
    arguments = ("--reference", weights, "--cells", 1, "--steps", 1, "--batch", 8, "--first", 3)
    arguments += ("--reference-mode", "stored")
    output = call(score, folder, *arguments, "--work", folder / "scores")
    assert "rmi-n1-s1-b8" in output
    assert "s per cell and process" in output
    path = folder / "scores" / "rmi-n1-s1-b8-first3.npz"
    found = read_rmi_parts(path)
    assert found.parts.shape == (3, 2, 4)
    assert found.steps == (0, 1)
    assert found.facts["protocol"]["batch"] == 8
    assert found.facts["reference"]["network"] == "resnet20"
    assert found.facts["reference_sha256"] == load_weights(weights, ResNet20())[1]
    speed = json.loads(path.with_suffix(".speed.json").read_text())
    assert speed["architectures"] == 3
    assert speed["seconds_per_architecture"] > 0
    before = path.read_bytes()
    path.unlink()
    call(score, folder, *arguments, "--work", folder / "scores")  # from the finished chunks
    assert path.read_bytes() == before
    other = folder / "other.safetensors"
    save_weights(other, seeded(7, ResNet20), {"network": "resnet20"})
    with pytest.raises(DataError, match="other settings"):  # the chunks are not the other model's
        call(score, folder, "--reference", other, *arguments[2:], "--work", folder / "scores", "--finished")


def test_a_sample_is_the_same_for_all_protocols(folder, weights):
    arguments = ("--reference", weights, "--cells", 1, "--steps", 0, "--sample", 2, "--work", folder / "samples")
    call(score, folder, *arguments, "--batch", 8, "--seed", 1)
    call(score, folder, *arguments, "--batch", 4)
    names = ("rmi-n1-s0-b8-batchmode-seed1-sample2.npz", "rmi-n1-s0-b4-batchmode-sample2.npz")
    one, two = (read_rmi_parts(folder / "samples" / name) for name in names)
    np.testing.assert_array_equal(one.indices, two.indices)
    with pytest.raises(ConfigurationError, match="which cells"):
        call(score, folder, *arguments, "--first", 2)


def test_wrong_inputs_are_one_line(folder, weights, tmp_path):
    with pytest.raises(UnknownNameError, match="cifar10"):
        call(train_reference, folder, "--dataset", "cifar11", "--work", tmp_path)
    with pytest.raises(DataError, match="cannot use the device"):
        call(train_reference, folder, "--torch-device", "cuda:7", "--work", tmp_path)
    with pytest.raises(DataError, match="train them"):
        call(score, folder, "--reference", tmp_path / "none.safetensors", "--work", tmp_path)
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(DataError, match="no weights of this suite"):
        call(score, folder, "--reference", damaged, "--work", tmp_path)
    other = tmp_path / "other.safetensors"
    other.write_bytes(weights.read_bytes())
    with pytest.raises(DataError, match="another network"):
        load_weights(other, ResNet20(blocks=1))
