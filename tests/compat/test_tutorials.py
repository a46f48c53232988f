"""The calls of the originals' tutorials with the import line changed, and what the tables do not answer."""

from __future__ import annotations

import copy
import pickle
import warnings
from typing import Any

import numpy as np
import pytest

from suite.compat import CompatWarning, HWNASBenchAPI, LackingError, NASBench201API, create
from suite.compat.facts import Facts
from suite.compat.nats_bench import search_space_info
from suite.errors import ArchitectureError, ConfigurationError, DataError, SuiteError, UnknownNameError

CELL = "|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|"


@pytest.fixture
def api() -> Any:
    with pytest.warns(CompatWarning, match="SURROGATE"):
        return create(None, "tss", fast_mode=True, verbose=False)


def test_the_surrogate_is_said_by_every_api_in_one_warning() -> None:
    for make in (lambda: NASBench201API("x.pth"), lambda: create(None, "topology"), lambda: HWNASBenchAPI("x.pickle")):
        with pytest.warns(CompatWarning, match="SURROGATE, a fitted stand-in.*suite data fetch") as caught:
            make()
        assert len(caught) == 1
        assert caught[0].filename == __file__


def test_tutorial_of_nats_bench(api: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert api.arch(12) == api[12]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CompatWarning)
        info = api.get_more_info(1234, "cifar10")
        assert 0 < info["test-accuracy"] < 100
        assert info["train-all-time"] == pytest.approx(12 * info["train-per-time"])
        assert api.get_cost_info(12, "cifar10")["flops"] > 5
        first = api.simulate_train_eval(1224, dataset="cifar10", hp="12")
        second = api.simulate_train_eval(CELL, "cifar100", hp="12")
    assert second[3] == pytest.approx(first[2] + second[2]) == api.used_time
    api.reset_time()
    assert api.used_time == 0
    assert api.get_net_config(12, "cifar10")["num_classes"] == 10
    api.clear_params(12)
    api.reload(index=12)
    with pytest.raises(LackingError, match="weights"):
        api.get_net_param(12, "cifar10", None)


def test_tutorial_of_nas_bench_201(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.warns(CompatWarning):
        api = NASBench201API("NAS-Bench-201-v1_1-096897.pth")
    assert "NAS-Bench-201-v1_1-096897.pth is not opened" in capsys.readouterr().out
    assert len(api) == sum(1 for _ in api) == 15625
    api.show(1)
    assert capsys.readouterr().out.count(api[1]) == 2
    info = api.query_meta_info_by_index(1)
    assert info.get_metrics("cifar10", "train")["all_time"] > 0
    assert info.get_compute_costs("cifar100")["params"] > 0
    results = api.query_by_index(1, "cifar100")
    assert [result.get_latency() for result in results.values()] == [-1.0]
    index = api.query_index_by_arch(CELL)
    assert api[index] == CELL
    for found in (api.query_by_arch(CELL, "12"), api.query_by_arch(np.int64(index), 12)):
        assert found.startswith(CELL)
        assert "top1 = " in found
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CompatWarning)
        assert len(api.simulate_train_eval(3, "cifar10", "12")) == 4
        api.get_more_info(112, "ImageNet16-120", None, hp="200", is_random=True)
    assert api.arch2infos_dict[3]["200"].get_dataset_names()[0] == "cifar10-valid"
    assert 3 in api.arch2infos_dict
    assert len(api.arch2infos_dict) == 15625
    assert api.find_best("cifar10", "valid", FLOP_max=50)[0] >= 0


def test_tutorial_of_hw_nas_bench() -> None:
    with pytest.warns(CompatWarning):
        api = HWNASBenchAPI("HW-NAS-Bench-v1_0.pickle", search_space="nasbench201")
    for dataset in ("cifar10", "cifar100", "ImageNet16-120"):
        assert api.query_by_index(0, dataset)["raspi4_latency"] > 0
    assert api.get_net_config(0, "cifar10")["name"] == "infer.tiny"


def test_warnings_of_one_kind_come_once(api: Any) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for index in range(5):
            api.simulate_train_eval(index, "cifar10")
    assert sorted(str(each.message).split(":")[0] for each in caught) == [
        "cifar10-valid after 12 epochs",
        "validation times are estimated",
    ]


def test_a_key_that_is_lacking_says_so_and_stays_a_key_error(api: Any) -> None:
    info = api.get_more_info(0, "cifar10", is_random=False)
    for key in ("train-loss", "train-accuracy", "test-loss", "test-per-time"):
        assert key not in info
        assert info.get(key) is None
        with pytest.raises(LackingError, match=f"'{key}' is not in the compact tables") as caught:
            info[key]
        assert isinstance(caught.value, KeyError)
        assert isinstance(caught.value, SuiteError)
    with pytest.raises(KeyError, match="nonsense"):
        info["nonsense"]
    for again in (copy.deepcopy(info), pickle.loads(pickle.dumps(info))):
        assert isinstance(again, Facts)
        assert again == info
        assert again.lacks == info.lacks


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda api: api.get_more_info(15625, "cifar10"), ArchitectureError, "0 to 15624"),
        (lambda api: api.get_more_info("|none~0|", "cifar10"), ArchitectureError, "is no architecture"),
        (lambda api: api.arch(-1), ArchitectureError, "0 to 15624"),
        (lambda api: api.arch(True), ArchitectureError, "0 to 15624"),
        (lambda api: api.get_more_info(0, "cifar"), UnknownNameError, "did you mean 'cifar10'"),
        (lambda api: api.get_more_info(0, "cifar10", hp="90"), ConfigurationError, "'12' or '200'"),
        (lambda api: api.get_more_info(0, "cifar10", iepoch=5), LackingError, "learning curves"),
        (lambda api: api.get_more_info(0, "cifar10", iepoch=12), ConfigurationError, "0 to 11"),
        (lambda api: api.get_more_info(0, "cifar10", is_random=999), ConfigurationError, "no trial has the seed 999"),
        (lambda api: api.query_by_index(0, "cifar10-valid")[777].get_eval("x-valid"), LackingError, "seed 777"),
        (lambda api: api.query_by_index(0, "cifar10")[111].get_eval("x-valid"), UnknownNameError, "ori-test"),
        (lambda api: api.query_meta_info_by_index(0).query("cifar10", 5), ConfigurationError, "111"),
        (lambda api: api.query_meta_info_by_index(0).get_latency("cifar10"), LackingError, "latencies"),
        (lambda api: api.simulate_train_eval(0, "cifar10-valid"), UnknownNameError, "did you mean 'cifar10'"),
        (lambda api: api.find_best("cifar10", "ori-test"), ConfigurationError, "selects nothing"),
        (lambda api: api.reload("folder", 3), ConfigurationError, "suite data import"),
        (lambda api: api.str2lists("none"), ArchitectureError, "no architecture string"),
        (lambda api: api.str2matrix("|max_pool~0|"), ArchitectureError, "max_pool"),
        (lambda _: create(None, "sss"), LackingError, "size space"),
        (lambda _: create(None, "tsss"), UnknownNameError, "did you mean"),
        (lambda _: create({"meta_archs": []}, "tss"), DataError, "not a dict"),
        (lambda _: search_space_info("nats-bench", "sss"), LackingError, "size space"),
        (lambda _: search_space_info("nats-bench", None), UnknownNameError, "nas-bench-201, None"),
        (lambda _: HWNASBenchAPI("x", "fbnet"), LackingError, "FBNet"),
        (lambda _: HWNASBenchAPI("x", "nasbench101"), UnknownNameError, "did you mean 'nasbench201'"),
        (lambda _: HWNASBenchAPI({}), DataError, "not a dict"),
        (lambda _: NASBench201API(None, source="real"), DataError, "suite data fetch"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_in_one_line(api: Any, call: Any, error: type, words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        call(api)
    assert "\n" not in str(caught.value)


def test_an_object_that_writes_itself_is_an_architecture(api: Any) -> None:
    class Genotype:
        def tostr(self) -> str:
            return CELL

    assert api.query_index_by_arch(Genotype()) == api.query_index_by_arch(CELL)
    assert api.query_index_by_arch(object()) == -1
    assert search_space_info("nats-bench", "tss") == search_space_info("nas-bench-201", None)
