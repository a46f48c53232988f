"""Opening an engine by its name."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from suite.engines.base import Engine
from suite.engines.local import LocalEngine
from suite.errors import ConfigurationError, did_you_mean

ENGINES = ("local", "dask", "slurm")


def open_engine(name: str = "local", jobs: int = 1, scheduler: str | None = None, slurm: Iterable[str] = ()) -> Engine:
    """Return an engine that is ready, to be closed by whoever asked.

    Args:
        name: "local"; "dask": workers of a cluster; "slurm": jobs through submitit.
        jobs: processes; of "slurm" its jobs at the same time. A dask cluster has as many as it has.
        scheduler: of "dask" an address such as "tcp://host:8786" or a scheduler file; None starts ``jobs`` workers on
            this machine. Of "slurm" the executor of submitit: None for sbatch, "local" or "debug" to try it here.
        slurm: "KEY=VALUE" for sbatch, such as "partition=cpu".

    Raises:
        UnknownNameError: for another name.
        ConfigurationError: for arguments that do not go together, a package that is missing, no scheduler, no sbatch.
        WorkerError: if a worker has other versions.
    """
    if name not in ENGINES:
        raise did_you_mean(name, ENGINES, "engine")
    if slurm and name != "slurm":
        raise ConfigurationError(f"--slurm is for --engine slurm, not for {name}: leave it out")
    if name == "local":
        if scheduler is not None:
            raise ConfigurationError("--scheduler is for --engine dask or slurm: name one of them, or leave it out")
        return LocalEngine(jobs)
    if name == "dask":
        _require("dask", "distributed")
        from suite.engines.dask_cluster import DaskEngine

        return DaskEngine(scheduler, jobs)
    _require("slurm", "submitit")
    from suite.engines.slurm import SlurmEngine

    return SlurmEngine(jobs, scheduler or "slurm", slurm)


def _require(extra: str, package: str) -> None:
    if find_spec(package) is None:
        raise ConfigurationError(
            f"--engine {extra} needs the package {package}: pip install '.[{extra}]' in the clone, or pip install "
            f"{package}"
        )
