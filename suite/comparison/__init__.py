"""Comparisons over many problems: their definition, their runs, their results; runs from elsewhere."""
