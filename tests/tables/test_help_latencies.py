"""HELP's latency files: read without torch, checked, refused when they are something else."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from official_files import STRINGS, refusal, zip_torch

from suite.errors import DataError, UnknownNameError
from suite.tables.help_latencies import HelpLatencies, help_latencies
from suite.tables.upstream.catalogue import CatalogueFile
from suite.tables.upstream.fetch import UPSTREAM, fetch, group_present

ORDER = "help-nasbench201-str_arch2idx"
LIST = "help-nasbench201-arch_generated_by_metad2a"


def entry(name: str, path: str, content: bytes) -> CatalogueFile:
    return CatalogueFile(
        id=name, group="help", repo="o/r", commit="0" * 40, path=path, url="http://127.0.0.1:9/never",
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), git_blob="", licence="MIT", edition=None,
        holds="",
    )  # fmt: skip


def tables(root: Path, contents: dict[str, bytes]) -> HelpLatencies:
    """The reader over made-up files; a name tells where the file lies."""
    files = []
    for name, content in contents.items():
        _, space, device = name.split("-", 2)
        plain = device in ("arch", "str_arch2idx", "arch_generated_by_metad2a")
        file = entry(name, f"data/{space}/{'' if plain else 'latency/'}{device}.pt", content)
        (root / file.relative).parent.mkdir(parents=True, exist_ok=True)
        (root / file.relative).write_bytes(content)
        files.append(file)
    return HelpLatencies(root, tuple(files))


def ordered(**more: Any) -> dict[str, bytes]:
    right = {text: index for index, text in enumerate(STRINGS)}
    return {ORDER: zip_torch(right), **{name: zip_torch(content) for name, content in more.items()}}


def test_values_come_back(tmp_path: Path) -> None:
    latencies = [float(1 + n % 7) for n in range(15625)]
    codes = [[n % 9] * 22 for n in range(5000)]
    found = tables(
        tmp_path,
        {
            **ordered(**{"help-nasbench201-phone": [int(v) for v in latencies], "help-nasbench201-gpu_1": latencies}),
            "help-fbnet-arch": zip_torch(codes),
            "help-fbnet-fpga": zip_torch([2.5] * 5000),
        },
    )
    assert found.devices("nasbench201") == ("gpu_1", "phone")
    assert found.devices("fbnet") == ("fpga",)
    assert found.nasbench201("gpu_1").tolist() == latencies
    assert found.nasbench201("phone").dtype == np.float64
    assert not found.nasbench201("phone").flags.writeable
    assert (found.fbnet("fpga") == 2.5).all()
    assert found.fbnet_codes.dtype == np.uint8
    assert found.fbnet_codes[8].tolist() == [8] * 22
    with pytest.raises(UnknownNameError, match="did you mean 'phone'"):
        found.nasbench201("phones")
    with pytest.raises(UnknownNameError, match="space"):
        found.devices("nasbench")


@pytest.mark.parametrize(
    "content", [[1.0] * 15624, [1.0] * 15624 + [0.0], [1.0] * 15624 + [float("nan")], {"a": 1}, ["x"] * 15625, 3]
)
def test_other_content_is_refused(tmp_path: Path, content: Any) -> None:
    found = tables(tmp_path, ordered(**{"help-nasbench201-gpu_1": content}))
    assert "is not the published file" in refusal(lambda: found.nasbench201("gpu_1"))


def test_another_order_of_architectures_is_refused(tmp_path: Path) -> None:
    swapped = {text: index for index, text in enumerate([STRINGS[1], STRINGS[0], *STRINGS[2:]])}
    found = tables(tmp_path, {ORDER: zip_torch(swapped), "help-nasbench201-gpu_1": zip_torch([1.0] * 15625)})
    assert "order" in refusal(lambda: found.nasbench201("gpu_1"))


@pytest.mark.parametrize("codes", [[[0] * 22] * 4999, [[9] * 22] * 5000, [[0] * 21] * 5000, [[0.5] * 22] * 5000, "x"])
def test_other_fbnet_architectures_are_refused(tmp_path: Path, codes: Any) -> None:
    found = tables(tmp_path, {"help-fbnet-arch": zip_torch(codes)})
    assert "is not the published file" in refusal(lambda: found.fbnet_codes)


class Evil:
    def __reduce__(self) -> Any:
        return (print, ("executed",))


def test_nothing_is_executed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tables(tmp_path, {"help-fbnet-fpga": zip_torch(pickle.dumps(Evil(), protocol=2))})
    assert refusal(lambda: found.fbnet("fpga"))
    assert capsys.readouterr().out == ""


def test_altered_and_missing_files(tmp_path: Path) -> None:
    found = tables(tmp_path, {"help-fbnet-fpga": zip_torch([2.5] * 5000)})
    path = next(tmp_path.rglob("fpga.pt"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert "suite data fetch --group help" in refusal(lambda: found.fbnet("fpga"))
    path.unlink()
    assert "suite data fetch --group help" in refusal(lambda: found.fbnet("fpga"))
    with pytest.raises(DataError, match=r"57 of the 57 files .* 'suite data fetch --group help'"):
        help_latencies(tmp_path / "empty")


def test_candidates(tmp_path: Path) -> None:
    lines = [f"{STRINGS[n]}, {50 + n / 100}, {-n / 1000}" for n in range(500)]
    good = tables(tmp_path / "good", {LIST: ("12.5\n" + "\n".join(lines) + "\n").encode()})
    indices, accuracies = good.metad2a
    assert indices.tolist() == list(range(500))
    assert accuracies[[0, 499]].tolist() == [50.0, 54.99]
    for number, bad in enumerate((lines[:-1], [*lines[:-1], "x"], [*lines[:-1], f"{STRINGS[0]}, 150, 0"])):
        wrong = tables(tmp_path / str(number), {LIST: ("12.5\n" + "\n".join(bad)).encode()})
        assert "is not the published file" in refusal(lambda wrong=wrong: wrong.metad2a)


@pytest.mark.real_tables
def test_the_published_files(mirror: Path, real_data_dir: Path, tmp_path: Path) -> None:
    assert not group_present(tmp_path, "help")
    fetch(tmp_path, group="help", mirror=mirror, progress=False)
    assert (tmp_path / UPSTREAM).is_dir()
    assert group_present(tmp_path, "help")
    found = help_latencies(tmp_path)
    assert len(found.devices("nasbench201")) == len(found.devices("fbnet")) == 27
    from suite.benchmark import load_benchmark

    benchmark = load_benchmark(real_data_dir, "real")
    for device in ("pixel3", "raspi4", "fpga", "eyeriss"):  # HELP's files are HW-NAS-Bench's CIFAR-10 columns
        assert (found.nasbench201(device) == benchmark.column(f"{device}_latency_ms", "cifar10")).all()
    assert found.fbnet_codes.shape == (5000, 22)
    assert np.median(found.fbnet("raspi4")) == pytest.approx(33.60, abs=0.01)
    indices, accuracies = found.metad2a
    assert len(set(indices.tolist())) == 500
    assert accuracies.max() == pytest.approx(73.51, abs=0.01)
