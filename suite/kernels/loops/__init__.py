"""Loops that numba compiles; whatever they return, the numpy functions of :mod:`suite.kernels` return to the byte.

Nothing imports a module of this folder but :mod:`suite.kernels.compiled`, as they import numba. Each stands for the
module of the same name one folder up (``pooling`` for :mod:`suite.networks.pooling`, and torch): a function here has
the name of the one there that it stands in for. Signatures are explicit, so that a function is compiled once and not
again for every layout. No fastmath: the order of additions is part of the bytes. No random draws: they come from numpy,
before the loop, as arrays.
"""
