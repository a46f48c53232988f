"""Pickles made to hang a reader or to fill the memory: by code, none is kept."""

from __future__ import annotations

import bz2
import pickle
import struct
from collections.abc import Callable

import numpy as np

from tests.hostile.pickled_formats import pickled
from tests.tables import official_files as official

Make = Callable[[], bytes]
MIB = 2**20

_SET, _ENCODE = b"c__builtin__\nset\n", b"c_codecs\nencode\n"


def graph(depth: int = 60, kind: bytes = b"\x86") -> bytes:
    """Opcodes of a value that holds the one before twice: a few bytes, two to the ``depth`` leaves when written out."""
    first = b"K\x01" + (b"\x85" if kind == b"\x86" else b"")
    step = (lambda n: b"\x94h" + bytes((n,)) + kind) if kind == b"\x86" else _list_step
    return first + b"".join(step(n) for n in range(depth))


def _list_step(n: int) -> bytes:
    """One list that holds the value before it twice; the memo number of that value is ``n``."""
    return b"\x94](h%bh%be" % (bytes((n,)), bytes((n,)))


def text(value: str) -> bytes:
    raw = value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def with_key(key: bytes, times: int = 1) -> bytes:
    """A dictionary with one key, set again and again by its memo number 0."""
    return b"\x80\x04}" + key + b"\x94Ns" + b"h\x00Ns" * (times - 1) + b"."


def equal_hashes(n: int) -> bytes:
    keys = [k * (2**61 - 1) for k in range(1, n + 1)]
    items = b"".join(b"\x8a" + bytes((len(raw),)) + raw + b"N" for raw in map(_long, keys))
    return b"\x80\x02}(" + items + b"u."


def _long(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)


def object_arrays(n: int, times: int) -> bytes:
    """Arrays of objects made of one list of ``n`` texts, again and again."""
    start = b"\x80\x04](" + b"N" * n + b"e\x94"  # memo 0: the list
    dtype = b"cnumpy\ndtype\n" + text("O8") + b"\x85R(K\x03" + text("|") + b"NNNtb\x94"  # memo 1
    shape = b"J" + struct.pack("<i", n) + b"\x85\x94"  # memo 2
    make = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87\x94"  # memo 3: the arguments
    array = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\x00\x85C\x01btR(K\x01h\x02h\x01\x89h\x00tb"
    return start + dtype + shape + make + b"](" + array * times + b"e."


def frame_of_blocks(n: int) -> bytes:
    """A data frame of ``n`` names with ``n`` blocks that each stand for all of them."""
    names = np.array(["a"] * n, dtype=object)
    block = {"values": np.zeros((n, 0)), "mgr_locs": slice(0, n, 1)}
    start = b"\x80\x02cpandas.core.frame\nDataFrame\n)\x81}" + text("_data") + b"cpandas.core.internals.managers\n"
    index = (
        b"cpandas.core.indexes.base\n_new_Index\ncpandas.core.indexes.base\nIndex\n"
        + pickled({"data": names})
        + b"\x86R"
    )
    blocks = pickled(block) + b"q\x00" + b"h\x00" * (n - 1)
    body = text("0.14.1") + b"}" + text("axes") + b"]" + index + b"as" + text("blocks") + b"](" + blocks + b"e" + b"ss"
    return start + b"BlockManager\n)\x81(]]]}" + body + b"tbsb."


def empty_axes() -> bytes:
    array = pickle.dumps({"nasbench201": {"cifar10": {"config": [], "x": np.zeros((1, 0))}}}, 2)
    return array.replace(b"K\x01K\x00\x86", b"\x8a\x06" + _long(2**40) + b"K\x00\x86")


def nats(opcodes: bytes) -> bytes:
    return bz2.compress(b"\x80\x04" + opcodes + b".")


def trial_of_graphs() -> bytes:
    """A record whose trial ran "a graph" of epochs: the message that refuses it must not write it out."""
    trial = b"}(" + text("trial") + b"(" + graph() + b"K\x01K\x01K\x01K\x01tu"
    results = b"}(" + text("cifar10-valid") + b"J\x09\x03\x00\x00\x86" + trial + b"u"
    record = b"}(" + text("arch_str") + text(official.STRINGS[0]) + text("all_results") + results + b"u"
    return nats(b"}(" + text("12") + record + text("200") + record + b"u")


def records_of_graphs() -> bytes:
    """A NAS-Bench-201 file whose records are a list of two equal graphs: sorting it would compare them."""
    names = pickle.dumps(official.STRINGS, 2)[2:-1]
    one, other = graph(40), graph(40)
    content = (
        b"\x80\x04}("
        + text("arch2infos")
        + b"]("
        + one
        + other
        + b"e"
        + text("meta_archs")
        + names.replace(b"q", b"q")
        + b"u."
    )
    parts = [pickle.dumps(part, 2) for part in (official.MAGIC, 1001, {})]
    return b"".join(parts) + content + pickle.dumps([], 2)


PICKLES: dict[str, tuple[str, Make, str]] = {
    # graphs of shared parts, wherever a reader could hash, compare, sort or print them
    "graph as a key": ("hw-nas-bench", lambda: b"\x80\x04}" + graph() + b"Ns.", "key of type tuple"),
    "graph as an element type": (
        "hw-nas-bench",
        lambda: b"\x80\x04cnumpy\ndtype\n" + graph() + b"\x85R.",
        "cannot be read as a pickle",
    ),
    "graph in a set": ("hw-nas-bench", lambda: b"\x80\x04\x8f(" + graph() + b"\x90.", "key of type tuple"),
    "graph as members of a set": (
        "hw-nas-bench",
        lambda: b"\x80\x04" + _SET + graph() + b"\x85R.",
        "cannot be read as a pickle",
    ),
    "graph as the root": ("hw-nas-bench", lambda: b"\x80\x04" + graph() + b".", "no NAS-Bench-201 part"),
    "graph as the order of an array": (
        "hw-nas-bench",
        lambda: b"\x80\x04cnumpy\ndtype\nX\x02\x00\x00\x00f8\x85R(K\x03" + graph() + b"NNNtb.",
        "cannot be read as a pickle",
    ),
    "graph as a trial's epochs": ("nats-bench", trial_of_graphs, "trial of another kind"),
    "graphs as records": ("torch-old", records_of_graphs, "no meta_archs and arch2infos"),
    "graph as torch's magic number": (
        "torch-old",
        lambda: official.legacy_torch(0)[:15] + b"\x80\x04" + graph() + b".\x80\x02N.\x80\x02N.",
        "unknown version|no meta",
    ),
    # much memory from few bytes
    "one text encoded 5,000 times": (
        "hw-nas-bench",
        lambda: (
            b"\x80\x04"
            + _ENCODE
            + b"\x94"
            + text("x" * MIB)
            + b"\x94"
            + text("latin1")
            + b"\x94]("
            + b"h\x00h\x01h\x02\x86R" * 5000
            + b"e."
        ),
        "would take more than",
    ),
    "one list made a set 5,000 times": (
        "hw-nas-bench",
        lambda: (
            b"\x80\x04"
            + _SET
            + b"\x94]("
            + b"".join(b"J" + struct.pack("<i", k) for k in range(50_000))
            + b"e\x94]("
            + b"h\x00h\x01\x85R" * 5000
            + b"e."
        ),
        "would take more than",
    ),
    "empty sets": ("hw-nas-bench", lambda: b"\x80\x04](" + b"\x8f" * 400_000 + b"e.", "would take more than"),
    "empty dictionaries": ("hw-nas-bench", lambda: b"\x80\x04](" + b"}" * 1_000_000 + b"e.", "would take more than"),
    "marks": ("hw-nas-bench", lambda: b"\x80\x04" + b"(" * 2_000_000 + b".", "would take more than"),
    "objects as arrays 2,000 times": ("frame", lambda: object_arrays(10_000, 2000), "would take more than"),
    "an axis of a million million": ("hw-nas-bench", empty_axes, "cannot be read as a pickle"),
    "arguments 10,000 times": (
        "frame",
        lambda: (
            b"\x80\x04cpandas.core.frame\nDataFrame\n\x94("
            + b"N" * 10_000
            + b"t\x94]("
            + b"h\x00h\x01R" * 10_000
            + b"e."
        ),
        "would take more than",
    ),
    "wide characters": (
        "hw-nas-bench",
        lambda: b"\x80\x04" + text("x" * (3 * MIB) + "\U0001f600") + b".",
        "no NAS-Bench-201 part",
    ),
    # much time from few bytes
    "20,000 keys of equal hash": ("hw-nas-bench", lambda: equal_hashes(20_000), "key of more than 60 bits"),
    "long tuple as a key": (
        "hw-nas-bench",
        lambda: with_key(b"(" + b"K\x01" * 10_000 + b"t", 1000),
        "key of type tuple",
    ),
    "equal long texts as keys": (
        "hw-nas-bench",
        lambda: b"\x80\x04}" + text("x" * MIB) + b"\x94Ns" + text("x" * MIB) + b"\x94Ns" + b"h\x01Ns" * 100_000 + b".",
        "key of 1048576 characters",
    ),
    "blocks for the same columns": ("frame", lambda: frame_of_blocks(1000), "not the table"),
    "a shape of 100,000 axes": (
        "frame",
        lambda: object_arrays(2, 1).replace(b"J\x02\x00\x00\x00\x85", b"(" + b"K\x01" * 100_000 + b"t"),
        "cannot be read",
    ),
    "a name of a megabyte": (
        "hw-nas-bench",
        lambda: b"\x80\x04" + text("m" * MIB) + text("n" * MIB) + b"\x93.",
        "refused 'mmm",
    ),
}
"""What it is -> format, how it is made, what its message says."""
