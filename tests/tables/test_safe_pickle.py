"""The pickle reader: plain data comes back as it was, anything else is refused by name and never executed."""

from __future__ import annotations

import os
import pickle
import struct
from collections import OrderedDict, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from official_files import refusal

from suite.errors import DataError
from suite.tables.pickles.reader import PickleReader
from suite.tables.pickles.state import RefusedPickleError
from suite.tables.pickles.values import FRAMES, NUMBERS, TORCH, as_array

KEYS = st.integers(2 - 2**61, 2**61 - 2)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda children: (
        st.lists(children)
        | st.dictionaries(st.text() | KEYS | st.tuples(st.text(), st.integers(-(2**31), 2**31)), children)
        | st.tuples(children, children)
    ),
    max_leaves=20,
)


def load(data: bytes, table: Any = NUMBERS, **options: Any) -> Any:
    return PickleReader(data, "a.pkl", table, **options).load()


@given(value=PLAIN, protocol=st.integers(2, 5))
def test_plain_data_comes_back_as_it_was(value: Any, protocol: int) -> None:
    assert load(pickle.dumps(value, protocol)) == value


@given(value=st.lists(st.integers(), min_size=1), protocol=st.integers(2, 5))
def test_one_pickle_after_another(value: list[int], protocol: int) -> None:
    first, second = pickle.dumps(value, protocol), pickle.dumps("next", protocol)
    reader = PickleReader(first + second, "a.pkl", NUMBERS)
    assert (reader.load(), reader.load()) == (value, "next")


@pytest.mark.parametrize("protocol", range(2, 6))
def test_shared_values_and_large_containers(protocol: int) -> None:
    shared = {"a": 1}
    value = {"rows": [shared] * 3000, "index": dict.fromkeys(range(3000), "text" * 30), "order": OrderedDict(b=1.5)}
    assert load(pickle.dumps(value, protocol)) == value


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "u1", "?", ">f8"])
@pytest.mark.parametrize("protocol", range(2, 6))
def test_arrays_and_numbers_of_numpy(dtype: str, protocol: int) -> None:
    array = np.arange(12).reshape(3, 4).astype(dtype)
    found = load(pickle.dumps({"array": array, "turned": array.T, "number": array[1, 1]}, protocol))
    np.testing.assert_array_equal(as_array(found["array"]), array)
    np.testing.assert_array_equal(as_array(found["turned"]), array.T)
    assert found["number"] == array[1, 1]
    assert type(found["number"]) in (int, float, bool)


def test_both_spellings_of_numpy() -> None:
    data = pickle.dumps(np.arange(3.0), 2)
    for old, new in [(b"numpy.core", b"numpy._core"), (b"numpy._core", b"numpy.core")]:
        np.testing.assert_array_equal(as_array(load(data.replace(old, new))), np.arange(3.0))


def test_hook_sees_every_dictionary_and_may_shrink_it() -> None:
    def shrink(found: dict[Any, Any]) -> None:
        if "curve" in found:
            found["curve"] = sum(found["curve"].values())

    data = pickle.dumps([{"curve": {1: 2.0, 2: 3.0}}, {"other": {}}])
    assert load(data, on_dict=shrink) == [{"curve": 5.0}, {"other": {}}]


# -- hostile ---------------------------------------------------------------------------------------------------------
class Call:
    """Pickles as a call of ``function`` with ``arguments``."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> Any:
        return self.function, self.arguments


def short(text: str) -> bytes:
    return b"\x8c" + bytes([len(text)]) + text.encode()


HOSTILE = {
    "os.system by GLOBAL": (b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00trueq\x00\x85R.", "os.system"),
    "os.system by GLOBAL, protocol 0": (b"cos\nsystem\n(S'true'\ntR.", "os.system"),
    "os.system by STACK_GLOBAL": (b"\x80\x04" + short("os") + short("system") + b"\x93.", "os.system"),
    "posix.system": (pickle.dumps(Call(os.system, "true")), "posix.system"),
    "builtins.eval": (pickle.dumps(Call(eval, "1"), 2), "__builtin__.eval"),
    "builtins.getattr": (pickle.dumps(Call(getattr, "", "join")), "builtins.getattr"),
    "__import__": (pickle.dumps({"nested": [Call(__import__, "os")]}), "builtins.__import__"),
    "dotted name": (b"\x80\x04" + short("builtins") + short("set.__class__") + b"\x93.", "builtins.set.__class__"),
    "dotted module": (b"\x80\x04" + short("numpy") + short("_core.multiarray.scalar") + b"\x93.", "scalar"),
    "a class of the standard library": (pickle.dumps(Path("x")), "pathlib"),
    "defaultdict": (pickle.dumps(defaultdict(os.getcwd)), "collections.defaultdict"),
    "INST": (b"\x80\x02(ios\nsystem\n.", "INST"),
    "OBJ": (b"\x80\x02(}o.", "OBJ"),
    "EXT1": (b"\x80\x02\x82\x01.", "EXT1"),
    "NEWOBJ_EX": (b"\x80\x04cnumpy\ndtype\n)}\x92.", "NEWOBJ_EX"),
    "persistent id": (b"\x80\x02X\x01\x00\x00\x00aQ.", "persistent id"),
    "PERSID": (b"\x80\x02P0\n.", "PERSID"),
    "a call of data": (b"\x80\x02]q\x00)R.", "call of list"),
    "a call of what a name made": (b"\x80\x02ccollections\nOrderedDict\n)R)R.", "call of dict"),
    "BUILD of a dictionary": (b"\x80\x02}}b.", "state for dict"),
    "BUILD of a name": (b"\x80\x02cnumpy\ndtype\n}b.", "state for Global"),
    "a name that is no text": (b"\x80\x04K\x01K\x02\x93.", "not named by text"),
    "a key that is a name": (b"\x80\x02}cnumpy\ndtype\nK\x01s.", "key of type Global"),
    "a nested key": (b"\x80\x02})\x85\x85K\x01s.", "key of type tuple"),
}


@pytest.mark.parametrize(("data", "name"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("table", [NUMBERS, FRAMES, TORCH], ids=["numbers", "frames", "torch"])
def test_anything_but_data_is_refused_by_name(data: bytes, name: str, table: Any) -> None:
    with pytest.raises(RefusedPickleError, match="refused '") as caught:
        load(data, table)
    message = str(caught.value)
    assert name in message
    assert "a.pkl" in message
    assert "\n" not in message


def test_nothing_is_executed(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    for protocol in range(2, 6):
        with pytest.raises(RefusedPickleError):
            load(pickle.dumps(Call(os.mkdir, str(witness)), protocol))
    assert not witness.exists()


def test_control_characters_of_a_name_do_not_reach_the_terminal() -> None:
    with pytest.raises(RefusedPickleError) as caught:
        load(b"\x80\x04" + short("a\x1b[31m") + short("b\nc") + b"\x93.")
    assert "\x1b" not in str(caught.value)
    assert "\n" not in str(caught.value)


def _array_pickle(shape: bytes, dtype: bytes, content: bytes, state: bytes = b"(K\x03X\x01\x00\x00\x00<NNNtb") -> bytes:
    start = b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R(K\x01"
    return (
        start
        + shape
        + b"cnumpy\ndtype\nX"
        + struct.pack("<I", len(dtype))
        + dtype
        + b"\x85R"
        + state
        + content
        + b"tb."
    )


BAD_ARRAYS = {
    "objects from bytes": _array_pickle(b"K\x01\x85", b"O8", b"\x89C\x08" + bytes(8)),
    "objects from a list": _array_pickle(b"K\x01\x85", b"O8", b"\x89]K\x01a"),
    "a shape that is too large": _array_pickle(b"J\xff\xff\xff\x7f\x85", b"f8", b"\x89C\x08" + bytes(8)),
    "a negative shape": _array_pickle(b"J\xff\xff\xff\xff\x85", b"f8", b"\x89C\x08" + bytes(8)),
    "a structured type": _array_pickle(b"K\x01\x85", b"V8", b"\x89C\x08" + bytes(8)),
    "content of another length": _array_pickle(b"K\x02\x85", b"f8", b"\x89C\x08" + bytes(8)),
    "a type with fields": _array_pickle(b"K\x01\x85", b"f8", b"\x89C\x08" + bytes(8), b"(K\x03X\x01\x00\x00\x00<N)}tb"),
}


def test_the_shape_of_these_tests_is_right() -> None:
    assert as_array(load(_array_pickle(b"K\x01\x85", b"f8", b"\x89C\x08" + struct.pack("<d", 2.5)))) == 2.5


@pytest.mark.parametrize("data", BAD_ARRAYS.values(), ids=BAD_ARRAYS)
def test_arrays_that_numpy_should_never_see(data: bytes) -> None:
    with pytest.raises(DataError):
        load(data)


def test_object_arrays_hold_only_texts_and_only_in_frames() -> None:
    texts = pickle.dumps(np.array(["a", "b"], dtype=object))
    assert as_array(load(texts, FRAMES)).tolist() == ["a", "b"]
    with pytest.raises(DataError):
        load(texts, NUMBERS)
    with pytest.raises(DataError):
        load(pickle.dumps(np.array([[1], {}], dtype=object)), FRAMES)


BOMBS = {
    "memo number": b"\x80\x02K\x01r\xff\xff\xff\x7f.",
    "long text": b"\x80\x02X\xff\xff\xff\xff.",
    "long bytes": b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
    "long integer": b"\x80\x02\x8b\xff\xff\xff\x7f.",
    "text without end": b"\x80\x02c" + b"a" * 10_000,
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_sizes_are_checked_before_memory_is_taken(data: bytes) -> None:
    with pytest.raises(DataError, match=r"a\.pkl"):
        load(data)


def test_deep_nesting_does_not_crash() -> None:
    depth = 300_000
    assert load(b"\x80\x02)" + b"\x85" * depth + b".") is not None
    with pytest.raises(RefusedPickleError, match="key"):
        load(b"\x80\x02})" + b"\x85" * depth + b"K\x01s.")


@pytest.mark.parametrize("data", [b"", b"\x80", b"hello", b"\x80\x01.", b"\x80\x02.", b"\x00" * 50, b"{}"])
def test_what_is_no_pickle(data: bytes) -> None:
    with pytest.raises(DataError, match=r"a\.pkl"):
        load(data)


GOOD = pickle.dumps(
    {"meta": ["a", "b"], ("x", 1): OrderedDict(k=np.float64(1.5)), "array": np.arange(5.0), "set": {1, 2}, "n": None}, 4
)


@given(cut=st.integers(0, len(GOOD) - 1))
def test_every_truncation_is_one_clear_line(cut: int) -> None:
    with pytest.raises(DataError) as caught:
        load(GOOD[:cut])
    assert "\n" not in str(caught.value)


@settings(max_examples=500)
@given(changes=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_altered_bytes_give_data_or_a_clear_error(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    for table in (NUMBERS, FRAMES, TORCH):
        reader = PickleReader(bytes(data), "a.pkl", table, storages=table is TORCH)
        assert "\n" not in refusal(reader.load)


@settings(max_examples=500)
@given(data=st.binary(max_size=200))
def test_any_bytes_give_data_or_a_clear_error(data: bytes) -> None:
    assert "\n" not in refusal(PickleReader(b"\x80\x04" + data, "a.pkl", FRAMES, storages=True).load)
