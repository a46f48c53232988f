"""The state of a pickle reader: position, stack, marks and memo, and what the opcodes other than the commonest do.

Kept apart from the loop (:mod:`suite.tables.pickles.reader`), which is tuned for speed; this part is tuned for refusal.
``pickletools`` in the standard library documents the opcodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from mmap import mmap
from typing import Any

from suite.errors import DataError
from suite.reading.budget import Budget
from suite.tables.pickles.keys import check_keys

Hook = Callable[[dict[Any, Any]], int | None]
"""Sees a dictionary; returns how many items of dictionaries it dropped, if any: they count no longer."""
Allowed = Mapping[tuple[str, str], Callable[..., Any]]

_SAME_MODULE = {
    "__builtin__": "builtins",
    "numpy.core.multiarray": "numpy._core.multiarray",
    "numpy.core.numeric": "numpy._core.numeric",
}
"""Older spelling of a module -> the one used in the tables."""

_NUMBERS = frozenset({int, float})
_REFUSED = {0x69: "INST", 0x6F: "OBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x92: "NEWOBJ_EX", 0x50: "PERSID"}
_LONGEST_NAME = 256

# bytes that a value takes in the worst case: a large integer or a float with its place in the container
_PER_LIST_ITEM, _PER_DICT_ITEM, _PER_SET_ITEM = 48, 128, 144
_PER_MEMO, _PER_STACK, _PER_MARK, _PER_NUMBER = 12, 64, 48, 48
PER_STORAGE = 600
_LIST, _DICT, _TUPLE, _SET, _BYTES, _OBJECT = 72, 80, 72, 232, 48, 600
_LONGEST_INTEGER = 16  # bytes; the largest number in these files is torch's magic of 10 bytes


class RefusedPickleError(DataError):
    """The pickle names something that is not plain data; nothing of it was executed."""


class Global:
    """A name from the caller's table, waiting for its arguments."""

    __slots__ = ("make", "name")

    def __init__(self, name: str, make: Callable[..., Any]) -> None:
        self.name = name
        self.make = make


class Buildable:
    """Base of the values that may receive a state with ``BUILD``.

    Attributes:
        taken: bytes that the value holds beside the parts it was given.
    """

    taken = 0

    def build(self, state: Any) -> None:
        """Take over ``state``."""
        raise NotImplementedError


class Storage:
    """Stands for data outside the pickle (a torch storage); its content is not read."""

    __slots__ = ()


class PickleState:
    """What the opcodes work on; see :class:`suite.tables.pickles.reader.PickleReader` for the arguments."""

    def __init__(
        self,
        data: bytes | mmap,
        source: str,
        allowed: Allowed,
        *,
        on_dict: Hook | None = None,
        storages: bool = False,
        start: int = 0,
        end: int | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.data, self.source, self.allowed = data, source, allowed
        self.on_dict, self.storages = on_dict, storages
        self.position, self.end = start, len(data) if end is None else end
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: list[Any] = []
        self.seen = 0  # how many of the memo were looked at
        if budget is None:
            budget = Budget(source, self.end - start)
            budget.take(len(data) if type(data) is bytes else 0)
        self.budget = budget
        self.made = budget.taken  # bytes of all that was made and kept, apart from stack, marks and memo

    def within(self) -> None:
        """Raise DataError if the budget is exceeded; asked every few thousand bytes and after every large value."""
        if self.on_dict is not None:  # what is remembered may outlive the dictionary that it was counted in
            new = self.memo[self.seen :]
            if not _NUMBERS.isdisjoint(map(type, new)):
                self.made += _PER_NUMBER * sum(type(each) in _NUMBERS for each in new)
            self.seen = len(self.memo)
        waiting = _PER_STACK * len(self.stack) + _PER_MARK * len(self.marks) + _PER_MEMO * len(self.memo)
        if self.made + waiting > self.budget.limit:
            raise self.budget.exceeded()

    def broken(self) -> DataError:
        """Return the error for data that cannot be a whole pickle."""
        return DataError(
            f"{self.source} cannot be read as a pickle of protocol 2 to 5 (stopped after byte {self.position}): "
            "it is truncated, altered or of another format; get it again from its source"
        )

    def refuse(self, what: str) -> RefusedPickleError:
        """Return the error for something that plain data has no use for."""
        name = ascii(what[:_LONGEST_NAME])[1:-1][:_LONGEST_NAME]
        return RefusedPickleError(
            f"refused '{name}' in {self.source}: a data file has no use for it; get the file from its official source"
        )

    def rare(self, opcode: int) -> None:
        """Do what ``opcode`` says, or refuse it."""
        handler = _HANDLERS.get(opcode)
        if handler is not None:
            handler(self, self.stack)
        elif opcode in _REFUSED:
            raise self.refuse(f"opcode {_REFUSED[opcode]}")
        else:
            raise self.broken()

    def _take(self, n: int) -> bytes:
        first, self.position = self.position, self.position + n
        if self.position > self.end:
            raise self.broken()
        return self.data[first : self.position]

    def _content(self, n: int) -> bytes:
        self.made += n + _BYTES
        return self._take(n)

    def _text(self, n: int) -> str:
        text = self._take(n).decode("utf-8")
        self.made += text.__sizeof__()
        return text

    def _unsigned(self, width: int) -> int:
        return int.from_bytes(self._take(width), "little")

    def _signed(self, width: int) -> int:
        return int.from_bytes(self._take(width), "little", signed=True)

    def _since_mark(self) -> list[Any]:
        mark = self.marks.pop()
        items = self.stack[mark:]
        del self.stack[mark:]
        return items

    def _push_global(self, module: str, name: str) -> None:
        if len(module) > _LONGEST_NAME or len(name) > _LONGEST_NAME:
            raise self.refuse(f"{module[:_LONGEST_NAME]}...")
        key = (_SAME_MODULE.get(module, module), name)
        if key not in self.allowed:
            raise self.refuse(f"{module}.{name}")
        self.made += _OBJECT
        self.stack.append(Global(f"{module}.{name}", self.allowed[key]))

    def _line(self) -> str:
        found = self.data.find(b"\n", self.position, min(self.end, self.position + _LONGEST_NAME))
        if found < 0:
            raise self.broken()
        return self._take(found + 1 - self.position)[:-1].decode("utf-8")

    def _global(self, stack: list[Any]) -> None:
        module = self._line()
        self._push_global(module, self._line())

    def _stack_global(self, stack: list[Any]) -> None:
        name, module = stack.pop(), stack.pop()
        if type(name) is not str or type(module) is not str:
            raise self.refuse("a global that is not named by text")
        self._push_global(module, name)

    def _call(self, stack: list[Any]) -> None:
        arguments, function = stack.pop(), stack.pop()
        if type(function) is not Global or type(arguments) is not tuple:
            raise self.refuse(f"a call of {type(function).__name__}")
        result = function.make(*arguments)
        kind = type(result)
        if kind is bytes:
            self.made += len(result) + _BYTES
        elif kind is set:
            self.made += _PER_SET_ITEM * len(result) + _SET
        elif kind is not float and kind is not int and kind is not bool:
            self.made += _OBJECT + 8 * len(arguments) + getattr(result, "taken", 0)
        if self.made > self.budget.limit:
            raise self.budget.exceeded()
        stack.append(result)

    def _build(self, stack: list[Any]) -> None:
        state = stack.pop()
        if not isinstance(stack[-1], Buildable):
            raise self.refuse(f"a state for {type(stack[-1]).__name__}")
        stack[-1].build(state)
        self.made += stack[-1].taken
        if self.made > self.budget.limit:
            raise self.budget.exceeded()

    def _set_items(self, items: list[Any]) -> None:
        target = self.stack[-1]
        keys = items[::2]
        if type(target) is not dict or len(items) % 2:
            raise self.broken()
        check_keys(keys, self.refuse)
        target.update(zip(keys, items[1::2], strict=True))
        self.made += _PER_DICT_ITEM * len(keys)
        if self.on_dict is not None:
            self.made -= _PER_DICT_ITEM * (self.on_dict(target) or 0)

    def _append(self, items: list[Any]) -> None:
        if type(self.stack[-1]) is not list:
            raise self.broken()
        self.made += _PER_LIST_ITEM * len(items)
        self.stack[-1].extend(items)

    def _add(self, stack: list[Any]) -> None:
        items = self._since_mark()
        if type(stack[-1]) is not set:
            raise self.broken()
        check_keys(items, self.refuse)
        self.made += _PER_SET_ITEM * len(items)
        stack[-1].update(items)

    def _tuple(self, n: int) -> None:
        if len(self.stack) < n:
            raise self.broken()
        items = tuple(self.stack[-n:])
        del self.stack[-n:]
        self.made += _TUPLE + 32 * n
        self.stack.append(items)

    def _long_tuple(self, stack: list[Any]) -> None:
        items = tuple(self._since_mark())
        self.made += _TUPLE + 40 * len(items)
        stack.append(items)

    def _list(self, stack: list[Any]) -> None:
        self.made += _LIST
        stack.append([])

    def _dict(self, stack: list[Any]) -> None:
        self.made += _DICT
        stack.append({})

    def _set(self, stack: list[Any]) -> None:
        self.made += _SET
        stack.append(set())

    def _last(self, n: int) -> list[Any]:
        items = self.stack[-n:]
        del self.stack[-n:]
        return items

    def _long(self, width: int) -> int:
        length = self._unsigned(width)
        if length > _LONGEST_INTEGER:
            raise self.broken()
        return self._signed(length)

    def _storage(self, stack: list[Any]) -> None:
        stack.pop()
        if not self.storages:
            raise self.refuse("a persistent id")
        self.made += _LIST
        stack.append(Storage())

    def _protocol(self, stack: list[Any]) -> None:
        if not 2 <= self._unsigned(1) <= 5:
            raise self.broken()


_HANDLERS: dict[int, Callable[[PickleState, list[Any]], Any]] = {
    0x80: PickleState._protocol,
    0x95: lambda r, s: r._unsigned(8),  # FRAME: only a hint for buffering
    0x4E: lambda r, s: s.append(None),
    0x88: lambda r, s: s.append(True),
    0x89: lambda r, s: s.append(False),
    0x4A: lambda r, s: s.append(r._signed(4)),  # BININT
    0x4D: lambda r, s: s.append(r._unsigned(2)),  # BININT2
    0x8A: lambda r, s: s.append(r._long(1)),
    0x8B: lambda r, s: s.append(r._long(4)),
    0x8D: lambda r, s: s.append(r._text(r._unsigned(8))),  # BINUNICODE8
    0x43: lambda r, s: s.append(r._content(r._unsigned(1))),  # SHORT_BINBYTES
    0x42: lambda r, s: s.append(r._content(r._unsigned(4))),  # BINBYTES
    0x8E: lambda r, s: s.append(r._content(r._unsigned(8))),  # BINBYTES8
    0x96: lambda r, s: s.append(r._content(r._unsigned(8))),  # BYTEARRAY8, as bytes
    0x29: lambda r, s: s.append(()),
    0x85: lambda r, s: r._tuple(1),
    0x86: lambda r, s: r._tuple(2),
    0x87: lambda r, s: r._tuple(3),
    0x74: PickleState._long_tuple,
    0x5D: PickleState._list,
    0x61: lambda r, s: r._append(r._last(1)),
    0x65: lambda r, s: r._append(r._since_mark()),
    0x7D: PickleState._dict,
    0x73: lambda r, s: r._set_items(r._last(2)),
    0x75: lambda r, s: r._set_items(r._since_mark()),
    0x8F: PickleState._set,
    0x90: PickleState._add,
    0x6A: lambda r, s: s.append(r.memo[r._unsigned(4)]),  # LONG_BINGET
    0x63: PickleState._global,
    0x93: PickleState._stack_global,
    0x52: PickleState._call,
    0x81: PickleState._call,  # NEWOBJ: the same, since every name is a function of the table
    0x62: PickleState._build,
    0x51: PickleState._storage,
}
"""Opcode -> handler of what the hot loop does not do itself."""
