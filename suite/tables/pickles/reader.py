"""A reader of pickles that executes nothing: it knows data opcodes and a closed table of named values.

Python's own unpickler calls whatever a file names. This reader is an interpreter of its own: a global is looked up in
the table that the caller passes (:mod:`suite.tables.pickles.values`) and refused by name if it is not there;
``REDUCE``, ``NEWOBJ`` and ``BUILD`` reach only what that table made; every other code-running opcode is refused. Memo
numbers must be consecutive (a large one would allocate gigabytes).

Memory: all that is made is counted, from above, against the :class:`suite.reading.budget.Budget` of the file; so a few
bytes that ask for much (a set, a call on a long text that is remembered) soon end in an error. Time: a step costs what
its bytes and the values it makes cost. Keys of dictionaries and sets are therefore plain values, or short tuples of
texts and small integers: others take long to hash or compare, or have hashes that can be made equal. What was read may
still share parts so that it is huge when written out: callers look at types first and never print, hash or compare it.

A hook sees every dictionary as soon as it is filled, so a caller can shrink the records of a file of gigabytes while
it is read. Formats: Python's pickle protocols 2 to 5 (``pickletools`` documents the opcodes).
"""

from __future__ import annotations

import struct
from typing import Any

from suite.errors import DataError
from suite.tables.pickles.state import PickleState

_DOUBLE = struct.Struct(">d")
_CACHED_TEXT = 64  # bytes; longer texts are not kept for sharing
_TEXT = 80  # bytes of a text beside its characters, each of which takes four at most
_CACHED_TEXTS = 100_000  # these alone are not counted: they take 30 MB at most
_STRETCH = 32 * 1024  # bytes of the pickle between two looks at the budget


class PickleReader(PickleState):
    """Reads one pickle after another from ``data``.

    Args:
        data: the bytes, or a memory-mapped file.
        source: name of the file, for messages.
        allowed: (module, name) -> function that makes the value from the pickled arguments.
        on_dict: called with each dictionary after each batch of items was added.
        storages: whether persistent ids are accepted (each becomes a :class:`Storage`).
        start, end: the range of ``data`` to read.
        budget: of the file, with what was taken already; by default that of the range.
    """

    def load(self) -> Any:
        """Return the next object.

        Raises:
            RefusedPickleError: for a global that is not in the table.
            DataError: for anything truncated, altered or not a pickle of plain data.
        """
        self.stack, self.marks, self.memo, self.seen = [], [], [], 0
        try:
            found = self._run({})
            self.within()
            return found
        except DataError:
            raise
        except MemoryError:
            raise DataError(
                f"{self.source} does not fit into memory: it is altered, or needs a larger machine"
            ) from None
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, struct.error):
            raise self.broken() from None
        finally:
            self.stack, self.marks, self.memo = [], [], []

    def _run(self, texts: dict[bytes, str]) -> Any:
        data, stack, memo, rare = self.data, self.stack, self.memo, self.rare
        push, remember, unpack = stack.append, memo.append, _DOUBLE.unpack_from
        position, end = self.position, self.end
        stop = position  # the budget is asked there
        while True:  # the commonest opcodes of the official files first: this loop decides the speed of an import
            if position >= stop:
                self.position = position
                if position >= end:
                    raise self.broken()
                self.within()
                stop = min(position + _STRETCH, end)
            opcode = data[position]
            position += 1
            if opcode == 0x47:  # BINFLOAT
                push(unpack(data, position)[0])
                position += 8
            elif opcode == 0x94:  # MEMOIZE
                remember(stack[-1])
            elif opcode == 0x8C or opcode == 0x58:  # SHORT_BINUNICODE, BINUNICODE
                if opcode == 0x8C:
                    first = position + 1
                    position = first + data[position]
                else:
                    first = position + 4
                    position = first + int.from_bytes(data[position:first], "little")
                raw = data[first:position]
                text = texts.get(raw)
                if text is None:
                    if position > end:
                        self.position = position
                        raise self.broken()
                    text = raw.decode("utf-8")
                    if len(raw) <= _CACHED_TEXT and len(texts) < _CACHED_TEXTS:
                        texts[raw] = text
                    else:
                        self.made += 4 * len(raw) + _TEXT
                push(text)
            elif opcode == 0x4B:  # BININT1
                push(data[position])
                position += 1
            elif opcode == 0x68:  # BINGET
                push(memo[data[position]])
                position += 1
            elif opcode == 0x71 or opcode == 0x72:  # BINPUT, LONG_BINPUT
                width = 1 if opcode == 0x71 else 4
                number = int.from_bytes(data[position : position + width], "little")
                position += width
                if number == len(memo):
                    remember(stack[-1])
                else:
                    memo[number] = stack[-1]  # an IndexError, hence "altered", if it is not consecutive
            elif opcode == 0x28:  # MARK
                self.marks.append(len(stack))
            elif opcode == 0x2E:  # STOP
                self.position = position
                return stack.pop()
            else:
                self.position = position
                rare(opcode)
                position = self.position
