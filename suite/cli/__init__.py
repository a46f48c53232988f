"""The command ``suite``, thinly over everything beneath."""
