"""What every engine is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

Result = TypeVar("Result")


class Post(Protocol):
    """By which a far worker gets what the process of the study has."""

    def fetch(self, name: str) -> bytes:
        """Return the parcel of this name.

        Raises:
            WorkerError: if it cannot be had.
        """


class Engine(ABC):
    """Calls a function on tasks; a context manager that ends what it started.

    Attributes:
        far: whether workers are processes of which this one is not the parent. They may lack its files, so the
            function gets a :class:`Post` as its last argument.
        shares_folder: whether what a worker writes into the folder of the study is there for this process.
    """

    far: bool = False
    shares_folder: bool = True

    @property
    @abstractmethod
    def slots(self) -> int:
        """How many tasks are worked on at the same time."""

    @abstractmethod
    def describe(self) -> str:
        """Return in one line where tasks are worked on."""

    @abstractmethod
    def run(
        self,
        function: Callable[..., Result],
        tasks: Sequence[tuple[Any, ...]],
        *,
        folder: Path,
        parcels: Mapping[str, bytes] | None = None,
        collect: Callable[[], Iterable[Result]] = tuple,
    ) -> Generator[Result, None, None]:
        """Yield ``function(*task)`` of all tasks, in any order.

        A task whose worker is lost is done again by the engine, or left out: whoever calls looks what came. When the
        iterator is closed, also by an interrupt, what is outstanding is called off.

        Args:
            function: importable by name.
            tasks: arguments of each call.
            folder: of the study, where an engine may keep files of its own.
            parcels: name -> content, for far workers.
            collect: returns what came into a shared folder since it was last called; engines with such workers yield
                that instead of what the function returns.

        Raises:
            WorkerError: if workers were lost for good, or have other versions.
        """

    def close(self) -> None:  # noqa: B027 (most engines start nothing)
        """End what the engine started; what belongs to others stays."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
