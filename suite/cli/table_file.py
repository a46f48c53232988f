"""Tables that a command writes for people: CSV, or Parquet that says in its own metadata what it is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from suite.files import write_atomically

if TYPE_CHECKING:
    import pandas as pd


def write_frame(out: Path, frame: pd.DataFrame, facts: Mapping[str, object]) -> Path:
    """Write ``frame`` without its index to ``out``, as CSV if its name ends so, else as Parquet.

    Args:
        out: replaced, whole or not at all.
        frame: a row per architecture; NaN becomes null (empty in CSV).
        facts: name -> what the Parquet file says about itself, under ``suite.<name>``.

    Raises:
        DataError: if the file cannot be written.
    """
    if out.suffix == ".csv":
        return write_atomically(out, frame.to_csv(index=False, lineterminator="\n"))
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    metadata = {f"suite.{name}".encode(): str(value).encode() for name, value in facts.items()}
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata), buffer, compression="zstd")
    return write_atomically(out, buffer.getvalue())
