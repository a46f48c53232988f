"""``suite networks train-supernet`` and ``score supernet``: from images to a score table, on small files."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.cli.data_scores import scores  # noqa: E402
from suite.cli.network_score_supernet import supernet as score  # noqa: E402
from suite.cli.network_supernet import train_supernet  # noqa: E402
from suite.errors import ConfigurationError, DataError, UnknownNameError  # noqa: E402
from suite.networks.samples import sampled  # noqa: E402
from suite.networks.supernet.protocols import PRESETS, read_supernet, save_supernet_weights, weights_sha256  # noqa: E402
from suite.networks.supernet.training import SupernetProtocol, Trainer  # noqa: E402
from suite.networks.weights import REFERENCE, SUPERNET  # noqa: E402
from suite.scores import DEFAULT_SUPERNET, load, read_supernet_counts  # noqa: E402
from suite.scores.archive import read  # noqa: E402
from tests.networks.image_files import write_cifar10  # noqa: E402

SMALL = ("--epochs", "2", "--cells", "1", "--channels", "4", "--train-images", "24", "--batch", "8")
NAME = "supernet-uniform-n1-e2-i24-b8-c4"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("supernet")
    write_cifar10(folder / "images", 12)
    return folder


@pytest.fixture(scope="module")
def checkpoint(folder):
    output = call(train_supernet, folder, *SMALL, "--work", folder / "work")
    assert "epoch 2 of 2" in output
    return folder / "work" / f"{NAME}.pt"


def call(command, folder, *arguments):
    done = CliRunner().invoke(
        command, ["--images", str(folder / "images"), *map(str, arguments)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_a_finished_training_is_not_made_again(folder, checkpoint):
    before = checkpoint.read_bytes()
    assert "epoch 1" not in call(train_supernet, folder, *SMALL, "--work", folder / "work")
    assert checkpoint.read_bytes() == before


@pytest.mark.parametrize("name", PRESETS)
def test_every_protocol_trains_and_its_name_says_what_it_is(folder, name):
    output = call(train_supernet, folder, "--protocol", name, *SMALL, "--seed", 1, "--work", folder / name)
    assert f"supernet-{PRESETS[name].sampling}-n1-e2-i24-b8-c4" in output
    assert "-seed1" in output
    assert ("batchstats" in output) == (name in ("pevonas", "nevonas"))


def test_scores_become_a_table_with_what_made_it(folder, checkpoint, tmp_path):
    common = ("--checkpoint", checkpoint, "--limit", 20, "--first", 4, "--work", tmp_path)
    for decoding, mark in (("softmax", ""), ("hard", "-hard")):
        output = call(score, folder, *common, "--decoding", decoding)
        assert "4 cells" in output
        assert "on 20 images" in output
        path = tmp_path / f"{NAME}{mark}-first4.npz"
        meta, arrays, _ = read(path)
        assert meta["kind"] == "supernet"
        assert meta["images"] == 20
        assert meta["facts"]["protocol"]["epochs"] == 2
        assert meta["facts"]["decoding"] == decoding
        assert arrays["indices"].tolist() == [0, 1, 2, 3]
        assert (arrays["correct"] <= 20).all()
        before = path.read_bytes()
        call(score, folder, *common, "--decoding", decoding)
        assert path.read_bytes() == before


def test_a_sample_is_scored_by_any_setting_and_becomes_rows(folder, checkpoint, tmp_path):
    common = ("--checkpoint", checkpoint, "--limit", 20, "--sample", 5, "--work", tmp_path)
    files = []
    for marks, options in (("", ()), ("-batchstats-hard", ("--statistics", "batch", "--decoding", "hard"))):
        call(score, folder, *common, *options)
        files.append(tmp_path / f"{NAME}{marks}-sample5.npz")
    counts = [read_supernet_counts(file) for file in files]
    assert all(np.array_equal(each.indices, sampled(5, range(15_625))) for each in counts)
    assert [each.facts["protocol"]["track"] for each in counts] == [True, False]
    out = tmp_path / "rows.csv"
    done = CliRunner().invoke(scores, ["--csv", str(out), *map(str, files)], catch_exceptions=False)
    assert "5 rows" in done.output
    rows = out.read_text().splitlines()
    assert rows[0] == f"index,{NAME} of 20,{NAME}-batchstats-hard of 20"
    assert rows[1:] == [
        ",".join(map(str, row)) for row in zip(counts[0].indices, *(c.correct for c in counts), strict=True)
    ]
    with pytest.raises(ConfigurationError, match="two files of the setting"):
        CliRunner().invoke(scores, ["--csv", str(out), *[str(files[0])] * 2], catch_exceptions=False)
    with pytest.raises(ConfigurationError, match="one of them"):
        call(score, folder, *common, "--first", 2)


def test_batch_statistics_are_those_of_a_training_without_running_ones(folder, checkpoint, tmp_path):
    call(train_supernet, folder, "--protocol", "pevonas", *SMALL, "--work", tmp_path)
    untracked = tmp_path / f"{NAME}-batchstats.pt"
    read_again, protocol = read_supernet(checkpoint, "batch")
    trained, other = read_supernet(untracked)
    assert protocol == other
    assert weights_sha256(read_again) == weights_sha256(trained)
    assert read_supernet(checkpoint, "running")[1].track
    with pytest.raises(DataError, match="no running statistics"):
        read_supernet(untracked, "running")
    with pytest.raises(ConfigurationError, match="running or batch"):
        read_supernet(checkpoint, "moving")


def test_a_checkpoint_read_back_is_the_trained_supernet(folder, checkpoint):
    supernet, protocol = read_supernet(checkpoint)
    assert protocol == SupernetProtocol(epochs=2, cells=1, channels=4, images=24, batch=8)
    assert not supernet.training
    assert int(supernet.stem[1].num_batches_tracked) == 6


def test_weights_alone_are_the_same_supernet(folder, checkpoint, tmp_path):
    supernet, protocol = read_supernet(checkpoint)
    file = tmp_path / f"{NAME}.safetensors"
    save_supernet_weights(file, supernet, protocol)
    again, same = read_supernet(file)
    assert same == protocol
    assert weights_sha256(again) == weights_sha256(supernet)
    assert not read_supernet(file, "batch")[1].track
    file.write_bytes(file.read_bytes()[:-8])
    with pytest.raises(DataError, match="no weights"):
        read_supernet(file)
    with pytest.raises(DataError, match="no weights of a supernet"):
        read_supernet(REFERENCE)


def test_the_shipped_supernet_is_that_of_the_shipped_tables():
    supernet, protocol = read_supernet(SUPERNET)
    assert protocol.name == SUPERNET.stem == DEFAULT_SUPERNET
    for statistics, name in (("running", DEFAULT_SUPERNET), ("batch", f"{DEFAULT_SUPERNET}-batchstats")):
        supernet, protocol = read_supernet(SUPERNET, statistics)
        assert load(name).facts["checkpoint_sha256"] == weights_sha256(supernet)
        assert load(name).facts["protocol"] == asdict(protocol)


def test_what_is_no_finished_supernet_is_refused(folder, checkpoint, tmp_path):
    with pytest.raises(DataError, match="train-supernet"):
        read_supernet(tmp_path / "missing.pt")
    (tmp_path / "damaged.pt").write_bytes(b"damaged")
    with pytest.raises(DataError, match="no checkpoint"):
        read_supernet(tmp_path / "damaged.pt")
    protocol = SupernetProtocol(epochs=2, cells=1, channels=4, images=8, batch=8)
    Trainer(torch.zeros(8, 3, 8, 8, dtype=torch.uint8), torch.zeros(8).long(), protocol).save(tmp_path / "new.pt")
    with pytest.raises(DataError, match="0 of 2 epochs"):
        read_supernet(tmp_path / "new.pt")


def test_impossible_options_are_refused(folder, checkpoint, tmp_path):
    with pytest.raises(ConfigurationError, match="fitness half"):
        call(score, folder, "--checkpoint", checkpoint, "--limit", 31, "--work", tmp_path)
    with pytest.raises(UnknownNameError, match="protocol"):
        call(train_supernet, folder, "--protocol", "darts", "--work", tmp_path)
    with pytest.raises(ConfigurationError, match="training half"):
        call(train_supernet, folder, "--train-images", 31, "--batch", 8, "--work", tmp_path)
