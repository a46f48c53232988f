"""Archives, arrays, tables and tensors made to hang a reader or to fill the memory: by code, none is kept."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.hostile.crafted_pickles import nats
from tests.hostile.formats import FORMATS, STORED

Make = Callable[[], bytes]
MIB = 2**20


def archive(members: list[tuple[str, bytes]], kind: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as opened:
        for name, content in members:
            opened.writestr(name, content)
    return buffer.getvalue()


def lying_length(name: str, content: bytes, claimed: int) -> bytes:
    """A deflated member whose directory entry claims another length than it unpacks to."""
    whole = bytearray(archive([(name, content)], zipfile.ZIP_DEFLATED))
    true, false = struct.pack("<I", len(content)), struct.pack("<I", claimed)
    return bytes(whole.replace(true, false))


def many_entries(n: int) -> bytes:
    """An archive whose directory has ``n`` entries of the same member."""
    whole = archive([("a/data.pkl", b"N.")])
    at = whole.index(b"PK\x01\x02")
    entry, end = whole[at : whole.index(b"PK\x05\x06")], bytearray(whole[whole.index(b"PK\x05\x06") :])
    directory = entry * n
    end[12:20] = struct.pack("<II", len(directory), at)
    return whole[:at] + directory + bytes(end)


def npy(header: str, content: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    return b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header.encode() + content


def described(**changes: str) -> str:
    facts = {"descr": "'<f8'", "fortran_order": "False", "shape": "(2,)", **changes}
    return "{" + "".join(f"'{name}': {value}, " for name, value in facts.items()) + "}\n"


def scores(change: Callable[[dict[str, Any]], object] | None = None, **members: bytes) -> bytes:
    """A small score table with its description changed, or with members put in as they are."""
    unpack, pack = STORED
    found = unpack(FORMATS["scores"].wholes()[0])
    meta = json.loads(np.load(io.BytesIO(found["meta.npy"])).tobytes())
    if change is not None:
        change(meta)
    found["meta.npy"] = array_of(json.dumps(meta).encode())
    return pack({**found, **{f"{name}.npy": content for name, content in members.items()}})


def array_of(raw: bytes) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.frombuffer(raw, dtype=np.uint8))
    return buffer.getvalue()


def corrupted_deflate() -> bytes:
    whole = bytearray(FORMATS["scores"].wholes()[0])
    at = whole.index(b"parts.npy") + 40
    whole[at : at + 8] = b"\xff" * 8
    return bytes(whole)


def record(**changes: Any) -> bytes:
    unpack, pack = STORED
    found = unpack(FORMATS["record"].wholes()[0])
    meta = json.loads(np.load(io.BytesIO(found["meta.npy"])).tobytes())
    found["meta.npy"] = array_of(json.dumps({**meta, **changes}).encode())
    return pack(found)


def parquet(table: dict[str, Any], **options: Any) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.table(table), buffer, **options)
    return buffer.getvalue()


def dictionary_bomb() -> bytes:
    """A long text, once in the file and 20,000 times in the column: 400 MB for who writes it out."""
    import pyarrow as pa

    texts = pa.DictionaryArray.from_arrays(pa.array(np.zeros(20_000, "i4")), pa.array(["x" * 20_000]))
    return parquet({"architecture": texts, "cost_ms": np.ones(20_000)}, compression="zstd", store_schema=False)


def prefixes() -> bytes:
    """Texts that each begin as the one before, which the encoding leaves out."""
    texts = ["x" * 3000 + str(k) for k in range(2_000)]
    encoding = {"architecture": "DELTA_BYTE_ARRAY"}
    table = {"architecture": texts, "cost_ms": np.ones(len(texts))}
    return parquet(table, use_dictionary=False, column_encoding=encoding, compression="none")


def footer(length: int) -> bytes:
    whole = FORMATS["parquet"].wholes()[0]
    return whole[:-8] + struct.pack("<I", length) + b"PAR1"


def tensors(header: bytes | dict[str, Any], content: bytes = b"", length: int | None = None) -> bytes:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw) if length is None else length) + raw + content


def checkpoint(change: Callable[[dict[str, bytes]], object], kind: int = zipfile.ZIP_STORED) -> bytes:
    found = STORED[0](FORMATS["checkpoint"].wholes()[0])
    change(found)
    return archive(list(found.items()), kind)


def longer_storage(found: dict[str, bytes]) -> None:
    (name,) = (each for each in found if each.endswith("data.pkl"))
    found[name] = found[name].replace(b"K\x06tq", b"J\x00\x00\x00\x40tq")


def named_system(found: dict[str, bytes]) -> None:
    (name,) = (each for each in found if each.endswith("data.pkl"))
    found[name] = b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R."


FILES: dict[str, tuple[str, Make, str]] = {
    # bombs
    "bzip2 of 12 MB": ("nats-bench", lambda: bz2.compress(bytes(12 * MIB), 1), "expands to too much"),
    "bzip2 of empty sets": ("nats-bench", lambda: nats(b"](" + b"\x8f" * MIB + b"e"), "would take more than"),
    "gzip of 20 MB in ten parts": ("idx-gzip", lambda: gzip.compress(bytes(2 * MIB), 1) * 10, "unpacks to more"),
    "member longer than it says": ("scores", lambda: lying_length("meta.npy", bytes(8 * MIB), 100), "no score table"),
    "member that says 60 MB": ("scores", lambda: lying_length("meta.npy", b"x", 60 * MIB), "would take more than"),
    "members of 24 MB": (
        "scores",
        lambda: archive([(f"{k}.npy", bytes(4 * MIB)) for k in range(6)], zipfile.ZIP_DEFLATED),
        "would take more|damaged|no array",
    ),
    "member that says 300 MB": (
        "surrogate",
        lambda: lying_length("columns.npy", b"x", 300 * MIB),
        "would take more than",
    ),
    "LZMA member": ("scores", lambda: archive([("meta.npy", b"x" * 100)], zipfile.ZIP_LZMA), "unusual way"),
    "directory of 200,000 entries": ("torch-zip", lambda: many_entries(200_000), "truncated or altered|not an archive"),
    "directory of 100,000 entries in a table": (
        "scores",
        lambda: many_entries(100_000),
        "no score table|would take more than",
    ),
    # names and headers that lie
    "names that climb": (
        "scores",
        lambda: archive([("../../../tmp/hostile-was-here.npy", array_of(b"x")), ("/meta.npy", array_of(b"{}"))]),
        "no score table",
    ),
    "torch names that climb": ("torch-zip", lambda: archive([("../../data.pkl", b"N.")]), "not an archive that torch"),
    "deflated pickle in a torch file": (
        "torch-zip",
        lambda: archive([("a/data.pkl", b"N" * MIB)], zipfile.ZIP_DEFLATED),
        "not an archive that torch",
    ),
    "array of a million million": ("npy", lambda: npy(described(shape="(1000000000000,)"), bytes(16)), "ValueError"),
    "array beyond 64 bits": ("npy", lambda: npy(described(shape=f"({9**30},)"), bytes(16)), "ValueError"),
    "array of objects": ("npy", lambda: npy(described(descr="'|O'"), pickle.dumps([1, 2])), "ValueError"),
    "array of long texts": ("npy", lambda: npy(described(descr="'<U9999999'", shape="(1,)")), "ValueError"),
    "array of no bytes": (
        "npy",
        lambda: npy(described(descr="'<U0'", shape="(999999999999,)")),
        "ValueError|TypeError",
    ),
    "array header without end": ("npy", lambda: npy("{'descr': '<f8', 'shape': (\n"), "ValueError"),
    "array header that is no Python": ("npy", lambda: npy("{'descr' '<f8'} } x = 'y\n"), "ValueError"),
    "array header nested": ("npy", lambda: npy("(" * 9000), "ValueError"),
    "array header in a score table": (
        "scores",
        lambda: scores(parts=npy("{'descr': '<f8', 'shape': (\n")),
        "header of an array",
    ),
    "deflate corrupted in a score table": ("scores", corrupted_deflate, "no score table"),
    "idx of 2^96": ("idx", lambda: b"\0\0\x08\x03" + b"\xff" * 12 + bytes(100), "should hold"),
    "idx of nothing on long axes": ("idx", lambda: b"\0\0\x08\x03" + b"\xff" * 8 + bytes(4), "holds nothing"),
    "safetensors header of 2^63": ("safetensors", lambda: tensors(b"{}", length=2**63), "no weights"),
    "safetensors header nested": ("safetensors", lambda: tensors(b"[" * 100_000), "no weights"),
    "safetensors that overlap": (
        "safetensors",
        lambda: tensors(
            {
                "__metadata__": {"facts": "{}"},
                **{f"t{k}": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]} for k in range(1000)},
            },
            bytes(16),
        ),
        "no weights",
    ),
    "safetensors without facts": ("safetensors", lambda: tensors({"__metadata__": {"facts": "[1]"}}), "no weights"),
    "checkpoint with a storage of 4 GB": ("checkpoint", lambda: checkpoint(longer_storage), "no valid checkpoint"),
    "checkpoint that is deflated": ("checkpoint", lambda: checkpoint(len, zipfile.ZIP_DEFLATED), "no valid checkpoint"),
    "checkpoint that names os.system": ("checkpoint", lambda: checkpoint(named_system), "refused 'os.system'"),
    # descriptions
    "score table without a protocol": (
        "scores",
        lambda: scores(lambda meta: meta["facts"].pop("protocol")),
        "protocol",
    ),
    "score table with a protocol of null": (
        "scores",
        lambda: scores(lambda meta: meta["facts"].update(protocol=None)),
        "protocol",
    ),
    "score table with steps of null": (
        "scores",
        lambda: scores(lambda meta: meta["facts"]["protocol"].update(steps=None)),
        "no count",
    ),
    "score table without facts": ("scores", lambda: scores(lambda meta: meta.pop("facts")), "no score table"),
    "score table nested": ("scores", lambda: scores(meta=array_of(b"[" * 100_000)), "nested too deeply"),
    "score table with a long format": (
        "scores",
        lambda: scores(lambda meta: meta.update(format="x" * MIB)),
        "its format is",
    ),
    "record with a fitness of a megabyte": (
        "record",
        lambda: record(spec={"fitness": "valid" * MIB}),
        "no valid run record",
    ),
    "record nested": (
        "record",
        lambda: STORED[1]({**STORED[0](record()), "meta.npy": array_of(b"[" * 200_000)}),
        "incomplete",
    ),
    "record with another member": (
        "record",
        lambda: STORED[1]({**STORED[0](record()), "\x1b[31m" + "x" * 60_000: b""}),
        "which no record has",
    ),
    "record with counts of lists": ("record", lambda: record(counts={"queries": [[1]]}), "no valid run record"),
    "JSON nested": ("speed-json", lambda: b"[" * (7 * MIB), "cannot be read"),
    "JSON of empty lists": ("speed-json", lambda: b"[" + b"[]," * (MIB // 4) + b"[]]", "cannot be read"),
    "JSON of a long number": (
        "speed-json",
        lambda: b'{"seconds_per_architecture": ' + b"9" * 100_000 + b"}",
        "cannot be read",
    ),
    "store nested": ("store-json", lambda: b'{"format": 1, "columns": ' + b"[" * 100_000, "nested too deeply"),
    "store of nulls": ("store-json", lambda: b'{"format": 1, "columns": null, "array": null}', "does not describe"),
    "store that climbs": (
        "store-json",
        lambda: json.dumps({**json.loads(FORMATS["store-json"].wholes()[0]), "array": "../../etc/passwd"}).encode(),
        "does not describe",
    ),
    # tables
    "field of 4 MB": ("csv", lambda: b"architecture,cost_ms\n0," + b"9" * (4 * MIB) + b"\n", "line 2"),
    "quoted field without end": ("csv", lambda: b'architecture,cost_ms\n0,"' + b"9\n" * MIB, "line|more rows"),
    "number of 100,000 digits and a letter": (
        "csv",
        lambda: b"architecture,cost_ms\n" + b"0," + b"1" * 100_000 + b"x\n",
        "cell of more than",
    ),
    "a thousand long numbers": (
        "csv",
        lambda: b"architecture,cost_ms\n" + (b"0," + b"1" * 3000 + b"x\n") * 1000,
        "is no number",
    ),
    "500,000 rows": ("csv", lambda: b"architecture,cost_ms\n" + b"1\n" * 500_000, "more rows"),
    "a million cells": ("csv", lambda: b"architecture,cost_ms\n" + b"," * 1_000_000, "would take more than|line 2"),
    "wide characters in a table": (
        "csv",
        lambda: b"architecture,cost_ms\n" + "\U0001f600".encode() + b"1\n" * 20_000,
        "line 2",
    ),
    "architectures of 4,000 characters": (
        "csv",
        lambda: b"architecture,cost_ms\n" + (b"|" + b"none~0|" * 500 + b",1\n") * 500,
        "names no architecture",
    ),
    "rows of the sources": ("csv-sources", lambda: b"net,a\n" + b",\n" * 500_000, "more rows|would take"),
    "one text 20,000 times in Parquet": ("parquet", dictionary_bomb, "cell of more than"),
    "beginnings of texts in Parquet": ("parquet", prefixes, "encoding that no table needs"),
    "300,000 rows in Parquet": (
        "parquet",
        lambda: parquet({"architecture": np.zeros(300_000, "i4"), "cost_ms": np.ones(300_000, "f4")}),
        "more rows",
    ),
    "pages of 10 MB in Parquet": (
        "parquet",
        lambda: parquet(
            {"architecture": ["x" * (10 * MIB), "y"], "cost_ms": [1.0, 2.0]},
            use_dictionary=False,
            compression="zstd",
            write_statistics=False,
        ),
        "cell of more than|would take",
    ),
    "pages of 25 MB in Parquet": (
        "parquet",
        lambda: parquet(
            {f"c{k}": ["x" * (5 * MIB)] for k in range(5)},
            use_dictionary=False,
            compression="zstd",
            write_statistics=False,
        ),
        "would take more than",
    ),
    "nested lists in Parquet": (
        "parquet",
        lambda: parquet({"architecture": [[[1]]], "cost_ms": [1.0]}),
        "lists or bytes",
    ),
    "footer of 4 GB": ("parquet", lambda: footer(2**32 - 1), "no Parquet file"),
    "footer of the whole file": ("parquet", lambda: footer(500), "no Parquet file"),
}
"""What it is -> format, how it is made, what its message says."""
