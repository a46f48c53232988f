"""Engines: where the runs of a study are made. On this machine, on a dask cluster, or in jobs of SLURM.

An engine calls one function on a list of tasks somewhere and yields what comes back, as it comes. It knows nothing of
studies; :mod:`suite.study.pool` says what a task is. dask and submitit are imported when such an engine is opened.
"""

from suite.engines.base import Engine, Post
from suite.engines.choosing import ENGINES, open_engine
from suite.engines.local import LocalEngine

__all__ = ["ENGINES", "Engine", "LocalEngine", "Post", "open_engine"]
