"""The inventory of published numbers: every file is in it, keys are unique, files that print one number agree."""

from __future__ import annotations

import pytest

from experiments.kit.inventory import FOLDER, JUDGED, NOT_TO_BE_HAD, OUT_OF_SCOPE, STATES, cell_of, inventory, typed
from suite.errors import ConfigurationError

FILES = sorted(path.stem for path in FOLDER.glob("*.csv") if path.stem != "inventory")
KINDS = {"", "printed", "digitised", "others"}
SYSTEMS = {
    "MO-HDNAS", "HW-EvRSNAS", "RMI-NAS", "NAS-Bench-201 baselines", "CMANAS", "EvNAS", "pEvoNAS", "NEvoNAS", "HELP",
    "LINAS / ConcurrentNAS", "FBNet", "MobileNetV3 / NetAdapt", "HW-NAS survey", "beta-VAE pruning",
    "E-TF-MOENAS", "other papers",
}  # fmt: skip


def test_every_cell_has_a_state_and_every_state_but_judged_a_reason() -> None:
    cells = inventory().values()
    assert {cell.state for cell in cells} == set(STATES)
    assert all(bool(cell.why) != (cell.state == JUDGED) for cell in cells)
    assert {cell.system for cell in cells} == SYSTEMS


def test_a_pilot_of_our_own_is_no_published_number() -> None:
    assert {cell.kind for cell in inventory().values()} == KINDS


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_every_file_is_in_it_unless_it_is_a_pilot(name: str) -> None:
    listed = [cell.row for cell in inventory().values() if cell.key.split("/")[0] == name]
    rows = [row for row in typed(name).to_dict("records") if row.get("kind") != "pilot"]
    rows = [row for row in rows if row.get("search_seconds") != ""]  # a network by hand, and the optimum
    repeated = {("evnas_ablation_s1", "EvNAS-A")}  # stands in the whole table, too: compared below
    missing = [row for row in rows if row not in listed and (name, row.get("architecture")) not in repeated]
    assert missing == []


def test_files_that_hold_one_number_agree() -> None:
    (whole,) = typed("evnas_s1_cifar").query("architecture == 'EvNAS-A'").to_dict("records")
    (part,) = typed("evnas_ablation_s1").query("architecture == 'EvNAS-A'").to_dict("records")
    for column in ("cifar10_test_error", "params_millions", "gpu_days"):
        assert whole[column] == part[column]


def test_a_cell_that_is_judged_with_another_has_its_number() -> None:
    cells = inventory()
    shared = [cell for cell in cells.values() if cell.same_as]
    assert {cell.key.split("/")[0] for cell in shared} == {"rmi_nas_nasbench201", "mo_hdnas_fig4_best"}
    for cell in shared:
        other = cells[cell.same_as]
        assert (cell.state, other.state) == (JUDGED, JUDGED)
        assert cell.value == other.value
        assert cell.spread in ("", other.spread)


def test_a_seconds_column_is_the_sum_of_its_parts() -> None:
    for row in typed("linas_table3").to_dict("records"):
        parts = float(row["evaluation_gpu_hours"]) + float(row["search_cpu_hours"])
        assert parts == pytest.approx(float(row["total_hours"]), abs=0.0012)


def test_error_and_accuracy_of_the_same_network_add_up_to_100() -> None:
    """EvNAS prints errors, CMANAS accuracies of the same baselines on CIFAR-10 and ImageNet."""
    for error, accuracy, first, second in (
        ("evnas_s1_cifar", "cmanas_s1_cifar10", "cifar10_test_error", "top1"),
        ("evnas_s1_imagenet", "cmanas_s1_imagenet", "top1_error", "top1"),
    ):
        theirs = dict(zip(typed(error)["architecture"], typed(error)[first], strict=True))
        ours = dict(zip(typed(accuracy)["architecture"], typed(accuracy)[second], strict=True))
        shared = sorted(set(theirs) & set(ours))
        assert len(shared) >= 9
        sums = {name: float(theirs[name]) + float(ours[name]) for name in shared}
        assert sums == pytest.approx(dict.fromkeys(shared, 100.0), abs=0.051)


def test_the_items_that_were_absent_are_there() -> None:
    keys = inventory()
    for key, state in {
        "mobilenetv3_table1/1/operator": OUT_OF_SCOPE,
        "mobilenetv3_table8/ESPNetv2//miou": OUT_OF_SCOPE,
        "hw_evrsnas_statements/search time against the literature, up to/value": OUT_OF_SCOPE,
        "hw_evrsnas_co2": NOT_TO_BE_HAD,
        "cmanas_s1_imagenet/CMANAS-C10A/top1": OUT_OF_SCOPE,
        "rmi_nas_nasbench201/RL/cifar10/test_accuracy": JUDGED,
        "help_table4/fpga/6.0/latency_ms": JUDGED,
    }.items():
        assert keys[key].state == state


def test_keys_are_found_by_numbers_and_texts_and_refused_otherwise() -> None:
    assert cell_of("help_table4", "accuracy", device="fpga", limit_ms=6) == "help_table4/fpga/6.0/accuracy"
    key = cell_of("mo_hdnas_fig4_panels", "hypervolume", dataset="cifar10", device="fpga")
    assert key == "mo_hdnas_fig4_panels/cifar10/fpga/hypervolume"
    with pytest.raises(ConfigurationError, match="0 published cells of help_table4"):
        cell_of("help_table4", "accuracy", device="fpga", limit_ms=7)
    with pytest.raises(ConfigurationError, match="3 published cells"):
        cell_of("help_table4", "accuracy", device="fpga")
