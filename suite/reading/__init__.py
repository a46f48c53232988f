"""Reading files that anyone may have made: within a budget of memory, in time near-linear in the file, in plain errors.

:mod:`suite.reading.budget` has every limit and counts; the other modules read one kind of file each and refuse what
exceeds it before the memory is taken. ``docs/reliability.md`` states the bounds and what was tried against them.
"""
