"""CSV files as people write them: what is read, and which line of a bad file is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite.errors import ConfigurationError, DataError
from suite.spaces import NASBENCH201
from suite.tables.measured import read_measurements

CELL = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|nor_conv_1x1~2|"


def written(folder, content):
    path = folder / "mine.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    "content",
    [
        f"architecture,cost_ms\n7,1.5\n030012,2.5\n{CELL},3.5\n",
        f"architecture,cost_ms\r\n7,1.5\r\n030012,2.5\r\n{CELL},3.5\r\n",
        f"\ufeffarchitecture,cost_ms\n7,1.5\n030012,2.5\n{CELL},3.5",
        f"architecture;cost_ms\n7;1.5\n030012;2.5\n{CELL};3.5\n",
        f"Architecture\tLatency_ms\n7\t1.5\n030012\t2.5\n{CELL}\t3.5\n",
        f'\n"cost_ms", arch ,note\n\n 1.5 , 7 ,x\n"2.5","030012",\n+3.5e0,{CELL},"two\nlines"\n,,\n',
        f"index,cost\n7,15e-1\n030012,2.50\n{CELL},03.5\n\n\n",
    ],
)
def test_the_ways_people_write_a_table(tmp_path, content):
    found = read_measurements(written(tmp_path, content))
    expected = [7, NASBENCH201.parse("030012"), NASBENCH201.parse(CELL)]
    assert found.indices.tolist() == expected
    assert found.costs.tolist() == [1.5, 2.5, 3.5]
    assert found.unit == "ms"


@pytest.mark.parametrize(
    ("content", "line", "text"),
    [
        ("architecture,cost_ms\n7,1.5\n15625,2\n", 3, "out of range"),
        ("architecture,cost_ms\n7,1.5\nresnet,2\n", 3, "names no architecture"),
        ("architecture,cost_ms\n|nor_conv_5x5~0|+|none~0|none~1|+|none~0|none~1|none~2|,2\n", 2, "unknown operation"),
        ("architecture,cost_ms\n000005,1.5\n", 2, "six digits are read as operations, 0 to 4 each"),
        ("architecture,cost_ms\n-7,1.5\n", 2, "names no architecture"),
        ("architecture,cost_ms\n7.0,1.5\n", 2, "names no architecture"),
        ("architecture,cost_ms\n,1.5\n", 2, "names no architecture"),
        ("architecture,cost_ms\n7,-1.5\n", 2, "-1.5 is not between"),
        ("architecture,cost_ms\n7,0\n", 2, "0 is not between"),
        ("architecture,cost_ms\n7,1e300\n", 2, "is not between"),
        ("architecture,cost_ms\n7,1e999\n", 2, "is not between"),
        ("architecture,cost_ms\n7,nan\n", 2, "'nan' is no number"),
        ("architecture,cost_ms\n7,inf\n", 2, "'inf' is no number"),
        ("architecture,cost_ms\n7,1_000\n", 2, "'1_000' is no number"),
        ("architecture,cost_ms\n7,12 ms\n", 2, "'12 ms' is no number"),
        ("architecture,cost_ms\n7,\n", 2, "the cost is empty"),
        ("architecture,cost_ms\n7,\u0661\u0662\n", 2, "is no number"),
        ("architecture;cost_ms\n7;12,5\n", 2, "'12,5' is no number: write it with a decimal point"),
        ("architecture,cost_ms\n7,12,5\n", 2, "3 values where the first line names 2 columns"),
        ("architecture,cost_ms\n7\n", 2, "1 values where"),
        ("architecture,cost_ms\n7,1.5\n8,2\n7,1.6\n", 4, "costs 1.6 here and 1.5 in line 2"),
        ("architecture,cost_ms\r\n\r\n7,1.5\r\n\r\nx,2\r\n", 5, "names no architecture"),
        (f'architecture,note,cost_ms\n7,"a\nb",1.5\n8,,x\n{CELL},,2\n', 4, "'x' is no number"),
        ("7,1.5\n8,2\n", 1, "names no column 'architecture'"),
        ("architecture,milliseconds\n7,1.5\n", 1, "names no column 'cost_ms'"),
        ("architecture,cost_ms,latency_ms\n7,1.5,1.5\n", 1, "more than one column"),
        ("architecture,architecture,cost_ms\n7,7,1.5\n", 1, "more than one column"),
        ('architecture,cost_ms\n7,"1.5\n8,2\n', 3, "no line of a CSV table"),
        ('architecture,cost_ms\n7,"1"5\n', 2, "no line of a CSV table"),
        (b"architecture,cost_ms\n7,1.5\n\xff\xe4,2\n", 3, "not UTF-8"),
        ("architecture,cost_ms\n7,1.5\n".encode("utf-16"), 1, "UTF-16"),
        (b"architecture,cost_ms\n7,1.5\n8,\x002\n", 3, "zero byte"),
        ("architecture,cost_ms\n" + "9" * 200_000 + ",2\n", None, ""),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path, content, line, text):
    with pytest.raises(DataError) as caught:
        read_measurements(written(tmp_path, content))
    message = str(caught.value)
    assert "\n" not in message
    assert "mine.csv" in message
    assert len(message) < 500
    if line is not None:
        assert f"line {line}" in message
    assert text in message


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "   \n", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_says_what_to_write(tmp_path, content):
    with pytest.raises(DataError, match=r"empty: write a first line 'architecture,cost_ms'"):
        read_measurements(written(tmp_path, content))


def test_a_header_alone_and_no_file(tmp_path):
    with pytest.raises(DataError, match="no measurements"):
        read_measurements(written(tmp_path, "architecture,cost_ms\n"))
    with pytest.raises(DataError, match="cannot read"):
        read_measurements(tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="cannot read"):
        read_measurements(tmp_path)


def test_all_bad_rows_are_counted(tmp_path):
    rows = "".join(f"{k},x\n" for k in range(10))
    with pytest.raises(DataError, match=r"line 2: .* \(bad too: line 3, 4, 5, 6, 7 and 4 more\)$"):
        read_measurements(written(tmp_path, "architecture,cost_ms\n" + rows))


def test_a_repeated_row_counts_once_and_is_noted(tmp_path):
    found = read_measurements(written(tmp_path, "architecture,cost_ms\n7,1.5\n8,2\n7,1.50\n"))
    assert found.indices.tolist() == [7, 8]
    assert "counted once (line 4)" in found.notes[0]


def test_lost_leading_zeros_are_noted(tmp_path):
    found = read_measurements(written(tmp_path, "architecture,cost_ms\n123412,1.5\n3412,2\n"))
    assert "leading zeros" in found.notes[0]


def test_energy_is_a_unit_of_its_own(tmp_path):
    assert read_measurements(written(tmp_path, "architecture,energy_mJ\n7,1.5\n")).unit == "mJ"


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 15624), st.floats(1e-6, 1e6), min_size=1, max_size=30),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.randoms(use_true_random=False),
)
def test_what_is_written_is_read(tmp_path_factory, rows, separator, end, random):
    forms = [str, lambda i: NASBENCH201.strings([i])[0], lambda i: NASBENCH201.digits([i])[0]]
    lines = [f"architecture{separator}cost_ms"]
    lines += [f"{random.choice(forms)(index)}{separator}{cost!r}" for index, cost in rows.items()]
    found = read_measurements(written(tmp_path_factory.mktemp("csv"), end.join(lines)))
    assert found.indices.tolist() == list(rows)
    np.testing.assert_array_equal(found.costs, list(rows.values()))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_one_line_error(tmp_path_factory, content):
    for data in (content, b"architecture,cost_ms\n" + content):
        path = written(tmp_path_factory.mktemp("csv"), data)
        try:
            outcome = read_measurements(path).costs
        except DataError as error:
            outcome = str(error)
        assert "\n" not in outcome if isinstance(outcome, str) else (outcome > 0).all()


@pytest.mark.parametrize("header", ["architecture,cost", "arch,MB", "arch,cost_mb", "index,peak_memory_MB"])
def test_another_unit_is_asked_for(tmp_path, header):
    found = read_measurements(written(tmp_path, f"{header}\n7,1.5\n"), "MB")
    assert found.unit == "MB"
    assert found.costs.tolist() == [1.5]
    with pytest.raises(DataError, match="line 1 names no column 'cost_gb'"):
        read_measurements(written(tmp_path, "arch,cost_ms\n7,1.5\n"), "GB")
    with pytest.raises(ConfigurationError, match="no unit"):
        read_measurements(written(tmp_path, "arch,cost_ms\n7,1.5\n"), "M B")
