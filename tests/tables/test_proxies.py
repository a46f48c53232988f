"""The zero-cost proxies: each row is the cell that it names, and other files are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from suite.errors import DataError, UnknownNameError
from suite.spaces import NASBENCH201
from suite.tables.proxies import read_proxies, zero_cost_proxies

ROWS = (
    ("(4, 0, 3, 1, 4, 3)", "|avg_pool_3x3~0|+|skip_connect~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_1x1~2|"),
    (
        "(2, 4, 0, 0, 3, 2)",
        "|nor_conv_3x3~0|+|avg_pool_3x3~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|",
    ),
)


def content(rows: tuple[tuple[str, str], ...] = ROWS, names: bool = True) -> bytes:
    head = "net,net_str,snip,flops,zen\n" if names else "net,snip,flops,zen\n"
    lines = [
        f'"{net}",{text},{k}.5,9,-{k}\n' if names else f'"{net}",{k}.5,9,-{k}\n' for k, (net, text) in enumerate(rows)
    ]
    return (head + "".join(lines)).encode()


@pytest.mark.parametrize("names", [True, False])
def test_values_stand_at_the_named_cells(names: bool) -> None:
    found = read_proxies(content(names=names), "file")
    assert list(found) == ["snip", "zen"]
    cells = [NASBENCH201.parse(text) for _, text in ROWS]
    for name, values in (("snip", [0.5, 1.5]), ("zen", [0.0, -1.0])):
        np.testing.assert_array_equal(found[name][cells], values)
        assert np.isnan(found[name]).sum() == NASBENCH201.size - 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"other,table\n1,2\n", "no column net"),
        (b"net,snip\n", "names no cell"),
        (b'net,snip\n"(4, 0, 3, 1, 4, 5)",1\n', "names no cell"),
        (b'net,snip\n"(4, 0, 3, 1, 4, 3)",1\n"(4, 0, 3, 1, 4, 3)",2\n', "twice"),
        (b'net,snip\n"(4, 0, 3, 1, 4, 3)",high\n', "not a number"),
        (content((("(0, 0, 3, 1, 4, 3)", ROWS[0][1]),)), "names of a cell differ"),
    ],
)  # fmt: skip
def test_other_files_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_proxies(data, "file")


def test_missing_files_say_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="suite data fetch --group proxies"):
        zero_cost_proxies(tmp_path, "cifar10")
    with pytest.raises(UnknownNameError, match="cifar10"):
        zero_cost_proxies(tmp_path, "cifar100")
