"""Pickles without running them: a reader that takes plain data and refuses the rest."""
