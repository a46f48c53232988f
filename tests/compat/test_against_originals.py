"""The drop-in APIs beside the package nats_bench on complete official records: keys, values, draws."""

from __future__ import annotations

import random
import warnings
from pathlib import Path
from typing import Any

import nats_bench
import numpy as np
import pytest

from suite.compat import CompatWarning, HWNASBenchAPI, LackingError, NASBench201API, create
from suite.compat.records import TRAINING_SETS

SAMPLE = "D-X-Y/NATS-Bench/fake_torch_dir/NATS-tss-v1_0-3ffb9-simple"
RECORDS = (0, 11, 284)
pytestmark = pytest.mark.real_tables


@pytest.fixture(scope="module")
def theirs(mirror: Path) -> Any:
    return nats_bench.create(str(mirror / SAMPLE), "tss", fast_mode=True, verbose=False)


@pytest.fixture(scope="module")
def ours(real_data_dir: Path) -> Any:
    return create(None, "tss", fast_mode=True, verbose=False, data_dir=real_data_dir)


def same(ours: Any, theirs: dict[str, Any]) -> int:
    """Check that no key is new, none is forgotten, and what is held is equal; return how many are."""
    keys = set(theirs) - {"comment"}  # a note of theirs on what the keys mean
    assert set(ours) <= keys
    assert keys <= set(ours) | set(ours.lacks)
    held = [key for key in ours if key not in ours.estimated and theirs[key] is not None and ours[key] is not None]
    for key in held:
        assert ours[key] == pytest.approx(theirs[key], rel=1e-8), key
    return len(held)


@pytest.mark.parametrize("hp", ["12", "200"])
@pytest.mark.parametrize("dataset", TRAINING_SETS)
def test_means_are_those_of_the_records(ours: Any, theirs: Any, dataset: str, hp: str) -> None:
    for index in RECORDS:
        info = theirs.get_more_info(index, dataset, hp=hp, is_random=False)
        assert same(ours.get_more_info(index, dataset, hp=hp, is_random=False), info) >= 3
        assert same(ours.get_cost_info(index, dataset, hp), theirs.get_cost_info(index, dataset, hp)) >= 4
        our_results, their_results = (api.query_meta_info_by_index(index, hp) for api in (ours, theirs))
        assert our_results.dataset_seed == their_results.dataset_seed
        assert our_results.get_total_epoch() == their_results.get_total_epoch()
        assert same(our_results.get_metrics(dataset, "train"), their_results.get_metrics(dataset, "train")) == 3


@pytest.mark.parametrize("hp", ["12", "200"])
def test_trials_that_are_held_are_those_of_the_records(ours: Any, theirs: Any, hp: str) -> None:
    held = 0
    for index in RECORDS:
        for dataset in TRAINING_SETS:
            mine, other = ours.query_by_index(index, dataset, hp), theirs.query_by_index(index, dataset, hp)
            assert list(mine) == list(other)
            for seed, trial in other.items():
                assert mine[seed].get_train()["all_time"] == pytest.approx(trial.get_train()["all_time"], rel=1e-9)
                assert mine[seed].get_config(None) == trial.get_config(None)
                assert (mine[seed].flop, mine[seed].params) == pytest.approx((trial.flop, float(trial.params)))
                for name in trial.get_eval_set():
                    try:
                        found = mine[seed].get_eval(name)["accuracy"]
                    except LackingError:
                        continue
                    assert found == pytest.approx(trial.get_eval(name)["accuracy"], abs=1e-7)
                    held += 1
    assert held == (21 if hp == "12" else 27)  # of 12 epochs: 7 sets with one trial; of 200: three trials of 3 sets


def test_draws_are_in_step_with_the_originals(ours: Any, theirs: Any) -> None:
    def script(api: Any) -> list[int]:
        random.seed(3)
        drawn = [api.random()]
        for index in RECORDS:
            api.get_more_info(index, "cifar100", hp="200")
            api.simulate_train_eval(index, "cifar10", hp="12")
            api.query_meta_info_by_index(index, "200").get_metrics("cifar10-valid", "x-valid", is_random=True)
            drawn.append(random.randrange(10**6))
        return drawn

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CompatWarning)
        assert script(ours) == script(theirs)
        for seed in range(5):  # single trials are held here
            found = []
            for api in (ours, theirs):
                random.seed(seed)
                found.append(api.get_more_info(11, "cifar10-valid", hp="200")["valid-accuracy"])
            assert found[0] == pytest.approx(found[1])


def test_a_simulated_training_costs_nearly_the_same(ours: Any, theirs: Any) -> None:
    for dataset in ("cifar10", "cifar100", "ImageNet16-120"):
        for api in (ours, theirs):
            api.reset_time()
        for index in RECORDS:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", CompatWarning)
                accuracy, latency, cost, total = ours.simulate_train_eval(index, dataset)
            exact = theirs.simulate_train_eval(index, dataset)
            assert (accuracy, cost, total) == pytest.approx((exact[0], exact[2], exact[3]), rel=0.02)
            assert latency is None


def test_architectures_are_the_same(ours: Any, theirs: Any) -> None:
    assert len(ours) == len(theirs)
    assert list(ours) == list(theirs)
    assert ours.arch(12) == theirs.arch(12)
    assert ours.query_index_by_arch(theirs[77]) == 77
    assert ours.query_index_by_arch("nothing") == theirs.query_index_by_arch("nothing") == -1
    for text in ours[5], ours[4711]:
        assert ours.str2lists(text) == theirs.str2lists(text)
        np.testing.assert_array_equal(ours.str2matrix(text), theirs.str2matrix(text))
    for index in RECORDS:
        assert ours.get_unique_str(index) == theirs.get_unique_str(index)
        for dataset in TRAINING_SETS:
            assert ours.get_net_config(index, dataset) == theirs.get_net_config(index, dataset)
    assert ours.search_space_name == theirs.search_space_name
    assert set(ours.avaliable_hps) == {"12", "200"}


def test_the_optimum_and_the_counts_of_trials_are_the_known_ones(ours: Any) -> None:
    assert ours.find_best("cifar10", "valid", hp="200") == (6111, pytest.approx(91.6067, abs=1e-4))
    assert ours.find_best("cifar100", "x-valid", hp="200") == (9930, pytest.approx(73.4933, abs=1e-4))
    assert ours.statistics("cifar10-valid", 200) == {2: 7456, 3: 8169}
    index, accuracy = ours.find_best("cifar10", "valid", flop_max=30.0, param_max=0.3, hp="200")
    cost = ours.get_cost_info(index, "cifar10")
    assert cost["flops"] <= 30.0
    assert cost["params"] <= 0.3
    assert accuracy < 91.6
    assert ours.find_best("cifar10", "valid", flop_max=1.0)[0] == -1


def test_hardware_costs_are_the_published_ones(real_data_dir: Path) -> None:
    api = HWNASBenchAPI("HW-NAS-Bench-v1_0.pickle", search_space="nasbench201", data_dir=real_data_dir)
    found = api.query_by_index(0, "cifar10")
    printed = {  # the README of HW-NAS-Bench
        "edgegpu_latency": 5.807418537139893, "edgegpu_energy": 24.226614330768584,
        "raspi4_latency": 10.481976820010459, "edgetpu_latency": 0.9571811309997429,
        "pixel3_latency": 3.6058499999999998, "eyeriss_latency": 3.645620000000001,
        "eyeriss_energy": 0.6872827644999999, "fpga_latency": 2.57296, "fpga_energy": 18.01072,
    }  # fmt: skip
    assert {key: found[key] for key in printed} == printed
    assert found["average_hw_metric"] == pytest.approx(np.prod(list(printed.values())))
    assert set(found) == {*printed, "eyeriss_arithmetic_intensity", "average_hw_metric"}
    unmeasured = [index for index in range(60) if api.query_by_index(index, "cifar10")["edgetpu_latency"] == -1]
    assert 5 < len(unmeasured) < 40  # of all 30 %
    assert api.get_net_config(0, "cifar100") == NASBench201API(
        None, verbose=False, data_dir=real_data_dir
    ).get_net_config(0, "cifar100")
