"""Figures of comparisons over many problems, from plain numbers: each function returns a figure and what it shows."""
