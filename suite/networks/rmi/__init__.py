"""Representation mutual information: the score, its reference model, and scoring every cell."""
