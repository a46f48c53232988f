"""Scoring in chunks: the result depends on neither order, chunk, kill nor number of processes."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import DataError  # noqa: E402
from suite.networks.rmi import run as score_run  # noqa: E402
from suite.networks.rmi.resnet import ResNet20, seeded  # noqa: E402
from suite.networks.rmi.run import representatives, score_all, speed_of, table_name  # noqa: E402
from suite.networks.rmi.score import SETTINGS, Protocol, choose_batch, score  # noqa: E402
from suite.networks.rmi.speed import speed_text  # noqa: E402
from suite.networks.samples import sampled  # noqa: E402
from suite.spaces.nasbench201 import NASBENCH201  # noqa: E402

TINY = Protocol(cells=1, channels=4, steps=2, batch=4, pool=2)
INDICES = list(range(0, 15_000, 3_000))


@pytest.fixture(scope="module")
def batch():
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (20, 3, 8, 8), generator=generator, dtype=torch.uint8)
    labels = torch.randint(0, 10, (20,), generator=generator)
    return choose_batch(seeded(0, ResNet20, 10, 1), images, labels, TINY, "cpu")


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(score_run, "CHUNK", 2)


def test_there_is_one_representative_per_class():
    found = representatives()
    assert len(found) == len(np.unique(NASBENCH201.isomorphism_class()[found])) == 6_466


def test_scores_are_those_of_each_architecture_alone(batch, tmp_path, small_chunks):
    scores = score_all(tmp_path, TINY, batch, reference="r", indices=INDICES)
    for row, index in enumerate(INDICES):
        alone = score(NASBENCH201.codes([index])[0], batch, TINY, identity=index)
        np.testing.assert_array_equal(scores[row], alone)


def test_workers_make_no_difference(batch, tmp_path, small_chunks):
    one = score_all(tmp_path / "one", TINY, batch, reference="r", indices=INDICES)
    two = score_all(tmp_path / "two", TINY, batch, reference="r", indices=INDICES, jobs=2)
    np.testing.assert_array_equal(one, two)


def test_a_killed_run_goes_on_and_damaged_chunks_are_made_again(batch, tmp_path, small_chunks, monkeypatch):
    whole = score_all(tmp_path, TINY, batch, reference="r", indices=INDICES)
    (tmp_path / "chunk-0001.npy").unlink()
    (tmp_path / "chunk-0002.npy").write_bytes(b"\x93NUMPY")
    made = []
    monkeypatch.setattr(score_run, "score", lambda *a, **k: made.append(k["identity"]) or score(*a, **k))
    again = score_all(tmp_path, TINY, batch, reference="r", indices=INDICES)
    assert made == INDICES[2:]
    np.testing.assert_array_equal(again, whole)


def test_scores_of_other_settings_are_not_mixed(batch, tmp_path, small_chunks):
    score_all(tmp_path, TINY, batch, reference="r", indices=INDICES[:2])
    with pytest.raises(DataError, match="other settings"):
        score_all(tmp_path, TINY, batch, reference="another model", indices=INDICES[:2])


def test_samples_are_nested_and_distinct():
    every = representatives()
    large, small = sampled(50, every), sampled(20, every)
    assert set(small) < set(large) < set(every)
    assert len(set(large)) == 50
    assert (np.diff(large) > 0).all()
    np.testing.assert_array_equal(sampled(6_466, every), every)


def test_names_of_tables_show_data_set_and_seed():
    assert table_name(Protocol()) == "rmi-n5-s150-teacher"
    assert table_name(Protocol(cells=1, steps=10, seed=1)) == "rmi-n1-s10-teacher-seed1"
    first = {field: values[-1] for field, values in SETTINGS.items()}
    assert table_name(Protocol(dataset="cifar100", batch=16, **first)) == "rmi-n5-s150-b16-cifar100"
    assert table_name(Protocol(cells=1, steps=8, **first)) == "rmi-n1-s8"


def test_the_time_of_every_finished_chunk_is_kept(batch, tmp_path, small_chunks):
    score_all(tmp_path, TINY, batch, reference="r", indices=INDICES)
    facts = speed_of(tmp_path, "cpu", 1)
    assert facts["architectures"] == len(INDICES)
    assert facts["seconds_per_architecture"] > 0
    assert "s per cell and process" in speed_text(facts)
    for path in tmp_path.glob("*.seconds.json"):
        path.unlink()
    assert speed_of(tmp_path, "cpu", 1) == {}
    assert speed_text({}) == ""
